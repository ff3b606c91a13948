// SPDX-License-Identifier: LicenseRef-Private
#include "soak.h"

#include "loadloop.h"
#include "scenario.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <thread>

namespace bench {

namespace {

using Body = std::shared_ptr<const std::string>;

enum class Role { Small, Large, Stream, Leaver, Fault, OneShot };

constexpr size_t kClients = 36;
constexpr int kPrompts = 200;

Role roleOf(size_t client)
{
    if (client < 6)
        return Role::Small;
    if (client < 8)
        return Role::Large;
    if (client < 26)
        return Role::Stream;
    if (client < 30)
        return Role::Leaver;
    return client < 34 ? Role::Fault : Role::OneShot;
}

struct Counts
{
    size_t answers = 0;
    size_t left = 0;
    size_t faults = 0;
    size_t wrong = 0;
    size_t foreign = 0;
};

/// What each client does next, and whether what it got was right.
class Traffic final
{
public:
    Traffic()
    {
        for (int i = 0; i < kPrompts; ++i)
            m_small.push_back(bodyOf(1024, "Explain part " + std::to_string(i) + " of it."));
        m_large = bodyOf(1024 * 1024, "Refactor all of it.");
    }

    bool next(size_t client, Job &job, int64_t &askAt)
    {
        const int64_t now = nowMicros();
        if (m_freeAt[client] > now) {
            askAt = m_freeAt[client];
            return false;
        }
        const Role role = roleOf(client);
        m_freeAt[client] = now + pick(5'000, 40'000) * (role == Role::Large ? 8 : 1);
        job.script.id = ++m_lastId;
        job.body =
            role == Role::Large ? m_large : m_small[static_cast<size_t>(pick(0, kPrompts - 1))];
        if (role == Role::Stream)
            job.script.chunks = 20;
        else if (role == Role::Leaver)
            makeLeaver(job);
        else if (role == Role::Fault)
            makeFault(job);
        job.closesAfter = role == Role::OneShot;
        return true;
    }

    void done(const Outcome &outcome)
    {
        counts.foreign += outcome.isForeign ? 1 : 0;
        if (outcome.wasAborted) {
            ++counts.left;
            return;
        }
        int expected = 200;
        if (outcome.script.fault == 's')
            expected = 529;
        else if (outcome.script.fault == 'e')
            expected = 502;
        const bool isCut = outcome.script.fault == 'c';
        ++(outcome.script.fault == '-' ? counts.answers : counts.faults);
        if (outcome.status == expected && outcome.isComplete != isCut)
            return;
        if (++counts.wrong <= 10)
            std::fprintf(stderr, "wrong: fault %c, status %d, complete %d\n", outcome.script.fault,
                         outcome.status, outcome.isComplete);
    }

    Counts counts;

private:
    static Body bodyOf(size_t bytes, const std::string &prompt)
    {
        return std::make_shared<const std::string>(agentBody(bytes, true, prompt));
    }

    int64_t pick(int64_t from, int64_t to)
    {
        return std::uniform_int_distribution<int64_t>(from, to)(m_random);
    }

    /// Leaves while sending, while waiting, or in the middle of the answer.
    void makeLeaver(Job &job)
    {
        job.script.chunks = 50;
        job.abortAfterMicros = pick(50, 200'000);
        if (pick(0, 3) == 0) {
            job.body = m_large;
            job.abortAfterMicros = pick(50, 2'000);
        }
    }

    void makeFault(Job &job)
    {
        job.script.fault = "sceh"[pick(0, 3)];
        job.script.chunks = job.script.fault == 'c' ? 10 : 0;
        if (job.script.fault == 'h')
            job.abortAfterMicros = 200'000;
    }

    std::mt19937_64 m_random {1};
    std::vector<Body> m_small;
    Body m_large;
    int64_t m_freeAt[kClients] {};
    unsigned long long m_lastId = 0;
};

struct Level
{
    double first = 0;
    double last = 0;
};

Level levelOf(const std::vector<Usage> &samples, const std::function<double(const Usage &)> &value)
{
    std::vector<double> values;
    for (const Usage &usage : samples)
        values.push_back(value(usage));
    const auto third = static_cast<std::ptrdiff_t>(values.size() / 3);
    return {median({values.begin(), values.begin() + third}),
            median({values.end() - third, values.end()})};
}

bool judge(const char *what, const Level &level, double slack)
{
    const bool isFlat = level.last <= level.first + slack;
    std::printf("%-12s first third %8.1f   last third %8.1f   %s\n", what, level.first, level.last,
                isFlat ? "flat" : "GROWS");
    return isFlat;
}

bool judgeAll(const std::vector<Usage> &samples)
{
    const Level memory = levelOf(samples, [](const Usage &usage) { return usage.residentMb; });
    const Level files = levelOf(samples, [](const Usage &usage) { return usage.descriptors; });
    const Level threads = levelOf(samples, [](const Usage &usage) { return usage.threads; });
    const bool isMemoryFlat = judge("resident MB", memory, std::max(2.0, memory.first * 0.05));
    const bool areFilesFlat = judge("descriptors", files, 4 + files.first * 0.05);
    const bool areThreadsFlat = judge("threads", threads, 1);
    return isMemoryFlat && areFilesFlat && areThreadsFlat;
}

} // namespace

int runSoak(const Setup &setup, double minutes)
{
    Target target = proxyTarget(setup, true);
    if (!start(target, setup.folder)) {
        std::fprintf(stderr, "%s does not start; see %s/output.log\n", setup.binary.c_str(),
                     setup.folder.c_str());
        return 1;
    }
    const Usage before = target.process.usage();
    Traffic traffic;
    std::vector<Usage> samples;
    const auto seconds = static_cast<int>(std::lround(minutes * 60));
    const int warmUp = std::max(5, seconds * 15 / 100);
    {
        LoadLoop loop(
            target.port, kClients,
            [&](size_t client, Job &job, int64_t &askAt) {
                return traffic.next(client, job, askAt);
            },
            [&](const Outcome &outcome) { traffic.done(outcome); });
        for (int second = 0; second < seconds && target.process.isRunning(); ++second) {
            loop.run(nowMicros() + 1'000'000, false);
            if (second >= warmUp)
                samples.push_back(target.process.usage());
        }
    }
    std::this_thread::sleep_for(std::chrono::seconds(3));
    const Usage after = target.process.usage();
    const Counts &counts = traffic.counts;
    std::printf(
        "%zu answers, %zu clients left early, %zu upstream faults; wrong %zu, foreign bytes "
        "%zu\n",
        counts.answers, counts.left, counts.faults, counts.wrong, counts.foreign);
    std::printf("before: %.1f MB, %d descriptors, %d threads; 3 s after: %.1f MB, %d, %d\n",
                before.residentMb, before.descriptors, before.threads, after.residentMb,
                after.descriptors, after.threads);
    const bool isRunning = target.process.isRunning();
    const bool isFlat = samples.size() >= 6 && judgeAll(samples);
    const bool isRight = counts.wrong == 0 && counts.foreign == 0 && counts.answers > 0;
    std::printf("%s\n", isRunning && isFlat && isRight ? "PASSED" : "FAILED");
    return isRunning && isFlat && isRight ? 0 : 1;
}

} // namespace bench

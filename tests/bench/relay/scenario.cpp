// SPDX-License-Identifier: LicenseRef-Private
#include "scenario.h"

#include "loadloop.h"

#include <algorithm>

namespace bench {

namespace {

constexpr int kEvents = 50;
constexpr int kStreamsEach = 2;
constexpr int64_t kSpread = 800'000; ///< over which the streams begin
constexpr int64_t kStreamLimit = 20'000'000; ///< what is not over then counts as broken
constexpr int64_t kWarmUp = 300'000;
constexpr int64_t kStall = 100'000;
constexpr double kQuiet = 0.3; ///< cores of other processes that are let pass
constexpr std::string_view kPrompt = "Make the parser say in which line it failed.";

using Body = std::shared_ptr<const std::string>;

Body bodyOf(const Scenario &scenario, bool inToolLoop)
{
    return std::make_shared<const std::string>(agentBody(scenario.bodyBytes, inToolLoop, kPrompt));
}

/// What the load says about itself.
struct Tally
{
    std::vector<double> latencies;
    std::vector<double> firstBytes;
    std::vector<double> added;
    double stalls = 0;
    double failures = 0;

    void add(const Outcome &outcome)
    {
        if (!outcome.isComplete || outcome.isForeign || outcome.status != 200)
            ++failures;
        latencies.push_back(static_cast<double>(outcome.endedAt - outcome.startedAt));
        if (outcome.firstByteAt > 0)
            firstBytes.push_back(static_cast<double>(outcome.firstByteAt - outcome.startedAt));
        added.insert(added.end(), outcome.added.begin(), outcome.added.end());
        stalls += outcome.longestGap > kStall ? 1 : 0;
    }
};

/// CPU used since this was made, by whom.
class CpuWatch final
{
public:
    CpuWatch(const Target &target, const Conditions &conditions)
        : m_target(target)
        , m_conditions(conditions)
        , m_began(nowMicros())
        , m_machine(machineBusySeconds())
        , m_ours(ours())
        , m_atStart(target.process.usage().cpuSeconds)
    { }

    void fill(Sample &sample, double units) const
    {
        const double seconds = static_cast<double>(nowMicros() - m_began) / 1e6;
        const Usage usage = m_target.process.usage();
        sample.cpu = (usage.cpuSeconds - m_atStart) * 1e6 / std::max(units, 1.0);
        sample.residentMb = usage.residentMb;
        const double foreign = machineBusySeconds() - m_machine - (ours() - m_ours);
        sample.foreignCores = std::max(foreign / seconds, 0.0);
    }

private:
    [[nodiscard]] double ours() const
    {
        return ownCpuSeconds() + m_target.process.usage().cpuSeconds
               + m_conditions.upstream->usage().cpuSeconds;
    }

    const Target &m_target;
    const Conditions &m_conditions;
    int64_t m_began;
    double m_machine;
    double m_ours;
    double m_atStart;
};

/// The turn of the tool loop that follows is classified here, once.
void prime(const Scenario &scenario, const Target &target)
{
    const Body body = bodyOf(scenario, false);
    int asked = 0;
    LoadLoop loop(
        target.port, 1,
        [&](size_t, Job &job, int64_t &) {
            job.body = body;
            return asked++ == 0;
        },
        [](const Outcome &) {});
    loop.run(nowMicros() + 5'000'000, false);
}

Sample measureRequests(const Scenario &scenario, const Target &target, const Conditions &conditions)
{
    const Body body = bodyOf(scenario, true);
    Tally tally;
    LoadLoop loop(
        target.port, scenario.clients,
        [&](size_t, Job &job, int64_t &) {
            job.body = body;
            return true;
        },
        [&](const Outcome &outcome) { tally.add(outcome); });
    loop.run(nowMicros() + kWarmUp, false);
    tally = {};
    const CpuWatch watch(target, conditions);
    const int64_t began = nowMicros();
    loop.run(began + static_cast<int64_t>(conditions.seconds * 1e6), false);
    Sample sample;
    const auto count = static_cast<double>(tally.latencies.size());
    watch.fill(sample, count);
    sample.perSecond = count * 1e6 / static_cast<double>(nowMicros() - began);
    sample.latency = median(std::move(tally.latencies));
    sample.failures = tally.failures;
    return sample;
}

Sample measureStreams(const Scenario &scenario, const Target &target, const Conditions &conditions)
{
    const Body body = bodyOf(scenario, true);
    Tally tally;
    std::vector<int> begun(scenario.clients);
    const int64_t began = nowMicros();
    const auto startOf = [&](size_t client) {
        return began + kSpread * static_cast<int64_t>(client) / static_cast<int64_t>(begun.size());
    };
    LoadLoop loop(
        target.port, scenario.clients,
        [&](size_t client, Job &job, int64_t &askAt) {
            askAt = startOf(client);
            if (nowMicros() < askAt)
                return false;
            askAt = 0;
            job.body = body;
            job.script.id = client + 1;
            job.script.chunks = kEvents;
            return begun[client]++ < kStreamsEach;
        },
        [&](const Outcome &outcome) { tally.add(outcome); });
    const CpuWatch watch(target, conditions);
    loop.run(began + kStreamLimit, false);
    Sample sample;
    watch.fill(sample, static_cast<double>(tally.added.size()));
    sample.firstByte = median(std::move(tally.firstBytes));
    sample.addedP99 = percentile(tally.added, 0.99);
    sample.added = median(std::move(tally.added));
    sample.stalls = tally.stalls;
    const double missing = static_cast<double>(scenario.clients * kStreamsEach)
                           - static_cast<double>(tally.latencies.size());
    sample.failures = tally.failures + missing;
    return sample;
}

} // namespace

std::vector<Scenario> scenarios()
{
    return {{.name = "1 KB, 16 clients", .clients = 16},
            {.name = "200 KB", .bodyBytes = 200 * 1024},
            {.name = "560 KB", .bodyBytes = 560 * 1024},
            {.name = "1 MB", .bodyBytes = 1024 * 1024},
            {.name = "100 streams", .clients = 100, .streams = true},
            {.name = "1,000 streams", .clients = 1000, .streams = true}};
}

Sample measure(const Scenario &scenario, const Target &target, const Conditions &conditions)
{
    Sample best;
    for (int attempt = 0; attempt < conditions.tries; ++attempt) {
        prime(scenario, target);
        const Sample sample = scenario.streams ? measureStreams(scenario, target, conditions)
                                               : measureRequests(scenario, target, conditions);
        if (attempt == 0 || sample.foreignCores < best.foreignCores)
            best = sample;
        if (best.foreignCores < kQuiet)
            break;
    }
    return best;
}

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<size_t>(at)];
}

} // namespace bench

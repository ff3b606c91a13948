// SPDX-License-Identifier: LicenseRef-Private
// Measures the relay path against nginx, or soaks it; see tests/bench/run and tests/bench/soak.
#include "fakeupstream.h"
#include "report.h"
#include "soak.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace bench;

struct Options
{
    std::string binary;
    std::string only;
    int rounds = 5;
    int tries = 2;
    double seconds = 1.5;
    double minutes = 3;
    bool soaks = false;
    bool isBad = false;
};

Options optionsOf(int count, char **arguments)
{
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = arguments[i];
        if (name == "soak") {
            options.soaks = true;
            continue;
        }
        const std::string value = i + 1 < count ? arguments[++i] : "";
        if (name == "--binary")
            options.binary = value;
        else if (name == "--only")
            options.only = value;
        else if (name == "--rounds")
            options.rounds = std::max(std::atoi(value.c_str()), 1);
        else if (name == "--tries")
            options.tries = std::max(std::atoi(value.c_str()), 1);
        else if (name == "--seconds")
            options.seconds = std::max(std::atof(value.c_str()), 0.2);
        else if (name == "--minutes")
            options.minutes = std::max(std::atof(value.c_str()), 0.2);
        else
            options.isBad = true;
    }
    return options;
}

void raiseDescriptorLimit()
{
    rlimit limit {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::vector<Target> allTargets(const Setup &setup)
{
    std::vector<Target> targets;
    targets.push_back(directTarget(setup));
    if (isInstalled("nginx"))
        targets.push_back(nginxTarget(setup));
    else
        std::fprintf(stderr, "nginx is not installed: no ratios\n");
    targets.push_back(proxyTarget(setup, false));
    targets.push_back(proxyTarget(setup, true));
    return targets;
}

/// Startup is measured several times; the last start stays for the load.
bool startAll(std::vector<Target> &targets, const Setup &setup, int rounds)
{
    for (Target &target : targets) {
        std::vector<double> startups;
        std::vector<double> idle;
        for (int round = 0; round < rounds; ++round) {
            target.process.stop();
            if (!start(target, setup.folder)) {
                std::fprintf(stderr, "%s does not start; see %s/output.log\n", target.name.c_str(),
                             setup.folder.c_str());
                return false;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(500));
            startups.push_back(target.startupMs);
            idle.push_back(target.process.usage().residentMb);
        }
        target.startupMs = median(startups);
        target.idleMb = median(idle);
    }
    return true;
}

int runBench(const Options &options, const Setup &setup, const Process &upstream)
{
    std::vector<Target> targets = allTargets(setup);
    if (!startAll(targets, setup, options.rounds))
        return 1;
    const Conditions conditions {
        .seconds = options.seconds, .tries = options.tries, .upstream = &upstream};
    std::vector<ScenarioResult> results;
    for (const Scenario &scenario : scenarios()) {
        if (scenario.name.find(options.only) != std::string::npos)
            results.push_back({scenario, std::vector<std::vector<Sample>>(targets.size())});
    }
    std::vector<double> foreign;
    for (int round = 1; round <= options.rounds; ++round) {
        for (ScenarioResult &result : results) {
            std::fprintf(stderr, "round %d of %d: %s\n", round, options.rounds,
                         result.scenario.name.c_str());
            for (size_t i = 0; i < targets.size(); ++i) {
                result.results[i].push_back(measure(result.scenario, targets[i], conditions));
                foreign.push_back(result.results[i].back().foreignCores);
            }
        }
    }
    std::printf("%s\nMedians of %d rounds. Other processes used %.2f cores in the median, %.2f at "
                "most; load average at the end %s.\n",
                markdownTable(targets, results).c_str(), options.rounds, median(foreign),
                percentile(foreign, 1.0), loadAverage().c_str());
    return 0;
}

} // namespace

int main(int count, char **arguments)
{
    const Options options = optionsOf(count, arguments);
    if (options.isBad || ::access(options.binary.c_str(), X_OK) != 0) {
        std::fprintf(stderr, "usage: relaybench [soak --minutes N] --binary LLM-PROXY "
                             "[--rounds N] [--seconds S] [--tries N] [--only TEXT]\n");
        return 64;
    }
    raiseDescriptorLimit();
    char pattern[] = "/tmp/relaybench-XXXXXX";
    if (::mkdtemp(pattern) == nullptr)
        return 1;
    Socket listener = listenOn(0);
    const Setup setup {
        .binary = options.binary, .folder = pattern, .upstreamPort = portOf(listener)};
    Process upstream = Process::forked([&listener] { FakeUpstream(std::move(listener)).run(); });
    listener.close();
    const int code =
        options.soaks ? runSoak(setup, options.minutes) : runBench(options, setup, upstream);
    if (code == 0)
        std::filesystem::remove_all(setup.folder);
    return code;
}

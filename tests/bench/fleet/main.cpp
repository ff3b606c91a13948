// SPDX-License-Identifier: LicenseRef-Private
// Prints the table of tests/bench/README.md: from 1 to 100 instances, from 10 to 10,000 developers.
#include "tests/bench/fleet/fleet.h"

#include <QCoreApplication>

#include <array>
#include <cstdio>

namespace {

using namespace std::chrono_literals;

struct Size
{
    int instances;
    int developers;
    std::chrono::minutes time;
};

constexpr std::array kSizes {Size {1, 10, 240min},   Size {2, 10, 240min},
                             Size {3, 100, 120min},  Size {10, 1000, 60min},
                             Size {30, 3000, 30min}, Size {100, 10000, 20min}};

void print(const fleet::Plan &plan)
{
    const fleet::Outcome outcome = fleet::simulate(plan);
    const fleet::Counters &counters = outcome.counters;
    std::printf("| %d | %d | %s | %s | %s | %llu | %llu | %llu | %llu | %llu | %.1f | %.1f |\n",
                plan.instances, plan.developers,
                plan.balancing == fleet::Balancing::Sticky ? "sticky" : "random",
                plan.comesAndGoes ? "yes" : "no", plan.hasStore ? "yes" : "no",
                static_cast<unsigned long long>(counters.requests),
                static_cast<unsigned long long>(counters.turns),
                static_cast<unsigned long long>(counters.morphCalls),
                static_cast<unsigned long long>(counters.morphTwice),
                static_cast<unsigned long long>(counters.switches),
                double(outcome.commands) / outcome.seconds,
                double(outcome.bytes) / outcome.seconds / 1000);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    // A decision waits on timers, which want an event dispatcher.
    const QCoreApplication application(argc, argv);
    std::printf("| instances | developers | balancing | come and go | store | requests | turns "
                "| Morph calls | of these twice | switches in a loop | commands/s | KB/s |\n"
                "|--:|--:|---|---|---|--:|--:|--:|--:|--:|--:|--:|\n");
    for (const Size &size : kSizes) {
        for (const auto balancing : {fleet::Balancing::Sticky, fleet::Balancing::Random}) {
            // One instance has nothing to choose from.
            if (size.instances == 1 && balancing == fleet::Balancing::Random)
                continue;
            for (const bool comesAndGoes : {false, true}) {
                for (const bool hasStore : {true, false})
                    print({.instances = size.instances,
                           .developers = size.developers,
                           .balancing = balancing,
                           .hasStore = hasStore,
                           .comesAndGoes = comesAndGoes,
                           .time = size.time});
            }
        }
    }
    return 0;
}

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/bench/fleet/simulatedinstance.h"

#include <vector>

namespace fleet {

enum class Balancing {
    Sticky, ///< a consistent hash of the session
    Random,
};

struct Plan
{
    int instances = 1;
    int developers = 10;
    Balancing balancing = Balancing::Sticky;
    bool hasStore = true;
    bool comesAndGoes = false; ///< an instance ends and another one begins, every five minutes
    std::chrono::minutes time {30};
    unsigned seed = 1;
};

/// What came of a plan.
struct Outcome
{
    Counters counters;
    double seconds = 0;
    quint64 commands = 0;
    quint64 bytes = 0;
};

/// Simulates a team: each developer types every few minutes, tool loops follow, a session ends
/// after some turns. One ask in two hundred is sent once more at once, as clients do after a lost
/// connection.
[[nodiscard]] Outcome simulate(const Plan &plan);

} // namespace fleet

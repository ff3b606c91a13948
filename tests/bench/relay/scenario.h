// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "target.h"

#include <cstddef>
#include <string>
#include <vector>

namespace bench {

/// One kind of load. With @p streams each client reads two streams of 50 events, 20 ms apart;
/// otherwise requests follow one another for some seconds.
struct Scenario
{
    std::string name;
    size_t clients = 1;
    size_t bodyBytes = 1024;
    bool streams = false;
};

/// What one target did under it, once. Times in microseconds.
struct Sample
{
    double perSecond = 0; ///< requests
    double latency = 0; ///< median of the whole exchange
    double firstByte = 0; ///< median
    double added = 0; ///< median from an event's sending to its arrival
    double addedP99 = 0;
    double cpu = 0; ///< of the target, a request or an event
    double residentMb = 0;
    double stalls = 0; ///< gaps over 100 ms between two events
    double failures = 0; ///< answers that were broken, refused or somebody else's
    double foreignCores = 0; ///< busy with other processes meanwhile
};

[[nodiscard]] std::vector<Scenario> scenarios();

struct Conditions
{
    double seconds = 1.5;
    int tries = 2; ///< how often a sample is taken while other processes disturb it
    const Process *upstream = nullptr;
};

/// The least disturbed of some samples.
[[nodiscard]] Sample measure(const Scenario &scenario, const Target &target,
                             const Conditions &conditions);

[[nodiscard]] double percentile(std::vector<double> values, double share);
[[nodiscard]] inline double median(std::vector<double> values)
{
    return percentile(std::move(values), 0.5);
}

} // namespace bench

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/latencyhistogram.h"
#include "ui/models/timegrid.h"
#include "ui/models/trafficsamples.h"

#include <array>
#include <vector>

namespace ui {

/// Sums over a span of time.
struct TrafficSums
{
    qint64 beginMs = 0;
    std::array<int, 4> byDifficulty {}; ///< routable requests: easy, medium, hard, not classified
    int requests = 0;
    int routable = 0;
    int changed = 0;
    int errors = 0;
    double costUsd = 0;
    double savedUsd = 0;
    double lostUsd = 0; ///< sum of the requests that cost more, as a positive number
    double feeUsd = 0;

    void add(const TrafficSample &sample);
    [[nodiscard]] double netUsd() const { return savedUsd - lostUsd - feeUsd; }
};

struct ModelPair
{
    int requested = 0;
    int selected = 0;
    int count = 0;
};

/// Computes everything that the statistics page shows for one selection. Pure.
struct TrafficFigures
{
    TrafficSums total;
    /// One for each span of time, the oldest first, also for empty ones.
    std::vector<TrafficSums> columns;
    std::vector<ModelPair> pairs; ///< the largest first
    proxy::LatencyHistogram routing; ///< durations of decisions that asked Morph
};

[[nodiscard]] TrafficFigures figuresOf(const std::vector<TrafficSample> &samples,
                                       const TimeGrid &grid);

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/latencyhistogram.h"
#include "ui/models/trafficsamples.h"

#include <array>
#include <vector>

namespace ui {

/// What a span of time adds up to.
struct TrafficSums
{
    qint64 beginMs = 0;
    std::array<int, 4> byDifficulty {}; ///< easy, medium, hard, not classified; routable ones
    int requests = 0;
    int routable = 0;
    int changed = 0;
    int errors = 0;
    double costUsd = 0;
    double savedUsd = 0;
    double lostUsd = 0; ///< where routing cost more; positive
    double feeUsd = 0;

    void add(const TrafficSample &sample);
};

struct ModelPair
{
    int requested = 0;
    int selected = 0;
    int count = 0;
};

/// Everything the statistics page draws, for one selection. Pure.
struct TrafficFigures
{
    TrafficSums total;
    std::vector<TrafficSums> columns; ///< equal spans, oldest first, empty ones included
    std::vector<ModelPair> pairs; ///< largest first
    proxy::LatencyHistogram routing; ///< decisions that asked Morph
};

[[nodiscard]] TrafficFigures figuresOf(const std::vector<TrafficSample> &samples, qint64 fromMs,
                                       qint64 toMs, int columns);

} // namespace ui

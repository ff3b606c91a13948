// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/trafficfigures.h"

#include <algorithm>
#include <map>
#include <utility>

namespace ui {

namespace {

size_t difficultyIndex(proxy::Difficulty difficulty)
{
    switch (difficulty) {
    case proxy::Difficulty::Easy:
        return 0;
    case proxy::Difficulty::Medium:
        return 1;
    case proxy::Difficulty::Hard:
        return 2;
    default:
        return 3;
    }
}

} // namespace

void TrafficSums::add(const TrafficSample &sample)
{
    ++requests;
    errors += sample.isError ? 1 : 0;
    changed += sample.isChanged ? 1 : 0;
    costUsd += sample.costUsd;
    feeUsd += sample.feeUsd;
    (sample.savedUsd < 0 ? lostUsd : savedUsd) += std::abs(sample.savedUsd);
    if (!sample.isRoutable)
        return;
    ++routable;
    ++byDifficulty.at(difficultyIndex(sample.difficulty));
}

TrafficFigures figuresOf(const std::vector<TrafficSample> &samples, const TimeGrid &grid)
{
    TrafficFigures figures;
    for (int column = 0; column < grid.columns; ++column)
        figures.columns.push_back({.beginMs = grid.beginMs + column * grid.stepMs});
    std::map<std::pair<int, int>, int> pairs;
    for (const TrafficSample &sample : samples) {
        const int column = grid.columnOf(sample.startedAtMs);
        if (column < 0)
            continue;
        figures.total.add(sample);
        figures.columns[static_cast<size_t>(column)].add(sample);
        if (sample.askedRouter)
            figures.routing.add(sample.routingTime);
        if (sample.isRoutable)
            ++pairs[{sample.requested, sample.selected}];
    }
    for (const auto &[pair, count] : pairs)
        figures.pairs.push_back({pair.first, pair.second, count});
    std::stable_sort(figures.pairs.begin(), figures.pairs.end(),
                     [](const ModelPair &a, const ModelPair &b) { return a.count > b.count; });
    return figures;
}

} // namespace ui

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

TrafficFigures figuresOf(const std::vector<TrafficSample> &samples, qint64 fromMs, qint64 toMs,
                         int columns)
{
    TrafficFigures figures;
    const qint64 span = std::max<qint64>(1, (toMs - fromMs + columns) / columns);
    for (int column = 0; column < columns; ++column)
        figures.columns.push_back({.beginMs = fromMs + column * span});
    std::map<std::pair<int, int>, int> pairs;
    for (const TrafficSample &sample : samples) {
        const qint64 column = (sample.startedAtMs - fromMs) / span;
        if (sample.startedAtMs < fromMs || column >= columns)
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

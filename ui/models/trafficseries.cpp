// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/trafficseries.h"

#include <algorithm>
#include <tuple>

namespace ui {

namespace {

constexpr qint64 kMsPerMinute = 60000;
constexpr qsizetype kMaxPairs = 1000;

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

bool isError(const proxy::Exchange &exchange)
{
    return exchange.status >= 400 || exchange.end == proxy::ExchangeEnd::Failed
           || exchange.end == proxy::ExchangeEnd::Cut;
}

} // namespace

void TrafficSeries::add(const std::vector<proxy::Exchange> &exchanges)
{
    for (const proxy::Exchange &exchange : exchanges) {
        if (exchange.end == proxy::ExchangeEnd::Open)
            continue;
        Minute &minute = bucket(exchange.startedAtMs / kMsPerMinute);
        ++minute.requests;
        minute.errors += isError(exchange) ? 1 : 0;
        if (!exchange.routable)
            continue;
        ++minute.byDifficulty.at(difficultyIndex(exchange.decision.difficulty));
        const std::pair key(exchange.decision.requestedModel, exchange.decision.selectedModel);
        if (m_pairs.size() < kMaxPairs || m_pairs.contains(key))
            ++m_pairs[key];
    }
}

TrafficSeries::Minute &TrafficSeries::bucket(qint64 minute)
{
    const auto place =
        std::lower_bound(m_minutes.begin(), m_minutes.end(), minute,
                         [](const Minute &known, qint64 wanted) { return known.minute < wanted; });
    if (place != m_minutes.end() && place->minute == minute)
        return *place;
    const auto index = place - m_minutes.begin();
    m_minutes.insert(place, Minute {.minute = minute});
    if (m_minutes.size() <= kMinutes)
        return m_minutes[static_cast<size_t>(index)];
    m_minutes.pop_front();
    return m_minutes[static_cast<size_t>(std::max<std::ptrdiff_t>(index - 1, 0))];
}

std::vector<TrafficSeries::Minute> TrafficSeries::last(int count, qint64 nowMinute) const
{
    std::vector<Minute> minutes;
    minutes.reserve(static_cast<size_t>(count));
    for (qint64 minute = nowMinute - count + 1; minute <= nowMinute; ++minute)
        minutes.push_back(Minute {.minute = minute});
    for (const Minute &known : m_minutes) {
        const qint64 place = known.minute - (nowMinute - count + 1);
        if (place >= 0 && place < count)
            minutes[static_cast<size_t>(place)] = known;
    }
    return minutes;
}

std::vector<TrafficSeries::Pair> TrafficSeries::pairs(size_t most) const
{
    std::vector<Pair> pairs;
    for (auto pair = m_pairs.begin(); pair != m_pairs.end(); ++pair)
        pairs.push_back({QString::fromUtf8(pair.key().first), QString::fromUtf8(pair.key().second),
                         pair.value()});
    std::sort(pairs.begin(), pairs.end(), [](const Pair &a, const Pair &b) {
        return std::tie(b.count, a.requested, a.selected)
               < std::tie(a.count, b.requested, b.selected);
    });
    pairs.resize(std::min(most, pairs.size()));
    return pairs;
}

} // namespace ui

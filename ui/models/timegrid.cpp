// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/timegrid.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace ui {

namespace {

constexpr qint64 kSecond = 1000;
constexpr qint64 kMinute = 60 * kSecond;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;
constexpr qint64 kWeek = 7 * kDay;
constexpr int kMostColumns = 92;
constexpr qint64 kColumnsOfPart = 40; ///< at most, of a part that is looked at closely

/// A Monday at midnight: weeks begin there. Midnight is the local one.
qint64 roundedDown(qint64 timeMs, qint64 step)
{
    constexpr qint64 kMonday = 4 * kDay;
    const qint64 offset =
        QDateTime::fromMSecsSinceEpoch(timeMs).offsetFromUtc() * kSecond - kMonday;
    const qint64 local = timeMs + offset;
    return local - local % step - offset;
}

qint64 stepFor(qint64 spanMs)
{
    constexpr std::array<qint64, 4> kSteps {30 * kSecond, 2 * kMinute, kHour, 6 * kHour};
    constexpr std::array<qint64, 4> kSpans {15 * kMinute, kHour, kDay, kWeek};
    for (size_t at = 0; at < kSteps.size(); ++at) {
        if (spanMs <= kSpans.at(at))
            return kSteps.at(at);
    }
    return spanMs <= (kMostColumns - 1) * kDay ? kDay : kWeek;
}

} // namespace

int TimeGrid::columnOf(qint64 timeMs) const
{
    if (timeMs < beginMs || timeMs >= endMs())
        return -1;
    return static_cast<int>((timeMs - beginMs) / stepMs);
}

TimeGrid timeGrid(int minutes, qint64 nowMs, qint64 oldestMs)
{
    const bool isAll = minutes == 0;
    const qint64 span = isAll ? std::max<qint64>(nowMs - oldestMs, 1) : minutes * kMinute;
    const qint64 step = stepFor(span);
    const qint64 last = roundedDown(nowMs, step);
    const qint64 first = isAll ? roundedDown(std::min(oldestMs, nowMs), step) : last - span;
    const qint64 columns = std::min<qint64>((last - first) / step + 1, kMostColumns);
    return {.beginMs = last - (columns - 1) * step,
            .stepMs = step,
            .columns = static_cast<int>(columns)};
}

TimeGrid timeGridBetween(qint64 fromMs, qint64 toMs)
{
    constexpr std::array<qint64, 12> kSteps {kSecond,      2 * kSecond, 5 * kSecond, 10 * kSecond,
                                             30 * kSecond, 2 * kMinute, 5 * kMinute, 10 * kMinute,
                                             30 * kMinute, kHour,       6 * kHour,   kDay};
    const qint64 span = std::max(toMs - fromMs, kSecond);
    const auto *const step = std::find_if(kSteps.begin(), kSteps.end(), [span](qint64 each) {
        return span <= each * kColumnsOfPart;
    });
    const qint64 chosen = step == kSteps.end() ? kWeek : *step;
    const qint64 first = roundedDown(fromMs, chosen);
    const qint64 columns =
        std::clamp<qint64>((toMs - first + chosen - 1) / chosen, 1, kMostColumns);
    return {.beginMs = first, .stepMs = chosen, .columns = static_cast<int>(columns)};
}

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

namespace ui {

/// Equal spans of time, whose bounds are round times on the wall: what happened in a span stays in
/// it, however often the charts are drawn. Unix time in milliseconds.
struct TimeGrid
{
    qint64 beginMs = 0;
    qint64 stepMs = 1;
    int columns = 0;

    [[nodiscard]] qint64 endMs() const { return beginMs + columns * stepMs; }
    /// Returns the column of a time; -1: it is in none.
    [[nodiscard]] int columnOf(qint64 timeMs) const;
};

/// Returns the grid of the last @p minutes before @p nowMs, or of all since @p oldestMs when they
/// are 0: spans of 30 s, 2 min, 1 h, 6 h, a day or a week. The last column holds @p nowMs.
[[nodiscard]] TimeGrid timeGrid(int minutes, qint64 nowMs, qint64 oldestMs);
/// Returns the grid of the time from @p fromMs to @p toMs, whole columns: spans from a second on.
[[nodiscard]] TimeGrid timeGridBetween(qint64 fromMs, qint64 toMs);

} // namespace ui

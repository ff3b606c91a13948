// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange.h"

#include <QHash>

#include <array>
#include <deque>
#include <vector>

namespace ui {

/// Finished requests by minute, for the charts: a bounded history. Pure but for the sets of ids.
class TrafficSeries final
{
public:
    static constexpr int kMinutes = 24 * 60;

    struct Minute
    {
        qint64 minute = 0; ///< since the epoch
        std::array<int, 4> byDifficulty {}; ///< easy, medium, hard, none
        int requests = 0;
        int errors = 0;
    };

    /// Open exchanges are passed over; they come again when they ended.
    void add(const std::vector<proxy::Exchange> &exchanges);
    /// The last @p count minutes up to @p nowMinute, empty ones included, oldest first.
    [[nodiscard]] std::vector<Minute> last(int count, qint64 nowMinute) const;
    /// Requested → answering model, with counts, largest first.
    struct Pair
    {
        QString requested;
        QString selected;
        int count = 0;
    };
    [[nodiscard]] std::vector<Pair> pairs(size_t most) const;

private:
    Minute &bucket(qint64 minute);

    std::deque<Minute> m_minutes;
    QHash<std::pair<QByteArray, QByteArray>, int> m_pairs;
};

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/latencyhistogram.h"
#include "proxy/exchange/exchange.h"

#include <QByteArray>

#include <map>

namespace proxy {

/// Counters over finished exchanges, for status and tray. The recorder keeps one object since the
/// start and one since midnight. Plain value.
struct Statistics
{
    quint64 requests = 0;
    quint64 routable = 0;
    quint64 modelChanged = 0;
    quint64 streams = 0;
    quint64 errors = 0; ///< exchanges that failed or were cut
    quint64 clientGone = 0;
    std::map<Difficulty, quint64> byDifficulty; ///< routable requests
    std::map<QByteArray, quint64> byRouting; ///< the label of x-llm-proxy-routing
    std::map<int, quint64> byStatus;
    std::map<QByteArray, quint64> byError;
    quint64 routerRequests = 0; ///< requests sent to Morph
    qint64 bytesIn = 0;
    qint64 bytesOut = 0;
    LatencyHistogram routing; ///< durations of decisions that asked Morph
    LatencyHistogram firstByte;
    LatencyHistogram total;
    LatencyHistogram inspect; ///< durations of INSPECT

    /// Counts a finished exchange.
    void add(const Exchange &exchange);
};

} // namespace proxy

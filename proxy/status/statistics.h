// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/latencyhistogram.h"
#include "proxy/exchange/exchange.h"

#include <QByteArray>

#include <map>

namespace proxy {

/// What finished exchanges add up to: counters for status, metrics and the tray. A fold, no
/// history; one since the start and one since midnight are kept side by side by the recorder.
struct Statistics
{
    quint64 requests = 0;
    quint64 routable = 0;
    quint64 modelChanged = 0;
    quint64 streams = 0;
    quint64 errors = 0; ///< answered by ourselves, or cut
    quint64 clientGone = 0;
    std::map<Difficulty, quint64> byDifficulty; ///< routable requests
    std::map<QByteArray, quint64> byRouting; ///< the label of x-llm-proxy-routing
    std::map<int, quint64> byStatus;
    std::map<QByteArray, quint64> byError;
    quint64 routerRequests = 0; ///< requests sent to Morph
    qint64 bytesIn = 0;
    qint64 bytesOut = 0;
    LatencyHistogram routing; ///< decisions that asked Morph
    LatencyHistogram firstByte;
    LatencyHistogram total;
    LatencyHistogram inspect; ///< our own work before the decision

    void add(const Exchange &exchange);
};

} // namespace proxy

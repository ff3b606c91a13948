// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/ledger.h"
#include "proxy/status/servicestatus.h"
#include "ui/models/trafficsamples.h"

namespace ui {

/// What happened before the oldest request that is kept: the books have its sums alone.
struct EarlierTraffic
{
    qint64 requests = 0; ///< routable ones
    double savedUsd = 0; ///< after Morph's fee; negative: it cost more

    [[nodiscard]] bool isEmpty() const { return requests == 0; }
};

/// Returns what is missing in @p samples from the local day of @p fromMs on: the sums of
/// @p closedDays and of today's @p status, less what the samples hold. Pure.
[[nodiscard]] EarlierTraffic earlierTraffic(const TrafficSamples &samples,
                                            const proxy::Ledger &closedDays,
                                            const proxy::ServiceStatus &status, qint64 fromMs,
                                            qint64 nowMs);

} // namespace ui

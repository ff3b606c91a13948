// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/earliertraffic.h"

#include "ui/look/humanformat.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace ui {

EarlierTraffic earlierTraffic(const TrafficSamples &samples, const proxy::Ledger &closedDays,
                              const proxy::ServiceStatus &status, qint64 fromMs, qint64 nowMs)
{
    const QDate today = QDateTime::fromMSecsSinceEpoch(nowMs).date();
    const QDate first = QDateTime::fromMSecsSinceEpoch(fromMs).date();
    EarlierTraffic known {.requests = static_cast<qint64>(status.today.routable),
                          .savedUsd = inDollars(status.savedToday)};
    closedDays.forEach([&](QDate day, const proxy::LedgerKey &, const proxy::LedgerSums &sums) {
        if (day < first || day >= today)
            return;
        known.requests += sums.exchanges;
        known.savedUsd += inDollars(sums.saved());
    });
    for (const TrafficSample &sample :
         samples.in({.fromMs = first.startOfDay().toMSecsSinceEpoch(), .toMs = nowMs})) {
        known.requests -= sample.isRoutable ? 1 : 0;
        known.savedUsd -= sample.savedUsd - sample.feeUsd;
    }
    // The counts of today begin with the process; the samples may know more.
    return known.requests > 0 ? known : EarlierTraffic();
}

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/accounting.h"
#include "proxy/exchange/budgetuse.h"
#include "proxy/local/eventhub.h"
#include "proxy/status/modelwarnings.h"
#include "proxy/status/quota.h"
#include "proxy/upstream/upstreamauth.h"

namespace proxy {

/// Writes a warning about a model to the process log and sends it to the readers of @p events.
void warnOf(const ModelWarning &warning, EventHub &events);

/// Writes and sends the warning that the day's cost exceeds the budget.
void warnOf(const BudgetWarning &warning, EventHub &events);

/// Writes and sends what the use of a budget has come to.
void warnOf(const BudgetUse &use, EventHub &events);

/// Writes to the process log that a plan's window restrains routing.
void warnOf(const QuotaInForce &quota);

/// Writes to the process log that UPSTREAM_URL leads back to this proxy.
void warnOf(const Error &loop);

/// Writes new warnings about the upstream's keys to the process log.
void warnOfKeys(UpstreamAuth &auth);

/// The warning that Morph refuses its key, and what @p classifier does then.
[[nodiscard]] Text refusedRouterKey(RouterClassifier classifier);
/// Writes that warning to the process log.
void warnOfRouterKey(RouterClassifier classifier);

/// The warning that rows of the request log in @p directory are lost because of @p failure (errno).
[[nodiscard]] Text unwritableLog(const QString &directory, int failure);

} // namespace proxy

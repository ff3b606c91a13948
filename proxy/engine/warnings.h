// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/accounting.h"
#include "proxy/local/eventhub.h"
#include "proxy/status/modelwarnings.h"
#include "proxy/upstream/upstreamauth.h"

namespace proxy {

/// Writes a warning about a model to the log and announces it to the readers of @p events.
void warnOf(const ModelWarning &warning, EventHub &events);

/// The same of a day whose cost has passed the budget.
void warnOf(const BudgetWarning &warning, EventHub &events);

/// Writes to the log what is wrong with the upstream's keys and was not told yet.
void warnOfKeys(UpstreamAuth &auth);

} // namespace proxy

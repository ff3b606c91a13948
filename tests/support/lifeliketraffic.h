// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/status/servicestatus.h"

#include <vector>

/// @p count exchanges as a working day brings them, the newest ending at @p nowMs: agents,
/// projects, outcomes, errors, one open stream at the end. The same seed gives the same rows.
[[nodiscard]] std::vector<proxy::Exchange> lifelikeTraffic(int count, qint64 nowMs);

/// A proxy that runs and has counted @p traffic.
[[nodiscard]] proxy::ServiceStatus lifelikeStatus(const std::vector<proxy::Exchange> &traffic,
                                                  qint64 nowMs);

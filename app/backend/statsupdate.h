// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/environment.h"

namespace app::backend {

/// `stats-update [--file PATH]`: merges the backend's usage export into a local file (0600,
/// default <runtime>/usage-statistics.json). A backend without the route: says what to use
/// instead, leaves the file alone, exit 1.
[[nodiscard]] int runStatsUpdate(const QStringList &args, const Streams &streams,
                                 const Environment &environment);

/// The same with this process's standard streams and environment.
[[nodiscard]] int runStatsUpdate(const QStringList &args);

} // namespace app::backend

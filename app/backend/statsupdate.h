// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/environment.h"

namespace app::backend {

/// Runs `stats-update [--file PATH]`: merges the backend's usage export into a local file (mode
/// 0600, by default <runtime>/usage-statistics.json). For a backend without that route it prints
/// the alternative, leaves the file unchanged and returns 1.
[[nodiscard]] int runStatsUpdate(const QStringList &args, const Streams &streams,
                                 const Environment &environment);

/// Runs the command with this process's standard streams and environment.
[[nodiscard]] int runStatsUpdate(const QStringList &args);

} // namespace app::backend

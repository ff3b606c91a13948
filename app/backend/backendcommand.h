// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/environment.h"

#include <QStringList>

namespace app::backend {

/// Runs `llm-proxy backend <name> …`: one row of the command table, `settings`, or the list of all
/// commands. @p args follows "backend". Needs a QCoreApplication. Returns an exit code of
/// exitcodes.h.
[[nodiscard]] int runBackendCommand(const QStringList &args, const Streams &streams,
                                    const Environment &environment);

/// Runs the command with this process's standard streams and environment.
[[nodiscard]] int runBackendCommand(const QStringList &args);

} // namespace app::backend

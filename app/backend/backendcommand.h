// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/environment.h"

#include <QStringList>

namespace app::backend {

/// `llm-proxy backend <name> …`: runs one row of the command table, `settings`, or lists all.
/// `args` is what follows "backend". Needs a QCoreApplication. Exit codes: exitcodes.h.
[[nodiscard]] int runBackendCommand(const QStringList &args, const Streams &streams,
                                    const Environment &environment);

/// The same with this process's standard streams and environment.
[[nodiscard]] int runBackendCommand(const QStringList &args);

} // namespace app::backend

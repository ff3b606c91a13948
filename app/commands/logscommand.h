// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QStringList>

namespace app {

/// `llm-proxy logs-tail [N] [--json] [--process]`: the last N (20) rows of the request log, or of
/// the program's own log. 0; 64 usage.
[[nodiscard]] int runLogsTail(const QStringList &args, const proxy::ConfigInputs &inputs,
                              CommandOutput output);

/// `llm-proxy logs-follow [--json] [--process]`: the same as it grows, until SIGINT.
[[nodiscard]] int runLogsFollow(const QStringList &args, const proxy::ConfigInputs &inputs,
                                CommandOutput output);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QStringList>

namespace app {

/// Runs `llm-proxy logs-tail [N] [--json] [--process] [--filter TEXT]`: prints the last N (20) rows
/// of the request log that match the filter, or lines of the process log. Returns the exit code: 0,
/// or 64 on wrong usage.
[[nodiscard]] int runLogsTail(const QStringList &args, const proxy::ConfigInputs &inputs,
                              CommandOutput output);

/// Runs `llm-proxy logs-follow [--json] [--process] [--filter TEXT]`: prints new rows or lines
/// until SIGINT.
[[nodiscard]] int runLogsFollow(const QStringList &args, const proxy::ConfigInputs &inputs,
                                CommandOutput output);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QStringList>

namespace app {

/// Runs `llm-proxy route explain FILE|- [--path /v1/…] [--json]`, which prints what would be
/// decided for a request body and why, and `llm-proxy route replay [--since …] [--policy …]
/// [--json]`, which decides the logged requests again, offline. `explain` asks the running proxy,
/// which knows its sessions; without one it decides itself. `llm-proxy route review [--since …]
/// [--json]` prints what the use of answers says of the verdicts, and `llm-proxy route label ID
/// easy|hard|none` notes what the person says. Returns the exit code: 0; 1 when there
/// is no such file or no row; 64 on wrong usage; 78 for a wrong configuration.
[[nodiscard]] int runRoute(const QStringList &args, const proxy::ConfigInputs &inputs,
                           CommandOutput output);

} // namespace app

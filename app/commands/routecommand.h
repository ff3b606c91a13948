// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QStringList>

namespace app {

/// `llm-proxy route explain FILE|- [--path /v1/…] [--json]`: what would be decided for a request
/// body, and why; asks the running proxy, which knows its sessions, else decides here.
/// `llm-proxy route replay [--since …] [--policy …] [--json]`: decides the logged requests anew,
/// offline. 0; 1: no such file, or no rows; 64 usage; 78 wrong configuration.
[[nodiscard]] int runRoute(const QStringList &args, const proxy::ConfigInputs &inputs,
                           CommandOutput output);

} // namespace app

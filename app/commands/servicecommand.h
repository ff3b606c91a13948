// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QStringList>

namespace app {

/// Runs `llm-proxy service install [--no-start] | uninstall | status`. Returns the exit code.
/// Writes the definition of the service, and runs systemctl or launchctl, each for at most a
/// minute.
[[nodiscard]] int runService(const QStringList &args, const proxy::ConfigInputs &inputs,
                             CommandOutput output);

} // namespace app

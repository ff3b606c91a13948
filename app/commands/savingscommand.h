// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QStringList>

namespace app {

/// Runs `savings [--since S] [--by model|project|client|day] [--json]`: prints what routing cost
/// and saved. It reads the request log itself, so no proxy need run. Returns the exit code: 0; 64
/// on wrong usage; 78 for a wrong configuration.
[[nodiscard]] int runSavings(const QStringList &args, const proxy::ConfigInputs &inputs,
                             CommandOutput output);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QStringList>

namespace app {

/// Runs `models import|list|check …`. `import` works with a wrong configuration too, because the
/// user's table itself may be wrong. Returns the exit code: 0; 1 when it failed, or when `check`
/// found something to do; 64 on wrong usage; 78 for a wrong configuration or table.
[[nodiscard]] int runModels(const QStringList &args, const proxy::ConfigInputs &inputs,
                            CommandOutput output);

} // namespace app

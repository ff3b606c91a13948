// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QStringList>

namespace app {

/// `savings [--since S] [--by model|project|day] [--json]`: what the request log says that routing
/// saved. Reads the log itself: no proxy need run.
/// 0; 64 usage; 78 wrong configuration.
[[nodiscard]] int runSavings(const QStringList &args, const proxy::ConfigInputs &inputs,
                             CommandOutput output);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QStringList>

namespace app {

/// `models import|list|check …`: the table of models. `import` needs no right configuration, as
/// it may be the user's table that is wrong.
/// 0; 1 failed, or (check) something needs doing; 64 usage; 78 wrong configuration or table.
[[nodiscard]] int runModels(const QStringList &args, const proxy::ConfigInputs &inputs,
                            CommandOutput output);

} // namespace app

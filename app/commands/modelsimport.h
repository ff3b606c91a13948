// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"

#include <QStringList>

namespace app {

/// `models import FILE [FILE…] [--supplement FILE] [--output FILE] [--as-of YYYY-MM-DD]`: makes a
/// table of models from LiteLLM's price map and puts it in the place of @p defaultOutput, whole or
/// not at all. Tells on `out` what that changes.
/// 0; 1 a file cannot be read or written; 64 usage; 78 a value that cannot be meant.
[[nodiscard]] int runModelsImport(const QStringList &args, const QString &defaultOutput,
                                  CommandOutput output);

} // namespace app

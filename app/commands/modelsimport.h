// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"

#include <QStringList>

namespace app {

/// Runs `models import FILE [FILE…] [--supplement FILE] [--output FILE] [--as-of YYYY-MM-DD]`:
/// makes a table of models from LiteLLM's price map, replaces @p defaultOutput atomically and
/// prints the changes. Returns the exit code: 0; 1 when a file can't be read or written; 64 on
/// wrong usage; 78 for an impossible value.
[[nodiscard]] int runModelsImport(const QStringList &args, const QString &defaultOutput,
                                  CommandOutput output);

} // namespace app

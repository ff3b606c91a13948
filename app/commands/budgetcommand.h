// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace app {

/// Returns the budgets in the document of `/router/status` as lines for people.
[[nodiscard]] QString budgetLines(const QJsonObject &status);

/// Runs `budget [list] [--json]`, `budget lift NAME [--for 1h|30m|day]` and `budget restore NAME`
/// on the running proxy. Returns the exit code: 0, 1 when nothing runs or it refuses, 64 for a
/// wrong usage.
[[nodiscard]] int runBudget(const QStringList &args, const proxy::ConfigInputs &inputs,
                            CommandOutput output);

} // namespace app

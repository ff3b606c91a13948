// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/proxyconfig.h"

#include <QStringList>

namespace app {

/// Runs `models list [--family F] [--json]`: prints every row of the table in force and the cells
/// of the map. Returns the exit code: 0, or 64 on wrong usage.
[[nodiscard]] int runModelsList(const QStringList &args, const proxy::ProxyConfig &config,
                                CommandOutput output);

/// Runs `models check [--json]`: fetches the backend's list and prints the warnings about models
/// for proxy::today(). Without an answer of the backend it says so and checks without the list.
/// Returns the exit code: 0; 1 when something needs doing; 64 on wrong usage.
[[nodiscard]] int runModelsCheck(const QStringList &args, const proxy::ProxyConfig &config,
                                 CommandOutput output);

} // namespace app

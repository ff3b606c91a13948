// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/proxyconfig.h"

#include <QStringList>

namespace app {

/// `models list [--family F] [--json]`: every row of the table in force, and the map's cells.
/// 0; 64 usage.
[[nodiscard]] int runModelsList(const QStringList &args, const proxy::ProxyConfig &config,
                                CommandOutput output);

/// `models check [--json]`: asks the backend for its list and tells what needs doing about models
/// on the day of proxy::today(). A backend that does not answer is told and its list taken as not
/// known. 0; 1 something needs doing; 64 usage.
[[nodiscard]] int runModelsCheck(const QStringList &args, const proxy::ProxyConfig &config,
                                 CommandOutput output);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QStringList>

namespace app {

/// Runs `clients [list] [--json]`, `clients add NAME [options]` and `clients revoke NAME`, which
/// change the file of LLM_PROXY_CLIENTS; a running proxy takes notice with its next request. `add`
/// writes the new key alone to `out`, everything for people to `err`. Returns the exit code: 0, 1
/// when it could not be done, 64 for a wrong usage, 78 for a wrong configuration.
[[nodiscard]] int runClients(const QStringList &args, const proxy::ConfigInputs &inputs,
                             CommandOutput output);

} // namespace app

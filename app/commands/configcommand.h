// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"

#include <QStringList>
#include <QTextStream>

namespace app {

/// Where a command writes; tests pass strings.
struct CommandOutput
{
    QTextStream &out;
    QTextStream &err;
};

/// `llm-proxy config check | show | path [--json]`, and `docs table|env|schema`, which prints the
/// committed forms of the table of settings. `args` is what follows "config".
/// Exit codes: 0; 64 usage; 78 a bad configuration, its problems on stderr (with --json: as JSON
/// on stdout).
[[nodiscard]] int runConfigCommand(const QStringList &args, const proxy::ConfigInputs &inputs,
                                   CommandOutput output);

} // namespace app

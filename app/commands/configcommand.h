// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"

#include <QStringList>
#include <QTextStream>

namespace app {

/// The streams that a command writes to. Tests pass strings.
struct CommandOutput
{
    QTextStream &out;
    QTextStream &err;
};

/// Runs `llm-proxy config check | show | path [--json]`, and `config docs table|env|schema`, which
/// prints the generated documentation of the settings. @p args follows "config". Returns the exit
/// code: 0; 64 on wrong usage; 78 for a wrong configuration, whose problems are on stderr (with
/// --json as JSON on stdout).
[[nodiscard]] int runConfigCommand(const QStringList &args, const proxy::ConfigInputs &inputs,
                                   CommandOutput output);

} // namespace app

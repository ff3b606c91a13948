// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"

#include <QString>
#include <QStringList>

namespace app {

/// Returns the completion script of a shell ("bash", "zsh", "fish") for `llm-proxy` and the links
/// in bin/. It is made from the table of sub-commands and the backend's table of commands. Empty
/// for another shell.
[[nodiscard]] QString completionScript(const QString &shell);

/// Runs `llm-proxy completion bash|zsh|fish`; @p args follows "completion". Returns the exit code:
/// 0, or 64 on wrong usage.
[[nodiscard]] int runCompletion(const QStringList &args, CommandOutput output);

} // namespace app

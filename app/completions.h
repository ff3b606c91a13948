// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"

#include <QString>
#include <QStringList>

namespace app {

/// The completion script of a shell ("bash", "zsh", "fish") for `llm-proxy` and the links in bin/,
/// from the table of sub-commands and that of the backend's; empty for another shell.
[[nodiscard]] QString completionScript(const QString &shell);

/// `llm-proxy completion bash|zsh|fish`; `args` is what follows "completion". 0; 64 usage.
[[nodiscard]] int runCompletion(const QStringList &args, CommandOutput output);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"
#include "app/backend/environment.h"

namespace app::backend {

/// The completion script of a shell ("bash", "zsh", "fish") for `llm-proxy` and the launchers in
/// bin/; empty for another shell. @p subCommands: what llm-proxy knows beside the table.
[[nodiscard]] QString completionScript(const CommandTable &table, const QString &shell,
                                       const QStringList &subCommands);

/// `llm-proxy completion bash|zsh|fish`; `args` is what follows "completion".
[[nodiscard]] int runCompletionCommand(const QStringList &args, const QStringList &subCommands,
                                       const Streams &streams);

/// The same with this process's standard streams.
[[nodiscard]] int runCompletionCommand(const QStringList &args, const QStringList &subCommands);

} // namespace app::backend

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"

#include <QString>

namespace app::backend {

/// Returns the list of all commands in groups, one line for each.
[[nodiscard]] QString commandList(const CommandTable &table);

/// Returns the help for one command: usage, route, flags, notes, an example.
[[nodiscard]] QString commandHelp(const Command &command);

/// Returns the list of the commands of resources/manual/backend-commands.md: Markdown, one table for each group.
[[nodiscard]] QString commandListMarkdown(const CommandTable &table);

} // namespace app::backend

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"

#include <QString>

namespace app::backend {

/// All commands, grouped, one line each.
[[nodiscard]] QString commandList(const CommandTable &table);

/// One command: usage, route, flags, notes, an example.
[[nodiscard]] QString commandHelp(const Command &command);

/// The commands as README lists them: Markdown, one table a group.
[[nodiscard]] QString commandListMarkdown(const CommandTable &table);

} // namespace app::backend

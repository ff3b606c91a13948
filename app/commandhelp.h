// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/subcommands.h"

#include <QString>
#include <QStringList>

namespace app {

/// What --help and `help` print; null: they take no such arguments.
[[nodiscard]] QString helpAsked(const Options &options);

/// Every command and the options of llm-proxy itself.
[[nodiscard]] QString helpText();

/// One command: usage, forms, options, notes.
[[nodiscard]] QString helpText(const SubCommand &command);

/// "usage: llm-proxy …", a line for each form.
[[nodiscard]] QString usageLines(const SubCommand &command);

/// The words typed as they stand behind the command's: "check", "show", "path".
[[nodiscard]] QStringList wordsBehind(const SubCommand &command);

/// Its options, each once: "--json".
[[nodiscard]] std::vector<CommandOption> optionsOf(const SubCommand &command);

/// The name of an option without its value.
[[nodiscard]] QString nameOf(const CommandOption &option);

/// The table in the forms that are committed: tests compare the files with these, and
/// `llm-proxy help --markdown|--man` prints them. Each ends in a newline.

/// README's table, between the markers `<!-- commands -->` and `<!-- /commands -->`.
[[nodiscard]] QString commandsMarkdown();
/// The man page's commands and options, between its markers of comments.
[[nodiscard]] QString commandsMan();

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/subcommands.h"

#include <QString>
#include <QStringList>

namespace app {

/// Returns the output of --help and `help`; null when their arguments are wrong.
[[nodiscard]] QString helpAsked(const Options &options);

/// Returns the help for all commands and the options of llm-proxy itself.
[[nodiscard]] QString helpText();

/// Returns the help for one command: usage, forms, options, notes.
[[nodiscard]] QString helpText(const SubCommand &command);

/// Returns "usage: llm-proxy …" with a line for each form.
[[nodiscard]] QString usageLines(const SubCommand &command);

/// Returns the literal words that may follow the command: "check", "show", "path".
[[nodiscard]] QStringList wordsBehind(const SubCommand &command);

/// Returns the command's options, each once: "--json".
[[nodiscard]] std::vector<CommandOption> optionsOf(const SubCommand &command);

/// Returns the name of an option without its value.
[[nodiscard]] QString nameOf(const CommandOption &option);

// The table of commands in the forms that are committed. Tests compare the committed files with
// these texts; `llm-proxy help --markdown|--man` prints them. Each ends in a newline.

/// Returns the table of resources/manual/commands.md, which stands between the markers
/// `<!-- commands -->` and `<!-- /commands -->`.
[[nodiscard]] QString commandsMarkdown();
/// Returns the man page's commands and options, which stand between two comments.
[[nodiscard]] QString commandsMan();

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/subcommands.h"

#include <QString>
#include <QStringList>

namespace app {

/// Returns the output of --help and of `help` with a command or nothing behind it; null: something
/// else stands there, a topic of the manual.
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

/// Returns the table of resources/manual/commands.md, which stands between the markers
/// `<!-- commands -->` and `<!-- /commands -->`; `llm-proxy help --markdown` prints it. A test
/// compares the two.
[[nodiscard]] QString commandsMarkdown();
/// Returns a man page, "llm-proxy.1", "llm-proxy.json.5" or "llm-proxy-backend.1", made of the
/// table of commands and pages of the manual; null: there is no such page. `llm-proxy help --man
/// NAME` prints it when the program is built.
[[nodiscard]] QString manPage(const QString &name);
/// The names of all man pages.
[[nodiscard]] QStringList manPages();

} // namespace app

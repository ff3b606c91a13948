// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commandline.h"
#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <vector>

namespace app {

/// An option of a command, as in a usage line ("--set KEY=VALUE"), and its meaning.
struct CommandOption
{
    const char *form;
    const char *meaning;
};

/// One usage line of a sub-command.
struct CommandForm
{
    /// What follows the command's name: "import FILE [FILE ...]", "bash|zsh|fish". Lower-case words
    /// are literal.
    const char *words = "";
    const char *meaning = ""; ///< what this form does; empty for a command with one form
    std::vector<CommandOption> options {};
};

/// One sub-command. Parsing, help, usage lines, completions, man page and manual are made from it.
struct SubCommand
{
    const char *word; ///< its name
    const char *summary; ///< what it does, without a full stop
    std::vector<CommandForm> forms {};
    std::vector<const char *> notes {};
    Mode mode = Mode::SubCommand; ///< the mode that it selects
    bool isInBin = false; ///< there is a link bin/<word>; `backend <word>` works too
    bool readsItsOwn = false; ///< it parses all arguments behind its name itself
    bool explainsItself = false; ///< it handles --help itself
    int usageCode = 64; ///< exit code on wrong usage
    /// Runs the command and returns the exit code. @p options holds the parsed options, and the
    /// arguments if readsItsOwn. On wrong usage it prints the reason, if it knows it, and returns
    /// usageCode.
    int (*run)(const Options &options, const proxy::ConfigInputs &inputs,
               CommandOutput output) = nullptr;
};

/// Every sub-command, in the order of the help.
[[nodiscard]] const std::vector<SubCommand> &subCommands();

/// Returns the sub-command of this name, or nullptr.
[[nodiscard]] const SubCommand *findSubCommand(QStringView word);

/// The options of llm-proxy itself.
[[nodiscard]] const std::vector<CommandOption> &generalOptions();

/// Runs options.subCommand and returns the exit code. Prints the usage lines after wrong usage.
[[nodiscard]] int runSubCommand(const Options &options, const proxy::ConfigInputs &inputs,
                                CommandOutput output);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commandline.h"
#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <vector>

namespace app {

/// An option as a usage line has it ("--set KEY=VALUE"), and what it does.
struct CommandOption
{
    const char *form;
    const char *meaning;
};

/// One usage line of a sub-command.
struct CommandForm
{
    /// Behind the command's own word: "import FILE [FILE ...]", "bash|zsh|fish". Lower case is
    /// typed as it stands.
    const char *words = "";
    const char *meaning = ""; ///< where the command has more than one form
    std::vector<CommandOption> options {};
};

/// One sub-command. Parsing, help, usage lines, completion, man page and README come from it.
struct SubCommand
{
    const char *word;
    const char *summary; ///< what it does, without a full stop
    std::vector<CommandForm> forms {};
    std::vector<const char *> notes {};
    Mode mode = Mode::SubCommand; ///< what the word leads to
    bool isInBin = false; ///< bin/<word> is a link; also `backend <word>`, as the link says it
    bool readsItsOwn = false; ///< everything behind the word belongs to it
    bool explainsItself = false; ///< --help, too
    int usageCode = 64; ///< of wrong usage
    /// @p options: what was read before the word, and, where it reads its own, its arguments. On
    /// wrong usage it says what is wrong, if it knows, and returns usageCode.
    int (*run)(const Options &options, const proxy::ConfigInputs &inputs,
               CommandOutput output) = nullptr;
};

/// The table, in the order in which help lists it.
[[nodiscard]] const std::vector<SubCommand> &subCommands();

/// Null: there is none of this word.
[[nodiscard]] const SubCommand *findSubCommand(QStringView word);

/// The options of llm-proxy itself.
[[nodiscard]] const std::vector<CommandOption> &generalOptions();

/// Runs options.subCommand; the usage lines of a command that was used wrongly come from here.
[[nodiscard]] int runSubCommand(const Options &options, const proxy::ConfigInputs &inputs,
                                CommandOutput output);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

namespace app {

enum class Command {
    Tray, ///< no arguments: the desktop program
    Headless, ///< --no-gui
    Start,
    Health,
    Stop,
    Status,
    LogsTail,
    LogsFollow,
    Config,
    Backend,
    Route,
    Savings,
    Models,
    Demo,
    Completion,
    StatsUpdate,
    Help,
    Version,
};

/// What the command line asks for.
struct Options
{
    Command command = Command::Tray;
    QStringList arguments; ///< what a sub-command reads itself
    QMap<QString, QString> settings; ///< --port 9000 → LLM_PROXY_PORT; --set KEY=VALUE
    bool json = false;
    bool foreground = false; ///< start --foreground
    bool background = false; ///< --background: the desktop program, as it is started at login
};

/// Reads the arguments after the program's name. The error is one line for stderr; exit 64.
[[nodiscard]] tl::expected<Options, QString> parseCommandLine(const QStringList &arguments);

/// The text of --help.
[[nodiscard]] QString helpText();

/// Every sub-command's word, for shell completion.
[[nodiscard]] QStringList commandWords();

} // namespace app

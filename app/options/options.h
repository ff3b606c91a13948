// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace app {

struct SubCommand;

/// What the program does.
enum class Mode {
    Desktop, ///< the desktop program; no command was given
    Headless, ///< --no-gui
    SubCommand,
    Help,
    Version,
};

/// The parsed command line.
struct Options
{
    Mode mode = Mode::Desktop;
    /// The command to run; with Help the one to explain, null: all.
    const SubCommand *subCommand = nullptr;
    QStringList arguments; ///< arguments that the sub-command parses itself
    QMap<QString, QString> settings; ///< --port 9000 → LLM_PROXY_PORT; --set KEY=VALUE
    bool json = false;
    bool foreground = false; ///< start --foreground
    bool background = false; ///< --background: the desktop program, started at login
};

} // namespace app

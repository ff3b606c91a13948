// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

namespace app {

struct SubCommand;

enum class Mode {
    Desktop, ///< no command: the desktop program
    Headless, ///< --no-gui
    SubCommand,
    Help,
    Version,
};

/// What the command line asks for.
struct Options
{
    Mode mode = Mode::Desktop;
    const SubCommand *subCommand = nullptr; ///< the one to run; Help: to explain, null for all
    QStringList arguments; ///< what a sub-command reads itself
    QMap<QString, QString> settings; ///< --port 9000 → LLM_PROXY_PORT; --set KEY=VALUE
    bool json = false;
    bool foreground = false; ///< start --foreground
    bool background = false; ///< --background: the desktop program, as it is started at login
};

/// Why the arguments can't be read; exit 64.
struct UsageFault
{
    QString text; ///< one line for stderr
    const SubCommand *subCommand = nullptr; ///< whose arguments they are, if any
};

/// Reads the arguments after the program's name.
[[nodiscard]] tl::expected<Options, UsageFault> parseCommandLine(const QStringList &arguments);

} // namespace app

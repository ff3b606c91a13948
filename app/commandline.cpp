// SPDX-License-Identifier: LicenseRef-Private
#include "app/commandline.h"

#include <array>
#include <utility>

namespace app {

namespace {

struct Word
{
    const char *text;
    Command command;
    bool readsItsOwn; ///< everything behind it belongs to the sub-command
};

constexpr std::array kWords {
    Word {"start", Command::Start, false},
    Word {"health", Command::Health, false},
    Word {"stop", Command::Stop, false},
    Word {"status", Command::Status, false},
    Word {"logs-tail", Command::LogsTail, true},
    Word {"logs-follow", Command::LogsFollow, true},
    Word {"config", Command::Config, true},
    Word {"backend", Command::Backend, true},
    Word {"route", Command::Route, true},
    Word {"savings", Command::Savings, true},
    Word {"models", Command::Models, true},
    Word {"demo", Command::Demo, true},
    Word {"completion", Command::Completion, true},
    Word {"stats-update", Command::StatsUpdate, true},
    Word {"help", Command::Help, false},
    Word {"version", Command::Version, false},
};

const Word *findWord(const QString &text)
{
    for (const Word &word : kWords) {
        if (text == QLatin1StringView(word.text))
            return &word;
    }
    return nullptr;
}

/// Reads `--name value` and `--name=value`; advances @p at past what it read.
bool takesValue(const QStringList &arguments, qsizetype &at, QLatin1StringView name, QString &value)
{
    const QString &argument = arguments[at];
    if (argument.startsWith(name + u'=')) {
        value = argument.mid(name.size() + 1);
        return true;
    }
    if (argument != name || at + 1 >= arguments.size())
        return false;
    value = arguments[++at];
    return true;
}

bool readSetting(const QStringList &arguments, qsizetype &at, Options &options)
{
    QString value;
    if (takesValue(arguments, at, QLatin1StringView("--port"), value)) {
        options.settings[QStringLiteral("LLM_PROXY_PORT")] = value;
        return true;
    }
    if (!takesValue(arguments, at, QLatin1StringView("--set"), value))
        return false;
    const qsizetype equals = value.indexOf(u'=');
    options.settings[value.left(equals)] = equals < 0 ? QString() : value.mid(equals + 1);
    return equals > 0;
}

bool readSwitch(const QString &argument, Options &options)
{
    if (argument == QStringLiteral("--no-gui") || argument == QStringLiteral("--headless"))
        options.command = Command::Headless;
    else if (argument == QStringLiteral("--help") || argument == QStringLiteral("-h"))
        options.command = Command::Help;
    else if (argument == QStringLiteral("--version") || argument == QStringLiteral("-v"))
        options.command = Command::Version;
    else if (argument == QStringLiteral("--json"))
        options.json = true;
    else if (argument == QStringLiteral("--foreground"))
        options.foreground = true;
    else if (argument == QStringLiteral("--background"))
        options.background = true;
    else
        return false;
    return true;
}

} // namespace

tl::expected<Options, QString> parseCommandLine(const QStringList &arguments)
{
    Options options;
    for (qsizetype at = 0; at < arguments.size(); ++at) {
        const QString &argument = arguments[at];
        const Word *word = options.command == Command::Tray ? findWord(argument) : nullptr;
        if (word) {
            options.command = word->command;
            if (word->readsItsOwn) {
                options.arguments = arguments.mid(at + 1);
                return options;
            }
            continue;
        }
        if (!readSwitch(argument, options) && !readSetting(arguments, at, options))
            return tl::make_unexpected(
                QStringLiteral(
                    "llm-proxy: unknown or incomplete argument \"%1\"; see llm-proxy --help")
                    .arg(argument));
    }
    return options;
}

QStringList commandWords()
{
    QStringList words;
    for (const Word &word : kWords)
        words.append(QLatin1StringView(word.text));
    return words;
}

QString helpText()
{
    return QStringLiteral(R"(Usage: llm-proxy [command] [options]

A model-routing proxy between LLM agents and CLIProxyAPI. Without a command it opens the desktop
program.

Commands
  start [--foreground]     start in the background and return when healthy
  health [--json]          0 healthy, 1 stopped, 2 port conflict, 3 unhealthy, 4 unreachable
  stop                     drain open streams, then end
  status [--json]          configuration, breakers, counters of the running proxy
  logs-tail [N]            the last rows of the request log (--json, --process)
  logs-follow              follow the request log (--json, --process)
  config check|show|path   check or show the configuration
  route explain|replay     what would be decided, and why
  savings                  what routing saved
  models list|check|import the table of models: show it, what needs doing, refresh it
  backend [name …]         commands of CLIProxyAPI
  demo [--keep]            the whole path with stand-ins, no account needed
  completion bash|zsh|fish shell completions

Options
  --no-gui                 serve in the foreground without a window
  --background             the desktop program in the tray, as at login: no window is opened
  --port N                 LLM_PROXY_PORT
  --set KEY=VALUE          any setting, by its environment name
  --version, --help

Exit codes: 0 done; 64 wrong usage; 69 not built; 78 wrong configuration. Others: see README.md.
)");
}

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#include "app/commandline.h"

#include "app/subcommands.h"

namespace app {

namespace {

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
        options.mode = Mode::Headless;
    else if (argument == QStringLiteral("--help") || argument == QStringLiteral("-h"))
        options.mode = Mode::Help;
    else if (argument == QStringLiteral("--version") || argument == QStringLiteral("-v"))
        options.mode = Mode::Version;
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

bool asksForHelp(const QStringList &arguments)
{
    return arguments.contains(QStringLiteral("--help")) || arguments.contains(QStringLiteral("-h"));
}

/// The sub-command that is meant; advances @p at to its word, and may append to @p arguments.
const SubCommand *meantAt(QStringList &arguments, qsizetype &at)
{
    const SubCommand *found = findSubCommand(arguments[at]);
    while (const SubCommand *next = found ? findSubCommand(arguments.value(at + 1)) : nullptr) {
        // `help savings` asks for `savings --help`.
        const bool isAskedFor = found->mode == Mode::Help;
        // `backend savings`, as bin/savings says it, is `savings`.
        const bool isOtherName = found->explainsItself && next->isInBin;
        if (!isAskedFor && !isOtherName)
            break;
        if (isAskedFor)
            arguments.append(QStringLiteral("--help"));
        found = next;
        ++at;
    }
    return found;
}

/// Takes what stands behind the word of a sub-command.
void enter(const SubCommand &found, const QStringList &rest, Options &options)
{
    options.mode = found.mode;
    const bool explained = found.readsItsOwn && !found.explainsItself && asksForHelp(rest);
    if (explained)
        options.mode = Mode::Help;
    if (explained || found.mode != Mode::Help)
        options.subCommand = &found;
    if (found.readsItsOwn)
        options.arguments = rest;
}

} // namespace

tl::expected<Options, UsageFault> parseCommandLine(const QStringList &given)
{
    Options options;
    QStringList arguments = given;
    for (qsizetype at = 0; at < arguments.size(); ++at) {
        const SubCommand *found = options.mode == Mode::Desktop ? meantAt(arguments, at) : nullptr;
        if (found) {
            enter(*found, arguments.mid(at + 1), options);
            if (found->readsItsOwn)
                return options;
            continue;
        }
        if (!readSwitch(arguments[at], options) && !readSetting(arguments, at, options))
            return tl::make_unexpected(UsageFault {
                QStringLiteral(
                    "llm-proxy: unknown or incomplete argument \"%1\"; see llm-proxy --help")
                    .arg(arguments[at]),
                options.subCommand});
    }
    return options;
}

} // namespace app

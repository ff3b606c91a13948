// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/help.h"

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

QString usageOf(const Command &command)
{
    QString usage = u"bin/"_s + command.name;
    for (const Positional &positional : command.positionals) {
        const bool optional = positional.optional || positional.target == Positional::Target::Json
                              || positional.target == Positional::Target::Query;
        const QString word = u'<' + positional.name + u'>';
        usage += u' ' + (optional ? u'[' + word + u']' : word);
    }
    const bool hasFlags = !command.flags.isEmpty() || !command.extraFlags.isEmpty();
    return usage + (hasFlags ? u" [flags]"_s : QString());
}

QString flagMeaning(const QString &flag)
{
    static const QMap<QString, QString> meanings {
        {u"--put-bool"_s, u"--put-bool true|false   PUT {\"value\":…}"_s},
        {u"--put-int"_s, u"--put-int N             PUT {\"value\":N}"_s},
        {u"--put-string"_s, u"--put-string TEXT       PUT {\"value\":\"TEXT\"}"_s},
        {u"--put-json"_s, u"--put-json JSON|@FILE   PUT this JSON as it stands"_s},
        {u"--patch-json"_s, u"--patch-json JSON|@FILE PATCH with this JSON as it stands"_s},
        {u"--delete"_s, u"--delete                DELETE"_s},
        {u"--query"_s, u"--query KEY=VALUE       add to the query; may be repeated"_s},
        {u"--body-file"_s, u"--body-file FILE        send this file as JSON body; - is stdin"_s},
        {u"--form"_s, u"--form KEY=VALUE        add a form field; may be repeated"_s},
        {u"--form-file"_s, u"--form-file FIELD=FILE  add a file to the form; may be repeated"_s},
    };
    return meanings.value(flag, flag);
}

QString whatItDoes(const Command &command)
{
    if (command.kind == CommandKind::Http)
        return u"Sends    %1 %2\n"_s.arg(command.methods.join(u"|"_s), command.route);
    return u"Runs     CLIProxyAPI -config <effective configuration> %1\n"_s.arg(command.binaryFlag);
}

QString keyNeeded(const Command &command)
{
    if (command.auth == CommandAuth::Management)
        return u"Key      MANAGEMENT_PASSWORD\n"_s;
    if (command.auth == CommandAuth::ApiKey)
        return u"Key      UPSTREAM_API_KEY, else the first one of the local backend "
               "configuration\n"_s;
    return {};
}

QString versions(const Command &command)
{
    QString text;
    if (!command.addedIn.isEmpty())
        text += u"Since    CLIProxyAPI %1\n"_s.arg(command.addedIn);
    if (!command.removedIn.isEmpty())
        text += u"Until    CLIProxyAPI %1, which removed it%2\n"_s.arg(
            command.removedIn,
            command.instead.isEmpty() ? QString() : u"; then "_s + command.instead);
    return text;
}

QString flagLines(const Command &command)
{
    QStringList lines;
    for (const QString &flag : command.flags)
        lines.append(flagMeaning(flag));
    for (const BinaryFlag &flag : command.extraFlags)
        lines.append(flag.value.isEmpty() ? flag.flag : flag.flag + u' ' + flag.value);
    if (command.kind == CommandKind::Http)
        lines.append(u"--pretty | --raw        indent the answer (default on a terminal) or not"_s);
    QString text;
    for (const QString &line : lines)
        text += u"  "_s + line + u'\n';
    return text.isEmpty() ? text : u"\nFlags\n"_s + text;
}

QString listed(const QString &title, const QStringList &lines)
{
    if (lines.isEmpty())
        return {};
    return u'\n' + title + u"\n  "_s + lines.join(u"\n  "_s) + u'\n';
}

QString markdownRoute(const Command &command)
{
    if (command.kind == CommandKind::Http)
        return u"`%1 %2`"_s.arg(command.methods.join(u" "_s), command.route);
    return u"`CLIProxyAPI %1`"_s.arg(command.binaryFlag);
}

} // namespace

QString commandList(const CommandTable &table)
{
    QString text = u"Usage: llm-proxy backend <command> [words] [flags], or bin/<command>\n"_s;
    for (const CommandGroup &group : table.groups) {
        text += u'\n' + group.title + u'\n';
        for (const Command &command : table.inGroup(group.name))
            text += u"  %1 %2\n"_s.arg(command.name, -30).arg(command.summary);
    }
    text +=
        u"\nSettings of the backend that this repository owns\n"
        "  settings check|diff|apply\n"
        "\nEach command explains itself with --help. The other commands in bin/ are those of\n"
        "llm-proxy itself: llm-proxy --help.\n"
        "Exit codes: 0 done; 1 the backend answered with an error, which is on stdout; 2 wrong\n"
        "usage or blocked, nothing was sent; 3 no backend, no program or a broken answer; 4 a\n"
        "key is missing; 78 llm-proxy's own settings are bad.\n"_s;
    return text;
}

QString commandHelp(const Command &command)
{
    QString text = command.summary + u".\n\nUsage    "_s + usageOf(command) + u'\n'
                   + whatItDoes(command) + keyNeeded(command) + versions(command);
    for (const Positional &positional : command.positionals) {
        const QStringList words = positional.values + positional.suggestions;
        if (!words.isEmpty())
            text += u"\n<%1> is one of: %2%3\n"_s.arg(
                positional.name, words.join(u", "_s),
                positional.values.isEmpty() ? u", or another the backend knows"_s : QString());
    }
    text += flagLines(command) + listed(u"Examples"_s, command.examples)
            + listed(u"Notes"_s, command.notes);
    return text;
}

QString commandListMarkdown(const CommandTable &table)
{
    QString text;
    for (const CommandGroup &group : table.groups) {
        text += u"**%1**\n\n| command | what it does | route |\n|---|---|---|\n"_s.arg(group.title);
        for (const Command &command : table.inGroup(group.name)) {
            QString versions;
            if (!command.addedIn.isEmpty())
                versions += u" (since %1)"_s.arg(command.addedIn);
            if (!command.removedIn.isEmpty())
                versions += u" (until %1)"_s.arg(command.removedIn);
            text += u"| `bin/%1` | %2%3 | %4 |\n"_s.arg(command.name, command.summary, versions,
                                                        markdownRoute(command));
        }
        text += u'\n';
    }
    return text;
}

} // namespace app::backend

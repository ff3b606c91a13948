// SPDX-License-Identifier: LicenseRef-Private
#include "app/commandhelp.h"

#include "app/commands/roff.h"
#include "proxy/manual/manual.h"

#include <QRegularExpression>

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;

QString text(const char *latin1)
{
    return QString::fromLatin1(latin1);
}

/// Title and meaning of each line, the meanings in one column.
using Lines = std::vector<std::pair<QString, QString>>;

QString inColumns(const Lines &lines)
{
    qsizetype width = 0;
    for (const auto &[title, meaning] : lines)
        width = std::max(width, title.size());
    QString all;
    for (const auto &[title, meaning] : lines)
        all += u"  "_s + title.leftJustified(width) + u"  "_s + meaning + u'\n';
    return all;
}

Lines linesOf(const std::vector<CommandOption> &options)
{
    Lines lines;
    for (const CommandOption &option : options)
        lines.emplace_back(text(option.form), text(option.meaning));
    return lines;
}

/// The command with what may follow it, in one line: "config check|show|path".
QString headingOf(const SubCommand &command)
{
    const QStringList words = wordsBehind(command);
    const QString behind = words.isEmpty() ? text(command.forms.front().words) : words.join(u'|');
    return (text(command.word) + u' ' + behind).trimmed();
}

/// The forms of a command that has more than one.
Lines formsOf(const SubCommand &command)
{
    Lines lines;
    for (const CommandForm &form : command.forms) {
        if (command.forms.size() > 1)
            lines.emplace_back(text(form.words), text(form.meaning));
    }
    return lines;
}

QString manEntry(const QString &title, const QString &meaning)
{
    const QString sentence = meaning.left(1).toUpper() + meaning.mid(1);
    return u".TP\n.B "_s + roffWords(title) + u'\n' + roffWords(sentence) + u".\n"_s;
}

QString manEntries(const Lines &lines)
{
    QString all;
    for (const auto &[title, meaning] : lines)
        all += manEntry(title, meaning);
    return all;
}

QString commandsMan()
{
    QString page = u".SH COMMANDS\n"_s;
    for (const SubCommand &command : subCommands()) {
        page += manEntry(headingOf(command), text(command.summary));
        const QString more = manEntries(formsOf(command)) + manEntries(linesOf(optionsOf(command)));
        if (!more.isEmpty())
            page += u".RS\n"_s + more + u".RE\n"_s;
    }
    return page + u".SH OPTIONS\n"_s + manEntries(linesOf(generalOptions()));
}

/// The sections of a page; what stands below its title is the description.
QString sectionsMan(const proxy::Manual &manual, const QString &name)
{
    const proxy::ManualPage *page = manual.page(name);
    QString text;
    for (proxy::ManualSection section :
         page ? page->sections : std::vector<proxy::ManualSection>()) {
        if (section.heading.level == 1)
            section.heading.spans = {{proxy::MarkdownSpan::Kind::Text, u"Description"_s}};
        text += roffSection(section);
    }
    return text;
}

QString seeAlso()
{
    return u".SH SEE ALSO\n.BR llm\\-proxy (1),\n.BR llm\\-proxy.json (5),\n.BR "
           "llm\\-proxy\\-backend (1).\n.PP\nThe other pages of the manual, which\n.B llm\\-proxy "
           "help\nlists and prints.\n"_s;
}

QString programMan(const proxy::Manual &manual)
{
    QString text =
        roffHead(u"LLM-PROXY 1"_s, u"llm-proxy"_s,
                 u"a proxy that chooses the model for LLM agents"_s)
        + u".SH SYNOPSIS\n.B llm\\-proxy\n.RB [ \\-\\-no\\-gui ]\n.RB [ \\-\\-set\n.IR KEY = VALUE "
          u"\" "
          "...]\"\n.br\n.B llm\\-proxy\n.I command\n.RI [ argument \" ...]\"\n.SH "
          "DESCRIPTION\nAgents "
          "send their requests to\n.BR http://localhost:8317 .\nThe proxy finds out how hard the "
          "task in a request is, writes the cheapest model that can do it into\nthe request, and "
          "forwards it to CLIProxyAPI.\n.PP\nWithout arguments the program opens a window and a "
          "tray icon. "
          "With\n.B \\-\\-no\\-gui\nit runs without them.\n"_s
        + commandsMan();
    for (const proxy::ManualPlace &place :
         {proxy::ManualPlace {u"starting"_s, u"starting"_s},
          proxy::ManualPlace {u"starting"_s, u"stopping"_s},
          proxy::ManualPlace {u"starting"_s, u"while-it-runs"_s},
          proxy::ManualPlace {u"troubleshooting"_s, u"by-exit-code"_s}}) {
        if (const proxy::ManualSection *section = manual.section(place))
            text += roffSection(*section);
    }
    return text
           + u".SH FILES\n.TP\n.I ~/.config/llm\\-proxy/llm\\-proxy.json, "
             "~/.config/llm\\-proxy/.env\nThe settings, see\n.BR llm\\-proxy.json (5).\n"_s
           + seeAlso();
}

QString code(const QString &word)
{
    return u'`' + word + u'`';
}

QString markdownNames(const SubCommand &command)
{
    const QString name = (command.isInBin ? u"bin/"_s : u"llm-proxy "_s) + text(command.word);
    QStringList words = wordsBehind(command);
    const QString first = words.isEmpty() ? text(command.forms.front().words) : words.takeFirst();
    QStringList names {code((name + u' ' + first).trimmed())};
    for (const QString &word : words)
        names.append(code(word));
    return names.join(u", "_s);
}

} // namespace

QString nameOf(const CommandOption &option)
{
    return text(option.form).section(u' ', 0, 0);
}

QStringList wordsBehind(const SubCommand &command)
{
    static const QRegularExpression typed(u"^[a-z]+$"_s);
    QStringList words;
    for (const CommandForm &form : command.forms)
        words += text(form.words).section(u' ', 0, 0).split(u'|').filter(typed);
    return words;
}

std::vector<CommandOption> optionsOf(const SubCommand &command)
{
    std::vector<CommandOption> options;
    for (const CommandForm &form : command.forms) {
        for (const CommandOption &option : form.options) {
            const auto isIt = [&](const auto &each) { return nameOf(each) == nameOf(option); };
            if (std::none_of(options.begin(), options.end(), isIt))
                options.push_back(option);
        }
    }
    return options;
}

QString usageLines(const SubCommand &command)
{
    QString lines;
    for (const CommandForm &form : command.forms) {
        QStringList words {lines.isEmpty() ? u"usage: llm-proxy"_s : u"       llm-proxy"_s,
                           text(command.word)};
        if (*form.words != '\0')
            words.append(text(form.words));
        for (const CommandOption &option : form.options)
            words.append(u'[' + text(option.form) + u']');
        lines += words.join(u' ') + u'\n';
    }
    return lines;
}

QString helpText(const SubCommand &command)
{
    QString help = text(command.summary) + u".\n\n"_s + usageLines(command);
    if (const Lines forms = formsOf(command); !forms.empty())
        help += u'\n' + inColumns(forms);
    if (const auto options = optionsOf(command); !options.empty())
        help += u"\nOptions\n"_s + inColumns(linesOf(options));
    if (!command.notes.empty())
        help += u'\n';
    for (const char *note : command.notes)
        help += text(note) + u'\n';
    return help;
}

QString helpText()
{
    Lines commands;
    for (const SubCommand &command : subCommands())
        commands.emplace_back(headingOf(command), text(command.summary));
    Lines topics;
    const proxy::Manual manual;
    for (const proxy::ManualPage &page : manual.pages())
        topics.emplace_back(page.name, page.sentence);
    return u"Usage: llm-proxy [command] [options]\n\n"
           "A model-routing proxy between LLM agents and CLIProxyAPI. Without a command it opens "
           "the "
           "desktop\nprogram.\n\nCommands\n"_s
           + inColumns(commands) + u"\nPages of the manual\n"_s + inColumns(topics)
           + u"\nOptions\n"_s + inColumns(linesOf(generalOptions()))
           + u"\nEach command explains itself with --help, or `llm-proxy help COMMAND`. `llm-proxy "
             u"help "
             "TOPIC` prints\nwhat the manual says of a page, section, setting, label or exit code "
             "(`help port-conflict`,\n`help LLM_PROXY_PORT`, `help kept:busy`, `help exit 3`); "
             "`llm-proxy help --search WORDS` looks for\nwords.\n"
             "Exit codes: 0 done; 64 wrong usage; 69 not built; 78 wrong configuration. Others: "
             "see "
             "`llm-proxy help troubleshooting`.\n"_s;
}

QString helpAsked(const Options &options)
{
    if (options.subCommand)
        return helpText(*options.subCommand);
    if (options.arguments.isEmpty())
        return helpText();
    if (options.arguments == QStringList {u"--markdown"_s})
        return commandsMarkdown();
    if (options.arguments.size() == 2 && options.arguments.front() == u"--man")
        return manPage(options.arguments.back());
    return {};
}

QString commandsMarkdown()
{
    QString table = u"| command | what it does | options |\n|---|---|---|\n"_s;
    for (const SubCommand &command : subCommands()) {
        QStringList options;
        for (const CommandOption &option : optionsOf(command))
            options.append(code(nameOf(option)));
        table += u"| %1 | %2 | %3 |\n"_s.arg(markdownNames(command), text(command.summary),
                                             options.join(u' '));
    }
    return table;
}

QStringList manPages()
{
    return {u"llm-proxy.1"_s, u"llm-proxy.json.5"_s, u"llm-proxy-backend.1"_s};
}

QString manPage(const QString &name)
{
    const proxy::Manual manual;
    if (name == u"llm-proxy.1")
        return programMan(manual);
    if (name == u"llm-proxy.json.5")
        return roffHead(u"LLM-PROXY.JSON 5"_s, u"llm-proxy.json"_s, u"the settings of llm-proxy"_s)
               + sectionsMan(manual, u"settings"_s) + seeAlso();
    if (name == u"llm-proxy-backend.1")
        return roffHead(u"LLM-PROXY-BACKEND 1"_s, u"llm-proxy-backend"_s,
                        u"commands of CLIProxyAPI"_s)
               + u".SH SYNOPSIS\n.B llm\\-proxy backend\n.RI [ name \" ...]\"\n"_s
               + sectionsMan(manual, u"backend-commands"_s) + seeAlso();
    return {};
}

} // namespace app

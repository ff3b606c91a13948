// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/completions.h"

#include "app/backend/exitcodes.h"

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

QStringList flagsOf(const Command &command)
{
    QStringList flags = command.flags + command.options;
    for (const BinaryFlag &flag : command.extraFlags)
        flags.append(flag.flag);
    if (command.kind == CommandKind::Http)
        flags += {u"--pretty"_s, u"--raw"_s};
    return flags + QStringList {u"--help"_s};
}

/// What may follow the command's name: flags, and the words a positional knows.
QStringList wordsOf(const Command &command)
{
    QStringList words = flagsOf(command);
    for (const Positional &positional : command.positionals)
        words += positional.values + positional.suggestions;
    return words;
}

QStringList names(const CommandTable &table)
{
    QStringList all;
    for (const Command &command : table.commands)
        all.append(command.name);
    return all;
}

/// "name) words ;;" for each command, for a shell's case.
QString cases(const CommandTable &table, const QString &line)
{
    QString text;
    for (const Command &command : table.commands)
        text += line.arg(command.name, wordsOf(command).join(u' '));
    return text;
}

QString bashScript(const CommandTable &table, const QStringList &subCommands)
{
    return uR"(# bash completion for llm-proxy and the commands in its bin/
_llm_proxy_words()
{
    case "$1" in
%1    settings) echo "check diff apply --yes --remove-entries --help" ;;
    esac
}
_llm_proxy()
{
    local current=${COMP_WORDS[COMP_CWORD]} name=${COMP_WORDS[0]##*/} words=
    if [ "$name" != llm-proxy ]; then
        case "${COMP_WORDS[0]}" in */*) ;; *) return ;; esac
        words=$(_llm_proxy_words "$name")
    elif [ "$COMP_CWORD" -eq 1 ]; then
        words="%2"
    elif [ "${COMP_WORDS[1]}" = backend ] && [ "$COMP_CWORD" -eq 2 ]; then
        words="%3 settings"
    elif [ "${COMP_WORDS[1]}" = backend ]; then
        words=$(_llm_proxy_words "${COMP_WORDS[2]}")
    elif [ "${COMP_WORDS[1]}" = completion ]; then
        words="bash zsh fish"
    else
        words=$(_llm_proxy_words "${COMP_WORDS[1]}")
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _llm_proxy llm-proxy %3
)"_s.arg(cases(table, u"    %1) echo \"%2\" ;;\n"_s), subCommands.join(u' '),
         names(table).join(u' '));
}

QString zshScript(const CommandTable &table, const QStringList &subCommands)
{
    return uR"(#compdef llm-proxy
# zsh completion for llm-proxy and the commands in its bin/
_llm_proxy_words()
{
    case "$1" in
%1    settings) echo "check diff apply --yes --remove-entries --help" ;;
    esac
}
_llm_proxy()
{
    local name=${words[1]:t} offered=
    if [[ "$name" != llm-proxy ]]; then
        offered=$(_llm_proxy_words "$name")
    elif (( CURRENT == 2 )); then
        offered="%2"
    elif [[ "${words[2]}" == backend ]] && (( CURRENT == 3 )); then
        offered="%3 settings"
    elif [[ "${words[2]}" == backend ]]; then
        offered=$(_llm_proxy_words "${words[3]}")
    elif [[ "${words[2]}" == completion ]]; then
        offered="bash zsh fish"
    else
        offered=$(_llm_proxy_words "${words[2]}")
    fi
    compadd -- ${=offered} && [[ -n "$PREFIX" ]] && return
    _files
}
compdef _llm_proxy llm-proxy
for _llm_proxy_name in %3; do
    compdef -p _llm_proxy "(*/|)bin/$_llm_proxy_name"
done
unset _llm_proxy_name
)"_s.arg(cases(table, u"    %1) echo \"%2\" ;;\n"_s), subCommands.join(u' '),
         names(table).join(u' '));
}

QString fishQuoted(QString text)
{
    return u'\'' + text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

QString fishScript(const CommandTable &table, const QStringList &subCommands)
{
    QString text = u"# fish completion for llm-proxy and the commands in its bin/\n"
                   "complete -c llm-proxy -n __fish_use_subcommand -a '%1'\n"
                   "complete -c llm-proxy -n '__fish_seen_subcommand_from completion' "
                   "-a 'bash zsh fish'\n"
                   "complete -c llm-proxy -f -n '__fish_seen_subcommand_from backend; and "
                   "__fish_seen_subcommand_from settings' "
                   "-a 'check diff apply --yes --remove-entries --help'\n"
                   "function __llm_proxy_wants_command\n"
                   "    set -l words (commandline -opc)\n"
                   "    test (count $words) -eq 2; and test $words[2] = backend\n"
                   "end\n"
                   "complete -c llm-proxy -f -n __llm_proxy_wants_command -a settings "
                   "-d 'Settings this repository owns'\n"_s.arg(subCommands.join(u' '));
    for (const Command &command : table.commands) {
        text += u"complete -c llm-proxy -n __llm_proxy_wants_command -a %1 -d %2\n"_s.arg(
            command.name, fishQuoted(command.summary));
        const QString words = fishQuoted(wordsOf(command).join(u' '));
        text += u"complete -c llm-proxy -n '__fish_seen_subcommand_from %1' -a %2\n"_s.arg(
            command.name, words);
        text += u"complete -p '*/bin/%1' -a %2\n"_s.arg(command.name, words);
    }
    return text;
}

} // namespace

QString completionScript(const CommandTable &table, const QString &shell,
                         const QStringList &subCommands)
{
    if (shell == u"bash")
        return bashScript(table, subCommands);
    if (shell == u"zsh")
        return zshScript(table, subCommands);
    return shell == u"fish" ? fishScript(table, subCommands) : QString();
}

int runCompletionCommand(const QStringList &args, const QStringList &subCommands,
                         const Streams &streams)
{
    const QString script =
        args.size() == 1 ? completionScript(commandTable(), args.first(), subCommands) : QString();
    if (script.isEmpty()) {
        writeLine(streams.err, u"usage: llm-proxy completion bash|zsh|fish"_s);
        return kExitUsage;
    }
    streams.out.write(script.toUtf8());
    return kExitOk;
}

int runCompletionCommand(const QStringList &args, const QStringList &subCommands)
{
    return withStandardStreams(
        [&](const Streams &streams) { return runCompletionCommand(args, subCommands, streams); });
}

} // namespace app::backend

// SPDX-License-Identifier: LicenseRef-Private
#include "app/completions.h"

#include "app/backend/commandtable.h"
#include "app/backend/settingscommand.h"
#include "app/commandhelp.h"
#include "app/options/exitcodes.h"
#include "app/subcommands.h"
#include "proxy/manual/manual.h"

namespace app {

namespace {

using namespace Qt::StringLiterals;

struct Word
{
    QString text;
    QString meaning;
};

/// What may come next where these words were typed: "" after llm-proxy itself, "backend logs".
struct Offer
{
    QString typed;
    QList<Word> words;
};

QList<Word> plainWords(const QStringList &texts)
{
    QList<Word> words;
    for (const QString &text : texts)
        words.append({text, {}});
    return words;
}

QList<Word> optionWords(const std::vector<CommandOption> &options)
{
    QList<Word> words;
    for (const CommandOption &option : options)
        words.append({nameOf(option), QString::fromLatin1(option.meaning)});
    return words;
}

QList<Word> helpWord()
{
    return {{u"--help"_s, u"explain it"_s}};
}

QList<Word> subCommandWords()
{
    QList<Word> words;
    for (const SubCommand &command : subCommands())
        words.append({QString::fromLatin1(command.word), QString::fromLatin1(command.summary)});
    return words;
}

QList<Word> topicWords()
{
    QList<Word> words;
    const proxy::Manual manual;
    for (const proxy::ManualPage &page : manual.pages())
        words.append({page.name, page.sentence});
    return words;
}

/// A command's own offer; with several forms, one for each of them as well.
QList<Offer> offersOf(const SubCommand &command)
{
    const QString name = QString::fromLatin1(command.word);
    const QStringList verbs = wordsBehind(command);
    if (command.forms.size() == 1)
        return {{name, plainWords(verbs) + optionWords(optionsOf(command)) + helpWord()}};
    Offer first {name, {}};
    QList<Offer> offers;
    for (qsizetype at = 0; at < verbs.size(); ++at) {
        const CommandForm &form = command.forms[size_t(at)];
        first.words.append({verbs[at], QString::fromLatin1(form.meaning)});
        offers.append({name + u' ' + verbs[at], optionWords(form.options) + helpWord()});
    }
    first.words += helpWord();
    return offers << first;
}

/// Flags, and the words a positional knows.
QStringList wordsOf(const backend::Command &command)
{
    QStringList words = command.flags;
    for (const backend::BinaryFlag &flag : command.extraFlags)
        words.append(flag.flag);
    if (command.kind == backend::CommandKind::Http)
        words += {u"--pretty"_s, u"--raw"_s};
    words.append(u"--help"_s);
    for (const backend::Positional &positional : command.positionals)
        words += positional.values + positional.suggestions;
    return words;
}

QList<Offer> backendOffers()
{
    Offer names {u"backend"_s, {}};
    QList<Offer> offers;
    for (const backend::Command &command : backend::commandTable().commands) {
        names.words.append({command.name, command.summary});
        offers.append({u"backend "_s + command.name, plainWords(wordsOf(command))});
    }
    names.words.append({u"settings"_s, u"Settings this repository owns"_s});
    offers.append({u"backend settings"_s, plainWords(backend::settingsWords())});
    return offers << names;
}

QList<Offer> allOffers()
{
    QList<Offer> offers {{QString(), subCommandWords() + optionWords(generalOptions())},
                         {u"help"_s, subCommandWords() + topicWords()}};
    for (const SubCommand &command : subCommands()) {
        if (!command.explainsItself && command.mode != Mode::Help)
            offers += offersOf(command);
    }
    return offers + backendOffers();
}

/// What stands in bin/ as a link.
QString linkNames()
{
    QStringList names;
    for (const SubCommand &command : subCommands()) {
        if (command.isInBin)
            names.append(QString::fromLatin1(command.word));
    }
    for (const backend::Command &command : backend::commandTable().commands)
        names.append(command.name);
    return names.join(u' ');
}

/// "'backend logs') echo "…" ;;" for each offer, for a case of bash or zsh.
QString cases()
{
    QString lines;
    for (const Offer &offer : allOffers()) {
        QStringList words;
        for (const Word &word : offer.words)
            words.append(word.text);
        lines += u"    '%1') echo \"%2\" ;;\n"_s.arg(offer.typed, words.join(u' '));
    }
    return lines;
}

QString bashScript()
{
    return uR"sh(# bash completion for llm-proxy and the commands in its bin/
_llm_proxy_words()
{
    case "$1" in
%1    esac
}
_llm_proxy()
{
    local current=${COMP_WORDS[COMP_CWORD]} name=${COMP_WORDS[0]##*/} words=
    local -a typed=("${COMP_WORDS[@]:1:COMP_CWORD-1}")
    if [ "$name" != llm-proxy ]; then
        case "${COMP_WORDS[0]}" in */*) ;; *) return ;; esac
        typed=("$name" "${typed[@]}")
        [ -n "$(_llm_proxy_words "$name")" ] || typed=(backend "${typed[@]}")
    fi
    words=$(_llm_proxy_words "${typed[*]:0:2}")
    [ -n "$words" ] || words=$(_llm_proxy_words "${typed[0]}")
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _llm_proxy llm-proxy %2
)sh"_s.arg(cases(), linkNames());
}

QString zshScript()
{
    return uR"sh(#compdef llm-proxy
# zsh completion for llm-proxy and the commands in its bin/
_llm_proxy_words()
{
    case "$1" in
%1    esac
}
_llm_proxy()
{
    local name=${words[1]:t} offered=
    local -a typed=(${words[2,CURRENT-1]})
    if [[ "$name" != llm-proxy ]]; then
        typed=("$name" $typed)
        [[ -n "$(_llm_proxy_words "$name")" ]] || typed=(backend $typed)
    fi
    offered=$(_llm_proxy_words "${typed[1,2]}")
    [[ -n "$offered" ]] || offered=$(_llm_proxy_words "${typed[1]}")
    compadd -- ${=offered} && [[ -n "$PREFIX" ]] && return
    _files
}
compdef _llm_proxy llm-proxy
for _llm_proxy_name in %2;
do
    compdef -p _llm_proxy "(*/|)bin/$_llm_proxy_name"
done
unset _llm_proxy_name
)sh"_s.arg(cases(), linkNames());
}

/// fish takes \\ and \' inside single quotes, unlike POSIX shells.
QString fishQuoted(QString text)
{
    return u'\'' + text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

QString fishCases()
{
    QString lines;
    for (const Offer &offer : allOffers()) {
        lines += u"        case '%1'\n            printf '%s\\t%s\\n'"_s.arg(offer.typed);
        for (const Word &word : offer.words)
            lines += u' ' + fishQuoted(word.text) + u' ' + fishQuoted(word.meaning);
        lines += u'\n';
    }
    return lines;
}

QString fishScript()
{
    return uR"sh(# fish completion for llm-proxy and the commands in its bin/
function __llm_proxy_words
    switch "$argv"
%1    end
end
function __llm_proxy_offered
    set -l typed (commandline -opc)
    set -l name (string replace -r '.*/' '' -- $typed[1])
    set -e typed[1]
    if test "$name" != llm-proxy
        set -p typed $name
        test -n "$(__llm_proxy_words $name)"; or set -p typed backend
    end
    set -l offered (__llm_proxy_words $typed[1..2])
    test (count $offered) -gt 0; or set offered (__llm_proxy_words $typed[1])
    string join \n -- $offered
end
complete -c llm-proxy -a '(__llm_proxy_offered)'
for __llm_proxy_name in %2
    complete -p "*/bin/$__llm_proxy_name" -a '(__llm_proxy_offered)'
end
set -e __llm_proxy_name
)sh"_s.arg(fishCases(), linkNames());
}

} // namespace

QString completionScript(const QString &shell)
{
    if (shell == u"bash")
        return bashScript();
    if (shell == u"zsh")
        return zshScript();
    return shell == u"fish" ? fishScript() : QString();
}

int runCompletion(const QStringList &args, CommandOutput output)
{
    const QString script = args.size() == 1 ? completionScript(args.first()) : QString();
    if (script.isEmpty())
        return kExitUsage;
    output.out << script;
    return 0;
}

} // namespace app

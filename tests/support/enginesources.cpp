// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/enginesources.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace {

/// What stands in these files and never reaches the window: bytes of protocols, what is written
/// into conversations, and the files of this installation, which have tests of their own.
const QStringList kNotForPeople {
    u"Bearer"_s,
    u"bearer"_s,
    u"/Library/Application Support/Quotio/config.yaml"_s,
    u"The TLS/SSL connection has been closed"_s,
    u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s,
    u"Content-Length:"_s,
    u"GET /"_s,
    u"unknown provider for model"_s,
    u"maximum allowed number of output tokens"_s,
    u"max_tokens is too large"_s,
    u"supports at most"_s,
    u"maximum context length is"_s,
    u"resulted in"_s,
    u"prompt is too long"_s,
    u"exceed context limit"_s,
    u"exceeds the context window"_s,
    u"text/plain; charset=utf-8"_s,
    u"text/event-stream; charset=utf-8"_s,
    u"llm-proxy:"_s,
    u"Error:"_s,
    u"(see the images in the next message)"_s,
    u"From the tool results:"_s,
    u"OpenAI Chat Completions"_s,
    u"Anthropic Messages"_s,
    u"prompt is too long"_s,
    u"the upstream gave no reason"_s,
    u"id:"_s,
    u"data:"_s,
    u"HTTP/1.1"_s,
    u"event:"_s,
    u"export"_s,
    u"unusable:"_s,
    u"content:"_s,
    u"switched by hand"_s, // the settings have words of their own for it
};
/// Whole files: metrics' help, the page of settings, tables of the installation, the README's table
/// of losses, the settings' table (ui/words has it).
const QStringList kOtherFiles {
    u"configdocs.cpp"_s,     u"errorbody.cpp"_s,        u"metricsreport.cpp"_s,
    u"modelmapreader.cpp"_s, u"losstable.cpp"_s,        u"routersettings.cpp"_s,
    u"serversettings.cpp"_s, u"upstreamsettings.cpp"_s,
};

QString unescaped(QString text)
{
    return text.replace(u"\\\""_s, u"\""_s).replace(u"\\n"_s, u"\n"_s).replace(u"\\r"_s, u"\r"_s);
}

/// The string literals of a source, neighbours joined, without those of log lines.
QStringList literalsOf(const QString &source)
{
    static const QRegularExpression kToken(
        u"//[^\\n]*|/\\*.*?\\*/|\\bR\"\\(.*?\\)\""
        u"|u?\"((?:[^\"\\\\\\n]|\\\\.)*)\"|'(?:[^'\\\\]|\\\\.)*'|[A-Za-z_]\\w*"
        u"|\\s+|."_s,
        QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression kLogged(u"qC?(Info|Warning|Debug|Critical)|include|assert"_s);
    QStringList literals;
    QString statement;
    QString joined;
    const auto take = [&] {
        if (!joined.isEmpty() && !statement.contains(kLogged))
            literals << joined;
        joined.clear();
    };
    for (auto each = kToken.globalMatch(source); each.hasNext();) {
        const QRegularExpressionMatch token = each.next();
        const QString text = token.captured();
        if (token.hasCaptured(1)) {
            joined += unescaped(token.captured(1));
            continue;
        }
        if (text.trimmed().isEmpty() || text.startsWith(u"//"_s) || text == u"_s" || text == u"u")
            continue;
        take();
        statement = text == u";" || text == u"{" || text == u"}" ? QString() : statement + text;
    }
    return literals;
}

/// Words that people are to read: two of them, or one that goes on in another literal.
bool isSentence(const QString &literal)
{
    static const QRegularExpression kWord(u"[A-Za-z]{2}"_s);
    return literal.contains(u' ') && literal.contains(kWord) && !literal.contains(u'\r')
           && !literal.contains(u'\n') && !kNotForPeople.contains(literal.trimmed());
}

} // namespace

QStringList engineSources()
{
    QStringList files;
    for (const char *folder : {"route", "upstream", "control", "http", "pipeline", "engine",
                               "local", "convert", "config"})
        for (QDirIterator each(QStringLiteral(PROJECT_ROOT "/proxy/") + QLatin1StringView(folder),
                               {u"*.cpp"_s});
             each.hasNext();)
            files << each.next();
    files << QStringLiteral(PROJECT_ROOT "/app/lifecycle/runtimestate.cpp");
    files.removeIf(
        [](const QString &path) { return kOtherFiles.contains(path.section(u'/', -1)); });
    files.sort();
    return files;
}

QString sourceOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList sentencesIn(const QString &source)
{
    QStringList sentences = literalsOf(source);
    sentences.removeIf([](const QString &literal) { return !isSentence(literal); });
    return sentences;
}

// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/roff.h"

#include <QDate>
#include <QStringList>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using Block = proxy::MarkdownBlock;
using Span = proxy::MarkdownSpan;
using Row = std::vector<proxy::MarkdownSpans>;

QString escaped(QString text)
{
    return text.replace(u'\\', u"\\e"_s).replace(u'-', u"\\-"_s);
}

/// What roff would take for a macro at the beginning of a line.
QString guarded(const QString &line)
{
    return line.startsWith(u'.') || line.startsWith(u'\'') ? u"\\&"_s + line : line;
}

QString spanText(const Span &span)
{
    const QString text = escaped(span.text);
    switch (span.kind) {
    case Span::Kind::Code:
    case Span::Kind::Strong:
        return u"\\fB"_s + text + u"\\fR"_s;
    case Span::Kind::Emphasis:
        return u"\\fI"_s + text + u"\\fR"_s;
    case Span::Kind::Link: {
        const QString page = proxy::placeOfLink({}, span.target).page;
        return page.isEmpty() || page == u"index"
                   ? text
                   : u"%1 (\\fBllm\\-proxy help %2\\fR)"_s.arg(text, escaped(page));
    }
    case Span::Kind::Text:
        break;
    }
    return text;
}

QString words(const proxy::MarkdownSpans &spans)
{
    QString line;
    for (const Span &span : spans)
        line += spanText(span);
    return guarded(line);
}

QString codeText(const QString &code)
{
    QString text = u".PP\n.RS 4\n.nf\n"_s;
    for (const QString &line : code.split(u'\n'))
        text += roffWords(line) + u'\n';
    return text + u".fi\n.RE\n"_s;
}

/// A row as an entry: its first cell, below it the others with the words above their columns.
QString rowText(const Row &heading, const Row &row)
{
    QStringList lines;
    for (size_t at = 1; at < row.size(); ++at) {
        if (row[at].empty())
            continue;
        const QString title = at < heading.size() ? proxy::plainText(heading[at]) : QString();
        lines.append(row.size() > 2 && !title.isEmpty()
                         ? roffWords(title) + u": "_s + words(row[at])
                         : words(row[at]));
    }
    return u".TP\n"_s + words(row.front()) + u'\n' + lines.join(u"\n.br\n"_s)
           + (lines.isEmpty() ? QString() : u"\n"_s);
}

QString blockText(const Block &block)
{
    switch (block.kind) {
    case Block::Kind::Heading:
        break;
    case Block::Kind::Paragraph:
        return u".PP\n"_s + words(block.spans) + u'\n';
    case Block::Kind::Item:
        return (block.level > 0 ? u".IP %1. 3\n"_s.arg(block.level) : u".IP \\(bu 2\n"_s)
               + words(block.spans) + u'\n';
    case Block::Kind::Code:
        return codeText(block.code);
    case Block::Kind::Table: {
        QString text;
        for (size_t at = 1; at < block.rows.size(); ++at)
            text += rowText(block.rows.front(), block.rows[at]);
        return text;
    }
    }
    return {};
}

/// 2026.1123.1 is of 2026-11-23.
QString releaseDate()
{
    const QStringList parts = QStringLiteral(LLMPROXY_VERSION).split(u'.');
    const int day = parts.value(1).toInt();
    return QDate(parts.value(0).toInt(), day / 100, day % 100).toString(Qt::ISODate);
}

} // namespace

QString roffWords(const QString &text)
{
    return guarded(escaped(text));
}

QString roffHead(const QString &title, const QString &name, const QString &purpose)
{
    return u".TH %1 \"%2\" \"llm\\-proxy %3\" \"Manual of llm\\-proxy\"\n.SH NAME\n%4 \\- %5\n"_s
        .arg(escaped(title), releaseDate(), QStringLiteral(LLMPROXY_VERSION), escaped(name),
             escaped(purpose));
}

QString roffSection(const proxy::ManualSection &section)
{
    const QString heading = proxy::plainText(section.heading.spans);
    QString text = section.heading.level <= 2 ? u".SH \"%1\"\n"_s.arg(escaped(heading.toUpper()))
                                              : u".SS \"%1\"\n"_s.arg(escaped(heading));
    bool isFirst = true;
    for (const Block &block : section.blocks) {
        if (!block.spans.empty() && block.spans.front().text == u"On this page: ")
            continue;
        const QString lines = blockText(block);
        // Right below a heading a new paragraph means nothing.
        text += isFirst && lines.startsWith(u".PP\n") ? lines.mid(4) : lines;
        isFirst = false;
    }
    return text;
}

} // namespace app

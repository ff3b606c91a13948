// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/manual/markdown.h"

#include <QRegularExpression>
#include <QStringList>

#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;
using Kind = MarkdownBlock::Kind;

/// Words that were marked in the middle of a link or of strong words lose that mark.
QString withoutMarks(QString text)
{
    return text.remove(u'`').remove(u"**"_s);
}

MarkdownSpans spansOf(const QString &line)
{
    static const QRegularExpression mark(u"!\\[[^\\]]*\\]\\([^)]*\\)" // a picture
                                         "|`([^`]+)`"
                                         "|\\*\\*([^*]+)\\*\\*"
                                         "|(?<![\\w*-])\\*([^\\s*](?:[^*]*[^\\s*])?)\\*(?!\\w)"
                                         "|\\[([^\\]]*)\\]\\(([^)]*)\\)"_s);
    using Span = MarkdownSpan::Kind;
    MarkdownSpans spans;
    const auto add = [&spans](Span kind, const QString &text, const QString &target = {}) {
        if (!text.isEmpty())
            spans.push_back({kind, text, target});
    };
    qsizetype at = 0;
    for (const auto &match : mark.globalMatch(line)) {
        add(Span::Text, line.mid(at, match.capturedStart() - at));
        add(Span::Code, match.captured(1));
        add(Span::Strong, withoutMarks(match.captured(2)));
        add(Span::Emphasis, withoutMarks(match.captured(3)));
        add(Span::Link, withoutMarks(match.captured(4)), match.captured(5));
        at = match.capturedEnd();
    }
    add(Span::Text, line.mid(at));
    return spans;
}

std::vector<MarkdownSpans> cellsOf(const QString &line)
{
    static const QRegularExpression bar(u"(?<!\\\\)\\|"_s);
    QStringList cells = line.trimmed().split(bar);
    cells.removeFirst();
    if (!cells.isEmpty() && cells.last().isEmpty())
        cells.removeLast();
    std::vector<MarkdownSpans> row;
    for (const QString &cell : std::as_const(cells))
        row.push_back(spansOf(cell.trimmed().replace(u"\\|"_s, u"|"_s)));
    return row;
}

/// Collects lines until a block of them is whole.
class Reader final
{
public:
    void read(const QString &line)
    {
        static const QRegularExpression heading(u"^(#+) (.*)$"_s);
        if (line.startsWith(u"```"))
            return fence();
        if (m_isCode)
            return m_code.append(line);
        if (line.startsWith(u'|'))
            return readRow(line);
        if (line.isEmpty() || line.startsWith(u"<!--"))
            return end();
        if (const auto match = heading.match(line); match.hasMatch()) {
            end();
            m_blocks.push_back({.kind = Kind::Heading,
                                .level = static_cast<int>(match.capturedLength(1)),
                                .spans = spansOf(match.captured(2))});
            return;
        }
        static const QRegularExpression item(u"^(?:\\*|([0-9]{1,2})\\.) "_s);
        const auto mark = item.match(line);
        if (mark.hasMatch() || !m_table.rows.empty())
            end();
        if (mark.hasMatch()) {
            m_kind = Kind::Item;
            m_number = mark.captured(1).toInt();
        }
        m_words.append(line.mid(mark.capturedLength()).trimmed());
    }

    [[nodiscard]] std::vector<MarkdownBlock> take()
    {
        end();
        return std::move(m_blocks);
    }

private:
    void fence()
    {
        end();
        if (m_isCode)
            m_blocks.push_back({.kind = Kind::Code, .code = m_code.join(u'\n')});
        m_code.clear();
        m_isCode = !m_isCode;
    }

    void readRow(const QString &line)
    {
        static const QRegularExpression rule(u"^[|: -]+$"_s);
        if (m_table.rows.empty())
            end();
        m_table.kind = Kind::Table;
        // The rule below the heading has no words; a heading of nothing but bars is one.
        if (m_table.rows.size() != 1 || !rule.match(line).hasMatch() || m_hasRule)
            m_table.rows.push_back(cellsOf(line));
        else
            m_hasRule = true;
    }

    void end()
    {
        const MarkdownSpans spans = spansOf(m_words.join(u' '));
        if (!spans.empty())
            m_blocks.push_back({.kind = m_kind, .level = m_number, .spans = spans});
        m_words.clear();
        m_number = 0;
        m_kind = Kind::Paragraph;
        if (!m_table.rows.empty())
            m_blocks.push_back(std::exchange(m_table, {}));
        m_hasRule = false;
    }

    std::vector<MarkdownBlock> m_blocks;
    QStringList m_words;
    QStringList m_code;
    MarkdownBlock m_table;
    Kind m_kind = Kind::Paragraph;
    int m_number = 0; ///< of the item that is read
    bool m_isCode = false;
    bool m_hasRule = false; ///< the table that is read has its line of dashes
};

} // namespace

std::vector<MarkdownBlock> markdownBlocks(const QString &markdown)
{
    Reader reader;
    for (const QString &line : markdown.split(u'\n'))
        reader.read(line);
    return reader.take();
}

QString plainText(const MarkdownSpans &spans)
{
    QString text;
    for (const MarkdownSpan &span : spans)
        text += span.text;
    return text;
}

QString anchorOf(const QString &heading)
{
    static const QRegularExpression left(u"[^\\w -]"_s,
                                         QRegularExpression::UseUnicodePropertiesOption);
    return heading.toLower().remove(left).replace(u' ', u'-');
}

} // namespace proxy

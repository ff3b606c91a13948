// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/manualtext.h"

#include "app/commands/wrappedtext.h"

#include <QRegularExpression>

#include <algorithm>
#include <limits>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using Block = proxy::MarkdownBlock;
using Row = std::vector<proxy::MarkdownSpans>;

constexpr int kIndent = 4;
constexpr int kGap = 2;

QString indented(const QStringList &lines, int columns)
{
    QString text;
    for (const QString &line : lines)
        text += QString(columns, u' ') + line + u'\n';
    return text;
}

/// Sets the blocks of the manual one below the other.
class ManualTypesetter final
{
public:
    explicit ManualTypesetter(const TextLook &look)
        : m_look(look)
    { }

    void add(const Block &block)
    {
        const bool isItem = block.kind == Block::Kind::Item;
        if (!m_text.isEmpty() && !(isItem && m_wasItem))
            m_text += u'\n';
        m_wasItem = isItem;
        switch (block.kind) {
        case Block::Kind::Heading:
            m_text += styledText(proxy::plainText(block.spans), TextStyle::Heading, m_look.isStyled)
                      + u'\n';
            return;
        case Block::Kind::Paragraph:
            m_text += indented(lines(block.spans), 0);
            return;
        case Block::Kind::Item:
            addItem(block);
            return;
        case Block::Kind::Code:
            m_text += indented(block.code.split(u'\n'), kIndent);
            return;
        case Block::Kind::Table:
            addTable(block.rows);
            return;
        }
    }

    void add(const proxy::ManualSection &section)
    {
        add(section.heading);
        for (const Block &block : section.blocks) {
            // A list of the sections is for where one can click on it.
            if (block.spans.empty() || block.spans.front().text != u"On this page: ")
                add(block);
        }
    }

    /// A row as paragraph: its first cell, below it the others with the words above their columns.
    void addRow(const Row &heading, const Row &row)
    {
        m_text += indented(lines(row.front()), 0);
        for (size_t at = 1; at < row.size(); ++at) {
            if (row[at].empty())
                continue;
            proxy::MarkdownSpans spans = row[at];
            const QString title = at < heading.size() ? proxy::plainText(heading[at]) : QString();
            // With one column more it needs no name.
            if (row.size() > 2 && !title.isEmpty())
                spans.insert(spans.begin(), proxy::MarkdownSpan {proxy::MarkdownSpan::Kind::Text,
                                                                 title + u": "_s});
            m_text += indented(lines(spans, kIndent), kIndent);
        }
    }

    [[nodiscard]] QString take() { return std::move(m_text); }

private:
    [[nodiscard]] QStringList lines(const proxy::MarkdownSpans &spans, int taken = 0) const
    {
        return wrappedLines(spans, m_look.width - taken, m_look.isStyled);
    }

    void addItem(const Block &block)
    {
        const QString mark = block.level > 0 ? QString::number(block.level) + u". "_s : u"* "_s;
        const auto taken = static_cast<int>(mark.size());
        const QStringList item = lines(block.spans, taken);
        for (qsizetype at = 0; at < item.size(); ++at)
            m_text += (at == 0 ? mark : QString(taken, u' ')) + item[at] + u'\n';
    }

    void addTable(const std::vector<Row> &rows)
    {
        const std::vector<int> widths = widthsOf(rows);
        int all = -kGap;
        for (const int width : widths)
            all += width + kGap;
        if (all <= m_look.width)
            return addColumns(rows, widths);
        for (size_t at = 1; at < rows.size(); ++at)
            addRow(rows.front(), rows[at]);
    }

    static QString wholeLine(const proxy::MarkdownSpans &spans, bool isStyled)
    {
        return wrappedLines(spans, std::numeric_limits<int>::max(), isStyled).join(QString());
    }

    static std::vector<int> widthsOf(const std::vector<Row> &rows)
    {
        std::vector<int> widths;
        for (const Row &row : rows) {
            widths.resize(std::max(widths.size(), row.size()));
            for (size_t at = 0; at < row.size(); ++at)
                widths[at] = std::max(widths[at], columnsOf(wholeLine(row[at], false)));
        }
        return widths;
    }

    void addColumns(const std::vector<Row> &rows, const std::vector<int> &widths)
    {
        for (const Row &row : rows) {
            QString line;
            for (size_t at = 0; at < row.size(); ++at) {
                const int left = widths[at] - columnsOf(wholeLine(row[at], false));
                line += wholeLine(row[at], m_look.isStyled);
                if (at + 1 < row.size())
                    line += QString(left + kGap, u' ');
            }
            // A heading without words is no line.
            if (!line.trimmed().isEmpty())
                m_text += line + u'\n';
        }
    }

    TextLook m_look;
    QString m_text;
    bool m_wasItem = false;
};

QString marked(QString text, const QStringList &words, const TextLook &look)
{
    if (!look.isStyled)
        return text;
    QStringList escaped;
    for (const QString &word : words)
        escaped.append(QRegularExpression::escape(word));
    const QRegularExpression any(u"("_s + escaped.join(u'|') + u")"_s,
                                 QRegularExpression::CaseInsensitiveOption);
    return text.replace(any, styledText(u"\\1"_s, TextStyle::Found, true));
}

} // namespace

QString pageText(const proxy::ManualPage &page, const TextLook &look)
{
    ManualTypesetter typesetter(look);
    for (const proxy::ManualSection &section : page.sections)
        typesetter.add(section);
    return typesetter.take();
}

QString sectionText(const proxy::ManualSection &section, const TextLook &look)
{
    ManualTypesetter typesetter(look);
    typesetter.add(section);
    return typesetter.take();
}

QString topicText(const proxy::Manual &manual, const proxy::ManualTopic &topic,
                  const TextLook &look)
{
    ManualTypesetter typesetter(look);
    if (topic.isRow()) {
        typesetter.addRow(topic.heading, topic.row);
        return typesetter.take();
    }
    const proxy::ManualPage *page = manual.page(topic.place.page);
    if (page == nullptr)
        return {};
    if (topic.place.section.isEmpty())
        return pageText(*page, look);
    // With the sections below it.
    bool isInside = false;
    int level = 0;
    for (const proxy::ManualSection &section : page->sections) {
        if (section.anchor == topic.place.section) {
            isInside = true;
            level = section.heading.level;
        } else {
            isInside = isInside && section.heading.level > level;
        }
        if (isInside)
            typesetter.add(section);
    }
    return typesetter.take();
}

QString hitsText(const std::vector<proxy::ManualHit> &hits, const QStringList &words,
                 const TextLook &look)
{
    QString text;
    for (const proxy::ManualHit &hit : hits) {
        const QString topic = hit.place.section.isEmpty() ? hit.place.page : hit.place.section;
        const QString title =
            hit.heading.isEmpty() ? hit.title : hit.title + u" › "_s + hit.heading;
        text += styledText(title, TextStyle::Heading, look.isStyled) + u"  (llm-proxy help "_s
                + topic + u")\n"_s;
        const proxy::MarkdownSpans spans {{proxy::MarkdownSpan::Kind::Text, hit.excerpt}};
        text += marked(indented(wrappedLines(spans, look.width - kIndent, false), kIndent), words,
                       look);
    }
    return text;
}

} // namespace app

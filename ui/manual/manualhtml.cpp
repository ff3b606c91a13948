// SPDX-License-Identifier: LicenseRef-Private
#include "ui/manual/manualhtml.h"

#include "proxy/manual/manualtopics.h"
#include "ui/manual/manuallink.h"

namespace ui {

namespace {

using namespace Qt::StringLiterals;
using Block = proxy::MarkdownBlock;
using Span = proxy::MarkdownSpan;
using Row = std::vector<proxy::MarkdownSpans>;

/// Writes the blocks of one page.
class ManualWriter final
{
public:
    ManualWriter(const QString &page, const QPalette &palette)
        : m_page(page)
        , m_shade(palette.color(QPalette::AlternateBase).name())
    { }

    void add(const proxy::ManualSection &section)
    {
        const int level = section.heading.level;
        m_html +=
            u"<h%1 style='margin-top:%2px; margin-bottom:6px'><a name='%3'></a>%4</h%1>"_s.arg(
                QString::number(level), level == 1 ? u"0"_s : u"18"_s,
                section.anchor.toHtmlEscaped(), words(section.heading.spans));
        for (const Block &block : section.blocks)
            add(block);
        endList();
    }

    [[nodiscard]] QString take() { return std::move(m_html); }

private:
    void add(const Block &block)
    {
        if (block.kind != Block::Kind::Item)
            endList();
        switch (block.kind) {
        case Block::Kind::Heading:
            return;
        case Block::Kind::Paragraph:
            m_html += u"<p>%1</p>"_s.arg(words(block.spans));
            return;
        case Block::Kind::Item:
            if (!m_isInList)
                m_html += block.level > 0 ? u"<ol>"_s : u"<ul>"_s;
            m_isInList = true;
            m_isNumbered = block.level > 0;
            m_html += u"<li>%1</li>"_s.arg(words(block.spans));
            return;
        case Block::Kind::Code:
            m_html += u"<table width='100%' cellpadding='8' cellspacing='0' bgcolor='%1'><tr><td>"
                      "<pre style='white-space:pre-wrap'>%2</pre></td></tr></table>"_s.arg(
                          m_shade, block.code.toHtmlEscaped());
            return;
        case Block::Kind::Table:
            addTable(block.rows);
            return;
        }
    }

    void endList()
    {
        if (m_isInList)
            m_html += m_isNumbered ? u"</ol>"_s : u"</ul>"_s;
        m_isInList = false;
    }

    void addTable(const std::vector<Row> &rows)
    {
        m_html += u"<table width='100%' cellpadding='5' cellspacing='0'>"_s;
        for (size_t at = 1; at < rows.size(); ++at) {
            m_html += at % 2 == 1 ? u"<tr bgcolor='%1'>"_s.arg(m_shade) : u"<tr>"_s;
            m_html +=
                rows[at].size() > 2 ? card(rows.front(), rows[at]) : pair(rows.front(), rows[at]);
            m_html += u"</tr>"_s;
        }
        m_html += u"</table>"_s;
    }

    [[nodiscard]] QString pair(const Row &heading, const Row &row) const
    {
        QString cells =
            u"<td width='38%'>"_s + anchors(heading, row) + words(row.front()) + u"</td>"_s;
        if (row.size() > 1)
            cells += u"<td>"_s + words(row[1]) + u"</td>"_s;
        return cells;
    }

    /// A row of many columns: its name, below it the other cells with what stands above them.
    [[nodiscard]] QString card(const Row &heading, const Row &row) const
    {
        QString cell =
            u"<td>"_s + anchors(heading, row) + u"<b>"_s + words(row.front()) + u"</b>"_s;
        for (size_t at = 1; at < row.size(); ++at) {
            if (row[at].empty())
                continue;
            const QString title =
                at < heading.size() ? proxy::plainText(heading[at]).toHtmlEscaped() : QString();
            cell += u"<br>"_s + (title.isEmpty() ? QString() : title + u": "_s) + words(row[at]);
        }
        return cell + u"</td>"_s;
    }

    static QString anchors(const Row &heading, const Row &row)
    {
        QString html;
        for (const QString &name : proxy::namesOfRow(heading, row))
            html += u"<a name='%1'></a>"_s.arg(rowAnchor(name));
        return html;
    }

    [[nodiscard]] QString words(const proxy::MarkdownSpans &spans) const
    {
        QString html;
        for (const Span &span : spans) {
            const QString text = span.text.toHtmlEscaped();
            switch (span.kind) {
            case Span::Kind::Text:
                html += text;
                break;
            case Span::Kind::Code:
                html += u"<code>"_s + text + u"</code>"_s;
                break;
            case Span::Kind::Strong:
                html += u"<b>"_s + text + u"</b>"_s;
                break;
            case Span::Kind::Emphasis:
                html += u"<i>"_s + text + u"</i>"_s;
                break;
            case Span::Kind::Link:
                html += link(span);
                break;
            }
        }
        return html;
    }

    [[nodiscard]] QString link(const Span &span) const
    {
        const proxy::ManualPlace place = proxy::placeOfLink(m_page, span.target);
        if (!place.page.isEmpty())
            return manualLink(place.page, place.section, span.text);
        // Another file of the project is not on every machine.
        if (!span.target.startsWith(u"https://"))
            return span.text.toHtmlEscaped();
        return u"<a href='%1'>%2</a>"_s.arg(span.target.toHtmlEscaped(), span.text.toHtmlEscaped());
    }

    QString m_html;
    QString m_page;
    QString m_shade;
    bool m_isInList = false;
    bool m_isNumbered = false; ///< that list
};

} // namespace

/// A name such as "reverted:<status>" is no attribute.
QString rowAnchor(const QString &name)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(name));
}

QString manualHtml(const proxy::ManualPage &page, const QPalette &palette)
{
    ManualWriter writer(page.name, palette);
    for (const proxy::ManualSection &section : page.sections)
        writer.add(section);
    return writer.take();
}

} // namespace ui

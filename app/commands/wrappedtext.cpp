// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/wrappedtext.h"

#include "proxy/manual/manual.h"

#include <vector>

namespace app {

namespace {

using namespace Qt::StringLiterals;

/// Scripts whose characters take two columns, and that are broken anywhere.
bool isWide(QChar unit)
{
    const char16_t code = unit.unicode();
    return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf)
           || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff)
           || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60);
}

/// Signs that no line begins with.
bool isClosing(QChar unit)
{
    return QStringView(u"，。、；：！？）】》」』”’").contains(unit);
}

TextStyle styleOf(proxy::MarkdownSpan::Kind kind)
{
    switch (kind) {
    case proxy::MarkdownSpan::Kind::Code:
        return TextStyle::Code;
    case proxy::MarkdownSpan::Kind::Strong:
    case proxy::MarkdownSpan::Kind::Emphasis:
        return TextStyle::Strong;
    case proxy::MarkdownSpan::Kind::Text:
    case proxy::MarkdownSpan::Kind::Link:
        break;
    }
    return TextStyle::Plain;
}

QString shownText(const proxy::MarkdownSpan &span)
{
    if (span.kind != proxy::MarkdownSpan::Kind::Link)
        return span.text;
    const QString page = proxy::placeOfLink({}, span.target).page;
    if (page.isEmpty() || page == u"index")
        return span.text;
    return u"%1 (llm-proxy help %2)"_s.arg(span.text, page);
}

/// What is never broken.
struct Word
{
    QString text;
    int columns = 0;
    bool hasSpace = false; ///< before it
};

/// Cuts spans into words. Signs beside code belong to its word.
class WordCutter final
{
public:
    explicit WordCutter(bool isStyled)
        : m_isStyled(isStyled)
    { }

    void add(const proxy::MarkdownSpan &span)
    {
        m_style = styleOf(span.kind);
        for (const QChar unit : shownText(span)) {
            if (unit.isSpace()) {
                endPiece();
                m_begins = true;
                m_hasSpace = true;
                continue;
            }
            if (isWide(unit) && !isClosing(unit)) {
                endPiece();
                m_begins = true;
            }
            m_piece += unit;
            m_lastIsWide = isWide(unit);
        }
        endPiece();
    }

    [[nodiscard]] std::vector<Word> take() { return std::move(m_words); }

private:
    void endPiece()
    {
        if (m_piece.isEmpty())
            return;
        if (m_begins || m_words.empty())
            m_words.push_back({{}, 0, m_hasSpace && !m_words.empty()});
        m_words.back().text += styledText(m_piece, m_style, m_isStyled);
        m_words.back().columns += columnsOf(m_piece);
        // What follows a wide character may stand in the next line.
        m_begins = m_lastIsWide;
        m_hasSpace = false;
        m_piece.clear();
    }

    std::vector<Word> m_words;
    QString m_piece;
    TextStyle m_style = TextStyle::Plain;
    bool m_isStyled;
    bool m_begins = false;
    bool m_hasSpace = false;
    bool m_lastIsWide = false;
};

} // namespace

QString styledText(const QString &text, TextStyle style, bool isStyled)
{
    if (!isStyled || text.isEmpty() || style == TextStyle::Plain)
        return text;
    const auto mark = [style] {
        switch (style) {
        case TextStyle::Heading:
            return u"\x1b[1;34m"_s;
        case TextStyle::Code:
            return u"\x1b[36m"_s;
        case TextStyle::Found:
            return u"\x1b[1;33m"_s;
        default:
            return u"\x1b[1m"_s;
        }
    }();
    return mark + text + u"\x1b[0m"_s;
}

int columnsOf(const QString &text)
{
    int columns = 0;
    for (const QChar unit : text)
        columns += isWide(unit) ? 2 : 1;
    return columns;
}

QStringList wrappedLines(const proxy::MarkdownSpans &spans, int width, bool isStyled)
{
    WordCutter cutter(isStyled);
    for (const proxy::MarkdownSpan &span : spans)
        cutter.add(span);
    QStringList lines;
    int columns = 0;
    for (const Word &word : cutter.take()) {
        const int space = word.hasSpace ? 1 : 0;
        if (lines.isEmpty() || columns + space + word.columns > width) {
            lines.append(word.text);
            columns = word.columns;
            continue;
        }
        lines.last() += (space > 0 ? u" "_s : QString()) + word.text;
        columns += space + word.columns;
    }
    return lines;
}

} // namespace app

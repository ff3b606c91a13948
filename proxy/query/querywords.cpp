// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/query/querywords.h"

#include <algorithm>

namespace proxy {

namespace {

bool isFieldName(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar each) {
        return (each >= u'a' && each <= u'z') || (each >= u'A' && each <= u'Z') || each == u'_';
    });
}

/// Reads words one after another.
class Splitter final
{
public:
    explicit Splitter(QStringView text)
        : m_text(text)
    { }

    std::vector<QueryWord> split()
    {
        while (m_at < m_text.size()) {
            const QChar next = m_text[m_at];
            if (next.isSpace())
                ++m_at;
            else if (next == u'(' || next == u')')
                add(next == u'(' ? QueryWord::Kind::Open : QueryWord::Kind::Close, m_at + 1);
            else if (next == u'-' && isBefore(m_at + 1))
                add(QueryWord::Kind::Not, m_at + 1);
            else
                addTerm();
        }
        return std::move(m_words);
    }

private:
    /// Whether something to negate begins there.
    [[nodiscard]] bool isBefore(qsizetype at) const
    {
        return at < m_text.size() && !m_text[at].isSpace() && m_text[at] != u')';
    }

    void add(QueryWord::Kind kind, qsizetype end)
    {
        m_words.push_back({.kind = kind, .begin = m_at, .length = end - m_at});
        m_at = end;
    }

    void addTerm()
    {
        QueryWord word {.begin = m_at};
        QString bare;
        bool isInQuotes = false;
        // A model's name may hold parentheses: "gpt-5(high)". They belong to the word as pairs.
        int open = 0;
        for (; m_at < m_text.size(); ++m_at) {
            const QChar next = m_text[m_at];
            if (next == u'"') {
                isInQuotes = !isInQuotes;
                word.isQuoted = true;
                continue;
            }
            if (!isInQuotes) {
                if (next.isSpace() || (next == u')' && open == 0))
                    break;
                open += next == u'(' ? 1 : next == u')' ? -1 : 0;
                if (next == u':' && word.field.isEmpty() && !word.isQuoted && isFieldName(bare)) {
                    word.field = bare.toLower();
                    bare.clear();
                    continue;
                }
            }
            bare += next;
        }
        word.length = m_at - word.begin;
        word.value = bare;
        if (word.field.isEmpty() && !word.isQuoted)
            word.kind = kindOf(bare);
        m_words.push_back(std::move(word));
    }

    static QueryWord::Kind kindOf(const QString &bare)
    {
        using enum QueryWord::Kind;
        const QString lower = bare.toLower();
        return lower == QStringLiteral("or")    ? Or
               : lower == QStringLiteral("and") ? And
               : lower == QStringLiteral("not") ? Not
                                                : Term;
    }

    QStringView m_text;
    qsizetype m_at = 0;
    std::vector<QueryWord> m_words;
};

} // namespace

std::vector<QueryWord> queryWords(QStringView text)
{
    return Splitter(text).split();
}

} // namespace proxy

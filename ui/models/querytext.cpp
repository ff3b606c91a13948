// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/querytext.h"

#include "proxy/query/querywords.h"

#include <optional>

namespace ui {

namespace {

std::optional<proxy::QueryWord> found(const QString &filter, const QString &term)
{
    const bool isNegated = term.startsWith(u'-');
    const QStringView wanted = QStringView(term).sliced(isNegated ? 1 : 0);
    bool afterNot = false;
    for (const proxy::QueryWord &word : proxy::queryWords(filter)) {
        if (word.kind == proxy::QueryWord::Kind::Not) {
            afterNot = true;
            continue;
        }
        const QStringView text = QStringView(filter).sliced(word.begin, word.length);
        if (afterNot == isNegated && text.compare(wanted, Qt::CaseInsensitive) == 0)
            return word;
        afterNot = false;
    }
    return std::nullopt;
}

} // namespace

bool hasTerm(const QString &filter, const QString &term)
{
    return found(filter, term).has_value();
}

QString withTerm(const QString &filter, const QString &term)
{
    const QString text = filter.trimmed();
    if (text.isEmpty() || hasTerm(text, term))
        return text.isEmpty() ? term : text;
    int depth = 0;
    bool hasOr = false;
    for (const proxy::QueryWord &word : proxy::queryWords(text)) {
        depth += word.kind == proxy::QueryWord::Kind::Open    ? 1
                 : word.kind == proxy::QueryWord::Kind::Close ? -1
                                                              : 0;
        hasOr = hasOr || (depth == 0 && word.kind == proxy::QueryWord::Kind::Or);
    }
    // A condition binds closer than "or".
    return (hasOr ? u'(' + text + u')' : text) + u' ' + term;
}

QString withoutTerm(const QString &filter, const QString &term)
{
    const auto word = found(filter, term);
    if (!word)
        return filter;
    const qsizetype begin = word->begin - (term.startsWith(u'-') ? 1 : 0);
    QString text = filter;
    text.remove(begin, word->begin + word->length - begin);
    return text.simplified();
}

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/querycompleter.h"

#include "proxy/query/exchangequery.h"
#include "proxy/query/querywords.h"

#include <QStringListModel>

#include <algorithm>

namespace ui {

namespace {

/// Stands in no word: nothing is offered for it.
const QString kNothing = QStringLiteral("\uffff");

/// Whether the text is one of the words, and no word goes on from it.
bool isComplete(const QString &text, const QStringList &words)
{
    return words.contains(text, Qt::CaseInsensitive)
           && std::count_if(words.begin(), words.end(), [&text](const QString &word) {
                  return word.startsWith(text, Qt::CaseInsensitive);
              }) == 1;
}

} // namespace

QueryCompleter::QueryCompleter(QObject *parent)
    : QCompleter(parent)
    , m_offered(new QStringListModel(proxy::ExchangeQuery::suggestions(), this))
{
    setModel(m_offered);
    setCaseSensitivity(Qt::CaseInsensitive);
    setCompletionMode(QCompleter::PopupCompletion);
}

QStringList QueryCompleter::splitPath(const QString &path) const
{
    const std::vector<proxy::QueryWord> words = proxy::queryWords(path);
    const bool isBegun = !words.empty() && words.back().kind == proxy::QueryWord::Kind::Term
                         && words.back().begin + words.back().length == path.size();
    if (!isBegun)
        return {kNothing};
    offer(words.back().field);
    m_before = path.first(words.back().begin);
    const QString word = path.sliced(words.back().begin);
    return {isComplete(word, m_offered->stringList()) ? kNothing : word};
}

QString QueryCompleter::pathFromIndex(const QModelIndex &index) const
{
    return m_before + QCompleter::pathFromIndex(index);
}

void QueryCompleter::offer(const QString &field) const
{
    if (field == m_field)
        return;
    m_field = field;
    QStringList words = proxy::ExchangeQuery::suggestions();
    if (m_valuesOf && proxy::hasRowTexts(field)) {
        for (const QString &value : m_valuesOf(field))
            words << proxy::queryTerm(field, value);
        words.removeDuplicates();
        words.sort();
    }
    m_offered->setStringList(words);
}

} // namespace ui

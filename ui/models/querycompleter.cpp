// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/querycompleter.h"

#include "ui/models/exchangequery.h"

#include <QStringListModel>

namespace ui {

QueryCompleter::QueryCompleter(QObject *parent)
    : QCompleter(parent)
{
    setModel(new QStringListModel(ExchangeQuery::suggestions(), this));
    setCaseSensitivity(Qt::CaseInsensitive);
    setCompletionMode(QCompleter::PopupCompletion);
}

QStringList QueryCompleter::splitPath(const QString &path) const
{
    qsizetype begin = path.lastIndexOf(u' ') + 1;
    if (path.mid(begin).startsWith(u'-'))
        ++begin;
    m_before = path.left(begin);
    return {path.mid(begin)};
}

QString QueryCompleter::pathFromIndex(const QModelIndex &index) const
{
    return m_before + QCompleter::pathFromIndex(index);
}

} // namespace ui

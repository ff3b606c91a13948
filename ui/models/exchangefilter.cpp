// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/exchangefilter.h"

#include "ui/models/exchangecolumns.h"

namespace ui {

ExchangeFilter::ExchangeFilter(ExchangeModel &model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(&model);
}

void ExchangeFilter::setQuery(proxy::ExchangeQuery query)
{
    m_query = std::move(query);
    // Not invalidateFilter(): it takes rows out stretch by stretch, which is quadratic (50 s of
    // 100,000 rows); this builds the mapping anew and keeps the selection.
    invalidate();
}

const proxy::Exchange &ExchangeFilter::exchangeAt(const QModelIndex &index) const
{
    return m_model.at(mapToSource(index).row());
}

proxy::Exchange ExchangeFilter::wholeAt(const QModelIndex &index) const
{
    return m_model.whole(mapToSource(index).row());
}

bool ExchangeFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    return m_query.isEmpty() || m_query.matches(m_model.at(row));
}

bool ExchangeFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    return compareBy(left.column(), m_model.at(left.row()), m_model.at(right.row())) < 0;
}

} // namespace ui

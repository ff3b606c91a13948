// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/query/exchangequery.h"
#include "ui/models/exchangemodel.h"

#include <QSortFilterProxyModel>

namespace ui {

/// The rows that match a query, sorted.
class ExchangeFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExchangeFilter)

public:
    explicit ExchangeFilter(ExchangeModel &model, QObject *parent = nullptr);

    void setQuery(proxy::ExchangeQuery query);
    [[nodiscard]] const proxy::ExchangeQuery &query() const { return m_query; }
    /// Returns the exchange of an index of this model, as ExchangeModel::at().
    [[nodiscard]] const proxy::Exchange &exchangeAt(const QModelIndex &index) const;
    /// The same with all that is known of it.
    [[nodiscard]] proxy::Exchange wholeAt(const QModelIndex &index) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    /// Compares the values directly, without making a QVariant or a text.
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    ExchangeModel &m_model;
    proxy::ExchangeQuery m_query;
};

} // namespace ui

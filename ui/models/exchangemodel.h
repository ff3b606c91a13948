// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QAbstractTableModel>
#include <QHash>

#include <deque>
#include <vector>

namespace ui {

/// The requests of the window: a bounded ring, oldest row first. Rows are added and replaced in
/// batches; selection and order stay. Main thread.
class ExchangeModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExchangeModel)

public:
    enum Column {
        Time,
        Client,
        Project,
        Requested,
        Answered,
        DifficultyColumn,
        Why,
        Route,
        First,
        Total,
        Tokens,
        CostColumn,
        Saved,
        Status,
        ColumnCount,
    };
    static constexpr size_t kDefaultCapacity = 100000;
    explicit ExchangeModel(size_t capacity = kDefaultCapacity, QObject *parent = nullptr);

    /// Later entries of an id replace earlier ones where they stand.
    void add(const std::vector<proxy::Exchange> &exchanges);
    void clear();
    [[nodiscard]] const proxy::Exchange &at(int row) const;
    /// -1: it is not here, or no longer.
    [[nodiscard]] int rowOf(const QByteArray &id) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    void append(std::vector<proxy::Exchange> fresh);
    void makeRoom(size_t wanted);

    size_t m_capacity;
    std::deque<proxy::Exchange> m_rows;
    QHash<QByteArray, quint64> m_numbers; ///< id → number of the row since the beginning
    quint64 m_firstNumber = 0;
};

} // namespace ui

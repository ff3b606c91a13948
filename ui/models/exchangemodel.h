// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "ui/models/sharedtexts.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>

#include <deque>
#include <limits>
#include <vector>

namespace ui {

/// The window's table of requests, with a limited number of rows, the oldest first. Rows are added
/// and replaced in batches; selection and order stay. Main thread.
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
    /// So many of the newest rows keep what the decision depended on, which is large.
    static constexpr size_t kWithFeatures = 2000;
    explicit ExchangeModel(size_t capacity = kDefaultCapacity, QObject *parent = nullptr);

    /// Adds exchanges. An exchange replaces an earlier one of the same id in its row.
    void add(const std::vector<proxy::Exchange> &exchanges);
    /// Adds exchanges of before this start of the program above all others, as far as there is
    /// room: of too many the oldest are left out, and so is what the table has. Those that began
    /// before @p startMs count as rows from before this start.
    void addEarlier(std::vector<proxy::Exchange> exchanges,
                    qint64 startMs = std::numeric_limits<qint64>::max());
    /// How many of the first rows are from before this start.
    [[nodiscard]] int rowsFromBefore() const { return m_fromBefore; }
    /// Tells the views that open rows are some time older.
    void letTimePass();
    void clear();
    /// Returns the exchange of a row without the reasons of its decision (RouteDecision::trace).
    [[nodiscard]] const proxy::Exchange &at(int row) const;
    /// Returns the exchange of a row with all that is known of it.
    [[nodiscard]] proxy::Exchange whole(int row) const;
    /// Returns the requests of a session, without their reasons, in the order of the rows.
    [[nodiscard]] std::vector<proxy::Exchange> turnsOf(const QByteArray &session) const;
    /// Returns what the newest rows have for a field of the filter, for its completion.
    [[nodiscard]] QStringList valuesOf(const QString &field) const;
    /// When the earliest request of all began; the present time where there is none.
    [[nodiscard]] qint64 earliestMs() const;
    /// Returns the row of an exchange; -1 when it is not in the table.
    [[nodiscard]] int rowOf(const QByteArray &id) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    struct Row
    {
        proxy::Exchange exchange; ///< without its trace
        std::shared_ptr<const SharedTexts::Trace> trace;
    };

    [[nodiscard]] Row stored(proxy::Exchange exchange);
    void noteOpen(quint64 number, const proxy::Exchange &exchange);
    void append(std::vector<proxy::Exchange> fresh);
    void makeRoom(size_t wanted);

    size_t m_capacity;
    SharedTexts m_texts;
    std::deque<Row> m_rows;
    QHash<QByteArray, quint64> m_numbers; ///< id → running number of its row
    quint64 m_firstNumber = 1ULL << 40; ///< rows may come above the first one
    QSet<quint64> m_open; ///< running numbers of rows that go on
    int m_fromBefore = 0;
};

} // namespace ui

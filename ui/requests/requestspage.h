// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"
#include "ui/models/exchangefilter.h"
#include "ui/models/exchangemodel.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace ui {

class ExchangeDetails;
class SavedFilters;

/// The page of requests: the live table with its filter, and the details of the selected request
/// below it.
class RequestsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RequestsPage)

public:
    explicit RequestsPage(ProxySource &source, QWidget *parent = nullptr);
    ~RequestsPage() override;

    [[nodiscard]] ExchangeModel &model() { return m_model; }

    /// The state that a new page takes over when it replaces this one.
    struct State
    {
        std::vector<proxy::Exchange> rows;
        std::vector<proxy::Exchange> waiting;
        QString filter;
        QByteArray selected;
        bool follows = true;
        bool isPaused = false;
    };
    [[nodiscard]] State state() const;
    void restore(const State &state);

    /// Selects the row of a request and scrolls to it. Clears the filter if the filter hides that
    /// row. Returns false when the request is not in the table.
    bool select(const QByteArray &id);
    void filter(const QString &query);
    /// Returns the exchange in row @p row of the table.
    [[nodiscard]] const proxy::Exchange &shownAt(int row) const;

Q_SIGNALS:
    void connectAgentRequested();
    void logRequested(const QByteArray &id);
    void explainRequested(const proxy::Exchange &exchange);
    /// The person says what the task of this row should have been, easy or hard; None: takes that
    /// back.
    void labelRequested(const QByteArray &id, proxy::Difficulty difficulty);

private:
    QWidget *buildToolBar();
    QWidget *buildEmptyState();
    void buildTable();
    void clearView();
    void take(const std::vector<proxy::Exchange> &exchanges);
    void applyFilter(const QString &text);
    void showSelected();
    void showSelectedIfIn(const QModelIndex &first, const QModelIndex &last);
    void buildShortcuts();
    void chooseColumns(const QPoint &position);
    void offerLabels(const QPoint &position);

    ProxySource &m_source;
    ExchangeModel m_model;
    ExchangeFilter m_filter;
    QLineEdit *m_query;
    SavedFilters *m_saved;
    QToolButton *m_follow;
    QToolButton *m_pause;
    QTableView *m_table;
    ExchangeDetails *m_details;
    QStackedLayout *m_stack;
    QLabel *m_held;
    std::vector<proxy::Exchange> m_waiting; ///< exchanges that came while paused
};

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"
#include "ui/models/exchangefilter.h"
#include "ui/models/exchangemodel.h"
#include "ui/requests/emptystate.h"
#include "ui/requests/har.h"
#include "ui/requests/requesthistory.h"
#include "ui/requests/rowactions.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QMenu;
class QSplitter;
class QStackedLayout;
class QToolButton;

namespace ui {

class ExchangeDetails;
class FilterBar;
class RequestTable;

/// The page of requests: the live table with its filter, and the details of the selected request
/// below or beside it. Details are there only while a request is selected.
class RequestsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RequestsPage)

public:
    /// @p logDir: the request log, of which the last day's rows stand above this start's; empty:
    /// none.
    explicit RequestsPage(ProxySource &source, QString logDir = {}, QWidget *parent = nullptr);
    ~RequestsPage() override;

    [[nodiscard]] ExchangeModel &model() { return m_model; }

    /// The state that a new page takes over when it replaces this one.
    struct State
    {
        std::vector<proxy::Exchange> rows;
        int rowsFromBefore = 0;
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
    /// Shows the requests of a file in place of those of a proxy. Nothing of the page is remembered
    /// then.
    void showFile(const OpenedRequests &requests);
    /// What a menu of the window offers of this page: columns, the place of the details.
    void offerViews(QMenu &menu);

Q_SIGNALS:
    void connectAgentRequested();
    void logRequested(const QByteArray &id);
    void explainRequested(const proxy::Exchange &exchange);
    void sessionRequested(const QString &id);
    /// The person says what the task of this row should have been, easy or hard; None: takes that
    /// back.
    void labelRequested(const QByteArray &id, proxy::Difficulty difficulty);

private:
    void buildTools();
    void buildShortcuts();
    void connectParts();
    void clearView(EmptyState::Reason reason);
    void take(const std::vector<proxy::Exchange> &exchanges);
    void applyFilter(const proxy::ExchangeQuery &query);
    void showRows();
    void showSelected();
    void showSelectedIfIn(const QModelIndex &first, const QModelIndex &last);
    void showFollowing();
    void goBack();
    void standBeside(bool isBeside);
    void remember() const;
    void recall();

    ProxySource &m_source;
    ExchangeModel m_model;
    ExchangeFilter m_filter;
    FilterBar *m_bar;
    QToolButton *m_follow;
    QToolButton *m_pause;
    QAction *m_beside;
    RequestTable *m_table;
    EmptyState *m_empty;
    QStackedLayout *m_stack;
    QSplitter *m_splitter;
    ExchangeDetails *m_details;
    QTimer m_second;
    int m_seconds = 0;
    bool m_wantsToFollow = true; ///< as the button was set; scrolling away changes nothing in it
    RowActions m_actions;
    HistoryReader m_history;
    const qint64 m_startMs; ///< when this page began to show what comes
    QString m_shownFilter;
    bool m_isOfFile = false;
    EmptyState::Reason m_emptyBecause = EmptyState::Reason::NoRequests;
    std::vector<proxy::Exchange> m_waiting; ///< exchanges that came while paused
};

} // namespace ui

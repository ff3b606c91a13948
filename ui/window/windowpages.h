// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/requests/requestspage.h"
#include "ui/window/mainwindow.h"

#include <QObject>
#include <QStringList>

namespace ui {

class Happenings;
class HealthPage;
class LogsPage;
class SessionsPage;
class StatisticsPage;

/// Makes the window's pages and connects them. The window owns the pages and must outlive this
/// object.
class WindowPages final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WindowPages)

public:
    WindowPages(DesktopHost &host, ProxySource &source, Happenings &happenings, MainWindow &window);
    ~WindowPages() override;

    void showRequests();
    void showHealth();
    void showSession(const QString &id);
    /// Returns the latest routable requests, at most a hundred.
    [[nodiscard]] std::vector<proxy::Exchange> latestRequests() const;

    /// The state of the pages that a window in another language takes over.
    struct State
    {
        RequestsPage::State requests;
        QStringList changes; ///< changes on the health page, the newest first
        int page = 0;
        int minutes = 0; ///< span of time on the page of statistics
    };
    [[nodiscard]] State state() const;
    void restore(const State &state);

Q_SIGNALS:
    void connectAgentRequested();

private:
    void connectPages();
    void explain(const proxy::Exchange &exchange);

    ProxySource &m_source;
    MainWindow &m_window;
    RequestsPage *m_requests;
    StatisticsPage *m_statistics;
    HealthPage *m_health;
    LogsPage *m_logs;
    SessionsPage *m_sessions;
};

} // namespace ui

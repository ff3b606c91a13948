// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/requests/requestspage.h"
#include "ui/window/mainwindow.h"

#include <QObject>
#include <QStringList>

namespace ui {

class HealthPage;
class LogsPage;
class SessionsPage;
class StatisticsPage;

/// The window's pages, and what passes between them. The pages belong to the window; this ends
/// before it.
class WindowPages final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WindowPages)

public:
    WindowPages(DesktopHost &host, ProxySource &source, MainWindow &window);

    void showRequests();
    void showSession(const QString &id);

    /// What a window in another language takes over.
    struct State
    {
        RequestsPage::State requests;
        QStringList changes; ///< of the health page, newest first
        int page = 0;
        int minutes = 0; ///< of the statistics
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

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/demotraffic.h"
#include "ui/desktophost.h"
#include "ui/mainwindow.h"
#include "ui/noticeteller.h"
#include "ui/proxysource.h"
#include "ui/quitquestion.h"
#include "ui/settings/secretstore.h"
#include "ui/trayicon.h"
#include "ui/traymenu.h"
#include "ui/windownotices.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace ui {

class LogsPage;
class RequestsPage;

/// Tray, window and pages around one ProxySource: the only place where they are connected.
class DesktopApp final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DesktopApp)

public:
    explicit DesktopApp(DesktopHost &host);
    ~DesktopApp() override;

    /// Starts the proxy, or attaches to the one that runs.
    void start();
    /// Starts and serves the desktop until it has ended.
    [[nodiscard]] int run();
    void raise();

Q_SIGNALS:
    /// Quit, and nothing is under way any more.
    void ended();

private:
    void addPages();
    void addSessionsPage();
    void connectTray();
    void connectWindow();
    void openWindow();
    void connectAgent();
    void editSettings();
    void welcome();
    void readKeychain();
    void quit();
    void askBeforeQuitting(int open);
    void leave(bool cut);
    void onHidden();
    void setStartsAtLogin(bool on);
    void warn(const QString &text);

    DesktopHost &m_host;
    std::unique_ptr<ProxySource> m_source;
    MainWindow m_window;
    TrayMenu m_menu;
    TrayIcon m_tray;
    WindowNotices m_notices;
    NoticeTeller m_teller;
    SecretStore m_secrets;
    DemoTraffic m_demo;
    RequestsPage *m_requests = nullptr;
    LogsPage *m_logs = nullptr;
    QPointer<QuitQuestion> m_question;
    QPointer<QMessageBox> m_warning;
    bool m_quitting = false;
};

} // namespace ui

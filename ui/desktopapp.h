// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/desktophost.h"
#include "ui/mainwindow.h"
#include "ui/proxysource.h"
#include "ui/trayicon.h"
#include "ui/traymenu.h"

#include <QObject>

#include <memory>

class QApplication;

namespace ui {

/// Names, translations and theme of the application; before any widget is made.
void prepareApplication(QApplication &application);

/// Tray, window and pages around one ProxySource: the only place where they are connected.
class DesktopApp final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DesktopApp)

public:
    explicit DesktopApp(DesktopHost &host);
    ~DesktopApp() override;

    /// Starts the proxy, or attaches to the one that runs, and serves the desktop until it quits.
    [[nodiscard]] int run();
    void raise();

private:
    void addPages();
    void connectTray();
    void connectWindow();
    void openWindow();
    void connectAgent();
    void editSettings();
    void sayWhenThereIsNoTray();
    void offerAnotherPort(const proxy::ServiceStatus &status);
    void tellState(const proxy::ServiceStatus &status);
    void welcome();
    void quit();
    void onHidden();
    void setStartsAtLogin(bool on);

    DesktopHost &m_host;
    std::unique_ptr<ProxySource> m_source;
    MainWindow m_window;
    TrayMenu m_menu;
    TrayIcon m_tray;
    bool m_quitting = false;
    quint16 m_offeredPort = 0; ///< in the notice, when the own port is taken
    bool m_toldAttached = false;
    proxy::ServiceState m_lastState = proxy::ServiceState::Stopped;
};

} // namespace ui

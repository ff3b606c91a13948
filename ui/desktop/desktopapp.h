// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/desktop/demotraffic.h"
#include "ui/desktop/quitquestion.h"
#include "ui/happened/happenings.h"
#include "ui/host/desktophost.h"
#include "ui/host/proxysource.h"
#include "ui/manual/manualdesk.h"
#include "ui/settings/secretstore.h"
#include "ui/tray/globalshortcuts.h"
#include "ui/tray/notificationsender.h"
#include "ui/tray/shortcutactions.h"
#include "ui/tray/trayicon.h"
#include "ui/tray/traymenu.h"
#include "ui/window/mainwindow.h"
#include "ui/window/windowmessages.h"
#include "ui/window/windowpages.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace ui {

/// Makes tray, window and pages for one ProxySource and connects them with each other.
class DesktopApp final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DesktopApp)

public:
    explicit DesktopApp(DesktopHost &host);
    ~DesktopApp() override;

    /// Starts the proxy, or attaches to one that runs already.
    void start();
    /// Starts the desktop and runs it until it ends.
    [[nodiscard]] int run();
    void raise();
    /// Whether somebody started the program while it was quitting: then it begins anew.
    [[nodiscard]] bool beginsAnew() const { return m_beginsAnew; }

Q_SIGNALS:
    /// The user quit, and no request is open any more.
    void ended();

private:
    void buildWindow();
    void connectTray();
    void connectSource();
    void speakChosenLanguage();
    void openWindow();
    void connectAgent();
    void editSettings();
    void editSetting(const QString &key);
    void welcome();
    void readKeychain();
    void quit();
    void askBeforeQuitting(int open);
    void leave(bool cut);
    void onHidden();
    void setStartsAtLogin(bool on);
    void showStartsAtLogin();
    void warn(const proxy::Text &reason);

    DesktopHost &m_host;
    std::unique_ptr<ProxySource> m_source;
    TrayMenu m_menu;
    TrayIcon m_tray;
    Happenings m_happenings;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<WindowPages> m_pages;
    std::unique_ptr<WindowMessages> m_messages;
    NotificationSender m_notificationSender;
    GlobalShortcuts m_shortcuts;
    ShortcutActions m_shortcutActions;
    SecretStore m_secrets;
    DemoTraffic m_demo;
    ManualDesk m_manual;
    QPointer<QuitQuestion> m_question;
    QPointer<QMessageBox> m_warning;
    QString m_language; ///< language of the window
    bool m_quitting = false;
    bool m_beginsAnew = false;
};

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"
#include "ui/tray/desktopnotifications.h"
#include "ui/tray/notifier.h"

#include <QObject>

namespace ui {

class TrayIcon;

/// Passes status and exchanges to a Notifier and shows its notifications: by the desktop's service,
/// with buttons, or as the tray's balloons where there is none.
class NotificationSender final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NotificationSender)

public:
    NotificationSender(ProxySource &source, TrayIcon &tray, QObject *parent = nullptr);

    void say(const Notification &notification);

Q_SIGNALS:
    /// The user wants to see the window.
    void windowWanted();
    /// The user was told.
    void told(const Notification &notification);

private:
    void tell(const std::vector<Notification> &notifications);
    void showInTray(const Notification &notification);
    void act(NotificationAction action);

    ProxySource &m_source;
    Notifier m_notifier;
    bool m_isDemo = false;
    DesktopNotifications m_desktop;
    TrayIcon &m_tray;
};

} // namespace ui

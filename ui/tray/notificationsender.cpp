// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/notificationsender.h"

#include "ui/tray/trayicon.h"

#include <QDateTime>

#include <utility>

namespace ui {

NotificationSender::NotificationSender(ProxySource &source, TrayIcon &tray, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_tray(tray)
{
    connect(&m_desktop, &DesktopNotifications::actionChosen, this, &NotificationSender::act);
    connect(&m_desktop, &DesktopNotifications::failed, this, &NotificationSender::showInTray);
    connect(&source, &ProxySource::statusChanged, this, [this](const proxy::ServiceStatus &status) {
        // Entering and leaving the demo stops and starts a proxy: that is no news.
        if (std::exchange(m_isDemo, m_source.isDemo()) != m_isDemo)
            m_notifier = {};
        tell(m_notifier.take(status, QDateTime::currentMSecsSinceEpoch()));
    });
    connect(&source, &ProxySource::exchangesArrived, this,
            [this](const std::vector<proxy::Exchange> &exchanges) {
                tell(m_notifier.take(exchanges, QDateTime::currentMSecsSinceEpoch()));
            });
}

void NotificationSender::tell(const std::vector<Notification> &notifications)
{
    for (const Notification &notification : notifications)
        say(notification);
}

void NotificationSender::say(const Notification &notification)
{
    Q_EMIT told(notification);
    if (m_desktop.send(notification))
        Q_EMIT m_tray.told(notification.title, notification.text);
    else
        showInTray(notification);
}

void NotificationSender::showInTray(const Notification &notification)
{
    m_tray.notify(notification.title, notification.text,
                  notification.isProblem ? QSystemTrayIcon::Warning : QSystemTrayIcon::Information);
}

void NotificationSender::act(NotificationAction action)
{
    switch (action) {
    case NotificationAction::ProbeNow:
        return m_source.probeNow(proxy::Breakers::Both);
    case NotificationAction::Pause:
        return m_source.pauseRouting(std::chrono::minutes(30));
    case NotificationAction::Show:
        break;
    }
    Q_EMIT windowWanted();
}

} // namespace ui

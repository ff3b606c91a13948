// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/notificationsender.h"

#include "ui/tray/trayicon.h"

#include <QDateTime>

namespace ui {

NotificationSender::NotificationSender(ProxySource &source, TrayIcon &tray, QObject *parent)
    : QObject(parent)
    , m_tray(tray)
{
    connect(&source, &ProxySource::statusChanged, this, [this](const proxy::ServiceStatus &status) {
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
        m_tray.notify(notification.title, notification.text,
                      notification.isProblem ? QSystemTrayIcon::Warning
                                             : QSystemTrayIcon::Information);
}

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
// Without D-Bus the tray's balloon is all there is.
#include "ui/tray/desktopnotifications.h"

namespace ui {

DesktopNotifications::DesktopNotifications(QObject *parent)
    : QObject(parent)
{ }

bool DesktopNotifications::send(const Notification &)
{
    return false;
}

void DesktopNotifications::onAction(quint32, const QString &)
{ }

void DesktopNotifications::onClosed(quint32, quint32)
{ }

} // namespace ui

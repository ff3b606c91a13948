// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"
#include "ui/tray/notifier.h"

#include <QObject>

namespace ui {

class TrayIcon;

/// Passes status and exchanges to a Notifier and shows its notifications in the tray.
class NotificationSender final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NotificationSender)

public:
    NotificationSender(ProxySource &source, TrayIcon &tray, QObject *parent = nullptr);

private:
    void tell(const std::vector<Notification> &notifications);

    Notifier m_notifier;
    TrayIcon &m_tray;
};

} // namespace ui

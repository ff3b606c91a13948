// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/tray/notifier.h"

#include <QHash>
#include <QObject>
#include <QStringList>

#include <optional>

namespace ui {

/// What a notification offers beside being read.
enum class NotificationAction { Show, ProbeNow, Pause };

/// Notifications by the desktop's own service (Desktop Notifications Specification 1.2,
/// org.freedesktop.Notifications): with buttons where it has them, and a later one of a kind in the
/// place of the former. Without D-Bus, or such a service, it sends nothing. Never blocks.
class DesktopNotifications final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DesktopNotifications)

public:
    explicit DesktopNotifications(QObject *parent = nullptr);

    /// Returns false when the service has not told yet what it can do: then somebody else has to
    /// show it. Afterwards failed() tells of one that was not shown.
    [[nodiscard]] bool send(const Notification &notification);

Q_SIGNALS:
    void actionChosen(ui::NotificationAction action);
    void failed(const ui::Notification &notification);

private Q_SLOTS:
    void onAction(quint32 id, const QString &key);
    void onToken(quint32 id, const QString &token);
    void onClosed(quint32 id, quint32 reason);

private:
    void askWhatItCanDo();
    [[nodiscard]] QStringList actionsFor(NotificationKind kind) const;
    [[nodiscard]] bool can(const QString &what) const
    {
        return m_capabilities && m_capabilities->contains(what);
    }

    std::optional<QStringList> m_capabilities; ///< nullopt: there is no service
    QHash<int, quint32> m_shown; ///< kind → the notification that stands on the screen
};

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/status/servicestatus.h"

#include <QHash>
#include <QSet>
#include <QString>

#include <array>
#include <vector>

namespace ui {

enum class NotificationKind { ProxyState, Breaker, StalledStream, CacheLoss, Budget, Models };
inline constexpr std::array kNotificationKinds {
    NotificationKind::ProxyState, NotificationKind::Breaker, NotificationKind::StalledStream,
    NotificationKind::CacheLoss,  NotificationKind::Budget,  NotificationKind::Models};

/// Returns the name of a kind of notification, for the settings.
[[nodiscard]] QString notificationName(NotificationKind kind);
[[nodiscard]] bool isNotificationWanted(NotificationKind kind);
void setNotificationWanted(NotificationKind kind, bool wanted);

struct Notification
{
    NotificationKind kind = NotificationKind::ProxyState;
    QString title;
    QString text;
    bool isProblem = false;
};

/// Decides which events the user is notified about. It returns few notifications and never the same
/// one again within a short time. It has no timer and shows nothing itself: the time is passed in,
/// the notifications are returned.
class Notifier final
{
public:
    [[nodiscard]] std::vector<Notification> take(const proxy::ServiceStatus &status, qint64 nowMs);
    [[nodiscard]] std::vector<Notification> take(const std::vector<proxy::Exchange> &exchanges,
                                                 qint64 nowMs);

private:
    void add(std::vector<Notification> &notifications, Notification notification, qint64 nowMs);
    void tellState(std::vector<Notification> &notifications, const proxy::ServiceStatus &status,
                   qint64 nowMs);
    void tellBreaker(std::vector<Notification> &notifications, const QString &who, QByteArray &last,
                     const proxy::BreakerStatus &breaker, qint64 nowMs);
    void tellBudget(std::vector<Notification> &notifications, const proxy::ServiceStatus &status,
                    qint64 nowMs);
    void tellLimits(std::vector<Notification> &notifications, const proxy::ServiceStatus &status,
                    qint64 nowMs);
    void tellModels(std::vector<Notification> &notifications, const proxy::ServiceStatus &status,
                    qint64 nowMs);
    void watchStall(std::vector<Notification> &notifications, const proxy::Exchange &exchange,
                    qint64 nowMs);
    void watchCache(std::vector<Notification> &notifications, const proxy::Exchange &exchange,
                    qint64 nowMs);

    proxy::ServiceState m_state = proxy::ServiceState::Stopped;
    bool m_wasUp = false;
    QByteArray m_router = "closed";
    QByteArray m_upstream = "closed";
    QHash<QString, qint64> m_lastShown; ///< title → when it was shown last
    std::vector<qint64> m_recent;
    QSet<QByteArray> m_stalled; ///< exchanges whose stall was reported
    qint64 m_budgetDay = 0; ///< day of the last notification about the budget
    QSet<QByteArray> m_limits; ///< levels of budgets that were told
    qint64 m_modelsDay = 0; ///< day of the last notification about models
};

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/notifier.h"

#include "ui/look/humanformat.h"
#include "ui/tray/budgetmenu.h"
#include "ui/words/enginecode.h"
#include "ui/words/enginetext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QSettings>

#include <algorithm>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr qint64 kMinute = 60 * 1000;
constexpr qint64 kSameAgainAfter = 10 * kMinute;
constexpr qint64 kWindow = 10 * kMinute;
constexpr size_t kMostInWindow = 5;
constexpr auto kStall = 60s;
constexpr qsizetype kMostStalled = 1000;
/// Below this a lost cache costs cents.
constexpr qint64 kLargeCache = 20000;

QString say(const char *text)
{
    return QCoreApplication::translate("Notifier", text);
}

const char *keyOf(NotificationKind kind)
{
    switch (kind) {
    case NotificationKind::ProxyState:
        return "proxyState";
    case NotificationKind::Breaker:
        return "breaker";
    case NotificationKind::StalledStream:
        return "stalledStream";
    case NotificationKind::CacheLoss:
        return "cacheLoss";
    case NotificationKind::Models:
        return "models";
    case NotificationKind::Budget:
        break;
    }
    return "budget";
}

QString settingOf(NotificationKind kind)
{
    return QStringLiteral("notifications/") + QLatin1StringView(keyOf(kind));
}

} // namespace

QString notificationName(NotificationKind kind)
{
    switch (kind) {
    case NotificationKind::ProxyState:
        return say(QT_TRANSLATE_NOOP("Notifier", "The proxy went down or came up"));
    case NotificationKind::Breaker:
        return say(QT_TRANSLATE_NOOP("Notifier", "Morph or CLIProxyAPI failed or works again"));
    case NotificationKind::StalledStream:
        return say(QT_TRANSLATE_NOOP("Notifier", "A stream stood still for a minute"));
    case NotificationKind::CacheLoss:
        return say(QT_TRANSLATE_NOOP("Notifier", "A session lost its prompt cache"));
    case NotificationKind::Models:
        return say(QT_TRANSLATE_NOOP("Notifier", "A model ends soon, or the map needs care"));
    case NotificationKind::Budget:
        break;
    }
    return say(QT_TRANSLATE_NOOP("Notifier", "A budget or limit is used up, or nearly"));
}

bool isNotificationWanted(NotificationKind kind)
{
    return QSettings().value(settingOf(kind), true).toBool();
}

void setNotificationWanted(NotificationKind kind, bool wanted)
{
    QSettings().setValue(settingOf(kind), wanted);
}

std::vector<Notification> Notifier::take(const proxy::ServiceStatus &status, qint64 nowMs)
{
    std::vector<Notification> notifications;
    tellState(notifications, status, nowMs);
    if (status.state == proxy::ServiceState::Running) {
        tellBreaker(notifications, QStringLiteral("Morph"), m_router, status.router, nowMs);
        tellBreaker(notifications, QStringLiteral("CLIProxyAPI"), m_upstream, status.upstream,
                    nowMs);
        tellBudget(notifications, status, nowMs);
        tellLimits(notifications, status, nowMs);
        tellModels(notifications, status, nowMs);
    }
    return notifications;
}

std::vector<Notification> Notifier::take(const std::vector<proxy::Exchange> &exchanges,
                                         qint64 nowMs)
{
    std::vector<Notification> notifications;
    for (const proxy::Exchange &exchange : exchanges) {
        // What an attached window missed is history.
        if (nowMs - exchange.startedAtMs > 60 * kMinute)
            continue;
        watchStall(notifications, exchange, nowMs);
        if (exchange.end == proxy::ExchangeEnd::Open)
            continue;
        watchCache(notifications, exchange, nowMs);
    }
    return notifications;
}

void Notifier::tellBudget(std::vector<Notification> &notifications,
                          const proxy::ServiceStatus &status, qint64 nowMs)
{
    const qint64 day = QDateTime::fromMSecsSinceEpoch(nowMs).date().toJulianDay();
    if (status.dailyBudget <= 0 || status.spentToday < status.dailyBudget || day == m_budgetDay)
        return;
    m_budgetDay = day;
    add(notifications,
        {NotificationKind::Budget,
         say(QT_TRANSLATE_NOOP("Notifier", "The day's budget is used up")),
         say(QT_TRANSLATE_NOOP("Notifier", "%1 of %2 at list prices. Requests go on."))
             .arg(humanMoney(inDollars(status.spentToday)),
                  humanMoney(inDollars(status.dailyBudget))),
         true},
        nowMs);
}

/// Each level once for each budget, whose it is, and period.
void Notifier::tellLimits(std::vector<Notification> &notifications,
                          const proxy::ServiceStatus &status, qint64 nowMs)
{
    constexpr qsizetype kMostTold = 1000;
    for (const proxy::BudgetUse &use : status.budgets) {
        const proxy::BudgetLevel level = use.inForce();
        const QByteArray told = QByteArrayList {use.name, use.subject, proxy::name(level),
                                                QByteArray::number(use.endsAtMs)}
                                    .join('\n');
        if (level == proxy::BudgetLevel::Below || m_limits.contains(told))
            continue;
        if (m_limits.size() >= kMostTold)
            m_limits.clear();
        m_limits.insert(told);
        const QString name = QString::fromUtf8(use.name);
        QString title = say(QT_TRANSLATE_NOOP("Notifier", "The limit %1 is used up")).arg(name);
        QString text = say(QT_TRANSLATE_NOOP(
            "Notifier", "%1. Requests are answered with 429; the tray's menu lifts it."));
        if (level == proxy::BudgetLevel::EasyOnly) {
            title = say(QT_TRANSLATE_NOOP("Notifier", "The limit %1: easy models only")).arg(name);
            text = say(QT_TRANSLATE_NOOP("Notifier", "%1. New tasks go to easy models."));
        } else if (level == proxy::BudgetLevel::Warned) {
            title = say(QT_TRANSLATE_NOOP("Notifier", "The limit %1 is nearly used up")).arg(name);
            text = say(QT_TRANSLATE_NOOP("Notifier", "%1. Requests go on."));
        }
        add(notifications, {NotificationKind::Budget, title, text.arg(budgetText(use)), true},
            nowMs);
    }
}

/// Once a day, the most urgent one in words: it can wait, and says what happens then.
void Notifier::tellModels(std::vector<Notification> &notifications,
                          const proxy::ServiceStatus &status, qint64 nowMs)
{
    const auto counts = [](const proxy::ModelWarning &warning) { return warning.needsDoing; };
    const auto &all = status.modelWarnings;
    const auto first = std::find_if(all.begin(), all.end(), counts);
    const qint64 day = QDateTime::fromMSecsSinceEpoch(nowMs).date().toJulianDay();
    if (first == all.end() || day == m_modelsDay)
        return;
    m_modelsDay = day;
    QString text = engineText(sentence(*first));
    if (const auto count = std::count_if(all.begin(), all.end(), counts); count > 1)
        text =
            say(QT_TRANSLATE_NOOP("Notifier", "%1 (%2 in all, see Health)")).arg(text).arg(count);
    add(notifications,
        {NotificationKind::Models, say(QT_TRANSLATE_NOOP("Notifier", "Models need your care")),
         text, true},
        nowMs);
}

void Notifier::add(std::vector<Notification> &notifications, Notification notification,
                   qint64 nowMs)
{
    std::erase_if(m_recent, [nowMs](qint64 at) { return nowMs - at > kWindow; });
    const auto last = m_lastShown.constFind(notification.title);
    const bool isSoon = last != m_lastShown.constEnd() && nowMs - *last < kSameAgainAfter;
    if (isSoon || m_recent.size() >= kMostInWindow || !isNotificationWanted(notification.kind))
        return;
    m_lastShown.insert(notification.title, nowMs);
    m_recent.push_back(nowMs);
    notifications.push_back(std::move(notification));
}

void Notifier::tellState(std::vector<Notification> &notifications,
                         const proxy::ServiceStatus &status, qint64 nowMs)
{
    using proxy::ServiceState;
    const ServiceState before = std::exchange(m_state, status.state);
    const bool isUp = status.state == ServiceState::Running;
    // Whoever stopped it by hand knows: then it drained first.
    const bool isDown =
        status.state == ServiceState::Failed
        || (before == ServiceState::Running && status.state == ServiceState::Stopped);
    if (isDown && before != status.state) {
        const QString why = status.failure ? engineText(status.failure->detail) : QString();
        add(notifications,
            {NotificationKind::ProxyState,
             say(QT_TRANSLATE_NOOP("Notifier", "The proxy does not serve")), why, true},
            nowMs);
        m_wasUp = false;
    } else if (isUp && before != ServiceState::Running && !m_wasUp) {
        // The first start of the day is no news.
        const bool wasDown =
            m_lastShown.contains(say(QT_TRANSLATE_NOOP("Notifier", "The proxy does not serve")));
        if (wasDown)
            add(notifications,
                {NotificationKind::ProxyState,
                 say(QT_TRANSLATE_NOOP("Notifier", "The proxy serves again")),
                 {},
                 false},
                nowMs);
        m_wasUp = true;
    }
}

void Notifier::tellBreaker(std::vector<Notification> &notifications, const QString &who,
                           QByteArray &last, const proxy::BreakerStatus &breaker, qint64 nowMs)
{
    // Half-open is a step on the way, no news.
    if (breaker.state == "half-open" || breaker.state == last)
        return;
    last = breaker.state;
    if (breaker.state == "open")
        add(notifications,
            {NotificationKind::Breaker, say(QT_TRANSLATE_NOOP("Notifier", "%1 fails")).arg(who),
             engineText(breaker.lastError), true},
            nowMs);
    else
        add(notifications,
            {NotificationKind::Breaker,
             say(QT_TRANSLATE_NOOP("Notifier", "%1 works again")).arg(who),
             {},
             false},
            nowMs);
}

void Notifier::watchStall(std::vector<Notification> &notifications, const proxy::Exchange &exchange,
                          qint64 nowMs)
{
    if (exchange.timing.longestGap < kStall || exchange.webSocket)
        return;
    // Told while it lasts, it is no news when it ends.
    if (m_stalled.contains(exchange.id))
        return;
    if (m_stalled.size() >= kMostStalled)
        m_stalled.clear();
    m_stalled.insert(exchange.id);
    const QString model = QString::fromUtf8(exchange.decision.selectedModel);
    const QString gap = humanDuration(exchange.timing.longestGap);
    const bool isOpen = exchange.end == proxy::ExchangeEnd::Open;
    const QString title = isOpen ? say(QT_TRANSLATE_NOOP("Notifier", "A stream stands still"))
                                 : say(QT_TRANSLATE_NOOP("Notifier", "A stream stood still"));
    const QString text =
        isOpen ? say(QT_TRANSLATE_NOOP("Notifier", "%1: no byte for %2, and it is still open"))
                     .arg(model, gap)
               : say(QT_TRANSLATE_NOOP("Notifier", "%1: %2 without a byte, then %3"))
                     .arg(model, gap, engineCode(proxy::name(exchange.end)));
    add(notifications, {NotificationKind::StalledStream, title, text, true}, nowMs);
}

void Notifier::watchCache(std::vector<Notification> &notifications, const proxy::Exchange &exchange,
                          qint64 nowMs)
{
    const proxy::CacheLoss &loss = exchange.cacheLoss;
    // A cache that grew cold while nobody typed is no surprise.
    if (loss.cause.isEmpty() || loss.cause == "idle" || loss.lostTokens < kLargeCache)
        return;
    const QByteArray &who = exchange.project.isEmpty() ? exchange.client : exchange.project;
    add(notifications,
        {NotificationKind::CacheLoss,
         say(QT_TRANSLATE_NOOP("Notifier", "A session lost its prompt cache")),
         say(QT_TRANSLATE_NOOP("Notifier", "%1 on %2: %3 tokens had to be sent anew (%4)"))
             .arg(QString::fromUtf8(who), QString::fromUtf8(exchange.decision.selectedModel),
                  humanCount(loss.lostTokens), engineCode(loss.cause)),
         true},
        nowMs);
}

} // namespace ui

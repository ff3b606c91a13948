// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/notifier.h"

#include "ui/look/humanformat.h"
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

const char *keyOf(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::ProxyState:
        return "proxyState";
    case NoticeKind::Breaker:
        return "breaker";
    case NoticeKind::StalledStream:
        return "stalledStream";
    case NoticeKind::CacheLoss:
        return "cacheLoss";
    case NoticeKind::Models:
        return "models";
    case NoticeKind::Budget:
        break;
    }
    return "budget";
}

QString settingOf(NoticeKind kind)
{
    return QStringLiteral("notifications/") + QLatin1StringView(keyOf(kind));
}

} // namespace

QString noticeName(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::ProxyState:
        return say(QT_TRANSLATE_NOOP("Notifier", "The proxy went down or came up"));
    case NoticeKind::Breaker:
        return say(QT_TRANSLATE_NOOP("Notifier", "Morph or CLIProxyAPI failed or works again"));
    case NoticeKind::StalledStream:
        return say(QT_TRANSLATE_NOOP("Notifier", "A stream stood still for a minute"));
    case NoticeKind::CacheLoss:
        return say(QT_TRANSLATE_NOOP("Notifier", "A session lost its prompt cache"));
    case NoticeKind::Models:
        return say(QT_TRANSLATE_NOOP("Notifier", "A model ends soon, or the map needs care"));
    case NoticeKind::Budget:
        break;
    }
    return say(QT_TRANSLATE_NOOP("Notifier", "The day's budget is used up"));
}

bool isNoticeWanted(NoticeKind kind)
{
    return QSettings().value(settingOf(kind), true).toBool();
}

void setNoticeWanted(NoticeKind kind, bool wanted)
{
    QSettings().setValue(settingOf(kind), wanted);
}

std::vector<Notice> Notifier::take(const proxy::ServiceStatus &status, qint64 nowMs)
{
    std::vector<Notice> notices;
    tellState(notices, status, nowMs);
    if (status.state == proxy::ServiceState::Running) {
        tellBreaker(notices, QStringLiteral("Morph"), m_router, status.router, nowMs);
        tellBreaker(notices, QStringLiteral("CLIProxyAPI"), m_upstream, status.upstream, nowMs);
        tellBudget(notices, status, nowMs);
        tellModels(notices, status, nowMs);
    }
    return notices;
}

std::vector<Notice> Notifier::take(const std::vector<proxy::Exchange> &exchanges, qint64 nowMs)
{
    std::vector<Notice> notices;
    for (const proxy::Exchange &exchange : exchanges) {
        // What an attached window missed is history.
        if (nowMs - exchange.startedAtMs > 60 * kMinute)
            continue;
        watchStall(notices, exchange, nowMs);
        if (exchange.end == proxy::ExchangeEnd::Open)
            continue;
        watchCache(notices, exchange, nowMs);
    }
    return notices;
}

void Notifier::tellBudget(std::vector<Notice> &notices, const proxy::ServiceStatus &status,
                          qint64 nowMs)
{
    const qint64 day = QDateTime::fromMSecsSinceEpoch(nowMs).date().toJulianDay();
    if (status.dailyBudget <= 0 || status.spentToday < status.dailyBudget || day == m_budgetDay)
        return;
    m_budgetDay = day;
    add(notices,
        {NoticeKind::Budget, say(QT_TRANSLATE_NOOP("Notifier", "The day's budget is used up")),
         say(QT_TRANSLATE_NOOP("Notifier", "%1 of %2 at list prices. Requests go on."))
             .arg(humanMoney(inDollars(status.spentToday)),
                  humanMoney(inDollars(status.dailyBudget))),
         true},
        nowMs);
}

/// Once a day, the most urgent one in words: it can wait, and says what happens then.
void Notifier::tellModels(std::vector<Notice> &notices, const proxy::ServiceStatus &status,
                          qint64 nowMs)
{
    const auto counts = [](const proxy::ModelNotice &notice) { return notice.needsDoing; };
    const auto &all = status.modelNotices;
    const auto first = std::find_if(all.begin(), all.end(), counts);
    const qint64 day = QDateTime::fromMSecsSinceEpoch(nowMs).date().toJulianDay();
    if (first == all.end() || day == m_modelsDay)
        return;
    m_modelsDay = day;
    QString text = engineText(sentence(*first));
    if (const auto count = std::count_if(all.begin(), all.end(), counts); count > 1)
        text =
            say(QT_TRANSLATE_NOOP("Notifier", "%1 (%2 in all, see Health)")).arg(text).arg(count);
    add(notices,
        {NoticeKind::Models, say(QT_TRANSLATE_NOOP("Notifier", "Models need your care")), text,
         true},
        nowMs);
}

void Notifier::add(std::vector<Notice> &notices, Notice notice, qint64 nowMs)
{
    std::erase_if(m_recent, [nowMs](qint64 at) { return nowMs - at > kWindow; });
    const auto last = m_lastShown.constFind(notice.title);
    const bool isSoon = last != m_lastShown.constEnd() && nowMs - *last < kSameAgainAfter;
    if (isSoon || m_recent.size() >= kMostInWindow || !isNoticeWanted(notice.kind))
        return;
    m_lastShown.insert(notice.title, nowMs);
    m_recent.push_back(nowMs);
    notices.push_back(std::move(notice));
}

void Notifier::tellState(std::vector<Notice> &notices, const proxy::ServiceStatus &status,
                         qint64 nowMs)
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
        add(notices,
            {NoticeKind::ProxyState, say(QT_TRANSLATE_NOOP("Notifier", "The proxy does not serve")),
             why, true},
            nowMs);
        m_wasUp = false;
    } else if (isUp && before != ServiceState::Running && !m_wasUp) {
        // The first start of the day is no news.
        const bool wasDown =
            m_lastShown.contains(say(QT_TRANSLATE_NOOP("Notifier", "The proxy does not serve")));
        if (wasDown)
            add(notices,
                {NoticeKind::ProxyState,
                 say(QT_TRANSLATE_NOOP("Notifier", "The proxy serves again")),
                 {},
                 false},
                nowMs);
        m_wasUp = true;
    }
}

void Notifier::tellBreaker(std::vector<Notice> &notices, const QString &who, QByteArray &last,
                           const proxy::BreakerStatus &breaker, qint64 nowMs)
{
    // Half-open is a step on the way, no news.
    if (breaker.state == "half-open" || breaker.state == last)
        return;
    last = breaker.state;
    if (breaker.state == "open")
        add(notices,
            {NoticeKind::Breaker, say(QT_TRANSLATE_NOOP("Notifier", "%1 fails")).arg(who),
             engineText(breaker.lastError), true},
            nowMs);
    else
        add(notices,
            {NoticeKind::Breaker,
             say(QT_TRANSLATE_NOOP("Notifier", "%1 works again")).arg(who),
             {},
             false},
            nowMs);
}

void Notifier::watchStall(std::vector<Notice> &notices, const proxy::Exchange &exchange,
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
    add(notices, {NoticeKind::StalledStream, title, text, true}, nowMs);
}

void Notifier::watchCache(std::vector<Notice> &notices, const proxy::Exchange &exchange,
                          qint64 nowMs)
{
    const proxy::CacheLoss &loss = exchange.cacheLoss;
    // A cache that grew cold while nobody typed is no surprise.
    if (loss.cause.isEmpty() || loss.cause == "idle" || loss.lostTokens < kLargeCache)
        return;
    const QByteArray &who = exchange.project.isEmpty() ? exchange.client : exchange.project;
    add(notices,
        {NoticeKind::CacheLoss,
         say(QT_TRANSLATE_NOOP("Notifier", "A session lost its prompt cache")),
         say(QT_TRANSLATE_NOOP("Notifier", "%1 on %2: %3 tokens had to be sent anew (%4)"))
             .arg(QString::fromUtf8(who), QString::fromUtf8(exchange.decision.selectedModel),
                  humanCount(loss.lostTokens), engineCode(loss.cause)),
         true},
        nowMs);
}

} // namespace ui

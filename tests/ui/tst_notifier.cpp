// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/notifier.h"

#include <QCoreApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace ui;
using namespace std::chrono_literals;

class TestNotifier final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void anOrdinaryDayIsQuiet();
    void tellsWhenTheProxyGoesDownAndComesBack();
    void aStopByHandIsNoNews();
    void tellsABreakerOpenAndClosed();
    void aFlappingBreakerIsToldOnceInAWhile();
    void neverMoreThanAFewInAWhile();
    void tellsAStalledStream();
    void tellsALargeCacheLossOnly_data();
    void tellsALargeCacheLossOnly();
    void tellsTheBudgetOnceADay();
    void tellsEachLevelOfALimitOnce();
    void tellsOfModelsOnceADayAndOnlyWhatNeedsDoing();
    void eachKindCanBeSwitchedOff_data();
    void eachKindCanBeSwitchedOff();
    void aNightAsleepIsNoNews();

private:
    static constexpr qint64 kNow = 1763900000000;
};

namespace {

proxy::ServiceStatus running()
{
    proxy::ServiceStatus status;
    status.state = proxy::ServiceState::Running;
    status.routing = proxy::RoutingState::On;
    return status;
}

proxy::ServiceStatus withRouter(const char *state)
{
    proxy::ServiceStatus status = running();
    status.router.state = state;
    status.router.lastError = proxy::Text::words(QStringLiteral("503"));
    return status;
}

proxy::Exchange finished(qint64 startedAtMs)
{
    proxy::Exchange exchange;
    exchange.id = "1";
    exchange.startedAtMs = startedAtMs;
    exchange.end = proxy::ExchangeEnd::Complete;
    exchange.status = 200;
    return exchange;
}

/// Something that is told, of each kind.
std::vector<Notification> anEventOf(NotificationKind kind, Notifier &notifier, qint64 nowMs)
{
    proxy::ServiceStatus status = running();
    proxy::Exchange exchange = finished(nowMs);
    switch (kind) {
    case NotificationKind::ProxyState:
        status.state = proxy::ServiceState::Failed;
        return notifier.take(status, nowMs);
    case NotificationKind::Breaker:
        return notifier.take(withRouter("open"), nowMs);
    case NotificationKind::StalledStream:
        exchange.timing.longestGap = 90s;
        return notifier.take({exchange}, nowMs);
    case NotificationKind::CacheLoss:
        exchange.cacheLoss.cause = "upstream";
        exchange.cacheLoss.lostTokens = 90000;
        return notifier.take({exchange}, nowMs);
    case NotificationKind::Models:
        status.modelWarnings = {{.model = "claude-sonnet-4-5", .cell = "anthropic hard"}};
        return notifier.take(status, nowMs);
    case NotificationKind::Budget:
        break;
    }
    status.dailyBudget = proxy::kPicoPerDollar;
    status.spentToday = 2 * proxy::kPicoPerDollar;
    return notifier.take(status, nowMs);
}

auto countOf(const std::vector<Notification> &notifications, NotificationKind kind)
{
    return std::count_if(
        notifications.begin(), notifications.end(),
        [kind](const Notification &notification) { return notification.kind == kind; });
}

} // namespace

void TestNotifier::init()
{
    QSettings().clear();
}

void TestNotifier::anOrdinaryDayIsQuiet()
{
    Notifier notifier;
    proxy::ServiceStatus status;
    QVERIFY(notifier.take(status, kNow).empty());
    status.state = proxy::ServiceState::Starting;
    QVERIFY(notifier.take(status, kNow).empty());
    for (int second = 0; second < 100; ++second) {
        QVERIFY(notifier.take(running(), kNow + second * 1000).empty());
        QVERIFY(notifier.take({finished(kNow)}, kNow + second * 1000).empty());
    }
}

void TestNotifier::tellsWhenTheProxyGoesDownAndComesBack()
{
    Notifier notifier;
    QVERIFY(notifier.take(running(), kNow).empty());
    proxy::ServiceStatus gone;
    const auto down = notifier.take(gone, kNow + 1000);
    QCOMPARE(down.size(), size_t(1));
    QVERIFY(down[0].isProblem);
    QCOMPARE(down[0].kind, NotificationKind::ProxyState);
    QVERIFY(notifier.take(gone, kNow + 2000).empty());
    const auto up = notifier.take(running(), kNow + 3000);
    QCOMPARE(up.size(), size_t(1));
    QVERIFY(!up[0].isProblem);
}

void TestNotifier::aStopByHandIsNoNews()
{
    Notifier notifier;
    (void)notifier.take(running(), kNow);
    proxy::ServiceStatus status = running();
    status.state = proxy::ServiceState::Draining;
    QVERIFY(notifier.take(status, kNow).empty());
    status.state = proxy::ServiceState::Stopped;
    QVERIFY(notifier.take(status, kNow).empty());
}

void TestNotifier::tellsABreakerOpenAndClosed()
{
    Notifier notifier;
    (void)notifier.take(running(), kNow);
    const auto open = notifier.take(withRouter("open"), kNow);
    QCOMPARE(open.size(), size_t(1));
    QVERIFY(open[0].title.contains(QStringLiteral("Morph")));
    QCOMPARE(open[0].text, QStringLiteral("503"));
    QVERIFY(notifier.take(withRouter("half-open"), kNow).empty());
    QVERIFY(notifier.take(withRouter("open"), kNow).empty());
    QCOMPARE(notifier.take(withRouter("closed"), kNow).size(), size_t(1));
}

void TestNotifier::aFlappingBreakerIsToldOnceInAWhile()
{
    Notifier notifier;
    size_t told = 0;
    for (int time = 0; time < 100; ++time) {
        told += notifier.take(withRouter("open"), kNow + time * 1000).size();
        told += notifier.take(withRouter("closed"), kNow + time * 1000 + 500).size();
    }
    QCOMPARE(told, size_t(2));
    told = notifier.take(withRouter("open"), kNow + 3600 * 1000).size();
    QCOMPARE(told, size_t(1));
}

void TestNotifier::neverMoreThanAFewInAWhile()
{
    Notifier notifier;
    size_t told = 0;
    proxy::ServiceStatus status = running();
    for (int time = 0; time < 8; ++time) {
        status.router.state = time % 2 == 0 ? "open" : "closed";
        status.upstream.state = status.router.state;
        status.dailyBudget = 1;
        status.spentToday = 2;
        told += notifier.take(status, kNow + time * 1000).size();
        proxy::Exchange stalled = finished(kNow);
        stalled.timing.longestGap = 90s;
        told += notifier.take({stalled}, kNow + time * 1000).size();
    }
    QCOMPARE(told, size_t(5));
}

void TestNotifier::tellsAStalledStream()
{
    Notifier notifier;
    proxy::Exchange exchange = finished(kNow);
    exchange.timing.longestGap = 59s;
    QVERIFY(notifier.take({exchange}, kNow).empty());
    exchange.timing.longestGap = 61s;
    const auto told = notifier.take({exchange}, kNow);
    QCOMPARE(told.size(), size_t(1));
    QCOMPARE(told[0].kind, NotificationKind::StalledStream);
    // While it lasts, and not again when it is over.
    Notifier present;
    exchange.end = proxy::ExchangeEnd::Open;
    const auto open = present.take({exchange}, kNow);
    QCOMPARE(open.size(), size_t(1));
    QVERIFY(open[0].text.contains(QStringLiteral("still open")));
    exchange.end = proxy::ExchangeEnd::Cut;
    QVERIFY(present.take({exchange}, kNow + 20 * 60 * 1000).empty());
    // What an attached window missed is history.
    Notifier late;
    QVERIFY(late.take({exchange}, kNow + 2 * 3600 * 1000).empty());
}

void TestNotifier::tellsALargeCacheLossOnly_data()
{
    QTest::addColumn<QByteArray>("cause");
    QTest::addColumn<qint64>("tokens");
    QTest::addColumn<size_t>("told");
    QTest::newRow("none") << QByteArray() << qint64(0) << size_t(0);
    QTest::newRow("small") << QByteArray("switch") << qint64(900) << size_t(0);
    QTest::newRow("grown cold") << QByteArray("idle") << qint64(90000) << size_t(0);
    QTest::newRow("large") << QByteArray("client-edit") << qint64(90000) << size_t(1);
}

void TestNotifier::tellsALargeCacheLossOnly()
{
    QFETCH(QByteArray, cause);
    QFETCH(qint64, tokens);
    Notifier notifier;
    proxy::Exchange exchange = finished(kNow);
    exchange.cacheLoss.cause = cause;
    exchange.cacheLoss.lostTokens = tokens;
    QTEST(notifier.take({exchange}, kNow).size(), "told");
}

void TestNotifier::tellsTheBudgetOnceADay()
{
    Notifier notifier;
    proxy::ServiceStatus status = running();
    status.dailyBudget = 5 * proxy::kPicoPerDollar;
    status.spentToday = 4 * proxy::kPicoPerDollar;
    QVERIFY(notifier.take(status, kNow).empty());
    status.spentToday = 5 * proxy::kPicoPerDollar;
    QCOMPARE(notifier.take(status, kNow).size(), size_t(1));
    QVERIFY(notifier.take(status, kNow + 1000).empty());
    QCOMPARE(notifier.take(status, kNow + 24LL * 3600 * 1000).size(), size_t(1));
}

void TestNotifier::tellsEachLevelOfALimitOnce()
{
    Notifier notifier;
    proxy::ServiceStatus status = running();
    status.budgets = {{.name = "web",
                       .scope = "project",
                       .subject = "shop",
                       .dollars = 5 * proxy::kPicoPerDollar,
                       .spent = proxy::kPicoPerDollar,
                       .endsAtMs = kNow}};
    QVERIFY(notifier.take(status, kNow).empty());
    QStringList titles;
    for (const auto level :
         {proxy::BudgetLevel::Warned, proxy::BudgetLevel::EasyOnly, proxy::BudgetLevel::Stopped}) {
        status.budgets[0].level = level;
        const auto told = notifier.take(status, kNow);
        QCOMPARE(countOf(told, NotificationKind::Budget), 1);
        QVERIFY2(told[0].text.contains(QStringLiteral("web (shop): $1.00 of $5.00")),
                 qPrintable(told[0].text));
        titles << told[0].title;
        QVERIFY(notifier.take(status, kNow + 1000).empty());
    }
    QCOMPARE(titles, (QStringList {QStringLiteral("The limit web is nearly used up"),
                                   QStringLiteral("The limit web: easy models only"),
                                   QStringLiteral("The limit web is used up")}));
    // Lifted it is no news, nor when the lift ends.
    status.budgets[0].liftedUntilMs = kNow + 1;
    QVERIFY(notifier.take(status, kNow + 2000).empty());
    status.budgets[0].liftedUntilMs.reset();
    QVERIFY(notifier.take(status, kNow + 3000).empty());
}

void TestNotifier::tellsOfModelsOnceADayAndOnlyWhatNeedsDoing()
{
    Notifier notifier;
    proxy::ServiceStatus status = running();
    (void)notifier.take(status, kNow);
    status.modelWarnings = {{.model = "gpt-5", .cell = "openai easy", .needsDoing = false}};
    QCOMPARE(countOf(notifier.take(status, kNow), NotificationKind::Models), 0);
    status.modelWarnings.push_back({.model = "claude-sonnet-4-5",
                                    .cell = "anthropic hard",
                                    .day = QDate(2026, 11, 30),
                                    .instead = "claude-sonnet-5-5"});
    const auto notifications = notifier.take(status, kNow);
    QCOMPARE(countOf(notifications, NotificationKind::Models), 1);
    QVERIFY2(notifications.back().text.contains(QStringLiteral("claude-sonnet-5-5")),
             qPrintable(notifications.back().text));
    QCOMPARE(countOf(notifier.take(status, kNow + 60'000), NotificationKind::Models), 0);
    QCOMPARE(countOf(notifier.take(status, kNow + 86'400'000), NotificationKind::Models), 1);
}

void TestNotifier::eachKindCanBeSwitchedOff_data()
{
    QTest::addColumn<NotificationKind>("kind");
    for (const NotificationKind kind : kNotificationKinds)
        QTest::newRow(qPrintable(notificationName(kind))) << kind;
}

void TestNotifier::eachKindCanBeSwitchedOff()
{
    QFETCH(NotificationKind, kind);
    for (const bool wanted : {true, false}) {
        setNotificationWanted(kind, wanted);
        Notifier notifier;
        (void)notifier.take(running(), kNow);
        QCOMPARE(countOf(anEventOf(kind, notifier, kNow), kind), wanted ? 1 : 0);
        // The others are told all the same, each an hour later.
        qint64 now = kNow;
        for (const NotificationKind other : kNotificationKinds) {
            now += 3600 * 1000;
            if (other != kind)
                QCOMPARE(countOf(anEventOf(other, notifier, now), other), 1);
        }
    }
}

void TestNotifier::aNightAsleepIsNoNews()
{
    Notifier notifier;
    (void)notifier.take(running(), kNow);
    const qint64 morning = kNow + 9 * 3600 * 1000;
    QVERIFY(notifier.take(running(), morning).empty());
    // What ended before is history; what fails from now on is told.
    proxy::Exchange stalled = finished(kNow);
    stalled.timing.longestGap = 90s;
    QVERIFY(notifier.take({stalled}, morning).empty());
    QCOMPARE(notifier.take(withRouter("open"), morning).size(), size_t(1));
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QCoreApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    TestNotifier test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_notifier.moc"

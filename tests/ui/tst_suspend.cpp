// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/sleepcountingclock.h"
#include "tests/support/machinesleep.h"
#include "tests/support/runningdesktop.h"
#include "tests/support/shownproxy.h"
#include "tests/support/systemfacts.h"
#include "ui/health/healthpage.h"
#include "ui/sessions/sessionlist.h"
#include "ui/tray/notifier.h"
#include "ui/tray/trayicon.h"

#include <QGroupBox>
#include <QLabel>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace ui;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using standins::RawClient;
using support::RunningDesktop;
using support::RunningProxy;
using support::Shown;
using support::ShownProxy;
using support::sleepMachine;

/// What the program shows and does after the machine slept under it.
class TestSuspend final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aSleepShowsOnTheWallAlone();
    void aPauseEndsByTheClockOnTheWall();
    void aStreamThatSleptIsNotStalled();
    void aBreakersCountdownIsOfTheTimeAwake();
    void theDayChangesAsleep();
    void aSessionGrowsOldAsleep();
};

namespace {

constexpr int kLongMs = 60000;

const QByteArray kBody =
    R"({"model":"claude-sonnet-4-5-20250929","max_tokens":900,"stream":true,)"
    R"("messages":[{"role":"user","content":"Rename x to y."}],)"
    R"("tools":[{"name":"Bash","description":"x","input_schema":{"type":"object"}}]})";

/// What the panel of Morph says until its next probe; -1: nothing.
int secondsToProbe(const QWidget &page)
{
    static const QRegularExpression wording(u"next probe in (\\d+) s"_s);
    for (const QGroupBox *box : page.findChildren<QGroupBox *>()) {
        if (box->title() != u"Morph")
            continue;
        for (const QLabel *label : box->findChildren<QLabel *>()) {
            if (const auto match = wording.match(label->text()); match.hasMatch())
                return match.captured(1).toInt();
        }
    }
    return -1;
}

} // namespace

void TestSuspend::init()
{
    QSettings().clear();
}

void TestSuspend::aSleepShowsOnTheWallAlone()
{
    const qint64 wall = QDateTime::currentMSecsSinceEpoch();
    const auto steady = proxy::steadyClock()();
    const auto counting = proxy::sleepCountingClock()();
    sleepMachine(9h);
    QVERIFY(QDateTime::currentMSecsSinceEpoch() - wall >= 9 * 3600 * 1000);
    QVERIFY(proxy::steadyClock()() - steady < 1h);
    if (support::kTellsAll)
        QVERIFY(proxy::sleepCountingClock()() - counting >= 9h);
}

void TestSuspend::aPauseEndsByTheClockOnTheWall()
{
    RunningDesktop program;
    QVERIFY(program.start());
    const auto told = [&program](QLatin1StringView field) {
        return program.status()["router"_L1][field].toString();
    };
    RunningDesktop::entry(u"Pause routing"_s)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(told("state"_L1), u"paused"_s, kLongMs);
    const QDateTime until = QDateTime::fromString(told("paused_until"_L1), Qt::ISODate);
    QTRY_VERIFY_WITH_TIMEOUT(RunningDesktop::entry(u"Routing resumes at"_s) != nullptr, kLongMs);
    sleepMachine(20min);
    // Ten minutes are left of it: it still ends when it was said to.
    const QDateTime later = QDateTime::fromString(told("paused_until"_L1), Qt::ISODate);
    QVERIFY2(std::abs(until.secsTo(later)) <= 2, qPrintable(later.toString(Qt::ISODate)));
    QCOMPARE(told("state"_L1), u"paused"_s);
    sleepMachine(11min);
    QTRY_COMPARE_WITH_TIMEOUT(told("state"_L1), u"on"_s, kLongMs);
    QTRY_VERIFY_WITH_TIMEOUT(RunningDesktop::entry(u"Pause routing"_s) != nullptr, kLongMs);
}

void TestSuspend::aStreamThatSleptIsNotStalled()
{
    ShownProxy shown;
    shown.stands.config.record.progressEvery = 500ms;
    QVERIFY(shown.start(Shown::Local));
    RawClient client;
    QVERIFY(client.connectTo(shown.stands.port));
    QVERIFY(client.send(RunningProxy::post("/v1/messages", kBody, "X-Fake-Scenario: stall\r\n")));
    QVERIFY(client.waitForText("event:", 60s));
    sleepMachine(9h);
    // The two seconds that it stands still awake are told, the night is not.
    const auto longest = [&shown] {
        std::chrono::microseconds gap {0};
        for (const proxy::Exchange &exchange : shown.seen)
            gap = std::max(gap, exchange.timing.longestGap);
        return gap;
    };
    QTRY_VERIFY_WITH_TIMEOUT(longest() >= 2s, kLongMs);
    QVERIFY(longest() < 10min);
    Notifier notifier;
    QVERIFY(notifier.take(shown.seen, QDateTime::currentMSecsSinceEpoch()).empty());
    // No time limit cut it either.
    QCOMPARE(shown.source->status().openExchanges, 1);
    QVERIFY(client.isConnected());
}

void TestSuspend::aBreakersCountdownIsOfTheTimeAwake()
{
    ShownProxy shown;
    shown.stands.config.router.breakerThreshold = 1;
    shown.stands.config.router.breakerOpenFor = 10min;
    shown.stands.config.router.retries = 0;
    QVERIFY(shown.start(Shown::Local));
    const HealthPage page(*shown.source);
    using standins::MorphAnswer;
    shown.stands.morph.answerAll({.kind = MorphAnswer::Kind::Fixed, .status = 503});
    QCOMPARE(shown.stands.ask(RunningProxy::post("/v1/messages", kBody)).status, 200);
    QTRY_VERIFY_WITH_TIMEOUT(secondsToProbe(page) > 0, kLongMs);
    int before = secondsToProbe(page);
    QSignalSpy told(shown.source.get(), &ProxySource::statusChanged);
    for (const auto asleep : {std::chrono::minutes(60), std::chrono::minutes(-180)}) {
        sleepMachine(asleep);
        // What is asked for from now on is of after the sleep.
        told.clear();
        QTRY_VERIFY_WITH_TIMEOUT(told.count() >= 3, kLongMs);
        const int now = secondsToProbe(page);
        QVERIFY2(now > 0 && now <= before, qPrintable(QString::number(now)));
        before = now;
    }
}

void TestSuspend::theDayChangesAsleep()
{
    RunningDesktop program;
    QVERIFY(program.start());
    RawClient client;
    QVERIFY(client.connectTo(program.port()));
    QCOMPARE(client.exchange(RunningDesktop::messages("[[easy]] rename it")).status, 200);
    const auto *tray = program.desktop->findChild<TrayIcon *>();
    QTRY_VERIFY_WITH_TIMEOUT(tray->toolTip().contains(u"1 request"_s), kLongMs);
    const auto spent = [&program] {
        return program.status()["books"_L1]["spent_today_usd"_L1].toDouble();
    };
    QVERIFY(spent() > 0);
    sleepMachine(24h);
    QTRY_VERIFY_WITH_TIMEOUT(tray->toolTip().contains(u"0 request"_s), kLongMs);
    QCOMPARE(spent(), 0.0);
}

void TestSuspend::aSessionGrowsOldAsleep()
{
    if (!support::kTellsAll)
        QSKIP("nothing here tells how long the machine slept");
    ShownProxy shown;
    QVERIFY(shown.start(Shown::Local));
    QCOMPARE(
        shown.stands
            .ask(RunningProxy::post("/v1/messages", kBody, "X-Claude-Code-Session-Id: s-1\r\n"))
            .status,
        200);
    SessionList list(*shown.source);
    std::vector<SessionLine> sessions;
    connect(&list, &SessionList::changed, this, [&sessions](const auto &now) { sessions = now; });
    const auto listed = [&] {
        list.refresh();
        return sessions.size() == 1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(listed(), kLongMs);
    QVERIFY(sessions.front().idle < 1h);
    sleepMachine(2h);
    const auto isOld = [&] { return listed() && sessions.front().idle >= 2h; };
    QTRY_VERIFY_WITH_TIMEOUT(isOld(), kLongMs);
    QCOMPARE(sessions.front().warmFor, 0s);
}

int main(int argc, char **argv)
{
    const QTemporaryDir sockets;
    const QTemporaryDir home;
    qputenv("XDG_RUNTIME_DIR", sockets.path().toLocal8Bit());
    qputenv("HOME", home.path().toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    QLocale::setDefault(QLocale::c());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    QApplication::setQuitOnLastWindowClosed(false);
    TestSuspend test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_suspend.moc"

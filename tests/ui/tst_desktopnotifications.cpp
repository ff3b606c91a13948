// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/fakenotifications.h"
#include "tests/support/privatebus.h"
#include "tests/support/scriptedsource.h"
#include "ui/tray/notificationsender.h"
#include "ui/tray/trayicon.h"

#include <QApplication>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace ui;
using namespace Qt::StringLiterals;
using support::FakeNotifications;

/// Notifications by the desktop's service. Bus and service are our own.
class TestDesktopNotifications final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void buttonsAreOfferedWhereTheyFit();
    void noButtonsWhereTheServiceHasNone();
    void aLaterOneTakesTheFormersPlace();
    void whatIsClosedIsNotReplaced();
    void whatIsChosenIsDone();
    void whatOthersChoseIsNotDone();
    void aClickHandsItsTokenToTheWindow();
    void markupIsEscapedWhereItIsRead();
    void theDemoIsNoNews();
    void withoutAServiceTheTrayTells();
    void aServiceThatComesLateIsUsed();
    void whatTheServiceRefusesTheTrayTells();

private:
    [[nodiscard]] bool waitForOne(size_t count = 1) const
    {
        return QTest::qWaitFor([this, count] { return m_service->shown.size() == count; }, 20000);
    }
    void startService(const QStringList &capabilities)
    {
        QVERIFY(m_service->start(capabilities));
        m_notifications = std::make_unique<DesktopNotifications>();
        QVERIFY(QTest::qWaitFor([this] { return sends(NotificationKind::Models); }, 20000));
        QVERIFY(waitForOne());
        m_service->shown.clear();
    }
    [[nodiscard]] bool replacesFormer() const;
    [[nodiscard]] bool sends(NotificationKind kind, const QString &text = u"text"_s) const
    {
        return m_notifications->send(
            {.kind = kind, .title = u"title"_s, .text = text, .isProblem = true});
    }

    std::unique_ptr<FakeNotifications> m_service;
    std::unique_ptr<DesktopNotifications> m_notifications;
};

void TestDesktopNotifications::init()
{
    QSettings().clear();
    m_service = std::make_unique<FakeNotifications>();
}

void TestDesktopNotifications::cleanup()
{
    m_notifications.reset();
    m_service->stop();
    m_service.reset();
}

void TestDesktopNotifications::buttonsAreOfferedWhereTheyFit()
{
    startService({u"actions"_s, u"body"_s});
    QVERIFY(sends(NotificationKind::Breaker));
    QVERIFY(waitForOne());
    const auto &shown = m_service->shown.front();
    QCOMPARE(shown.title, u"title"_s);
    QCOMPARE(shown.actions, (QStringList {u"default"_s, u"Show"_s, u"probe"_s, u"Probe now"_s,
                                          u"pause"_s, u"Pause routing"_s}));
    QCOMPARE(shown.hints.value(u"urgency"_s).toInt(), 2);
    QCOMPARE(shown.hints.value(u"desktop-entry"_s).toString(), u"llm-proxy"_s);
    QVERIFY(sends(NotificationKind::Budget));
    QVERIFY(waitForOne(2));
    QCOMPARE(m_service->shown.back().actions, (QStringList {u"default"_s, u"Show"_s}));
}

void TestDesktopNotifications::noButtonsWhereTheServiceHasNone()
{
    startService({u"body"_s});
    QVERIFY(sends(NotificationKind::Breaker));
    QVERIFY(waitForOne());
    QCOMPARE(m_service->shown.front().actions, QStringList());
}

/// Sends until the service has told which one stands on the screen, and it is replaced.
bool TestDesktopNotifications::replacesFormer() const
{
    return QTest::qWaitFor(
        [this] {
            const size_t count = m_service->shown.size() + 1;
            return sends(NotificationKind::Breaker) && waitForOne(count)
                   && m_service->shown.back().replaces != 0;
        },
        20000);
}

void TestDesktopNotifications::aLaterOneTakesTheFormersPlace()
{
    startService({u"actions"_s});
    QVERIFY(sends(NotificationKind::Breaker));
    QVERIFY(waitForOne());
    QVERIFY(replacesFormer());
    const auto &shown = m_service->shown;
    QVERIFY(std::any_of(shown.begin(), shown.end() - 1,
                        [&shown](const auto &each) { return each.id == shown.back().replaces; }));
    // Another kind is another thing.
    const size_t count = shown.size() + 1;
    QVERIFY(sends(NotificationKind::Budget));
    QVERIFY(waitForOne(count));
    QCOMPARE(shown.back().replaces, quint32(0));
}

void TestDesktopNotifications::whatIsClosedIsNotReplaced()
{
    startService({u"actions"_s});
    QVERIFY(replacesFormer());
    QVERIFY(replacesFormer());
    // Told again and again: one that is sent before it is heard of stands on the screen anew.
    QVERIFY(QTest::qWaitFor(
        [this] {
            FakeNotifications::close(m_service->shown.back().id);
            QTest::qWait(5);
            const size_t count = m_service->shown.size() + 1;
            return sends(NotificationKind::Breaker) && waitForOne(count)
                   && m_service->shown.back().replaces == 0;
        },
        20000));
}

void TestDesktopNotifications::whatIsChosenIsDone()
{
    QVERIFY(m_service->start({u"actions"_s}));
    ScriptedSource source;
    TrayMenu menu(source);
    TrayIcon tray(source, menu);
    NotificationSender sender(source, tray);
    QSignalSpy window(&sender, &NotificationSender::windowWanted);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    // Who asked later what it can do has been answered later.
    m_notifications = std::make_unique<DesktopNotifications>();
    QVERIFY(QTest::qWaitFor([this] { return sends(NotificationKind::Models); }, 20000));
    QVERIFY(waitForOne());
    source.now.router.state = "open";
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    QVERIFY(waitForOne(2));
    const quint32 id = m_service->shown.back().id;
    for (const QString &key : {u"probe"_s, u"pause"_s, u"default"_s, u"unknown"_s})
        FakeNotifications::choose(id, key);
    QVERIFY(window.wait(20000));
    QCOMPARE(source.wishes, (QList<QByteArray> {"probe", "pause"}));
}

void TestDesktopNotifications::whatOthersChoseIsNotDone()
{
    startService({u"actions"_s});
    QSignalSpy chosen(m_notifications.get(), &DesktopNotifications::actionChosen);
    QVERIFY(sends(NotificationKind::Breaker));
    QVERIFY(waitForOne());
    FakeNotifications::choose(4711, u"pause"_s);
    FakeNotifications::choose(m_service->shown.front().id, u"probe"_s);
    QVERIFY(chosen.wait(20000));
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().value<NotificationAction>(), NotificationAction::ProbeNow);
}

void TestDesktopNotifications::aClickHandsItsTokenToTheWindow()
{
    startService({u"actions"_s});
    QVERIFY(sends(NotificationKind::Breaker));
    QVERIFY(waitForOne());
    qunsetenv("XDG_ACTIVATION_TOKEN");
    QByteArray token;
    connect(m_notifications.get(), &DesktopNotifications::actionChosen, this,
            [&token] { token = qgetenv("XDG_ACTIVATION_TOKEN"); });
    QSignalSpy chosen(m_notifications.get(), &DesktopNotifications::actionChosen);
    const quint32 id = m_service->shown.front().id;
    FakeNotifications::giveToken(4711, u"of-others"_s);
    FakeNotifications::giveToken(id, u"of-this-click"_s);
    FakeNotifications::choose(id, u"default"_s);
    QVERIFY(chosen.wait(20000));
    QCOMPARE(token, QByteArray("of-this-click"));
    qunsetenv("XDG_ACTIVATION_TOKEN");
}

void TestDesktopNotifications::markupIsEscapedWhereItIsRead()
{
    startService({u"body-markup"_s});
    QVERIFY(sends(NotificationKind::Budget, u"<b>5 & 6</b>"_s));
    QVERIFY(waitForOne());
    QCOMPARE(m_service->shown.front().text, u"&lt;b&gt;5 &amp; 6&lt;/b&gt;"_s);
}

void TestDesktopNotifications::theDemoIsNoNews()
{
    using proxy::RoutingState;
    using proxy::ServiceState;
    ScriptedSource source;
    TrayMenu menu(source);
    TrayIcon tray(source, menu);
    const NotificationSender sender(source, tray);
    QSignalSpy told(&tray, &TrayIcon::told);
    source.become(ServiceState::Running, RoutingState::On);
    for (const bool isDemo : {true, false}) {
        source.demo = isDemo;
        source.become(ServiceState::Stopped, RoutingState::On);
        source.become(ServiceState::Running, RoutingState::On);
    }
    QCOMPARE(told.count(), 0);
    source.become(ServiceState::Stopped, RoutingState::On);
    QCOMPARE(told.count(), 1);
}

void TestDesktopNotifications::withoutAServiceTheTrayTells()
{
    DesktopNotifications notifications;
    QVERIFY(!notifications.send({.title = u"title"_s, .text = {}}));
}

void TestDesktopNotifications::aServiceThatComesLateIsUsed()
{
    m_notifications = std::make_unique<DesktopNotifications>();
    QVERIFY(!sends(NotificationKind::Breaker));
    QVERIFY(m_service->start({u"actions"_s}));
    QVERIFY(QTest::qWaitFor([this] { return sends(NotificationKind::Breaker); }, 20000));
    m_service->stop();
    QVERIFY(QTest::qWaitFor([this] { return !sends(NotificationKind::Breaker); }, 20000));
}

void TestDesktopNotifications::whatTheServiceRefusesTheTrayTells()
{
    startService({u"actions"_s});
    QSignalSpy failed(m_notifications.get(), &DesktopNotifications::failed);
    m_service->refuses = true;
    QVERIFY(sends(NotificationKind::Breaker));
    QVERIFY(failed.wait(20000));
    QCOMPARE(failed.first().first().value<Notification>().title, u"title"_s);
}

int main(int argc, char **argv)
{
    const support::PrivateBus bus;
    if (!bus.runs())
        return 77;
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    TestDesktopNotifications test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_desktopnotifications.moc"

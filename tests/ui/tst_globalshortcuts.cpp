// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/fakeshortcuts.h"
#include "tests/support/privatebus.h"
#include "tests/support/scriptedhost.h"
#include "tests/support/scriptedsource.h"
#include "ui/settings/generalpage.h"
#include "ui/tray/globalshortcuts.h"
#include "ui/tray/shortcutactions.h"

#include <QApplication>
#include <QCheckBox>
#include <QGroupBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace ui;
using namespace Qt::StringLiterals;
using support::FakeShortcuts;
using State = GlobalShortcuts::State;

/// Keys that work in every program, by the desktop's portal. Bus and portal are our own.
class TestGlobalShortcuts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void nothingIsBoundUnasked();
    void theDesktopDecidesTheKeys();
    void aWishIsKeptForTheNextStart();
    void keysAreTold();
    void otherSessionsKeysAreNotOurs();
    void switchedOffTheSessionIsClosed();
    void aChangedMindLeavesNoSessionBehind();
    void changedKeysAreShown();
    void theDesktopsDialogIsForLaterVersions_data();
    void theDesktopsDialogIsForLaterVersions();
    void aCancelledDialogIsARefusal();
    void olderPortalsKnowNoRegistry();
    void aPortalThatDoesNotKnowUsRefuses();
    void aPortalThatStartsAnewIsAskedAnew();
    void withoutAPortalNothingIsOffered();
    void settingsShowWhatCameOfIt();
    void thePauseIsToldWhenItIsInForce();
    void withoutRoutingThereIsNothingToPause();

private:
    void start(State state, uint version = 1)
    {
        QVERIFY(m_portal->start(version));
        m_shortcuts = std::make_unique<GlobalShortcuts>();
        QTRY_COMPARE_WITH_TIMEOUT(m_shortcuts->state(), state, 20000);
    }
    void bind(uint version = 1)
    {
        start(State::Off, version);
        m_shortcuts->setWanted(true);
        QTRY_COMPARE_WITH_TIMEOUT(m_shortcuts->state(), State::Bound, 20000);
    }

    std::unique_ptr<FakeShortcuts> m_portal;
    std::unique_ptr<GlobalShortcuts> m_shortcuts;
};

void TestGlobalShortcuts::init()
{
    QSettings().clear();
    m_portal = std::make_unique<FakeShortcuts>();
}

void TestGlobalShortcuts::cleanup()
{
    m_shortcuts.reset();
    m_portal->stop();
    m_portal.reset();
}

void TestGlobalShortcuts::nothingIsBoundUnasked()
{
    start(State::Off);
    QTest::qWait(50);
    QVERIFY(m_portal->preferred.isEmpty());
    QVERIFY(!GlobalShortcuts::areWanted());
}

void TestGlobalShortcuts::theDesktopDecidesTheKeys()
{
    bind();
    QCOMPARE(m_portal->preferred.keys(), (QStringList {u"boost"_s, u"pause"_s}));
    QCOMPARE(m_portal->preferred.value(u"pause"_s), u"CTRL+ALT+p"_s);
    QCOMPARE(m_portal->described.value(u"pause"_s), u"Pause or resume routing"_s);
    QCOMPARE(m_shortcuts->keysOf(GlobalShortcut::Pause), u"Press CTRL+ALT+p"_s);
    QCOMPARE(m_shortcuts->keysOf(GlobalShortcut::Boost), u"Press CTRL+ALT+b"_s);
}

void TestGlobalShortcuts::aWishIsKeptForTheNextStart()
{
    bind();
    m_shortcuts = nullptr;
    m_shortcuts = std::make_unique<GlobalShortcuts>();
    QTRY_COMPARE_WITH_TIMEOUT(m_shortcuts->state(), State::Bound, 20000);
}

void TestGlobalShortcuts::keysAreTold()
{
    bind();
    QSignalSpy pressed(m_shortcuts.get(), &GlobalShortcuts::pressed);
    m_portal->press(u"boost"_s);
    m_portal->press(u"of-no-use"_s);
    m_portal->press(u"pause"_s);
    QTRY_COMPARE_WITH_TIMEOUT(pressed.count(), 2, 20000);
    QCOMPARE(pressed[0][0].value<GlobalShortcut>(), GlobalShortcut::Boost);
    QCOMPARE(pressed[1][0].value<GlobalShortcut>(), GlobalShortcut::Pause);
}

void TestGlobalShortcuts::otherSessionsKeysAreNotOurs()
{
    bind();
    QSignalSpy pressed(m_shortcuts.get(), &GlobalShortcuts::pressed);
    m_portal->press(u"pause"_s, u"/org/freedesktop/portal/desktop/session/1_1/another"_s);
    m_portal->press(u"boost"_s);
    QVERIFY(pressed.wait(20000));
    QCOMPARE(pressed.count(), 1);
    QCOMPARE(pressed[0][0].value<GlobalShortcut>(), GlobalShortcut::Boost);
}

void TestGlobalShortcuts::switchedOffTheSessionIsClosed()
{
    bind();
    m_shortcuts->setWanted(false);
    QCOMPARE(m_shortcuts->state(), State::Off);
    QTRY_COMPARE_WITH_TIMEOUT(m_portal->closed.size(), 1, 20000);
    QSignalSpy pressed(m_shortcuts.get(), &GlobalShortcuts::pressed);
    m_portal->press(u"pause"_s);
    QTest::qWait(50);
    QCOMPARE(pressed.count(), 0);
    QCOMPARE(m_shortcuts->keysOf(GlobalShortcut::Pause), QString());
}

void TestGlobalShortcuts::aChangedMindLeavesNoSessionBehind()
{
    start(State::Off);
    m_shortcuts->setWanted(true);
    m_shortcuts->setWanted(false);
    m_shortcuts->setWanted(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_shortcuts->state(), State::Bound, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(m_portal->closed.size(), 1, 20000);
    QSignalSpy pressed(m_shortcuts.get(), &GlobalShortcuts::pressed);
    m_portal->press(u"pause"_s);
    QVERIFY(pressed.wait(20000));
}

void TestGlobalShortcuts::changedKeysAreShown()
{
    bind();
    QSignalSpy changed(m_shortcuts.get(), &GlobalShortcuts::changed);
    m_portal->change(u"pause"_s, u"Press F12"_s);
    QVERIFY(changed.wait(20000));
    QCOMPARE(m_shortcuts->keysOf(GlobalShortcut::Pause), u"Press F12"_s);
}

void TestGlobalShortcuts::theDesktopsDialogIsForLaterVersions_data()
{
    QTest::addColumn<uint>("version");
    QTest::newRow("1") << 1U;
    QTest::newRow("2") << 2U;
}

void TestGlobalShortcuts::theDesktopsDialogIsForLaterVersions()
{
    QFETCH(uint, version);
    start(State::Off, version);
    QVERIFY(!m_shortcuts->canConfigure());
    m_shortcuts->setWanted(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_shortcuts->state(), State::Bound, 20000);
    QCOMPARE(m_shortcuts->canConfigure(), version == 2);
    m_shortcuts->configure();
    if (version == 2)
        QTRY_COMPARE_WITH_TIMEOUT(m_portal->configured, 1, 20000);
}

void TestGlobalShortcuts::aCancelledDialogIsARefusal()
{
    m_portal->response = 1;
    start(State::Off);
    m_shortcuts->setWanted(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_shortcuts->state(), State::Refused, 20000);
    m_portal->response = 0;
    m_shortcuts->setWanted(false);
    m_shortcuts->setWanted(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_shortcuts->state(), State::Bound, 20000);
}

void TestGlobalShortcuts::olderPortalsKnowNoRegistry()
{
    m_portal->knowsRegistry = false;
    m_portal->wantsAppId = false;
    bind();
}

void TestGlobalShortcuts::aPortalThatDoesNotKnowUsRefuses()
{
    m_portal->knowsRegistry = false;
    start(State::Off);
    m_shortcuts->setWanted(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_shortcuts->state(), State::Refused, 20000);
}

void TestGlobalShortcuts::aPortalThatStartsAnewIsAskedAnew()
{
    bind();
    m_portal->stop();
    QTRY_COMPARE_WITH_TIMEOUT(m_shortcuts->state(), State::Missing, 20000);
    m_portal = std::make_unique<FakeShortcuts>();
    QVERIFY(m_portal->start(2));
    QTRY_COMPARE_WITH_TIMEOUT(m_shortcuts->state(), State::Bound, 20000);
    QVERIFY(m_shortcuts->canConfigure());
}

void TestGlobalShortcuts::withoutAPortalNothingIsOffered()
{
    m_shortcuts = std::make_unique<GlobalShortcuts>();
    QTest::qWait(50);
    QCOMPARE(m_shortcuts->state(), State::Missing);
    ScriptedHost host;
    GeneralPage page(host, m_shortcuts.get());
    page.show();
    const auto groups = page.findChildren<QGroupBox *>();
    QVERIFY(std::any_of(groups.begin(), groups.end(), [](const QGroupBox *group) {
        return group->title() == u"Keys that work in every program" && group->isHidden();
    }));
}

void TestGlobalShortcuts::settingsShowWhatCameOfIt()
{
    start(State::Off, 2);
    ScriptedHost host;
    GeneralPage page(host, m_shortcuts.get());
    page.show();
    const auto groups = page.findChildren<QGroupBox *>();
    const auto found = std::find_if(groups.begin(), groups.end(), [](const QGroupBox *group) {
        return group->title() == u"Keys that work in every program";
    });
    QVERIFY(found != groups.end());
    QGroupBox *group = *found;
    QVERIFY(group->isVisible());
    auto *text = group->findChild<QLabel *>();
    auto *change = group->findChild<QPushButton *>();
    QVERIFY(text->isHidden() && change->isHidden());
    group->findChild<QCheckBox *>()->click();
    QTRY_VERIFY_WITH_TIMEOUT(text->text().contains(u"Press CTRL+ALT+p"_s), 20000);
    QVERIFY(change->isVisible());
    change->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_portal->configured, 1, 20000);
    group->findChild<QCheckBox *>()->click();
    QVERIFY(text->isHidden() && change->isHidden());
    m_portal->response = 1;
    group->findChild<QCheckBox *>()->click();
    QTRY_VERIFY_WITH_TIMEOUT(text->text().contains(u"did not give them"_s), 20000);
}

void TestGlobalShortcuts::thePauseIsToldWhenItIsInForce()
{
    ScriptedSource source;
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    ShortcutActions actions(source);
    QSignalSpy told(&actions, &ShortcutActions::told);
    actions.run(GlobalShortcut::Pause);
    QCOMPARE(source.wishes, QList<QByteArray> {"pause"});
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    QCOMPARE(told.count(), 0);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::Paused);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::Paused);
    QCOMPARE(told.count(), 1);
    QCOMPARE(told[0][0].value<Notification>().title, u"Routing is paused for 30 minutes"_s);
    actions.run(GlobalShortcut::Pause);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    QCOMPARE(source.wishes, (QList<QByteArray> {"pause", "resume"}));
    QCOMPARE(told.count(), 2);
    QCOMPARE(told[1][0].value<Notification>().title, u"Routing goes on"_s);
    // A wish that failed is told by the window, and a later pause is somebody else's.
    actions.run(GlobalShortcut::Pause);
    Q_EMIT source.wishFailed(proxy::Text::words(u"no"_s));
    source.become(proxy::ServiceState::Running, proxy::RoutingState::Paused);
    QCOMPARE(told.count(), 2);
}

void TestGlobalShortcuts::withoutRoutingThereIsNothingToPause()
{
    ScriptedSource source;
    source.become(proxy::ServiceState::Running, proxy::RoutingState::NoKey);
    ShortcutActions actions(source);
    QSignalSpy told(&actions, &ShortcutActions::told);
    actions.run(GlobalShortcut::Pause);
    QVERIFY(source.wishes.isEmpty());
    QCOMPARE(told[0][0].value<Notification>().title, u"There is nothing to pause"_s);
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
    TestGlobalShortcuts test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_globalshortcuts.moc"

// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/faketrayhost.h"
#include "tests/support/privatebus.h"
#include "tests/support/privatedisplay.h"
#include "tests/support/runningdesktop.h"
#include "ui/desktop/application.h"
#include "ui/sessions/sessionspage.h"
#include "ui/window/messagebar.h"

#include <QSignalSpy>

using namespace ui;
using namespace Qt::StringLiterals;
using support::FakeTrayHost;
using support::RunningDesktop;

/// The tray over D-Bus, as KDE and GNOME's extension show it. The panel is a fake; bus and
/// display are our own.
class TestStatusNotifier final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theItemDescribesItself();
    void theIconFollowsTheState();
    void activatingOpensTheWindow();
    void theMenuIsExportedAndWorks();
    void aPanelThatComesLateIsFound();
    void aPanelThatComesBackIsFoundAgain();
    void atLoginTheWindowWaitsForThePanel();

private:
    std::unique_ptr<FakeTrayHost> m_panel;
};

namespace {

constexpr int kLongMs = 30000;

#define WAIT_UNTIL(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, kLongMs)

} // namespace

void TestStatusNotifier::init()
{
    m_panel = std::make_unique<FakeTrayHost>();
}

void TestStatusNotifier::cleanup()
{
    m_panel.reset();
}

void TestStatusNotifier::theItemDescribesItself()
{
    QVERIFY(m_panel->start());
    RunningDesktop program;
    QVERIFY(program.start());
    WAIT_UNTIL(m_panel->items().size() == 1);
    QVERIFY(!RunningDesktop::window().isVisible());
    QCOMPARE(m_panel->text(u"Title"_s), u"llm-proxy"_s);
    QVERIFY(!m_panel->text(u"Id"_s).isEmpty());
    QVERIFY(!m_panel->text(u"Status"_s).isEmpty());
    WAIT_UNTIL(m_panel->toolTip().contains(u"127.0.0.1:%1"_s.arg(program.port())));
    QVERIFY(m_panel->toolTip().contains(u"0 request"_s));
}

void TestStatusNotifier::theIconFollowsTheState()
{
    QVERIFY(m_panel->start());
    RunningDesktop program;
    QVERIFY(program.start());
    WAIT_UNTIL(m_panel->items().size() == 1);
    // A name is not enough: the panel's theme does not have our icons.
    WAIT_UNTIL(m_panel->toolTip().contains(u"Running"_s) && !m_panel->icon().isNull());
    const QImage running = m_panel->icon();
    RunningDesktop::entry(u"Route requests"_s)->trigger();
    QVERIFY(program.says("router/state", u"off"_s));
    WAIT_UNTIL(!m_panel->icon().isNull() && m_panel->icon() != running);
    const QImage off = m_panel->icon();
    RunningDesktop::entry(u"Stop the proxy"_s)->trigger();
    WAIT_UNTIL(m_panel->toolTip().contains(u"Stopped"_s));
    WAIT_UNTIL(!m_panel->icon().isNull() && m_panel->icon() != off);
    QVERIFY(m_panel->icon() != running);
}

void TestStatusNotifier::activatingOpensTheWindow()
{
    QVERIFY(m_panel->start());
    RunningDesktop program;
    QVERIFY(program.start());
    WAIT_UNTIL(m_panel->items().size() == 1);
    QVERIFY(!RunningDesktop::window().isVisible());
    m_panel->activate();
    WAIT_UNTIL(RunningDesktop::window().isVisible());
    // With a tray to come back by, closing hides.
    RunningDesktop::window().close();
    QVERIFY(!RunningDesktop::window().isVisible());
    m_panel->activate();
    WAIT_UNTIL(RunningDesktop::window().isVisible());
}

void TestStatusNotifier::theMenuIsExportedAndWorks()
{
    QVERIFY(m_panel->start());
    RunningDesktop program;
    QVERIFY(program.start());
    WAIT_UNTIL(m_panel->items().size() == 1);
    const FakeTrayHost::Entry menu = m_panel->menu();
    for (const char *text :
         {"Running on", "Open llm-proxy", "Connect an agent", "Copy base URL", "Route requests",
          "Pause routing", "Mode", "Balanced", "Aggressive", "Provider", "Follow the request",
          "Active sessions", "Stop the proxy", "Start at login", "Settings", "Quit"})
        QVERIFY2(menu.find(QString::fromLatin1(text)) != nullptr, text);
    QVERIFY(!menu.find(u"Running on"_s)->isEnabled);
    QVERIFY(!menu.find(u"Active sessions"_s)->isEnabled);
    QVERIFY(menu.find(u"Route requests"_s)->isChecked);
    m_panel->click(menu.find(u"Route requests"_s)->id);
    QVERIFY(program.says("router/state", u"off"_s));
    WAIT_UNTIL(!m_panel->menu().find(u"Route requests"_s)->isChecked);
    m_panel->click(menu.find(u"Aggressive"_s)->id);
    QVERIFY(program.says("router/mode", u"aggressive"_s));

    standins::RawClient client;
    QVERIFY(client.connectTo(program.port()));
    const QByteArray session = "X-Claude-Code-Session-Id: s-1\r\n";
    QCOMPARE(client.exchange(RunningDesktop::messages("[[easy]] rename", false, session)).status,
             200);
    m_panel->aboutToShow(0);
    WAIT_UNTIL(m_panel->menu().find(u"Boost next turn"_s) != nullptr);
    m_panel->click(m_panel->menu().find(u"Show in the window"_s)->id);
    WAIT_UNTIL(RunningDesktop::window().findChild<SessionsPage *>()->isVisible());
    QSignalSpy ended(program.desktop.get(), &DesktopApp::ended);
    m_panel->click(menu.find(u"Quit"_s)->id);
    WAIT_UNTIL(ended.count() > 0);
}

void TestStatusNotifier::aPanelThatComesLateIsFound()
{
    RunningDesktop program;
    QVERIFY(program.start());
    QVERIFY(RunningDesktop::window().isVisible());
    QVERIFY(!RunningDesktop::window().messageBar().isHidden());
    QVERIFY(m_panel->start());
    WAIT_UNTIL(m_panel->items().size() == 1);
    WAIT_UNTIL(RunningDesktop::window().messageBar().isHidden());
    WAIT_UNTIL(m_panel->toolTip().contains(u"Running"_s));
    RunningDesktop::window().close();
    QVERIFY(!RunningDesktop::window().isVisible());
    m_panel->activate();
    WAIT_UNTIL(RunningDesktop::window().isVisible());
    QVERIFY(m_panel->menu().find(u"Quit"_s) != nullptr);
}

void TestStatusNotifier::aPanelThatComesBackIsFoundAgain()
{
    QVERIFY(m_panel->start());
    RunningDesktop program;
    QVERIFY(program.start());
    WAIT_UNTIL(m_panel->items().size() == 1);
    m_panel->stop();
    QVERIFY(m_panel->items().isEmpty());
    QVERIFY(m_panel->start());
    WAIT_UNTIL(!m_panel->items().isEmpty());
    WAIT_UNTIL(m_panel->toolTip().contains(u"Running"_s));
    m_panel->activate();
    WAIT_UNTIL(RunningDesktop::window().isVisible());
}

void TestStatusNotifier::atLoginTheWindowWaitsForThePanel()
{
    RunningDesktop program({}, RunningDesktop::Begun::AtLogin);
    QVERIFY(program.start());
    QVERIFY(!RunningDesktop::window().isVisible());
    QVERIFY(m_panel->start());
    WAIT_UNTIL(m_panel->items().size() == 1);
    QVERIFY(!RunningDesktop::window().isVisible());
    m_panel->activate();
    WAIT_UNTIL(RunningDesktop::window().isVisible());
    QVERIFY(RunningDesktop::window().messageBar().isHidden());
}

int main(int argc, char **argv)
{
    const QTemporaryDir sockets;
    const QTemporaryDir home;
    qputenv("XDG_RUNTIME_DIR", sockets.path().toLocal8Bit());
    qputenv("HOME", home.path().toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    for (const char *name : {"XDG_CURRENT_DESKTOP", "KDE_FULL_SESSION", "WAYLAND_DISPLAY"})
        qunsetenv(name);
    qputenv("QT_ACCESSIBILITY", "0");
    QLocale::setDefault(QLocale::c());
    const support::PrivateBus bus;
    const support::PrivateDisplay display;
    if (!bus.runs() || !display.runs()) {
        qInfo("skipped, because dbus-daemon or Xvfb is not installed");
        return 0;
    }
    QApplication application(argc, argv);
    prepareApplication(application);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    TestStatusNotifier test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_statusnotifier.moc"

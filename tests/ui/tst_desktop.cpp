// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/runningdesktop.h"
#include "tests/support/scriptedsource.h"
#include "tests/support/systemfacts.h"
#include "ui/connect/connectdialog.h"
#include "ui/look/humanformat.h"
#include "ui/requests/requestspage.h"
#include "ui/settings/settingsdialog.h"
#include "ui/tray/trayicon.h"
#include "ui/window/messagebar.h"

#include <QClipboard>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>

using namespace ui;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using standins::RawClient;
using support::RunningDesktop;

/// The whole program in one process: what the tray's menu does shows on the proxy, the clipboard
/// and in files.
class TestDesktop final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void trayChangesHowTheProxyRoutes_data();
    void trayChangesHowTheProxyRoutes();
    void trayPausesAndResumes();
    void trayCopiesTheBaseUrl();
    void trayOpensWindowSettingsAndConnect();
    void trayStopsAndStartsTheProxy();
    void trayStartsAtLogin();
    void neverAtLoginBesideTheSystemdUnit();
    void whatIsFixedIsExplained();
    void trayToolTipHoldsTheDaysNumbers();
    void hidingIsToldOnce();
    void withoutATrayTheWindowIsShownAndSaysSo();
    void atLoginATrayMayComeLater();
    void aTakenPortIsNamedAndAnotherOneOffered();
    void aTestRequestArrivesInTheTable();
};

namespace {

constexpr int kPatienceMs = RunningDesktop::kPatienceMs;

QString messageText()
{
    MessageBar &bar = RunningDesktop::window().messageBar();
    return bar.isHidden() ? QString() : bar.findChild<QLabel *>()->text();
}

} // namespace

void TestDesktop::trayChangesHowTheProxyRoutes_data()
{
    QTest::addColumn<QString>("entry");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char *entry, const char *path, const char *expected,
                        const char *line) {
        QTest::newRow(entry) << QString::fromLatin1(entry) << QString::fromLatin1(path)
                             << QString::fromLatin1(expected) << QByteArray(line);
    };
    row("Aggressive", "router/mode", "aggressive", "MORPH_ROUTER_MODE=aggressive");
    row("OpenAI", "router/provider", "openai", "MORPH_ROUTER_PROVIDER=openai");
    row("Gemini", "router/provider", "gemini", "MORPH_ROUTER_PROVIDER=gemini");
    row("Follow the request", "router/provider", "auto", "MORPH_ROUTER_PROVIDER=auto");
    row("Route requests", "router/state", "off", "MORPH_ROUTER_ENABLED=false");
}

void TestDesktop::trayChangesHowTheProxyRoutes()
{
    QFETCH(QString, entry);
    QFETCH(QString, path);
    QFETCH(QString, expected);
    QFETCH(QByteArray, line);
    RunningDesktop program("MORPH_ROUTER_MODE=balanced\nMORPH_ROUTER_PROVIDER=anthropic\n");
    QVERIFY(program.start());
    QVERIFY(program.says("router/mode", u"balanced"_s));
    RunningDesktop::entry(entry)->trigger();
    QVERIFY(program.says(path.toLatin1().constData(), expected));
    QVERIFY(program.read(u".env"_s).contains(line) || program.read(u"llm-proxy.json"_s).size() > 0);
    if (entry == u"Route requests") {
        // A status from before may have put the mark back meanwhile.
        QTRY_COMPARE_WITH_TIMEOUT(program.host->service().status().routing,
                                  proxy::RoutingState::SwitchedOff, kPatienceMs);
        QVERIFY(!RunningDesktop::entry(entry)->isChecked());
        RunningDesktop::entry(entry)->trigger();
        QVERIFY(program.says("router/state", u"on"_s));
        return;
    }
    QTRY_VERIFY_WITH_TIMEOUT(RunningDesktop::entry(entry)->isChecked(), kPatienceMs);
    const bool isMode = path.endsWith(u"mode");
    RunningDesktop::entry(isMode ? u"Balanced"_s : u"Anthropic"_s)->trigger();
    QVERIFY(program.says(path.toLatin1().constData(), isMode ? u"balanced"_s : u"anthropic"_s));
}

void TestDesktop::trayPausesAndResumes()
{
    RunningDesktop program;
    QVERIFY(program.start());
    RunningDesktop::entry(u"Pause routing"_s)->trigger();
    QVERIFY(program.says("router/state", u"paused"_s));
    const QString until = program.status()["router"_L1]["paused_until"_L1].toString();
    const qint64 minutes =
        QDateTime::currentDateTimeUtc().secsTo(QDateTime::fromString(until, Qt::ISODate)) / 60;
    QVERIFY(minutes >= 28 && minutes <= 30);
    QTRY_VERIFY_WITH_TIMEOUT(RunningDesktop::entry(u"Routing resumes at"_s), kPatienceMs);
    RunningDesktop::entry(u"Routing resumes at"_s)->trigger();
    QVERIFY(program.says("router/state", u"on"_s));
}

void TestDesktop::trayCopiesTheBaseUrl()
{
    RunningDesktop program;
    QVERIFY(program.start());
    RunningDesktop::entry(u"Copy base URL"_s)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"http://localhost:%1"_s.arg(program.port()));
}

void TestDesktop::trayOpensWindowSettingsAndConnect()
{
    RunningDesktop program;
    QVERIFY(program.start());
    RunningDesktop::window().hide();
    RunningDesktop::entry(u"Open llm-proxy"_s)->trigger();
    QVERIFY(RunningDesktop::window().isVisible());
    RunningDesktop::entry(u"Settings"_s)->trigger();
    QVERIFY(RunningDesktop::window().findChild<SettingsDialog *>()->isVisible());
    for (int time = 0; time < 2; ++time)
        RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    QCOMPARE(RunningDesktop::window().findChildren<ConnectDialog *>().size(), 1);
}

void TestDesktop::trayStopsAndStartsTheProxy()
{
    RunningDesktop program;
    QVERIFY(program.start());
    QSignalSpy stopped(&program.host->service(), &proxy::ProxyService::stopped);
    const quint16 port = program.port();
    RunningDesktop::entry(u"Stop the proxy"_s)->trigger();
    QVERIFY(stopped.wait(kPatienceMs));
    QVERIFY(!RawClient().connectTo(port));
    QTRY_VERIFY_WITH_TIMEOUT(RunningDesktop::entry(u"Start the proxy"_s), kPatienceMs);
    RunningDesktop::entry(u"Start the proxy"_s)->trigger();
    QVERIFY(program.waitUntilServing());
    QCOMPARE(program.get("/health")["status"_L1].toString(), u"ok"_s);
}

void TestDesktop::trayStartsAtLogin()
{
    RunningDesktop program;
    QVERIFY(program.start());
    const QString file = u"config/autostart/llm-proxy.desktop"_s;
    QAction *entry = RunningDesktop::entry(u"Start at login"_s);
    entry->trigger();
    QVERIFY(
        program.read(file).contains("Exec=\"" + QCoreApplication::applicationFilePath().toUtf8()));
    QVERIFY(entry->isChecked());
    entry->trigger();
    QVERIFY(!QFile::exists(program.folder.filePath(file)));
    QVERIFY(!entry->isChecked());
}

void TestDesktop::neverAtLoginBesideTheSystemdUnit()
{
    RunningDesktop program;
    QVERIFY(program.start());
    const QString wants = u"config/systemd/user/default.target.wants"_s;
    QVERIFY(QDir(program.folder.path()).mkpath(wants));
    program.write(wants + u"/llm-proxy.service"_s, "[Unit]\n");
    QAction *entry = RunningDesktop::entry(u"Start at login"_s);
    entry->trigger();
    const auto *warning = RunningDesktop::window().findChild<QMessageBox *>();
    QVERIFY(warning != nullptr && warning->isVisible());
    QVERIFY(warning->text().contains(u"systemctl --user disable llm-proxy"_s));
    QVERIFY(!entry->isChecked());
    QVERIFY(!QFile::exists(program.folder.filePath(u"config/autostart/llm-proxy.desktop"_s)));
}

void TestDesktop::whatIsFixedIsExplained()
{
    qputenv("MORPH_ROUTER_MODE", "balanced");
    RunningDesktop program;
    qunsetenv("MORPH_ROUTER_MODE");
    QVERIFY(program.start());
    RunningDesktop::entry(u"Aggressive"_s)->trigger();
    const auto *warning = RunningDesktop::window().findChild<QMessageBox *>();
    QVERIFY(warning != nullptr && warning->isVisible());
    QVERIFY2(warning->text().contains(u"MORPH_ROUTER_MODE"_s), qPrintable(warning->text()));
    // The mark goes back to what is in force.
    QTRY_VERIFY_WITH_TIMEOUT(RunningDesktop::entry(u"Balanced"_s)->isChecked(), kPatienceMs);
    QVERIFY(!RunningDesktop::entry(u"Aggressive"_s)->isChecked());
}

void TestDesktop::trayToolTipHoldsTheDaysNumbers()
{
    RunningDesktop program;
    QVERIFY(program.start());
    for (int number = 0; number < 2; ++number) {
        RawClient client;
        QVERIFY(client.connectTo(program.port()));
        QCOMPARE(client.exchange(RunningDesktop::messages("[[easy]] rename it")).status, 200);
    }
    const auto *tray = program.desktop->findChild<TrayIcon *>();
    QVERIFY(tray != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(tray->toolTip().contains(u"2 request"_s), kPatienceMs);
    const QString tip = tray->toolTip();
    QVERIFY2(tip.startsWith(u"llm-proxy · "_s), qPrintable(tip));
    QVERIFY2(tip.contains(u"127.0.0.1:%1"_s.arg(program.port())), qPrintable(tip));
    QVERIFY2(tip.contains(u"100 % easy"_s), qPrintable(tip));
    QVERIFY2(tip.contains(u"Morph "_s), qPrintable(tip));
    // Two short requests do not pay for Morph's fee.
    const double saved = program.status()["books"_L1]["saved_today_usd"_L1].toDouble();
    QVERIFY(saved < 0);
    QVERIFY2(tip.contains(humanMoney(-saved) + u" lost"_s), qPrintable(tip));
}

void TestDesktop::hidingIsToldOnce()
{
    const auto hide = [](RunningDesktop &program) {
        auto *tray = program.desktop->findChild<TrayIcon *>();
        QSignalSpy told(tray, &TrayIcon::told);
        RunningDesktop::window().setHidesOnClose(true);
        RunningDesktop::window().show();
        RunningDesktop::window().close();
        return told.count();
    };
    RunningDesktop program;
    QVERIFY(program.start());
    QCOMPARE(hide(program), 1);
    QVERIFY(!RunningDesktop::window().isVisible());
    QCOMPARE(hide(program), 0);
    // Another start of the program remembers it.
    program.desktop = std::make_unique<DesktopApp>(*program.host);
    QCOMPARE(hide(program), 0);
}

void TestDesktop::withoutATrayTheWindowIsShownAndSaysSo()
{
    RunningDesktop program;
    QVERIFY(program.start());
    QVERIFY(RunningDesktop::window().isVisible());
    QVERIFY2(messageText().contains(u"tray"_s), qPrintable(messageText()));
    // With nothing else to reach it by, closing quits.
    QSignalSpy ended(program.desktop.get(), &DesktopApp::ended);
    RunningDesktop::window().close();
    QVERIFY(ended.wait(kPatienceMs));
}

void TestDesktop::atLoginATrayMayComeLater()
{
    RunningDesktop program({}, RunningDesktop::Begun::AtLogin);
    QVERIFY(program.start());
    QVERIFY(!RunningDesktop::window().isVisible());
    // Whoever starts it by hand meanwhile sees it at once.
    program.desktop->raise();
    QVERIFY(RunningDesktop::window().isVisible());

    RunningDesktop::window().hide();
    ScriptedSource source;
    WindowMessages late(*program.host, source, RunningDesktop::window().messageBar());
    QSignalSpy needed(&late, &WindowMessages::windowNeeded);
    late.trayIsMissing(10ms);
    QVERIFY(needed.wait(kPatienceMs));
    QVERIFY2(messageText().contains(u"tray"_s), qPrintable(messageText()));
    late.trayIsMissing(1h);
    late.trayAppeared();
    QVERIFY(messageText().isEmpty());
    QCOMPARE(needed.count(), 1);
}

void TestDesktop::aTakenPortIsNamedAndAnotherOneOffered()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost));
    const QByteArray port = QByteArray::number(holder.serverPort());
    RunningDesktop program("LLM_PROXY_PORT=" + port + '\n');
    program.desktop->start();
    const QString pid = u"pid %1"_s.arg(QCoreApplication::applicationPid());
    const QString holds = support::kTellsAll ? pid : u"another program"_s;
    QTRY_VERIFY_WITH_TIMEOUT(messageText().contains(holds), kPatienceMs);
    if (support::kTellsAll)
        QVERIFY2(messageText().contains(u"tst_desktop"_s), qPrintable(messageText()));
    auto *offer = RunningDesktop::window().messageBar().findChild<QPushButton *>();
    QVERIFY(offer->isVisible());
    // The port offered may be taken by another program meanwhile: then the next one is.
    const auto isServing = [&program, offer] {
        if (offer->isVisible())
            offer->click();
        return program.host->service().status().state == proxy::ServiceState::Running;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isServing(), kPatienceMs);
    QVERIFY(program.port() != holder.serverPort());
    QTRY_VERIFY_WITH_TIMEOUT(messageText().isEmpty(), kPatienceMs);
    QVERIFY(
        program.read(u".env"_s).contains("LLM_PROXY_PORT=" + QByteArray::number(program.port())));
}

void TestDesktop::aTestRequestArrivesInTheTable()
{
    RunningDesktop program;
    QVERIFY(program.start());
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    auto *dialog = RunningDesktop::window().findChild<ConnectDialog *>();
    for (auto *button : dialog->findChildren<QPushButton *>()) {
        if (button->text().remove(u'&') == u"Send a test request")
            button->click();
    }
    auto *requests = RunningDesktop::window().findChild<RequestsPage *>();
    QTRY_VERIFY_WITH_TIMEOUT(requests->model().rowCount() == 1, kPatienceMs);
    QVERIFY(requests->isVisible());
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
    TestDesktop test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_desktop.moc"

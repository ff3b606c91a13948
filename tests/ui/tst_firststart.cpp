// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/runningdesktop.h"
#include "ui/connect/agentpage.h"
#include "ui/connect/checkspage.h"
#include "ui/connect/connectdialog.h"
#include "ui/requests/requestspage.h"
#include "ui/settings/settingsdialog.h"
#include "ui/tray/trayicon.h"
#include "ui/window/messagebar.h"

#include <QClipboard>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace ui;
using namespace Qt::StringLiterals;
using support::RunningDesktop;

/// What a first start leads through: checks, the demo, connecting an agent.
class TestFirstStart final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leadsToConnectOnce();
    void checksKeysPortAndBackend();
    void checksNameWhatIsMissing();
    void withoutAKeyThisMachineIsOffered_data();
    void withoutAKeyThisMachineIsOffered();
    void theDemoRunsFromTheWindowAndIsLeftAgain();
    void anAgentIsConnectedAndDisconnected_data();
    void anAgentIsConnectedAndDisconnected();
    void linesForOtherProgramsAreCopied();
};

namespace {

ConnectDialog *connectDialog()
{
    return RunningDesktop::window().findChild<ConnectDialog *>();
}

QPushButton *button(const QWidget *parent, const QString &text)
{
    for (auto *found : parent->findChildren<QPushButton *>()) {
        if (found->text().remove(u'&') == text)
            return found;
    }
    return nullptr;
}

QString allText(const QWidget *parent)
{
    QString text;
    for (const QLabel *label : parent->findChildren<QLabel *>())
        text += label->text() + u'\n';
    return text;
}

bool waitForText(const QWidget *parent, const QString &text)
{
    return QTest::qWaitFor([&] { return allText(parent).contains(text); });
}

/// The page of the agent whose list entry ends with @p name.
AgentPage *agentPage(const QString &name)
{
    auto *list = connectDialog()->findChild<QListWidget *>();
    for (int row = 0; row < list->count(); ++row) {
        if (list->item(row)->text().endsWith(name))
            list->setCurrentRow(row);
    }
    for (auto *page : connectDialog()->findChildren<AgentPage *>()) {
        if (page->isVisible())
            return page;
    }
    return nullptr;
}

} // namespace

void TestFirstStart::leadsToConnectOnce()
{
    RunningDesktop program;
    QSettings().remove(u"window/welcomed"_s);
    QVERIFY(program.start());
    QVERIFY(RunningDesktop::window().isVisible());
    QVERIFY(connectDialog() != nullptr && connectDialog()->isVisible());
    program.desktop = std::make_unique<DesktopApp>(*program.host);
    program.desktop->start();
    QVERIFY(connectDialog() == nullptr);
}

void TestFirstStart::checksKeysPortAndBackend()
{
    RunningDesktop program;
    QVERIFY(program.start());
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    const auto *checks = connectDialog()->findChild<ChecksPage *>();
    QVERIFY(waitForText(checks, u"Running on 127.0.0.1:%1"_s.arg(program.port())));
    QVERIFY2(waitForText(checks, u"set (…)"_s), qPrintable(allText(checks)));
    QVERIFY(waitForText(checks, program.backend.url().toString() + u" answers"_s));
    QVERIFY(waitForText(checks, u"from "_s));
    QVERIFY(!allText(checks).contains(u"k-alpha-0001"_s));
    button(checks, u"Settings…"_s)->click();
    QVERIFY(RunningDesktop::window().findChild<SettingsDialog *>() != nullptr);
}

void TestFirstStart::checksNameWhatIsMissing()
{
    RunningDesktop program("MORPH_API_KEY=\n");
    program.backend.setAccepting(false);
    QVERIFY(program.start());
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    const auto *checks = connectDialog()->findChild<ChecksPage *>();
    QVERIFY2(waitForText(checks, u"MORPH_API_KEY"_s), qPrintable(allText(checks)));
    button(checks, u"Check again"_s)->click();
    QVERIFY(waitForText(checks, u"does not answer"_s));
}

void TestFirstStart::withoutAKeyThisMachineIsOffered_data()
{
    QTest::addColumn<bool>("inTheBar");
    QTest::newRow("in the window's bar") << true;
    QTest::newRow("among the checks") << false;
}

void TestFirstStart::withoutAKeyThisMachineIsOffered()
{
    QFETCH(bool, inTheBar);
    RunningDesktop program("MORPH_API_KEY=\n");
    QVERIFY(program.start());
    MainWindow &window = RunningDesktop::window();
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    const auto *checks = connectDialog()->findChild<ChecksPage *>();
    // That there is no tray comes first.
    window.messageBar().clear();
    QVERIFY2(waitForText(checks, u"let this machine judge the tasks"_s),
             qPrintable(allText(checks)));
    QVERIFY2(waitForText(&window.messageBar(), u"nothing leaves it"_s),
             qPrintable(allText(&window.messageBar())));
    const QWidget *place = inTheBar ? static_cast<const QWidget *>(&window.messageBar()) : checks;
    button(place, u"Route on this machine"_s)->click();
    QVERIFY2(waitForText(checks, u"none needed: this machine judges the tasks"_s),
             qPrintable(allText(checks)));
    QVERIFY(QTest::qWaitFor([&window] { return window.messageBar().isHidden(); }));
    QVERIFY(button(checks, u"Route on this machine"_s)->isHidden());
    standins::RawClient agent;
    QVERIFY(agent.connectTo(program.port()));
    const auto answer = agent.exchange(RunningDesktop::messages("sort the imports"));
    QCOMPARE(answer.status, 200);
    auto &rows = window.findChild<RequestsPage *>()->model();
    QVERIFY(QTest::qWaitFor([&rows] { return rows.rowCount() == 1; }));
    QCOMPARE(rows.at(0).decision.classifier, QByteArray("local"));
    QCOMPARE(rows.at(0).decision.difficulty, proxy::Difficulty::Easy);
}

void TestFirstStart::theDemoRunsFromTheWindowAndIsLeftAgain()
{
    RunningDesktop program;
    QVERIFY(program.start());
    MainWindow &window = RunningDesktop::window();
    auto &rows = window.findChild<RequestsPage *>()->model();
    standins::RawClient agent;
    QVERIFY(agent.connectTo(program.port()));
    QCOMPARE(agent.exchange(RunningDesktop::messages("[[easy]] real")).status, 200);
    QVERIFY(QTest::qWaitFor([&rows] { return rows.rowCount() == 1; }));
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    QSignalSpy servesDemo(&program.host->service(), &proxy::ProxyService::started);
    button(connectDialog(), u"Try the demo"_s)->click();
    QVERIFY(QTest::qWaitFor([&servesDemo] { return !servesDemo.isEmpty(); }, 10000));
    QVERIFY(QTest::qWaitFor([&window] { return window.windowTitle().contains(u"Demo"_s); }));
    QVERIFY(window.messageBar().isVisible());
    QVERIFY(waitForText(&window.messageBar(), u"Demo: "_s));
    const auto *tray = program.desktop->findChild<TrayIcon *>();
    QVERIFY(QTest::qWaitFor([tray] { return tray->toolTip().contains(u"Demo"_s); }));
    // Rows of the demo, and of nothing else.
    QVERIFY(QTest::qWaitFor([&rows] { return rows.rowCount() >= 2; }, 10000));
    for (int row = 0; row < rows.rowCount(); ++row)
        QCOMPARE(rows.at(row).client, QByteArray("llm-proxy-demo"));
    const auto before = program.backend.recorded().size();
    // The demo's engine serves until it has stopped.
    QSignalSpy servesAgain(&program.host->service(), &proxy::ProxyService::started);
    button(&window.messageBar(), u"Leave the demo"_s)->click();
    QVERIFY(QTest::qWaitFor([&window] { return window.windowTitle() == u"llm-proxy"_s; }));
    QVERIFY(QTest::qWaitFor([&servesAgain] { return !servesAgain.isEmpty(); }, 10000));
    QVERIFY(program.waitUntilServing());
    // The demo's rows are gone; what the log has of before is there again.
    QVERIFY(QTest::qWaitFor([&rows] {
        return rows.rowCount() == 1 && rows.at(0).client != QByteArray("llm-proxy-demo");
    }));
    QVERIFY(window.messageBar().isHidden());
    QVERIFY(QTest::qWaitFor([tray] { return !tray->toolTip().contains(u"Demo"_s); }));
    standins::RawClient again;
    QVERIFY(again.connectTo(program.port()));
    QCOMPARE(again.exchange(RunningDesktop::messages("[[easy]] real again")).status, 200);
    QVERIFY(program.backend.recorded().size() > before);
    QVERIFY(QTest::qWaitFor([&rows] { return rows.rowCount() == 2; }));
    // The real log has the real ones only.
    QByteArray log;
    for (const QString &name : QDir(program.host->requestLogDir()).entryList({u"*.jsonl"_s}))
        log += program.read(u"logs/"_s + name);
    QCOMPARE(log.count('\n'), 2);
    QVERIFY(!log.contains("llm-proxy-demo"));
}

void TestFirstStart::anAgentIsConnectedAndDisconnected_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("before");
    QTest::newRow("Claude Code") << u"Claude Code"_s << u"home/.claude/settings.json"_s
                                 << QByteArray("{\n  \"model\": \"opus\"\n}\n");
    QTest::newRow("Codex") << u"Codex"_s << u"home/.codex/config.toml"_s
                           << QByteArray("model = \"gpt-5\"\n");
    QTest::newRow("Gemini CLI") << u"Gemini CLI"_s << u"home/.gemini/.env"_s
                                << QByteArray("GEMINI_API_KEY=x\n");
    QTest::newRow("opencode") << u"opencode"_s << u"config/opencode/opencode.json"_s
                              << QByteArray("{\n  \"theme\": \"x\"\n}\n");
}

void TestFirstStart::anAgentIsConnectedAndDisconnected()
{
    QFETCH(QString, name);
    QFETCH(QString, file);
    QFETCH(QByteArray, before);
    RunningDesktop program;
    const QString home = program.folder.filePath(u"home"_s);
    qputenv("HOME", home.toUtf8());
    QDir().mkpath(QFileInfo(program.folder.filePath(file)).path());
    program.write(file, before);
    QVERIFY(program.start());
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    AgentPage *page = agentPage(name);
    QVERIFY(page != nullptr);
    QPushButton *write = button(page, u"Write"_s);
    QPushButton *undo = button(page, u"Undo"_s);
    QVERIFY(QTest::qWaitFor([write] { return write->isEnabled(); }));
    const auto *diff = page->findChild<QPlainTextEdit *>();
    const QString url = u"localhost:%1"_s.arg(program.port());
    QVERIFY2(diff->toPlainText().contains(url), qPrintable(diff->toPlainText()));
    QVERIFY(diff->toPlainText().contains(u"+ "_s));
    QVERIFY(allText(page).contains(program.folder.filePath(file)));
    button(page, u"Copy the lines instead"_s)->click();
    QVERIFY(QGuiApplication::clipboard()->text().contains(url));
    write->click();
    QVERIFY(waitForText(page, u"is connected"_s));
    QVERIFY(program.read(file).contains(url.toUtf8()));
    QVERIFY(waitForText(page, u".before-llm-proxy-"_s));
    QVERIFY(QTest::qWaitFor([undo] { return undo->isEnabled(); }));
    undo->click();
    QVERIFY(waitForText(page, u"is not connected"_s));
    QCOMPARE(program.read(file), before);
}

void TestFirstStart::linesForOtherProgramsAreCopied()
{
    RunningDesktop program;
    QVERIFY(program.start());
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    auto *list = connectDialog()->findChild<QListWidget *>();
    list->setCurrentRow(list->count() - 1);
    for (auto *copy : connectDialog()->findChildren<QPushButton *>()) {
        if (copy->isVisible() && copy->text().remove(u'&') == u"Copy"_s)
            copy->click();
    }
    const QString url = u"http://localhost:%1"_s.arg(program.port());
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"ANTHROPIC_BASE_URL="_s + url));
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"OPENAI_BASE_URL="_s + url + u"/v1"_s));
}

int main(int argc, char **argv)
{
    const QTemporaryDir sockets;
    const QTemporaryDir home;
    qputenv("XDG_RUNTIME_DIR", sockets.path().toLocal8Bit());
    qputenv("HOME", home.path().toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    for (const char *name : {"CLAUDE_CONFIG_DIR", "CODEX_HOME", "DBUS_SESSION_BUS_ADDRESS"})
        qunsetenv(name);
    QLocale::setDefault(QLocale::c());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    QApplication::setQuitOnLastWindowClosed(false);
    TestFirstStart test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_firststart.moc"

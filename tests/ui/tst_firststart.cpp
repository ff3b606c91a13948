// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/runningdesktop.h"
#include "ui/connect/agentpage.h"
#include "ui/connect/connectdialog.h"
#include "ui/connect/stepspage.h"
#include "ui/requests/requestspage.h"
#include "ui/settings/settingfield.h"
#include "ui/settings/settingsdialog.h"
#include "ui/tray/trayicon.h"
#include "ui/window/messagebar.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>

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
    void theDemoOfAnAgentsSizeSavesMoney();
    void theDemoLeavesTheSettingsAlone();
    void aKeyIsTestedAndSaved();
    void theThirdStepTellsOfAnAgentsFirstRequest();
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
    const auto *checks = connectDialog()->findChild<StepsPage *>();
    QVERIFY(waitForText(checks, u"Running on 127.0.0.1:%1"_s.arg(program.port())));
    QVERIFY2(waitForText(checks, u"key is set (…)"_s), qPrintable(allText(checks)));
    QVERIFY(waitForText(checks, program.backend.url().toString() + u" answers"_s));
    QVERIFY(waitForText(checks, u"Its key is from "_s));
    QVERIFY(!allText(checks).contains(u"k-alpha-0001"_s));
    button(checks, u"Address…"_s)->click();
    const auto *settings = RunningDesktop::window().findChild<SettingsDialog *>();
    QVERIFY(settings != nullptr);
    const auto fields = settings->findChildren<SettingField *>();
    QVERIFY(std::any_of(fields.begin(), fields.end(), [](const SettingField *field) {
        return field->setting().key == u"UPSTREAM_URL"_s && field->isVisible();
    }));
}

void TestFirstStart::checksNameWhatIsMissing()
{
    RunningDesktop program("MORPH_API_KEY=\n");
    program.backend.setAccepting(false);
    QVERIFY(program.start());
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    const auto *checks = connectDialog()->findChild<StepsPage *>();
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
    const auto *checks = connectDialog()->findChild<StepsPage *>();
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
    button(connectDialog(), u"Try the demo"_s)->click();
    QVERIFY(QTest::qWaitFor([&window] { return window.windowTitle().contains(u"Demo"_s); }));
    QVERIFY(window.messageBar().isVisible());
    QVERIFY(waitForText(&window.messageBar(), u"Demo: "_s));
    const auto *tray = program.desktop->findChild<TrayIcon *>();
    QVERIFY(QTest::qWaitFor([tray] { return tray->toolTip().contains(u"Demo"_s); }));
    // Rows of the demo, and of nothing else; each sentence of the tour is about one.
    QVERIFY(QTest::qWaitFor([&rows] { return rows.rowCount() >= 2; }, 20000));
    QVERIFY(waitForText(&window.messageBar(), u"keeps a strong model"_s));
    for (int row = 0; row < rows.rowCount(); ++row)
        QCOMPARE(rows.at(row).client, QByteArray("llm-proxy-demo"));
    // The real proxy goes on beside it: an agent that is connected notices nothing.
    const auto before = program.backend.recorded().size();
    QCOMPARE(agent.exchange(RunningDesktop::messages("[[easy]] real again")).status, 200);
    QCOMPARE(program.backend.recorded().size(), before + 1);
    for (int row = 0; row < rows.rowCount(); ++row)
        QCOMPARE(rows.at(row).client, QByteArray("llm-proxy-demo"));
    button(&window.messageBar(), u"Leave the demo"_s)->click();
    QVERIFY(QTest::qWaitFor([&window] { return window.windowTitle() == u"llm-proxy"_s; }));
    // The demo's rows are gone; what the log has is there again.
    QVERIFY(QTest::qWaitFor([&rows] {
        return rows.rowCount() == 2 && rows.at(0).client != QByteArray("llm-proxy-demo")
               && rows.at(1).client != QByteArray("llm-proxy-demo");
    }));
    QVERIFY(window.messageBar().isHidden());
    QVERIFY(QTest::qWaitFor([tray] { return !tray->toolTip().contains(u"Demo"_s); }));
    QByteArray log;
    for (const QString &name : QDir(program.host->requestLogDir()).entryList({u"*.jsonl"_s}))
        log += program.read(u"logs/"_s + name);
    QCOMPARE(log.count('\n'), 2);
    QVERIFY(!log.contains("llm-proxy-demo"));
}

void TestFirstStart::theDemoOfAnAgentsSizeSavesMoney()
{
    RunningDesktop program;
    QVERIFY(program.start());
    auto &rows = RunningDesktop::window().findChild<RequestsPage *>()->model();
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    button(connectDialog(), u"Try the demo"_s)->click();
    QVERIFY(QTest::qWaitFor(
        [&rows] { return rows.rowCount() >= 1 && rows.at(0).end == proxy::ExchangeEnd::Complete; },
        20000));
    QCOMPARE(rows.at(0).decision.difficulty, proxy::Difficulty::Easy);
    QVERIFY(rows.at(0).usage.input > 10000);
    QVERIFY(rows.at(0).cost.saved().value_or(0) > 0);
}

void TestFirstStart::theDemoLeavesTheSettingsAlone()
{
    RunningDesktop program;
    QVERIFY(program.start());
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    button(connectDialog(), u"Try the demo"_s)->click();
    QVERIFY(waitForText(&RunningDesktop::window().messageBar(), u"Demo: "_s));
    const QByteArray before = program.read(u".env"_s);
    RunningDesktop::entry(u"Aggressive"_s)->trigger();
    QVERIFY(QTest::qWaitFor([] {
        const auto *box = RunningDesktop::topLevel<QMessageBox>();
        return box != nullptr && box->text().contains(u"Leave it to change them"_s);
    }));
    QCOMPARE(program.read(u".env"_s), before);
    RunningDesktop::topLevel<QMessageBox>()->close();
    // To stop the demo is to leave it.
    QVERIFY(waitForText(&RunningDesktop::window().messageBar(), u"a small rename"_s));
    RunningDesktop::entry(u"Stop"_s)->trigger();
    QVERIFY(
        QTest::qWaitFor([] { return RunningDesktop::window().windowTitle() == u"llm-proxy"_s; }));
    QVERIFY(program.says("router/mode", u"balanced"_s));
}

void TestFirstStart::aKeyIsTestedAndSaved()
{
    RunningDesktop program("MORPH_API_KEY=\n");
    QVERIFY(program.start());
    program.morph.answerNext({.kind = standins::MorphAnswer::Kind::Fixed, .status = 401});
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    auto *steps = connectDialog()->findChild<StepsPage *>();
    auto *field = steps->findChild<QLineEdit *>();
    field->setText(u"sk-morph-bad"_s);
    button(steps, u"Test the key"_s)->click();
    QVERIFY2(waitForText(steps, u"Morph refuses this key"_s), qPrintable(allText(steps)));
    field->setText(u"sk-morph-good"_s);
    button(steps, u"Test the key"_s)->click();
    QVERIFY2(waitForText(steps, u"Morph takes this key"_s), qPrintable(allText(steps)));
    button(steps, u"Save the key"_s)->click();
    QVERIFY2(waitForText(steps, u"Morph judges; its key is set"_s), qPrintable(allText(steps)));
    QVERIFY(field->text().isEmpty());
    QVERIFY(program.read(u".env"_s).contains("MORPH_API_KEY=sk-morph-good"));
    QVERIFY(!allText(steps).contains(u"sk-morph-good"_s));
    const auto asked = program.morph.recorded();
    QVERIFY(asked.front().head.contains("Bearer sk-morph-bad\r\n"));
    QVERIFY(asked.back().head.contains("Bearer sk-morph-good\r\n"));
}

void TestFirstStart::theThirdStepTellsOfAnAgentsFirstRequest()
{
    RunningDesktop program;
    const QString home = program.folder.filePath(u"home"_s);
    qputenv("HOME", home.toUtf8());
    QDir().mkpath(home + u"/.claude"_s);
    program.write(u"home/.claude/settings.json"_s, "{}");
    QVERIFY(program.start());
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    auto *steps = connectDialog()->findChild<StepsPage *>();
    QVERIFY2(waitForText(steps, u"Claude Code is not connected"_s), qPrintable(allText(steps)));
    button(steps, u"Connect Claude Code…"_s)->click();
    auto *page = connectDialog()->findChild<QStackedWidget *>()->currentWidget();
    QPushButton *write = button(page, u"Write"_s);
    QVERIFY(QTest::qWaitFor([write] { return write->isVisible() && write->isEnabled(); }));
    write->click();
    QVERIFY2(waitForText(steps, u"waiting for a request"_s), qPrintable(allText(steps)));
    standins::RawClient agent;
    QVERIFY(agent.connectTo(program.port()));
    QCOMPARE(agent
                 .exchange(
                     RunningDesktop::messages("hello", false, "User-Agent: claude-cli/2.1.332\r\n"))
                 .status,
             200);
    QVERIFY2(waitForText(steps, u"its request came at"_s), qPrintable(allText(steps)));
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

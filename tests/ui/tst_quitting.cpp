// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/runningdesktop.h"
#include "ui/desktop/quitquestion.h"
#include "ui/window/messagebar.h"

#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>

using namespace ui;
using namespace Qt::StringLiterals;
using standins::RawClient;
using support::RunningDesktop;

/// Quitting while a stream is under way: waited for, cut, or taken back.
class TestQuitting final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quitsAtOnceWhenNothingIsUnderWay();
    void quittingWaitsForAStream();
    void waitingHasNoLimit();
    void waitingCanStillBeCut();
    void quittingCutsAStream();
    void quittingIsTakenBack();
    void theQuestionAnswersItselfWhenAllHasEnded();
    void thereIsNoStayingWhileItDrains();
};

namespace {

/// A stream that goes on when the backend is told to.
struct HeldStream
{
    explicit HeldStream(RunningDesktop &program)
    {
        isOpen = client.connectTo(program.port())
                 && client.send(
                     RunningDesktop::messages("[[easy]] go", true, "X-Fake-Scenario: lockstep\r\n"))
                 && client.waitForText("event: message_start\n")
                 && program.says("engine/open_exchanges", 2) && QTest::qWaitFor([&program] {
                        return program.host->service().status().openExchanges == 1;
                    });
    }

    RawClient client;
    bool isOpen = false;
};

QPushButton *buttonOf(const QMessageBox &box, const QString &text)
{
    for (QAbstractButton *button : box.buttons()) {
        if (button->text().remove(u'&') == text)
            return static_cast<QPushButton *>(button);
    }
    return nullptr;
}

} // namespace

void TestQuitting::quitsAtOnceWhenNothingIsUnderWay()
{
    RunningDesktop program;
    QVERIFY(program.start());
    QSignalSpy ended(program.desktop.get(), &DesktopApp::ended);
    RunningDesktop::entry(u"Quit"_s)->trigger();
    QVERIFY(ended.wait());
    QVERIFY(RunningDesktop::topLevel<QuitQuestion>() == nullptr);
}

void TestQuitting::quittingWaitsForAStream()
{
    RunningDesktop program;
    QVERIFY(program.start());
    HeldStream stream(program);
    QVERIFY(stream.isOpen);
    QSignalSpy ended(program.desktop.get(), &DesktopApp::ended);
    RunningDesktop::entry(u"Quit"_s)->trigger();
    auto *question = RunningDesktop::window().findChild<QuitQuestion *>();
    QVERIFY(question != nullptr);
    QVERIFY(question->text().startsWith(u"1 request"_s));
    buttonOf(*question, u"Wait for them"_s)->click();
    // No new ones, but that one goes on.
    QVERIFY(QTest::qWaitFor([&] { return !RawClient().connectTo(program.port()); }));
    QVERIFY(ended.isEmpty());
    program.backend.release("chatty", 1000);
    const auto answer = stream.client.readResponse();
    QVERIFY(answer.complete);
    QVERIFY(answer.body.contains("message_stop"));
    QVERIFY(!ended.isEmpty() || ended.wait());
}

void TestQuitting::waitingHasNoLimit()
{
    RunningDesktop program("LLM_PROXY_DRAIN_TIMEOUT_MS=100\n");
    QVERIFY(program.start());
    HeldStream stream(program);
    QVERIFY(stream.isOpen);
    QSignalSpy ended(program.desktop.get(), &DesktopApp::ended);
    RunningDesktop::entry(u"Quit"_s)->trigger();
    buttonOf(*RunningDesktop::window().findChild<QuitQuestion *>(), u"Wait for them"_s)->click();
    QVERIFY(QTest::qWaitFor([&] { return !RawClient().connectTo(program.port()); }));
    // Many times what a stop from outside grants.
    QVERIFY(!ended.wait(1500));
    program.backend.release("chatty", 1000);
    const auto answer = stream.client.readResponse();
    QVERIFY(answer.complete);
    QVERIFY(answer.body.contains("message_stop"));
    QVERIFY(!ended.isEmpty() || ended.wait());
}

void TestQuitting::waitingCanStillBeCut()
{
    RunningDesktop program;
    QVERIFY(program.start());
    HeldStream stream(program);
    QVERIFY(stream.isOpen);
    QSignalSpy ended(program.desktop.get(), &DesktopApp::ended);
    RunningDesktop::entry(u"Quit"_s)->trigger();
    buttonOf(*RunningDesktop::window().findChild<QuitQuestion *>(), u"Wait for them"_s)->click();
    QPushButton *cut = nullptr;
    QVERIFY(QTest::qWaitFor([&cut] {
        for (auto *button : RunningDesktop::window().messageBar().findChildren<QPushButton *>()) {
            if (button->text().contains(u"ut them now"_s) && !button->isHidden())
                cut = button;
        }
        return cut != nullptr;
    }));
    // Who starts the program meanwhile wants it again when it has ended.
    QVERIFY(!program.desktop->beginsAnew());
    program.desktop->raise();
    QVERIFY(program.desktop->beginsAnew());
    cut->click();
    QVERIFY(!ended.isEmpty() || ended.wait());
    QVERIFY(!stream.client.readResponse().complete);
}

void TestQuitting::quittingCutsAStream()
{
    RunningDesktop program;
    QVERIFY(program.start());
    HeldStream stream(program);
    QVERIFY(stream.isOpen);
    QSignalSpy ended(program.desktop.get(), &DesktopApp::ended);
    RunningDesktop::entry(u"Quit"_s)->trigger();
    auto *question = RunningDesktop::window().findChild<QuitQuestion *>();
    buttonOf(*question, u"Cut them off"_s)->click();
    QVERIFY(ended.wait());
    QVERIFY(!stream.client.readResponse().complete);
}

void TestQuitting::quittingIsTakenBack()
{
    RunningDesktop program;
    QVERIFY(program.start());
    HeldStream stream(program);
    QVERIFY(stream.isOpen);
    QSignalSpy ended(program.desktop.get(), &DesktopApp::ended);
    RunningDesktop::entry(u"Quit"_s)->trigger();
    auto *question = RunningDesktop::window().findChild<QuitQuestion *>();
    buttonOf(*question, u"Keep running"_s)->click();
    program.backend.release("chatty", 1000);
    QVERIFY(stream.client.readResponse().complete);
    QCOMPARE(program.get("/health")["status"_L1].toString(), u"ok"_s);
    QVERIFY(ended.isEmpty());
}

void TestQuitting::theQuestionAnswersItselfWhenAllHasEnded()
{
    RunningDesktop program;
    QVERIFY(program.start());
    HeldStream stream(program);
    QVERIFY(stream.isOpen);
    QSignalSpy ended(program.desktop.get(), &DesktopApp::ended);
    RunningDesktop::entry(u"Quit"_s)->trigger();
    // A second wish to quit does not ask twice.
    RunningDesktop::entry(u"Quit"_s)->trigger();
    QCOMPARE(RunningDesktop::window().findChildren<QuitQuestion *>().size(), 1);
    program.backend.release("chatty", 1000);
    QVERIFY(stream.client.readResponse().complete);
    QVERIFY(!ended.isEmpty() || ended.wait());
}

void TestQuitting::thereIsNoStayingWhileItDrains()
{
    const QuitQuestion running(3, false);
    QVERIFY(buttonOf(running, u"Keep running"_s) != nullptr);
    QVERIFY(running.text().startsWith(u"3 request"_s));
    const QuitQuestion draining(3, true);
    QVERIFY(buttonOf(draining, u"Keep running"_s) == nullptr);
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
    TestQuitting test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_quitting.moc"

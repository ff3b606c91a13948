// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/scriptedsource.h"
#include "ui/desktop/about.h"
#include "ui/tray/proxyactions.h"
#include "ui/window/mainwindow.h"
#include "ui/window/messagebar.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>
#include <QTimeZone>
#include <QToolButton>

using namespace ui;
using namespace Qt::StringLiterals;
using proxy::RoutingState;
using proxy::ServiceState;

/// What the window can do by itself, where there is no tray.
class TestWindowMenus final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMenusGrantWhatTheTrayGrants();
    void aPauseHasSeveralLengths();
    void aMorningIsTheNextOne_data();
    void aMorningIsTheNextOne();
    void theBarAboveThePagesTellsWhatIsStopped();
    void theBarAboveThePagesTellsOfAPause();
    void lightsAreToldInWords();
    void lightsLeadToHealth();
    void theAddressIsCopied();
    void noPageMakesTheWindowTooLarge();
    void theFirstWindowFitsTheScreen();
    void theTitleNamesTheProgramOnce();
    void aReportHasNoSecrets();

private:
    static QAction *entry(const QWidget &window, const QString &text)
    {
        for (QAction *action : window.findChildren<QAction *>()) {
            if (action->text().remove(u'&') == text)
                return action;
        }
        return nullptr;
    }
    /// The bar that tells the proxy's state; it stands above the other one.
    static MessageBar *stateBar(const QWidget &window)
    {
        return window.findChildren<MessageBar *>().first();
    }
    static QToolButton *status(const MainWindow &window, const QString &text)
    {
        for (auto *button : window.statusBar()->findChildren<QToolButton *>()) {
            if (button->text().contains(text))
                return button;
        }
        return nullptr;
    }
};

void TestWindowMenus::theMenusGrantWhatTheTrayGrants()
{
    ScriptedSource source;
    const MainWindow window(source);
    source.become(ServiceState::Stopped, RoutingState::On);
    entry(window, u"Start the proxy"_s)->trigger();
    source.become(ServiceState::Running, RoutingState::On);
    entry(window, u"Stop the proxy"_s)->trigger();
    entry(window, u"Route requests"_s)->trigger();
    entry(window, u"Aggressive"_s)->trigger();
    entry(window, u"Gemini"_s)->trigger();
    entry(window, u"Pause routing for 30 minutes"_s)->trigger();
    source.become(ServiceState::Running, RoutingState::Paused);
    entry(window, u"Resume routing"_s)->trigger();
    QCOMPARE(source.wishes, (QList<QByteArray> {"start", "stop", "off", "aggressive", "gemini",
                                                "pause", "resume"}));
    QSignalSpy restart(&window, &MainWindow::restartRequested);
    entry(window, u"Restart the proxy"_s)->trigger();
    QCOMPARE(restart.count(), 1);
    // Another process's proxy is not this window's to start again.
    source.attached = true;
    source.become(ServiceState::Running, RoutingState::On);
    QVERIFY(!entry(window, u"Restart the proxy"_s)->isEnabled());
}

void TestWindowMenus::aPauseHasSeveralLengths()
{
    ScriptedSource source;
    const MainWindow window(source);
    source.become(ServiceState::Running, RoutingState::On);
    for (const QString &text : {u"5 minutes"_s, u"An hour"_s, u"Until tomorrow morning"_s})
        entry(window, text)->trigger();
    QCOMPARE(source.wishes, (QList<QByteArray> {"pause", "pause", "pause"}));
    source.become(ServiceState::Running, RoutingState::SwitchedOff);
    QVERIFY(!entry(window, u"Pause for"_s)->isEnabled());
}

void TestWindowMenus::aMorningIsTheNextOne_data()
{
    QTest::addColumn<QTime>("now");
    QTest::addColumn<int>("minutes");
    QTest::newRow("in the evening") << QTime(18, 0) << 12 * 60;
    QTest::newRow("at night") << QTime(1, 30) << 4 * 60 + 30;
    QTest::newRow("at six") << QTime(6, 0) << 24 * 60;
    QTest::newRow("a second before") << QTime(5, 59, 59) << 1;
}

void TestWindowMenus::aMorningIsTheNextOne()
{
    QFETCH(QTime, now);
    QFETCH(int, minutes);
    QCOMPARE(untilMorning(QDateTime(QDate(2026, 11, 30), now, QTimeZone::utc())).count(), minutes);
}

void TestWindowMenus::theBarAboveThePagesTellsWhatIsStopped()
{
    ScriptedSource source;
    const MainWindow window(source);
    source.become(ServiceState::Stopped, RoutingState::On);
    MessageBar *bar = stateBar(window);
    QVERIFY(!bar->isHidden());
    QVERIFY(bar->findChild<QLabel *>()->text().contains(u"stopped"_s));
    bar->findChild<QPushButton *>()->click();
    QCOMPARE(source.wishes, QList<QByteArray> {"start"});
    source.become(ServiceState::Running, RoutingState::On);
    QVERIFY(bar->isHidden());
}

void TestWindowMenus::theBarAboveThePagesTellsOfAPause()
{
    ScriptedSource source;
    const MainWindow window(source);
    source.now.pausedUntilMs = QDateTime(QDate(2026, 11, 30), QTime(23, 5)).toMSecsSinceEpoch();
    source.become(ServiceState::Running, RoutingState::Paused);
    MessageBar *bar = stateBar(window);
    QVERIFY(!bar->isHidden());
    QVERIFY2(bar->findChild<QLabel *>()->text().contains(u":05"_s),
             qPrintable(bar->findChild<QLabel *>()->text()));
    bar->findChild<QPushButton *>()->click();
    QCOMPARE(source.wishes, QList<QByteArray> {"resume"});
}

void TestWindowMenus::lightsAreToldInWords()
{
    ScriptedSource source;
    const MainWindow window(source);
    source.become(ServiceState::Running, RoutingState::NoKey);
    QCOMPARE(status(window, u"○ Morph"_s)->text(), u"○ Morph"_s);
    QCOMPARE(status(window, u"○ Morph"_s)->accessibleName(), u"Morph: not asked yet"_s);
    source.become(ServiceState::Running, RoutingState::On);
    QCOMPARE(status(window, u"● Morph"_s)->accessibleName(), u"Morph: working"_s);
    source.now.router.state = "open";
    source.become(ServiceState::Running, RoutingState::On);
    QCOMPARE(status(window, u"▲ Morph"_s)->accessibleName(), u"Morph: in trouble"_s);
    QCOMPARE(status(window, u"CLIProxyAPI"_s)->accessibleName(), u"CLIProxyAPI: working"_s);
}

void TestWindowMenus::lightsLeadToHealth()
{
    ScriptedSource source;
    const MainWindow window(source);
    source.become(ServiceState::Running, RoutingState::On);
    QSignalSpy health(&window, &MainWindow::healthRequested);
    status(window, u"Morph"_s)->click();
    status(window, u"CLIProxyAPI"_s)->click();
    QCOMPARE(health.count(), 2);
}

void TestWindowMenus::theAddressIsCopied()
{
    ScriptedSource source;
    const MainWindow window(source);
    source.become(ServiceState::Running, RoutingState::On);
    status(window, u"Running on"_s)->click();
    QCOMPARE(QApplication::clipboard()->text(), source.baseUrl());
}

void TestWindowMenus::noPageMakesTheWindowTooLarge()
{
    ScriptedSource source;
    MainWindow window(source);
    auto *page = new QWidget;
    page->setMinimumSize(3000, 2000);
    window.addPage(page, {}, u"Wide"_s);
    window.show();
    window.resize(760, 480);
    QCOMPARE(window.size(), QSize(760, 480));
}

void TestWindowMenus::theFirstWindowFitsTheScreen()
{
    ScriptedSource source;
    MainWindow window(source);
    window.show();
    const QSize room = window.screen()->availableSize();
    QVERIFY(window.width() <= room.width() && window.height() <= room.height());
}

void TestWindowMenus::theTitleNamesTheProgramOnce()
{
    QApplication::setApplicationDisplayName(u"llm-proxy"_s);
    ScriptedSource source;
    source.demo = true;
    const MainWindow window(source);
    QCOMPARE(window.windowTitle(), u"Demo"_s);
}

void TestWindowMenus::aReportHasNoSecrets()
{
    ScriptedSource source;
    source.become(ServiceState::Running, RoutingState::On);
    const QString text = diagnosticsText(source.now);
    QVERIFY(text.contains(u"llm-proxy "_s));
    QVERIFY(text.contains(QLatin1StringView(qVersion())));
    QVERIFY(text.contains(u"Running on 127.0.0.1:8317"_s));
    QVERIFY(!text.contains(u"token"_s));
    MainWindow window(source);
    window.show();
    showAbout(window, source.now);
    auto *box = window.findChild<QMessageBox *>();
    QVERIFY(box != nullptr);
    for (QAbstractButton *button : box->buttons()) {
        if (button->text().contains(u"report"_s))
            button->click();
    }
    QCOMPARE(QApplication::clipboard()->text(), text);
    QVERIFY(box->isVisible());
}

QTEST_MAIN(TestWindowMenus)
#include "tst_windowmenus.moc"

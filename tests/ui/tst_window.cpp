// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/query/exchangequery.h"
#include "tests/support/scriptedsource.h"
#include "ui/health/healthpage.h"
#include "ui/look/humanformat.h"
#include "ui/models/querycompleter.h"
#include "ui/requests/explaindialog.h"
#include "ui/requests/requestspage.h"
#include "ui/requests/savedfilters.h"
#include "ui/statistics/statisticspage.h"
#include "ui/tray/statusicons.h"
#include "ui/tray/traymenu.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace ui;
using namespace std::chrono_literals;

namespace {

QAction *actionNamed(const TrayMenu &menu, const QString &text)
{
    for (QAction *action : menu.actions()) {
        if (action->text().remove(u'&').startsWith(text))
            return action;
    }
    return nullptr;
}

} // namespace

class TestWindow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void trayTellsTheStateByShape();
    void everyStateHasAnIconInEveryVariant();
    void theShapesDifferWithoutColour();
    void todaysNumbersAreTold();
    void menuGrantsWishes();
    void menuOffersToResumeWhilePaused();
    void menuLiftsLimits();
    void ofManyPlanWindowsAFewAreTold();
    void aLimitThatStopsRequestsIsTheFirstThingToTell();
    void closingHidesOrAsksToQuit();
    void titleSaysWhenAttached();
    void pagesShowWhatArrives();
    void aRowTakesThePersonsWord();
    void numbersAreWrittenForPeople();
    void moneyIsWrittenForPeople();
    void theBodyToExplainHasTheRecordedText();
    void filtersAreCompletedWordByWord();
    void filtersAreSaved();
};

void TestWindow::trayTellsTheStateByShape()
{
    using proxy::RoutingState;
    using proxy::ServiceState;
    proxy::ServiceStatus status;
    QCOMPARE(trayState(status), TrayState::Stopped);
    status.state = ServiceState::Running;
    status.routing = RoutingState::On;
    QCOMPARE(trayState(status), TrayState::Running);
    status.router.state = "open";
    QCOMPARE(trayState(status), TrayState::Degraded);
    // This machine judges without Morph.
    status.classifier = proxy::RouterClassifier::Local;
    QCOMPARE(trayState(status), TrayState::Running);
    QVERIFY(problemText(status).isEmpty());
    status.classifier = proxy::RouterClassifier::Morph;
    status.router.state = "closed";
    status.routing = RoutingState::NoKey;
    QCOMPARE(trayState(status), TrayState::RoutingOff);
    QVERIFY(!problemText(status).isEmpty());
    status.upstreamReachable = false;
    QCOMPARE(trayState(status), TrayState::Degraded);
    status.state = ServiceState::Failed;
    QCOMPARE(trayState(status), TrayState::Attention);
}

void TestWindow::everyStateHasAnIconInEveryVariant()
{
    for (const TrayState state : {TrayState::Stopped, TrayState::Running, TrayState::RoutingOff,
                                  TrayState::Degraded, TrayState::Attention}) {
        for (const IconVariant variant :
             {IconVariant::Light, IconVariant::Dark, IconVariant::Symbolic})
            QVERIFY(!statusIcon(state, variant).pixmap(22, 22).isNull());
    }
}

void TestWindow::theShapesDifferWithoutColour()
{
    constexpr int kSize = 22;
    QList<QImage> masks;
    for (const TrayState state : {TrayState::Stopped, TrayState::Running, TrayState::RoutingOff,
                                  TrayState::Degraded, TrayState::Attention})
        masks << statusIcon(state, IconVariant::Symbolic)
                     .pixmap(kSize, kSize)
                     .toImage()
                     .convertToFormat(QImage::Format_Alpha8);
    for (qsizetype one = 0; one < masks.size(); ++one) {
        for (qsizetype other = one + 1; other < masks.size(); ++other) {
            int differing = 0;
            for (int at = 0; at < kSize * kSize; ++at) {
                const QPoint dot(at % kSize, at / kSize);
                differing += std::abs(masks[one].pixelColor(dot).alpha()
                                      - masks[other].pixelColor(dot).alpha())
                                     > 100
                                 ? 1
                                 : 0;
            }
            QVERIFY2(differing >= 12, qPrintable(QString::number(differing)));
        }
    }
}

void TestWindow::todaysNumbersAreTold()
{
    proxy::ServiceStatus status;
    // Nothing is known of a stopped one.
    QCOMPARE(todayText(status), QString());
    status.state = proxy::ServiceState::Running;
    QCOMPARE(todayText(status), QStringLiteral("0 request(s) today"));
    status.today.requests = 412;
    status.today.routable = 400;
    status.today.byDifficulty[proxy::Difficulty::Easy] = 252;
    status.today.routing.add(214ms);
    status.savedToday = 318 * proxy::kPicoPerDollar / 100;
    QCOMPARE(todayText(status),
             QStringLiteral("412 request(s) today · 63 % easy · Morph 214 ms · $3.18 saved"));
    status.savedToday = -proxy::kPicoPerDollar;
    QVERIFY(todayText(status).endsWith(QStringLiteral("$1.00 lost")));
    // After a start in the middle of the day the books know more than the counters.
    status.bookedToday = 498;
    QCOMPARE(todayText(status), QStringLiteral("498 request(s) today · Morph 214 ms · $1.00 lost"));
}

void TestWindow::menuGrantsWishes()
{
    ScriptedSource source;
    TrayMenu menu(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    actionNamed(menu, QStringLiteral("Stop the proxy"))->trigger();
    actionNamed(menu, QStringLiteral("Pause routing"))->trigger();
    actionNamed(menu, QStringLiteral("Route requests"))->trigger();
    QCOMPARE(source.wishes, (QList<QByteArray> {"stop", "pause", "off"}));
    source.become(proxy::ServiceState::Stopped, proxy::RoutingState::On);
    QVERIFY(actionNamed(menu, QStringLiteral("Start the proxy")) != nullptr);
}

void TestWindow::menuOffersToResumeWhilePaused()
{
    ScriptedSource source;
    TrayMenu menu(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::Paused);
    actionNamed(menu, QStringLiteral("Resume routing"))->trigger();
    QCOMPARE(source.wishes, QList<QByteArray> {"resume"});
}

void TestWindow::menuLiftsLimits()
{
    ScriptedSource source;
    TrayMenu menu(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    QAction *limits = actionNamed(menu, QStringLiteral("Limits"));
    QVERIFY(!limits->isVisible());
    source.now.budgets = {
        {.name = "web",
         .scope = "project",
         .subject = "R&D",
         .tokens = 10,
         .usedTokens = 12,
         .level = proxy::BudgetLevel::Stopped},
        {.name = "web", .scope = "project", .subject = "shop", .tokens = 10, .usedTokens = 2},
        {.name = "day", .scope = "day", .tokens = 100, .usedTokens = 14, .liftedUntilMs = 1}};
    Q_EMIT source.statusChanged(source.now);
    QVERIFY(limits->isVisible());
    QList<QAction *> shown;
    for (QAction *action : limits->menu()->actions()) {
        if (action->isVisible())
            shown << action;
    }
    QCOMPARE(shown.size(), 2);
    QCOMPARE(shown[0]->text(), QStringLiteral("web (R&&D): 12 of 10 tokens, stopped"));
    const auto choices = [](QAction *entry) { return entry->menu()->actions(); };
    QVERIFY(!choices(shown[0])[2]->isEnabled());
    choices(shown[0])[0]->trigger();
    choices(shown[0])[1]->trigger();
    choices(shown[1])[2]->trigger();
    QCOMPARE(source.wishes,
             (QList<QByteArray> {"lift web for an hour", "lift web for the day", "restore day"}));
}

void TestWindow::ofManyPlanWindowsAFewAreTold()
{
    proxy::ServiceStatus status;
    status.state = proxy::ServiceState::Running;
    for (const auto &[name, used] :
         {std::pair {"5h", 0.4}, std::pair {"5h", 0.6}, std::pair {"7d", 0.1},
          std::pair {"7d_opus", 0.9}, std::pair {"7d_sonnet", 0.2}})
        status.planWindows.push_back({.provider = "anthropic", .name = name, .used = used});
    status.quotas = {{.limit = {.restraint = proxy::Restraint::EasyOnly}}};
    const QString text = todayText(status);
    QCOMPARE(text.count(QStringLiteral("of the plan")), 3);
    QVERIFY2(text.contains(QStringLiteral("5h of the plan 60 % used")), qPrintable(text));
    QVERIFY(!text.contains(QStringLiteral("7d of")));
    QVERIFY(text.endsWith(QStringLiteral("plan limit: easy models only")));
}

void TestWindow::aLimitThatStopsRequestsIsTheFirstThingToTell()
{
    proxy::ServiceStatus status;
    status.state = proxy::ServiceState::Running;
    status.routing = proxy::RoutingState::On;
    status.upstreamReachable = false;
    status.budgets = {{.name = "day",
                       .scope = "day",
                       .dollars = proxy::kPicoPerDollar,
                       .spent = 2 * proxy::kPicoPerDollar,
                       .level = proxy::BudgetLevel::Stopped}};
    QCOMPARE(trayState(status), TrayState::Attention);
    QCOMPARE(problemText(status), QStringLiteral("Limit used up: day: $2.00 of $1.00, stopped"));
    status.budgets[0].liftedUntilMs = 1;
    QCOMPARE(trayState(status), TrayState::Degraded);
}

void TestWindow::closingHidesOrAsksToQuit()
{
    ScriptedSource source;
    MainWindow window(source);
    QSignalSpy quit(&window, &MainWindow::quitRequested);
    QSignalSpy hidden(&window, &MainWindow::hidden);
    window.show();
    window.close();
    QCOMPARE(quit.count(), 1);
    QVERIFY(window.isVisible());
    window.setHidesOnClose(true);
    window.close();
    QCOMPARE(hidden.count(), 1);
    QVERIFY(!window.isVisible());
}

void TestWindow::titleSaysWhenAttached()
{
    ScriptedSource source;
    source.attached = true;
    const MainWindow window(source);
    QVERIFY(window.windowTitle().contains(QStringLiteral("4711")));
}

void TestWindow::pagesShowWhatArrives()
{
    ScriptedSource source;
    RequestsPage requests(source);
    StatisticsPage statistics(source, {});
    HealthPage health(source);
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    proxy::Exchange exchange;
    exchange.id = "1";
    exchange.routable = true;
    exchange.end = proxy::ExchangeEnd::Complete;
    exchange.timing.finished = 3s;
    Q_EMIT source.exchangesArrived({exchange});
    QCOMPARE(requests.model().rowCount(), 1);
    auto *table = requests.findChild<QTableView *>();
    table->selectRow(0);
    for (QWidget *page : {static_cast<QWidget *>(&requests), static_cast<QWidget *>(&statistics),
                          static_cast<QWidget *>(&health)}) {
        page->resize(1000, 600);
        page->show();
        QVERIFY(!page->grab().isNull());
    }
}

void TestWindow::aRowTakesThePersonsWord()
{
    ScriptedSource source;
    RequestsPage page(source);
    QSignalSpy labels(&page, &RequestsPage::labelRequested);
    proxy::Exchange exchange;
    exchange.id = "00000000000000aa";
    exchange.routable = true;
    Q_EMIT source.exchangesArrived({exchange});
    page.resize(1000, 600);
    page.show();
    auto *table = page.findChild<QTableView *>();
    const QPoint row = table->visualRect(table->model()->index(0, 0)).center();
    const auto choose = [&](const QString &entry) {
        Q_EMIT table->customContextMenuRequested(row);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu != nullptr);
        for (QAction *action : menu->actions()) {
            if (action->text().remove(u'&') == entry)
                action->trigger();
        }
        menu->close();
    };
    choose(QStringLiteral("Should have been hard"));
    choose(QStringLiteral("Should have been easy"));
    choose(QStringLiteral("Take back what was said"));
    QCOMPARE(labels.size(), 3);
    QCOMPARE(labels[0][0].toByteArray(), exchange.id);
    QCOMPARE(labels[0][1].value<proxy::Difficulty>(), proxy::Difficulty::Hard);
    QCOMPARE(labels[1][1].value<proxy::Difficulty>(), proxy::Difficulty::Easy);
    QCOMPARE(labels[2][1].value<proxy::Difficulty>(), proxy::Difficulty::None);
    Q_EMIT table->customContextMenuRequested(QPoint(row.x(), table->viewport()->height() - 2));
    QVERIFY(QApplication::activePopupWidget() == nullptr);
}

void TestWindow::numbersAreWrittenForPeople()
{
    QCOMPARE(humanDuration(400us), QStringLiteral("0.4 ms"));
    QCOMPARE(humanDuration(208ms), QStringLiteral("208 ms"));
    QCOMPARE(humanDuration(3210ms), QStringLiteral("3.21 s"));
    QCOMPARE(humanDuration(130s), QStringLiteral("2 min 10 s"));
    QCOMPARE(humanDuration(18010s), QStringLiteral("5 h 0 min"));
    QCOMPARE(humanCount(-1), QStringLiteral("–"));
    QCOMPARE(humanCount(2100), QStringLiteral("2.1k"));
    QCOMPARE(humanShare(1, 0), QStringLiteral("–"));
    QCOMPARE(humanShare(63, 100), QStringLiteral("63 %"));
}

void TestWindow::moneyIsWrittenForPeople()
{
    QCOMPARE(humanMoney(0), QStringLiteral("$0.00"));
    QCOMPARE(humanMoney(3.181), QStringLiteral("$3.18"));
    QCOMPARE(humanMoney(0.0138), QStringLiteral("$0.014"));
    QCOMPARE(humanMoney(0.0038), QStringLiteral("$0.0038"));
    QCOMPARE(humanMoney(0.00001), QStringLiteral("< $0.0001"));
    QCOMPARE(humanMoney(-0.5), QStringLiteral("−$0.500"));
}

void TestWindow::theBodyToExplainHasTheRecordedText()
{
    proxy::Exchange exchange;
    exchange.decision.requestedModel = "gpt-5";
    exchange.classifiedText = "Rename \"x\"";
    const QByteArray body = bodyToExplain(exchange);
    QVERIFY(body.contains("\"content\":\"Rename \\\"x\\\"\""));
}

void TestWindow::filtersAreCompletedWordByWord()
{
    const QueryCompleter completer;
    QCOMPARE(completer.splitPath(QStringLiteral("model:haiku -diff")),
             QStringList {QStringLiteral("diff")});
    const QStringList words = proxy::ExchangeQuery::suggestions();
    QVERIFY(words.contains(QStringLiteral("difficulty:hard")));
    const auto row = static_cast<int>(words.indexOf(QStringLiteral("difficulty:hard")));
    QCOMPARE(completer.pathFromIndex(completer.model()->index(row, 0)),
             QStringLiteral("model:haiku -difficulty:hard"));
}

void TestWindow::filtersAreSaved()
{
    SavedFilters saved;
    saved.setPresent(QStringLiteral(" status:>=500 "));
    const auto press = [&saved](const QString &text) {
        Q_EMIT saved.menu()->aboutToShow();
        for (QAction *action : saved.menu()->actions()) {
            if (action->text().remove(u'&') == text)
                action->trigger();
        }
    };
    press(QStringLiteral("Save this filter"));
    QCOMPARE(SavedFilters::all().first(), QStringLiteral("status:>=500"));
    QSignalSpy chosen(&saved, &SavedFilters::chosen);
    press(QStringLiteral("status:>=500"));
    QCOMPARE(chosen.first().first().toString(), QStringLiteral("status:>=500"));
    press(QStringLiteral("Forget this filter"));
    QVERIFY(!SavedFilters::all().contains(QStringLiteral("status:>=500")));
}

int main(int argc, char **argv)
{
    // No real settings are read or written.
    QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QLocale::setDefault(QLocale::c());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    TestWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window.moc"

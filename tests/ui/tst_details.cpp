// SPDX-License-Identifier: LicenseRef-Private
// The details of one request, of a proxy of this process and of another.
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedsource.h"
#include "tests/support/shownproxy.h"
#include "ui/models/exchangecolumns.h"
#include "ui/requests/exchangedetails.h"
#include "ui/requests/exchangefacts.h"
#include "ui/requests/explaindialog.h"
#include "ui/requests/sessionlane.h"
#include "ui/requests/timelinebar.h"

#include "proxy/exchange/exchangejson.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>
#include <QTextBrowser>
#include <QTreeWidget>

using namespace ui;
using namespace std::chrono_literals;
using support::Shown;
using support::ShownProxy;

class TestDetails final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTimelineShowsEveryStep();
    void theTimelineIsInProportion();
    void theTimelineOfAnOpenRequestGoesOn();
    void theVerdictComesFirst();
    void checksThatPassedUnfold();
    void theFactsAreTextForScreenReaders();
    void theTurnsOfTheSessionAreALane();
    void aTurnIsComparedWithTheOneBefore();
    void answersToExplainAreRows();
    void everyFactIsTold_data();
    void everyFactIsTold();
    void textIsShownOnlyWhereItIsRecorded();
    void curlSendsTheSameAndNoSecret();
    void jsonIsTheRowOfTheLog();
    void explainsAgainLive();
    void headersAreShownMasked_data();
    void headersAreShownMasked();
    void headersThatAreGoneAreSaidToBeGone();
    void buttonsAskForTheLogAndForReasons();

private:
    static void press(const QWidget &page, const QString &text);
    static QTreeWidget *treeNamed(const QWidget &page, const QString &name);
    static void showTab(const QWidget &page, const QString &name);
    static proxy::Exchange rich();
};

namespace {

const QByteArray kBody = R"({"model":"claude-sonnet-4-5-20250929","max_tokens":900,)"
                         R"("messages":[{"role":"user","content":"Rename x to y."}]})";

QStringList textsOf(const QTreeWidget &tree)
{
    QStringList texts;
    for (int top = 0; top < tree.topLevelItemCount(); ++top) {
        const QTreeWidgetItem *head = tree.topLevelItem(top);
        texts << head->text(0);
        for (int at = 0; at < head->childCount(); ++at)
            texts << head->child(at)->text(0) + u'=' + head->child(at)->text(1);
    }
    return texts;
}

} // namespace

QTreeWidget *TestDetails::treeNamed(const QWidget &page, const QString &name)
{
    for (QTreeWidget *tree : page.findChildren<QTreeWidget *>()) {
        if (tree->accessibleName() == name)
            return tree;
    }
    return nullptr;
}

void TestDetails::showTab(const QWidget &page, const QString &name)
{
    auto *tabs = page.findChild<QTabWidget *>();
    for (int tab = 0; tab < tabs->count(); ++tab) {
        if (tabs->tabText(tab) == name)
            return tabs->setCurrentIndex(tab);
    }
    QFAIL(qPrintable(name));
}

void TestDetails::press(const QWidget &page, const QString &text)
{
    for (QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->text().remove(u'&') == text)
            return button->click();
    }
    for (QAction *action : page.findChildren<QAction *>()) {
        if (action->text().remove(u'&') == text)
            return action->trigger();
    }
    QFAIL(qPrintable(text));
}

proxy::Exchange TestDetails::rich()
{
    proxy::Exchange exchange;
    exchange.id = "00000000000000a1";
    exchange.method = "POST";
    exchange.target = "/v1/messages?key=***";
    exchange.dialect = proxy::Dialect::Anthropic;
    exchange.routable = true;
    exchange.streaming = true;
    exchange.decision.requestedModel = "claude-sonnet-4-5-20250929";
    exchange.decision.selectedModel = "claude-haiku-4-5-20251001";
    exchange.decision.outcome = proxy::RoutingOutcome::Routed;
    exchange.decision.difficulty = proxy::Difficulty::Easy;
    exchange.decision.routerAttempts = 1;
    exchange.decision.routingTime = 208ms;
    exchange.decision.ruleId = "my-rule";
    exchange.decision.trace = {
        {"turn-type", "human-ask",
         proxy::Text::words(QStringLiteral("a person typed something new"))},
        {"classify", "easy", proxy::Text::words(QStringLiteral("by Morph"))},
        {"cache", "pass", proxy::Text::words(QStringLiteral("cache cold, switching is free"))}};
    exchange.classifiedText = "It's <b>bold</b>";
    exchange.bytesIn = 88148;
    exchange.changedBegin = 10;
    exchange.changedEnd = 38;
    exchange.usage.input = 1804;
    exchange.usage.output = 312;
    exchange.usage.cacheWrite5m = 1650;
    exchange.cost.actual = proxy::kPicoPerDollar / 100;
    exchange.cost.baseline = proxy::kPicoPerDollar / 10;
    exchange.timing.inspect = 200us;
    exchange.timing.decide = 208ms;
    exchange.timing.connected = 209ms;
    exchange.timing.firstByte = 611ms;
    exchange.timing.finished = 3201ms;
    exchange.status = 502;
    exchange.end = proxy::ExchangeEnd::Cut;
    exchange.error =
        proxy::Error {.code = proxy::ErrorCode::UpstreamCut,
                      .detail = proxy::Text::words(QStringLiteral("the backend broke off"))};
    return exchange;
}

void TestDetails::theTimelineShowsEveryStep()
{
    TimelineBar bar;
    bar.show(rich());
    QCOMPARE(bar.accessibleName(), QStringLiteral("inspect 0.2 ms, decide 208 ms, connect 0.8 ms, "
                                                  "first byte 402 ms, stream 2.59 s"));
    bar.resize(800, 24);
    const QImage drawn = bar.grab().toImage();
    QSet<QRgb> colours;
    for (int x = 0; x < drawn.width(); ++x)
        colours.insert(drawn.pixel(x, 1));
    QVERIFY2(colours.size() >= 5, "each step has a bar of its own colour");
}

void TestDetails::theTimelineIsInProportion()
{
    TimelineBar bar;
    proxy::Exchange exchange = rich();
    exchange.timing.finished = 5500ms;
    bar.show(exchange);
    bar.resize(1100, 40);
    const auto width = [&bar](size_t part) { return bar.boxOf(part).width(); };
    // 208 ms of 5.5 s.
    QCOMPARE(qRound(width(1)), 42);
    QVERIFY(width(2) <= 2);
    QCOMPARE(qRound(bar.boxOf(4).left()), 122);
    QCOMPARE(qRound(width(4)), 978);
}

void TestDetails::theTimelineOfAnOpenRequestGoesOn()
{
    TimelineBar bar;
    proxy::Exchange exchange = rich();
    exchange.end = proxy::ExchangeEnd::Open;
    exchange.timing.finished.reset();
    exchange.timing.firstByte.reset();
    exchange.startedAtMs = QDateTime::currentMSecsSinceEpoch() - 20000;
    bar.show(exchange);
    QCOMPARE(bar.parts().back().name, QStringLiteral("waiting"));
    QVERIFY(bar.parts().back().goesOn);
    QVERIFY(bar.parts().back().time > 19s);
    exchange.timing.firstByte = 2s;
    exchange.streaming = true;
    bar.show(exchange);
    QCOMPARE(bar.parts().back().name, QStringLiteral("stream"));
    QVERIFY(bar.parts().back().time > 17s);
}

void TestDetails::theVerdictComesFirst()
{
    proxy::Exchange exchange = rich();
    exchange.error.reset();
    exchange.usage.cacheRead = 0;
    QCOMPARE(verdictText(exchange),
             QStringLiteral("◔ easy → claude-haiku-4-5 · saved $0.090 · cache cold"));
    exchange.usage.cacheRead = 1000;
    exchange.cost.baseline = 0;
    QCOMPARE(verdictText(exchange),
             QStringLiteral("◔ easy → claude-haiku-4-5 · cost $0.010 more · cache warm"));
    QVERIFY(verdictText(rich()).startsWith(QStringLiteral("the backend broke off · ")));
    exchange.decision.selectedModel = exchange.decision.requestedModel;
    exchange.decision.outcome = proxy::RoutingOutcome::Kept;
    exchange.decision.reason = proxy::RouteReason::CacheWarm;
    QVERIFY2(verdictText(exchange).startsWith(
                 QStringLiteral("◔ easy stays with claude-sonnet-4-5 · kept: cache warm")),
             qPrintable(verdictText(exchange)));
    QCOMPARE(verdictText({}),
             QStringLiteral("passed on unchanged · waiting 0:00")
                 .replace(QStringLiteral("0:00"), columnText({}, ExchangeModel::Total)));
}

void TestDetails::checksThatPassedUnfold()
{
    const ScriptedSource source;
    ExchangeDetails details(source);
    details.show(rich());
    auto *facts = details.findChild<QTextBrowser *>();
    QVERIFY(facts->toPlainText().contains(QStringLiteral("1 check(s) passed")));
    QVERIFY(!facts->toPlainText().contains(QStringLiteral("cache cold, switching is free")));
    QVERIFY(facts->toPlainText().contains(QStringLiteral("a person typed something new")));
    Q_EMIT facts->anchorClicked(QUrl(QLatin1StringView(kChecksLink)));
    QVERIFY(facts->toPlainText().contains(QStringLiteral("cache cold, switching is free")));
}

void TestDetails::theFactsAreTextForScreenReaders()
{
    const ScriptedSource source;
    ExchangeDetails details(source);
    details.show(rich());
    QAccessibleInterface *facts =
        QAccessible::queryAccessibleInterface(details.findChild<QTextBrowser *>());
    QVERIFY(facts != nullptr && facts->textInterface() != nullptr);
    QCOMPARE(facts->text(QAccessible::Name), QStringLiteral("Details"));
    const QString text = facts->textInterface()->text(0, facts->textInterface()->characterCount());
    QVERIFY(text.contains(QStringLiteral("the backend broke off")));
    QVERIFY(text.contains(QStringLiteral("1,804")));
    // Each stop of the keyboard has a name or a text of its own.
    for (const QWidget *widget : details.findChildren<QWidget *>()) {
        if ((widget->focusPolicy() & Qt::TabFocus) == 0)
            continue;
        QAccessibleInterface *stop =
            QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
        QVERIFY2(!stop->text(QAccessible::Name).isEmpty()
                     || stop->role() == QAccessible::PageTabList,
                 widget->metaObject()->className());
    }
}

void TestDetails::theTurnsOfTheSessionAreALane()
{
    const ScriptedSource source;
    ExchangeDetails details(source);
    std::vector<proxy::Exchange> turns;
    for (const char *id : {"t1", "t2", "t3"}) {
        turns.push_back(rich());
        turns.back().id = id;
        turns.back().session = "s";
    }
    details.setTurns([&turns](const QByteArray &session) {
        return session == "s" ? turns : std::vector<proxy::Exchange>();
    });
    QSignalSpy wanted(&details, &ExchangeDetails::turnRequested);
    details.show(turns[1]);
    details.showSession();
    auto *lane = treeNamed(details, QStringLiteral("Turns of this session"));
    QCOMPARE(lane->topLevelItemCount(), 3);
    QCOMPARE(lane->indexOfTopLevelItem(lane->currentItem()), 1);
    QCOMPARE(wanted.count(), 0);
    lane->setCurrentItem(lane->topLevelItem(2));
    details.stepTurn(-1);
    details.stepTurn(1);
    QCOMPARE(wanted.count(), 3);
    QCOMPARE(wanted[0][0].toByteArray(), QByteArray("t3"));
    QCOMPARE(wanted[1][0].toByteArray(), QByteArray("t1"));
    details.show(turns[2]);
    details.stepTurn(1);
    QCOMPARE(wanted.count(), 3);
}

void TestDetails::aTurnIsComparedWithTheOneBefore()
{
    proxy::Exchange before = rich();
    proxy::Exchange now = rich();
    now.decision.selectedModel = now.decision.requestedModel;
    now.usage.input = 5000;
    now.cacheLoss.firstDifference = proxy::Text::words(QStringLiteral("system[1]"));
    const auto rows = turnDifferences(before, now);
    const auto row = [&rows](const QString &name) {
        const auto found = std::find_if(rows.begin(), rows.end(),
                                        [&name](const auto &each) { return each.name == name; });
        return found == rows.end() ? TurnDifference {} : *found;
    };
    QVERIFY(row(QStringLiteral("Answered by")).differs);
    QCOMPARE(row(QStringLiteral("Answered by")).before, QStringLiteral("→ claude-haiku-4-5"));
    QVERIFY(row(QStringLiteral("Tokens of the prompt")).differs);
    QVERIFY(!row(QStringLiteral("Tokens of the answer")).differs);
    QCOMPARE(row(QStringLiteral("The prompt differs first at")).now, QStringLiteral("system[1]"));
}

void TestDetails::answersToExplainAreRows()
{
    const QJsonObject answer =
        QJsonDocument::fromJson(
            R"({"asks_router":true,"answers":[)"
            R"({"routing":"routed","selected_model":"claude-haiku-4-5","difficulty":"easy",)"
            R"("trace":[{"step":"classify","result":"easy","detail":"<by> Morph"}]},)"
            R"({"routing":"routed","selected_model":"no-such-model","difficulty":"hard"}]})")
            .object();
    const proxy::Usage usage {.input = 1'000'000, .output = 0};
    const auto rows = explainedAnswers(answer, usage);
    QCOMPARE(rows.size(), size_t(2));
    QCOMPARE(rows[0].said, QStringLiteral("◔ easy"));
    QCOMPARE(rows[0].cost, QStringLiteral("$1.00"));
    QVERIFY(rows[0].reasonsHtml.contains(QStringLiteral("&lt;by&gt; Morph")));
    QCOMPARE(rows[1].cost, QStringLiteral("–"));
    QVERIFY(explainedAnswers({}, usage).empty());
    const auto decided = explainedAnswers(
        {{QStringLiteral("decision"), answer[QStringLiteral("answers")][0]}}, usage);
    QCOMPARE(decided.size(), size_t(1));
    QVERIFY(decided[0].said.isEmpty());
}

void TestDetails::everyFactIsTold_data()
{
    QTest::addColumn<QString>("fact");
    for (const char *fact :
         {"a person typed something new", "by Morph", "cache cold, switching is free", "my-rule",
          "Morph in 208 ms", "easy", "claude-haiku-4-5-20251001", "bytes 10–38 of 88,148", "1,804",
          "312", "1,650", "$0.010", "$0.100", "$0.090", "the backend broke off", "upstream-cut",
          "It's &lt;b&gt;bold&lt;/b&gt;", "502 cut"})
        QTest::newRow(fact) << QString::fromUtf8(fact);
}

void TestDetails::everyFactIsTold()
{
    QFETCH(QString, fact);
    const QString html = exchangeFactsHtml(rich(), Checks::Unfolded);
    QVERIFY2(html.contains(fact), qPrintable(html));
}

void TestDetails::textIsShownOnlyWhereItIsRecorded()
{
    proxy::Exchange exchange = rich();
    exchange.classifiedText.clear();
    const auto isOff = [](const proxy::Exchange &shown) {
        return exchangeFactsHtml(shown, Checks::Folded)
            .contains(QStringLiteral("recording it is off"));
    };
    QVERIFY(isOff(exchange));
    QVERIFY(!isOff(rich()));
}

void TestDetails::curlSendsTheSameAndNoSecret()
{
    const ScriptedSource source;
    ExchangeDetails details(source);
    details.show(rich());
    press(details, QStringLiteral("Copy as curl"));
    const QString curl = QGuiApplication::clipboard()->text();
    QVERIFY(curl.startsWith(
        QStringLiteral("curl -N -X POST 'http://localhost:8317/v1/messages?key=***'")));
    QVERIFY2(curl.contains(QStringLiteral("It'\\''s <b>bold</b>")), qPrintable(curl));
    QVERIFY(curl.contains(QStringLiteral("\"model\":\"claude-sonnet-4-5-20250929\"")));
    QVERIFY(curl.contains(QStringLiteral("$ANTHROPIC_API_KEY")));
    QVERIFY(!curl.contains(QStringLiteral("sk-")));
}

void TestDetails::jsonIsTheRowOfTheLog()
{
    const ScriptedSource source;
    ExchangeDetails details(source);
    details.show(rich());
    press(details, QStringLiteral("Copy JSON"));
    QByteArray row;
    proxy::appendExchangeJson(row, rich());
    QCOMPARE(QGuiApplication::clipboard()->text().toUtf8(), row);
}

void TestDetails::explainsAgainLive()
{
    ShownProxy shown;
    QVERIFY(shown.start(Shown::Local));
    const auto before = shown.stands.upstream("/v1/messages").size();
    ExplainDialog dialog(rich(), *shown.source);
    dialog.show();
    auto *answers = dialog.findChild<QTreeWidget *>();
    QTRY_VERIFY(answers->topLevelItemCount() > 0);
    QVERIFY2(answers->topLevelItem(0)->text(1).startsWith(QStringLiteral("claude-")),
             qPrintable(answers->topLevelItem(0)->text(1)));
    QVERIFY(answers->topLevelItem(0)->text(3).startsWith(u'$'));
    QVERIFY(!dialog.findChild<QTextBrowser *>()->toPlainText().isEmpty());
    QCOMPARE(shown.stands.upstream("/v1/messages").size(), before);
}

void TestDetails::headersAreShownMasked_data()
{
    QTest::addColumn<Shown>("how");
    QTest::newRow("local") << Shown::Local;
    QTest::newRow("attached") << Shown::Attached;
}

void TestDetails::headersAreShownMasked()
{
    QFETCH(Shown, how);
    ShownProxy shown;
    QVERIFY(shown.start(how));
    QCOMPARE(shown.stands
                 .ask(support::RunningProxy::post("/v1/messages", kBody,
                                                  "x-api-key: s3cr3t-s3cr3t-s3cr3t\r\n"))
                 .status,
             200);
    QVERIFY(shown.waitForEnd());
    ExchangeDetails details(*shown.source);
    details.show(shown.seen.back());
    details.QWidget::show();
    auto *tree = treeNamed(details, QStringLiteral("Headers"));
    QCOMPARE(tree->topLevelItemCount(), 0);
    showTab(details, QStringLiteral("Headers"));
    QTRY_COMPARE(tree->topLevelItemCount(), 2);
    const QStringList texts = textsOf(*tree);
    QVERIFY2(texts.contains(QStringLiteral("User-Agent=test/1")), qPrintable(texts.join(u'\n')));
    QVERIFY(texts.contains(QStringLiteral("x-api-key=…cr3t")));
    QVERIFY(texts.filter(QStringLiteral("x-llm-proxy-routing=")).size() == 1);
    QVERIFY(texts.filter(QStringLiteral("s3cr3t-")).isEmpty());
}

void TestDetails::headersThatAreGoneAreSaidToBeGone()
{
    ShownProxy shown;
    QVERIFY(shown.start(Shown::Local));
    ExchangeDetails details(*shown.source);
    showTab(details, QStringLiteral("Headers"));
    details.QWidget::show();
    details.show(rich());
    QTRY_VERIFY(!treeNamed(details, QStringLiteral("Headers"))
                     ->parentWidget()
                     ->findChild<QLabel *>()
                     ->text()
                     .isEmpty());
}

void TestDetails::buttonsAskForTheLogAndForReasons()
{
    const ScriptedSource source;
    ExchangeDetails details(source);
    QSignalSpy log(&details, &ExchangeDetails::logRequested);
    QSignalSpy explain(&details, &ExchangeDetails::explainRequested);
    details.show(rich());
    press(details, QStringLiteral("Show in log"));
    press(details, QStringLiteral("Explain again"));
    QCOMPARE(log.value(0).value(0).toByteArray(), rich().id);
    QCOMPARE(explain.count(), 1);
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    TestDetails test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_details.moc"

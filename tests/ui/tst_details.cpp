// SPDX-License-Identifier: LicenseRef-Private
// The details of one request, of a proxy of this process and of another.
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedsource.h"
#include "tests/support/shownproxy.h"
#include "ui/requests/exchangedetails.h"
#include "ui/requests/exchangefacts.h"
#include "ui/requests/explaindialog.h"
#include "ui/requests/timelinebar.h"

#include "proxy/exchange/exchangejson.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>
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

void TestDetails::press(const QWidget &page, const QString &text)
{
    for (QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->text().remove(u'&') == text)
            return button->click();
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
    for (int x = 2; x < drawn.width(); ++x)
        colours.insert(drawn.pixel(x, 1));
    QVERIFY2(colours.size() >= 5, "each step has a bar of its own colour");
}

void TestDetails::everyFactIsTold_data()
{
    QTest::addColumn<QString>("fact");
    for (const char *fact :
         {"a person typed something new", "by Morph", "cache cold, switching is free", "my-rule",
          "Morph in 208 ms", "easy", "claude-haiku-4-5-20251001", "bytes 10–38 of 88,148", "1.8k",
          "312", "written 1.6k", "$0.010 at list prices", "$0.100 as requested", "saved $0.090",
          "the backend broke off", "upstream-cut", "It's &lt;b&gt;bold&lt;/b&gt;", "502 cut"})
        QTest::newRow(fact) << QString::fromUtf8(fact);
}

void TestDetails::everyFactIsTold()
{
    QFETCH(QString, fact);
    const QString html = exchangeFactsHtml(rich());
    QVERIFY2(html.contains(fact), qPrintable(html));
}

void TestDetails::textIsShownOnlyWhereItIsRecorded()
{
    proxy::Exchange exchange = rich();
    exchange.classifiedText.clear();
    QVERIFY(exchangeFactsHtml(exchange).contains(QStringLiteral("recording it is off")));
    QVERIFY(!exchangeFactsHtml(rich()).contains(QStringLiteral("recording it is off")));
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
    auto *answer = dialog.findChild<QPlainTextEdit *>();
    QTRY_VERIFY(!answer->toPlainText().isEmpty());
    QVERIFY2(answer->toPlainText().contains(QStringLiteral("claude-sonnet-4-5-20250929")),
             qPrintable(answer->toPlainText()));
    QVERIFY2(answer->toPlainText().contains(QStringLiteral("step:")),
             qPrintable(answer->toPlainText()));
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
    auto *tree = details.findChild<QTreeWidget *>();
    QCOMPARE(tree->topLevelItemCount(), 0);
    details.findChild<QTabWidget *>()->setCurrentIndex(1);
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
    details.findChild<QTabWidget *>()->setCurrentIndex(1);
    details.QWidget::show();
    details.show(rich());
    QTRY_VERIFY(!details.findChild<QTreeWidget *>()
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

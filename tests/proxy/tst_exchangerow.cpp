// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchangefields.h"
#include "proxy/exchange/exchangejson.h"
#include "proxy/exchange/exchangerow.h"
#include "proxy/exchange/sentences.h"
#include "proxy/exchange/textjson.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using proxy::Exchange;
using namespace Qt::StringLiterals;

/// That a row reads back as it was written is told by tst_attached.
class TestExchangeRow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noFigureOfARowWraps_data();
    void noFigureOfARowWraps();
    void everyFieldStandsInTheManual();
    void anEventCarriesItsSentencesForOtherLanguages();
    void theLogHasItsSentencesInEnglishAlone();
    void anEventWithoutSentencesIsTheRow();
    void whatNoProxyWroteIsNoSentence();
    void sentencesAreReadEightDeep();
    void aTextHasUpTo256Lines();
    void aTraceHasUpToAHundredSteps();
    void rowsAreReadUpToAMegabyte();
    void aStoppedRequestReadsBack();
};

void TestExchangeRow::noFigureOfARowWraps_data()
{
    QTest::addColumn<QByteArray>("figure");
    for (const char *figure :
         {"-1", "-0.5", "-9223372036854775808", "9223372036854775807", "18446744073709551615",
          "4294967296", "99999999999999999999999999", "1e300", "-1e300"})
        QTest::newRow(figure) << QByteArray(figure);
}

void TestExchangeRow::noFigureOfARowWraps()
{
    QFETCH(QByteArray, figure);
    const QByteArray row =
        QByteArray(R"({"schema":"v1","id":"1","routing":"reverted:#","bytes_in":#,)"
                   R"("bytes_out":#,"status":#,"upstream_status":#,"cost_usd":#,)"
                   R"("upstream_attempts":#,"baseline_usd":#,"bytes_changed":[#,#],)"
                   R"("classifier":{"ms":#,"attempts":#,"cost_usd":#},)"
                   R"("timing":{"inspect_us":#,"decide_us":#,"rewrite_us":#,)"
                   R"("connect_ms":#,"sent_ms":#,"first_byte_ms":#,"total_ms":#,)"
                   R"("longest_gap_ms":#},"cache":{"expected_read":#,"lost_tokens":#,)"
                   R"("lost_usd":#,"upstream_missed":#},)"
                   R"("usage":{"input":#,"output":#,"cache_read":#,"cache_write_5m":#,)"
                   R"("cache_write_1h":#,"cache_write_30m":#,"cache_write_12h":#,)"
                   R"("reasoning":#}})")
            .replace("#", figure);
    const std::optional<Exchange> read = proxy::exchangeFromRow(row);
    QVERIFY(read);
    const bool isNegative = figure.startsWith('-');
    QVERIFY(read->bytesIn >= 0 && read->bytesOut >= 0);
    QVERIFY(read->status >= 0 && read->upstreamStatus >= 0 && read->upstreamAttempts >= 0);
    QVERIFY(read->decision.revertedStatus >= 0 && read->decision.revertedStatus <= 999);
    QVERIFY(read->decision.routerAttempts >= 0);
    QVERIFY(read->changedBegin >= -1 && read->changedEnd >= -1);
    QVERIFY(read->usage.promptTokens() >= 0);
    QVERIFY(read->usage.output >= -1 && read->usage.reasoning >= -1);
    QVERIFY(read->cacheLoss.lostTokens >= 0 && read->cacheLoss.expectedRead >= -1);
    if (figure.size() > 6 && !isNegative && figure != "4294967296")
        QVERIFY(!read->usage.isKnown());
    const proxy::Timing &timing = read->timing;
    for (const auto time :
         {timing.inspect, timing.decide, timing.rewrite, timing.longestGap, *timing.connected,
          *timing.requestSent, *timing.firstByte, *timing.finished, read->decision.routingTime})
        QVERIFY(time.count() >= 0);
    for (const auto &cost : {read->cost.actual, read->cost.baseline, read->cacheLoss.price})
        QVERIFY(!cost || qAbs(*cost) <= 4000 * proxy::kPicoPerDollar);
}

namespace {

QByteArray manualPage(const QString &name)
{
    QFile file(QStringLiteral(PROJECT_ROOT "/resources/manual/%1.md").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void TestExchangeRow::everyFieldStandsInTheManual()
{
    const QByteArray page = manualPage(u"request-log"_s);
    int fields = 0;
    for (const auto &part : proxy::rowSections()) {
        const QByteArray object = part.object.toByteArray();
        QVERIFY2(object.isEmpty() || page.contains('`' + object), object.constData());
        for (const auto &field : part.fields) {
            const QByteArray name = field.name.name().toByteArray();
            QVERIFY2(page.contains('`' + name + '`') || page.contains("`." + name + '`')
                         || page.contains('.' + name + '`'),
                     name.constData());
            ++fields;
        }
    }
    QVERIFY(fields > 60);
    const QByteArray endpoints = manualPage(u"endpoints"_s);
    const qsizetype routes = endpoints.indexOf("`GET /router/events`");
    QVERIFY(routes >= 0);
    const QByteArray event = endpoints.sliced(routes, endpoints.indexOf('\n', routes) - routes);
    QVERIFY(event.contains(QByteArray("`") + proxy::kSaidField + '`'));
}

void TestExchangeRow::anEventCarriesItsSentencesForOtherLanguages()
{
    using proxy::Text;
    proxy::Exchange exchange;
    exchange.id = "00000000000000a1";
    exchange.routable = true;
    exchange.decision.trace = {
        {"turn-type", "pass",
         Text::english("%1, told by %2", {Text::code("human-ask"), QByteArray("claude-code")})},
        {"target", "unlisted", Text::words(QByteArray("a \"model\""))},
        {"preflight", "safe", {}},
        {"target", "assumed",
         Text::english("%1: %2", {QByteArray("%1"), Text::english("on %1", {2026})})}};
    exchange.error = proxy::Error {
        .detail = Text::lines({Text::words(QByteArray("one")), Text::english("two %1", {u"ü"_s})})};
    exchange.cacheLoss.expectedRead = 1;
    exchange.cacheLoss.cause = "idle";
    exchange.cacheLoss.firstDifference = Text::english("idle %1m > %2m", {7, 5});
    QByteArray event;
    proxy::appendExchangeEvent(event, exchange);
    const auto read = proxy::exchangeFromRow(event);
    QVERIFY(read);
    QCOMPARE(read->decision.trace.size(), exchange.decision.trace.size());
    for (size_t at = 0; at < read->decision.trace.size(); ++at)
        QCOMPARE(read->decision.trace[at].detail, exchange.decision.trace[at].detail);
    QCOMPARE(read->error->detail, exchange.error->detail);
    QCOMPARE(read->cacheLoss.firstDifference, exchange.cacheLoss.firstDifference);
}

void TestExchangeRow::theLogHasItsSentencesInEnglishAlone()
{
    proxy::Exchange exchange;
    exchange.id = "00000000000000a1";
    exchange.error =
        proxy::Error {.detail = proxy::Text::english("nothing came within %1 ms", {250})};
    QByteArray row;
    proxy::appendExchangeJson(row, exchange);
    QVERIFY(row.contains(R"("error_detail":"nothing came within 250 ms")"));
    QVERIFY(!row.contains("said"));
    // A proxy of before the field.
    const auto read = proxy::exchangeFromRow(row);
    QCOMPARE(read->error->detail, proxy::Text::words(u"nothing came within 250 ms"_s));
}

void TestExchangeRow::anEventWithoutSentencesIsTheRow()
{
    proxy::Exchange exchange;
    exchange.id = "00000000000000a1";
    QByteArray row;
    QByteArray event;
    proxy::appendExchangeJson(row, exchange);
    proxy::appendExchangeEvent(event, exchange);
    QCOMPARE(event, row);
}

void TestExchangeRow::whatNoProxyWroteIsNoSentence()
{
    using proxy::Text;
    const auto read = [](const QByteArray &json) {
        return proxy::textFromJson(QJsonDocument::fromJson(json).object()[u"said"]);
    };
    QVERIFY(read(R"({})").isEmpty());
    QVERIFY(read(R"({"said":7})").isEmpty());
    QVERIFY(read(R"({"said":[]})").isEmpty());
    QVERIFY(read(R"({"said":{"lines":3}})").isEmpty());
    QCOMPARE(read(R"({"said":["a %1",null]})").text(), u"a "_s);
    QCOMPARE(read(R"({"said":["a","b","c","d","e","f","g","h","i","j","k"]})").values().size(), 9);
    const int depth = 500;
    const QByteArray deep =
        R"({"said":)" + QByteArray("[\"%1\",").repeated(depth) + '1' + QByteArray(depth, ']') + '}';
    QVERIFY(read(deep).text().isEmpty());
}

void TestExchangeRow::sentencesAreReadEightDeep()
{
    const auto nested = [](int depth) {
        const QByteArray json =
            QByteArray("[\"%1\",").repeated(depth) + "\"core\"" + QByteArray(depth, ']');
        return proxy::textFromJson(QJsonDocument::fromJson(json).array());
    };
    QCOMPARE(nested(8).text(), u"core"_s);
    QCOMPARE(nested(9).text(), QString());
}

void TestExchangeRow::aTextHasUpTo256Lines()
{
    const auto linesOf = [](int count) {
        const QByteArray json =
            "{\"lines\":[" + QByteArray("\"a\",").repeated(count - 1) + "\"a\"]}";
        return proxy::textFromJson(QJsonDocument::fromJson(json).object()).values().size();
    };
    QCOMPARE(linesOf(255), 255);
    QCOMPARE(linesOf(256), 256);
    QCOMPARE(linesOf(257), 256);
}

void TestExchangeRow::aTraceHasUpToAHundredSteps()
{
    const auto stepsOf = [](int count) {
        const QByteArray step = R"({"step":"a","result":"b"})";
        const QByteArray row = R"({"schema":"v1","id":"1","trace":[)"
                               + QByteArray(step + ',').repeated(count - 1) + step + "]}";
        return proxy::exchangeFromRow(row).value().decision.trace.size();
    };
    QCOMPARE(stepsOf(99), 99U);
    QCOMPARE(stepsOf(100), 100U);
    QCOMPARE(stepsOf(101), 100U);
}

void TestExchangeRow::rowsAreReadUpToAMegabyte()
{
    const auto isRead = [](qsizetype size) {
        const QByteArray row = R"({"schema":"v1","id":"1"})";
        return proxy::exchangeFromRow(row + QByteArray(size - row.size(), ' ')).has_value();
    };
    QVERIFY(isRead(1024 * 1024));
    QVERIFY(!isRead(1024 * 1024 + 1));
}

void TestExchangeRow::aStoppedRequestReadsBack()
{
    proxy::Exchange exchange;
    exchange.routable = true;
    exchange.clientKey = "0a1b2c3d";
    exchange.clientName = "alice";
    exchange.decision.outcome = proxy::RoutingOutcome::Stopped;
    exchange.decision.reason = proxy::RouteReason::Budget;
    exchange.decision.limit = "budget:stopped";
    exchange.error = proxy::Error {.code = proxy::ErrorCode::BudgetExhausted};
    QByteArray row;
    proxy::appendExchangeJson(row, exchange);
    QVERIFY(row.contains(R"("routing":"stopped:budget")"));
    const proxy::Exchange read = proxy::exchangeOf(QJsonDocument::fromJson(row).object());
    QCOMPARE(read.decision.outcome, proxy::RoutingOutcome::Stopped);
    QCOMPARE(read.decision.reason, proxy::RouteReason::Budget);
    QCOMPARE(read.decision.limit, QByteArray("budget:stopped"));
    QCOMPARE(read.clientKey, QByteArray("0a1b2c3d"));
    QCOMPARE(read.clientName, QByteArray("alice"));
    QCOMPARE(read.error->code, proxy::ErrorCode::BudgetExhausted);
}

QTEST_GUILESS_MAIN(TestExchangeRow)
#include "tst_exchangerow.moc"

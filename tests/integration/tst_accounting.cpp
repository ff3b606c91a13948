// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/prometheustext.h"
#include "tests/support/runningproxy.h"

#include "proxy/accounting/ledgerfiles.h"
#include "tests/support/systemfacts.h"

#include <QFile>
#include <QJsonArray>
#include <QTcpSocket>
#include <QTest>

using standins::RawClient;
using standins::RawResponse;
using support::RunningProxy;

namespace {

QByteArray get(const QByteArray &target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

QJsonObject jsonOf(const RawResponse &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

QByteArray messages(const QByteArray &text, bool stream)
{
    return R"({"model":"claude-sonnet-4-5","max_tokens":10,"stream":)"
           + QByteArray(stream ? "true" : "false") + R"(,"messages":[{"role":"user","content":")"
           + text + R"("}]})";
}

QByteArray chat(const QByteArray &text, bool stream)
{
    return R"({"model":"gpt-5","stream":)" + QByteArray(stream ? "true" : "false")
           + R"(,"messages":[{"role":"user","content":")" + text + R"("}]})";
}

QByteArray responses(const QByteArray &text, bool stream)
{
    return R"({"model":"gpt-5","stream":)" + QByteArray(stream ? "true" : "false")
           + R"(,"instructions":"Be brief.","input":[{"type":"message","role":"user",)"
             R"("content":[{"type":"input_text","text":")"
           + text + R"("}]}]})";
}

/// An answer that reports its cache, and what the provider says of a miss.
QByteArray cached(int read, int written, const QByteArray &reason = {})
{
    const QByteArray diagnostics =
        reason.isEmpty() ? QByteArray()
                         : R"("diagnostics":{"cache_miss_reason":{"type":")" + reason + R"("}},)";
    return R"({"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5",)"
           R"("content":[{"type":"text","text":"ok"}],"stop_reason":"end_turn",)"
           + diagnostics
           + R"("usage":{"input_tokens":4,"output_tokens":9,)"
             R"("cache_read_input_tokens":)"
           + QByteArray::number(read) + R"(,"cache_creation_input_tokens":)"
           + QByteArray::number(written) + "}}";
}

/// The rows of the request log, once @p count are there.
QList<QJsonObject> rowsOf(const QString &dir, qsizetype count)
{
    QList<QJsonObject> rows;
    const auto read = [&] {
        rows.clear();
        for (const proxy::LedgerFile &file : proxy::ledgerFiles(dir)) {
            QFile input(file.path);
            if (!input.open(QIODevice::ReadOnly))
                continue;
            for (const QByteArray &line : input.readAll().split('\n')) {
                const QJsonObject row = QJsonDocument::fromJson(line).object();
                if (row.contains(QStringLiteral("routing")))
                    rows.append(row);
            }
        }
        return rows.size() >= count;
    };
    (void)QTest::qWaitFor(read, 10000);
    return rows;
}

} // namespace

class TestAccounting final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsUsageOfEveryDialect_data();
    void readsUsageOfEveryDialect();
    void countsCostBaselineAndFee();
    void whatEndsUndecidedCountsNowhere();
    void remembersAcrossRestarts();
    void refusesABadQuestion();
    void servesMetrics();
    void explainsALostCache();
    void warnsOnceWhenTheDaysBudgetIsPassed();
};

void TestAccounting::readsUsageOfEveryDialect_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    for (const bool stream : {false, true}) {
        const QByteArray how = stream ? " streamed" : " plain";
        QTest::newRow(("messages" + how).constData())
            << QByteArray("/v1/messages") << messages("[[easy]] hi", stream);
        QTest::newRow(("chat" + how).constData())
            << QByteArray("/v1/chat/completions") << chat("hi", stream);
        QTest::newRow(("responses" + how).constData())
            << QByteArray("/v1/responses") << responses("hi", stream);
    }
}

void TestAccounting::readsUsageOfEveryDialect()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    RunningProxy proxy;
    QVERIFY(proxy.start());
    QCOMPARE(proxy.ask(RunningProxy::post(path, body)).status, 200);
    const QList<QJsonObject> rows = rowsOf(proxy.config.record.logDir, 1);
    QCOMPARE(rows.size(), 1);
    const QJsonObject usage = rows[0][QStringLiteral("usage")].toObject();
    QCOMPARE(usage[QStringLiteral("input")].toInt(), 21);
    QVERIFY(usage[QStringLiteral("output")].toInt() > 0);
    QVERIFY(rows[0][QStringLiteral("cost_usd")].toDouble() > 0);
    QVERIFY(rows[0].contains(QStringLiteral("baseline_usd")));
    QVERIFY(!rows[0][QStringLiteral("price_table")].toString().isEmpty());
}

void TestAccounting::countsCostBaselineAndFee()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const QByteArray body = messages("[[easy]] fix", false);
    QCOMPARE(proxy.ask(RunningProxy::post("/p/shop/v1/messages", body)).status, 200);
    QCOMPARE(proxy.ask(RunningProxy::post("/p/shop/v1/messages", body)).status, 200);
    const QList<QJsonObject> rows = rowsOf(proxy.config.record.logDir, 2);
    QCOMPARE(rows.size(), 2);
    // 21 in, 5 out: Haiku 1 and 5, Sonnet 3 and 15 dollars a million; one question to the router.
    const QJsonObject usage = rows[0][QStringLiteral("usage")].toObject();
    const double tokens =
        usage[QStringLiteral("input")].toDouble() + 5 * usage[QStringLiteral("output")].toDouble();
    QCOMPARE(rows[0][QStringLiteral("cost_usd")].toDouble(), tokens / 1e6);
    QCOMPARE(rows[0][QStringLiteral("baseline_usd")].toDouble(), 3 * tokens / 1e6);
    QCOMPARE(rows[0][QStringLiteral("classifier")][QStringLiteral("cost_usd")].toDouble(), 0.005);
    QVERIFY(!rows[1][QStringLiteral("classifier")].toObject().contains(QStringLiteral("cost_usd")));
    const QJsonObject byProject = jsonOf(proxy.ask(get("/router/savings?since=today&by=project")));
    const QJsonObject total = byProject[QStringLiteral("total")].toObject();
    QCOMPARE(total[QStringLiteral("exchanges")].toInt(), 2);
    QCOMPARE(total[QStringLiteral("switched")].toInt(), 2);
    QCOMPARE(total[QStringLiteral("classifier_usd")].toDouble(), 0.005);
    QVERIFY(std::abs(total[QStringLiteral("saved_usd")].toDouble() - (4 * tokens / 1e6 - 0.005))
            < 1e-12);
    const QJsonArray groups = byProject[QStringLiteral("groups")].toArray();
    QCOMPARE(groups.size(), 1);
    QCOMPARE(groups[0][QStringLiteral("name")].toString(), QStringLiteral("shop"));
    QCOMPARE(byProject[QStringLiteral("prices")].toString(), QStringLiteral("list-price"));
}

void TestAccounting::whatEndsUndecidedCountsNowhere()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    QCOMPARE(proxy.ask(RunningProxy::post("/v1/messages", messages("[[easy]] hi", false))).status,
             200);
    // Left in its body; too large to be read.
    QTcpSocket leaving;
    leaving.connectToHost(QHostAddress::LocalHost, proxy.port);
    leaving.write("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{");
    QVERIFY(leaving.waitForBytesWritten(5000));
    QTRY_COMPARE(jsonOf(proxy.ask(get(
                     "/router/status")))[QStringLiteral("engine")][QStringLiteral("open_exchanges")]
                     .toInt(),
                 2); // the question itself is one
    leaving.abort();
    QCOMPARE(proxy
                 .ask("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\n"
                      "Content-Length: 99999999999\r\n\r\n")
                 .status,
             413);
    const auto today = [&] {
        return jsonOf(proxy.ask(get("/router/status")))[QStringLiteral("today")].toObject();
    };
    QTRY_COMPARE(today()[QStringLiteral("requests")].toInt(), 3);
    // The log says nothing of a decision, and every surface counts what it says.
    QCOMPARE(rowsOf(proxy.config.record.logDir, 1).size(), 1);
    proxy::Ledger read;
    for (const proxy::LedgerFile &file : proxy::ledgerFiles(proxy.config.record.logDir))
        proxy::readLedgerFile(file, read);
    QCOMPARE(read.total({}).exchanges, 1);
    QCOMPARE(
        jsonOf(proxy.ask(
            get("/router/savings?since=all")))[QStringLiteral("total")][QStringLiteral("exchanges")]
            .toInt(),
        1);
    QCOMPARE(today()[QStringLiteral("routable")].toInt(), 1);
    double decisions = 0;
    for (const QByteArray &line : proxy.ask(get("/metrics")).body.split('\n')) {
        if (line.startsWith("llmproxy_decisions_total{"))
            decisions += line.mid(line.lastIndexOf(' ') + 1).toDouble();
    }
    QCOMPARE(decisions, 1.0);
}

void TestAccounting::remembersAcrossRestarts()
{
    RunningProxy first;
    QVERIFY(first.start());
    QCOMPARE(first.ask(RunningProxy::post("/v1/messages", messages("[[easy]] hi", false))).status,
             200);
    QCOMPARE(rowsOf(first.config.record.logDir, 1).size(), 1);
    RunningProxy second;
    second.config.record.logDir = first.config.record.logDir;
    QVERIFY(second.start());
    QCOMPARE(second.ask(RunningProxy::post("/v1/messages", messages("[[easy]] ho", false))).status,
             200);
    QJsonObject report;
    QVERIFY(QTest::qWaitFor([&] {
        report = jsonOf(second.ask(get("/router/savings")));
        return report[QStringLiteral("complete")].toBool();
    }));
    QCOMPARE(report[QStringLiteral("total")][QStringLiteral("exchanges")].toInt(), 2);
}

void TestAccounting::refusesABadQuestion()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    QCOMPARE(proxy.ask(get("/router/savings?since=lately")).status, 400);
    QCOMPARE(proxy.ask(get("/router/savings?by=mood")).status, 400);
    QCOMPARE(proxy.ask(get("/router/savings?since=all&by=day")).status, 200);
}

void TestAccounting::servesMetrics()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    QCOMPARE(proxy.ask(RunningProxy::post("/v1/messages", messages("[[easy]] a", true))).status,
             200);
    support::PrometheusPage page;
    QVERIFY(QTest::qWaitFor([&] {
        const RawResponse answer = proxy.ask(get("/metrics"));
        page = support::parsePrometheus(answer.body);
        return answer.header("content-type").startsWith("text/plain; version=0.0.4")
               && page.value("llmproxy_requests_total{endpoint=\"messages\",outcome=\"complete\"}")
                      == 1;
    }));
    QCOMPARE(page.faults, QStringList());
    QVERIFY(page.value("llmproxy_overhead_seconds_sum{phase=\"parse\"}") > 0);
    if (support::kTellsAll)
        QVERIFY(page.value("process_resident_memory_bytes") > 1e6);
    QCOMPARE(page.value("llmproxy_upstream_first_byte_seconds_count"), 1.0);
}

void TestAccounting::explainsALostCache()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const auto ask = [&proxy](const QByteArray &system, const QByteArray &answer) {
        const QByteArray body =
            R"({"system":[{"type":"text","text":"You are an agent."},{"type":"text","text":")"
            + system + R"("}],)" + messages("[[easy]] fix", false).sliced(1);
        proxy.backend.clearRules();
        proxy.backend.answerAll(standins::replyScript(200, "application/json", answer));
        return proxy.ask(RunningProxy::post("/v1/messages", body)).status == 200;
    };
    QVERIFY(ask("Rules.", cached(0, 20'000)));
    QVERIFY(ask("Rules.", cached(20'000, 500)));
    QVERIFY(ask("Laws.", cached(0, 21'000, "system_changed")));
    QVERIFY(ask("Laws.", cached(0, 21'500)));
    const QList<QJsonObject> rows = rowsOf(proxy.config.record.logDir, 4);
    QCOMPARE(rows.size(), 4);
    const auto cache = [&rows](int row) { return rows[row][QStringLiteral("cache")].toObject(); };
    QVERIFY(cache(0).isEmpty());
    QCOMPARE(cache(1)[QStringLiteral("expected_read")].toInt(), 20'000);
    QVERIFY(!cache(1).contains(QStringLiteral("miss_cause")));
    QCOMPARE(cache(2)[QStringLiteral("miss_cause")].toString(), QStringLiteral("client-edit"));
    QCOMPARE(cache(2)[QStringLiteral("first_diff")].toString(), QStringLiteral("system[1]"));
    QCOMPARE(cache(2)[QStringLiteral("lost_tokens")].toInt(), 20'500);
    QCOMPARE(cache(2)[QStringLiteral("upstream_reason")].toString(),
             QStringLiteral("system_changed"));
    // Haiku writes at 1.25 and reads at 0.1 dollars a million.
    QVERIFY(std::abs(cache(2)[QStringLiteral("lost_usd")].toDouble() - 20'500 * 1.15e-6) < 1e-12);
    QCOMPARE(cache(3)[QStringLiteral("miss_cause")].toString(), QStringLiteral("upstream"));
}

void TestAccounting::warnsOnceWhenTheDaysBudgetIsPassed()
{
    RunningProxy proxy;
    proxy.config.record.dailyBudgetUsd = 0.006;
    QVERIFY(proxy.start());
    RawClient events;
    QVERIFY(events.connectTo(proxy.port));
    QVERIFY(events.send("GET /router/events HTTP/1.1\r\nHost: localhost\r\n"
                        "Authorization: Bearer token\r\n\r\n"));
    QVERIFY(events.waitForText("200 OK"));
    for (const char *text : {"[[easy]] one", "[[easy]] two", "[[easy]] three"})
        QCOMPARE(proxy.ask(RunningProxy::post("/v1/messages", messages(text, false))).status, 200);
    QVERIFY(events.waitForText("event: warning\ndata: {\"kind\":\"daily-budget\""));
    QVERIFY(QTest::qWaitFor([&] {
        events.readFor(std::chrono::milliseconds(20));
        return events.received().count("\"end\":\"complete\"") == 3;
    }));
    QCOMPARE(events.received().count("event: warning"), 1);
    const QJsonObject books =
        jsonOf(proxy.ask(get("/router/status")))[QStringLiteral("books")].toObject();
    QCOMPARE(books[QStringLiteral("over_budget")].toBool(), true);
    QVERIFY(books[QStringLiteral("spent_today_usd")].toDouble() > 0.01);
}

QTEST_GUILESS_MAIN(TestAccounting)
#include "tst_accounting.moc"

// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/runningproxy.h"

#include "proxy/ledgerfiles.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using app::standins::RawClient;
using app::standins::RawResponse;
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

class TestBooks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsUsageOfEveryDialect_data();
    void readsUsageOfEveryDialect();
    void booksCostBaselineAndFee();
    void remembersAcrossRestarts();
    void refusesABadQuestion();
    void warnsOnceWhenTheDaysBudgetIsPassed();
};

void TestBooks::readsUsageOfEveryDialect_data()
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

void TestBooks::readsUsageOfEveryDialect()
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

void TestBooks::booksCostBaselineAndFee()
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

void TestBooks::remembersAcrossRestarts()
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

void TestBooks::refusesABadQuestion()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    QCOMPARE(proxy.ask(get("/router/savings?since=lately")).status, 400);
    QCOMPARE(proxy.ask(get("/router/savings?by=mood")).status, 400);
    QCOMPARE(proxy.ask(get("/router/savings?since=all&by=day")).status, 200);
}

void TestBooks::warnsOnceWhenTheDaysBudgetIsPassed()
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

QTEST_GUILESS_MAIN(TestBooks)
#include "tst_books.moc"

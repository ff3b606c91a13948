// SPDX-License-Identifier: LicenseRef-Private
// Limits of plans and budgets, from the answers of the upstream to the next request, over real
// sockets.
#include "tests/support/runningproxy.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTest>

using standins::RawResponse;
using support::RunningProxy;

namespace {

using namespace Qt::StringLiterals;

QByteArray ask(const QByteArray &text)
{
    return R"({"model":"claude-sonnet-4-5","max_tokens":10,"messages":[{"role":"user","content":")"
           + text + R"("}]})";
}

QByteArray chat(const QByteArray &text)
{
    return R"({"model":"gpt-5","messages":[{"role":"user","content":")" + text + R"("}]})";
}

QJsonArray objects(const char *json)
{
    return QJsonDocument::fromJson(json).array();
}

QJsonObject statusOf(RunningProxy &proxy, const QByteArray &token = "token")
{
    return QJsonDocument::fromJson(
               proxy
                   .ask("GET /router/status HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + token + "\r\n\r\n")
                   .body)
        .object();
}

/// An answer of a subscription whose window of five hours is used to @p share.
standins::Script planAnswer(const QByteArray &share)
{
    const QByteArray body =
        R"({"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5",)"
        R"("content":[{"type":"text","text":"ok"}],"stop_reason":"end_turn",)"
        R"("usage":{"input_tokens":10,"output_tokens":5}})";
    const QByteArray reset = QByteArray::number(QDateTime::currentSecsSinceEpoch() + 3600);
    return {standins::step::Head {.headers = {{"Content-Type", "application/json"},
                                              {"anthropic-ratelimit-unified-status", "allowed"},
                                              {"anthropic-ratelimit-unified-5h-utilization", share},
                                              {"anthropic-ratelimit-unified-5h-reset", reset}}},
            standins::step::Send {body}, standins::step::End {}};
}

QByteArray control(const QByteArray &body)
{
    return RunningProxy::post("/router/budget", body, "Authorization: Bearer token\r\n");
}

} // namespace

class TestLimits final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullWindowLeavesTheEasyModels();
    void aBudgetStopsUntilItIsLifted();
    void aBudgetSurvivesARestart();
    void aProjectsBudgetStopsThatProjectAlone();
    void theControlRouteSaysWhatIsWrong_data();
    void theControlRouteSaysWhatIsWrong();
};

void TestLimits::aFullWindowLeavesTheEasyModels()
{
    RunningProxy proxy;
    proxy.config.router.quota = objects(R"([{"window":"5h","aggressive":80,"easyOnly":95}])");
    QVERIFY(proxy.start());
    const auto routed = [&proxy](const QByteArray &text) {
        return proxy.ask(RunningProxy::post("/v1/messages", ask(text)));
    };
    proxy.backend.answerNext(planAnswer("0.96"));
    RawResponse answer = routed("[[hard]] one");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("x-llm-proxy-limit"), QByteArray());
    // What that answer told counts from the next request on.
    proxy.backend.answerNext(planAnswer("0.85"));
    answer = routed("[[hard]] two");
    QCOMPARE(answer.header("x-llm-proxy-limit"), QByteArray("quota:easy-only"));
    QCOMPARE(answer.header("x-llm-proxy-routing"), QByteArray("routed"));
    QVERIFY(answer.header("x-llm-proxy-selected-model").contains("haiku"));
    QCOMPARE(answer.header("x-llm-proxy-difficulty"), QByteArray());
    // A newer answer says that it is below.
    answer = routed("[[hard]] three");
    QCOMPARE(answer.header("x-llm-proxy-limit"), QByteArray("quota:aggressive"));
    QVERIFY(proxy.morph.recorded().back().body.contains("aggressive"));
    const QJsonObject status = statusOf(proxy);
    const QJsonObject inForce = status[u"upstream"][u"quota_in_force"][0].toObject();
    QCOMPARE(inForce[u"provider"].toString(), u"anthropic"_s);
    QCOMPARE(inForce[u"window"].toString(), u"5h"_s);
    QCOMPARE(inForce[u"routing"].toString(), u"aggressive"_s);
    QVERIFY(inForce[u"why"].toString().contains(u"85 %"));
    QVERIFY(!inForce[u"until"].toString().isEmpty());
    // Requests to others are not restrained.
    QCOMPARE(proxy.ask(RunningProxy::post("/v1/chat/completions", chat("[[hard]] hi")))
                 .header("x-llm-proxy-limit"),
             QByteArray());
    QTRY_COMPARE(proxy.rows().size(), 4);
    QCOMPARE(proxy.rows().at(1)[u"limit"].toString(), u"quota:easy-only"_s);
}

void TestLimits::aBudgetStopsUntilItIsLifted()
{
    RunningProxy proxy;
    proxy.config.record.budgets = objects(R"([{"scope":"day","tokens":20,"warn":50,"stop":100}])");
    QVERIFY(proxy.start());
    const auto asked = [&proxy](const QByteArray &text) {
        return proxy.ask(RunningProxy::post("/v1/messages", ask(text)));
    };
    QCOMPARE(asked("[[easy]] one").status, 200); // 26 tokens: counted when it ends
    QTRY_COMPARE(statusOf(proxy)[u"books"][u"budgets"][0][u"level"].toString(), u"stopped"_s);
    RawResponse answer = asked("[[easy]] two");
    QCOMPARE(answer.status, 429);
    QCOMPARE(answer.header("x-llm-proxy-routing"), QByteArray("stopped:budget"));
    QCOMPARE(answer.header("x-should-retry"), QByteArray("false"));
    QVERIFY(answer.header("retry-after").toInt() > 0);
    QJsonObject error = QJsonDocument::fromJson(answer.body)[u"error"].toObject();
    QCOMPARE(error[u"type"].toString(), u"rate_limit_error"_s);
    QVERIFY2(error[u"message"].toString().contains(u"llm-proxy budget lift day --for 1h"),
             answer.body.constData());
    answer = proxy.ask(RunningProxy::post("/v1/chat/completions", chat("hi")));
    QCOMPARE(answer.status, 429);
    error = QJsonDocument::fromJson(answer.body)[u"error"].toObject();
    QCOMPARE(error[u"type"].toString(), u"insufficient_quota"_s);
    QCOMPARE(error[u"code"].toString(), u"budget-exhausted"_s);
    // Counting costs nothing.
    QCOMPARE(proxy.ask(RunningProxy::post("/v1/messages/count_tokens", ask("x"))).status, 200);
    QCOMPARE(proxy.ask(control(R"({"action":"lift","budget":"day","for":"1h"})")).status, 200);
    QCOMPARE(asked("[[easy]] three").status, 200);
    QVERIFY(statusOf(proxy)[u"books"][u"budgets"][0][u"lifted_until"].isString());
    QCOMPARE(proxy.ask(control(R"({"action":"restore","budget":"day"})")).status, 200);
    QCOMPARE(asked("[[easy]] four").status, 429);
}

void TestLimits::aBudgetSurvivesARestart()
{
    QTemporaryDir state;
    RunningProxy first;
    const QJsonArray budgets = objects(R"([{"scope":"session","tokens":20,"stop":100},
                                           {"scope":"client","tokens":20,"stop":100},
                                           {"scope":"day","tokens":20,"stop":100}])");
    first.config.record.budgets = budgets;
    QVERIFY(first.start());
    const QByteArray request = RunningProxy::post("/v1/messages", ask("[[easy]] one"),
                                                  "x-session-id: mine\r\nx-api-key: sk-mine\r\n");
    QCOMPARE(first.ask(request).status, 200);
    QTRY_COMPARE(first.rows().size(), 1);
    const QString key = first.rows().at(0)[u"client_key"].toString();
    QCOMPARE(key.size(), 8);
    RunningProxy second;
    second.config.record.logDir = first.config.record.logDir;
    second.config.record.budgets = budgets;
    second.config.runtimeDir = state.path();
    QVERIFY(second.start());
    QCOMPARE(second.ask(request).status, 429);
    const QJsonArray uses = statusOf(second)[u"books"][u"budgets"].toArray();
    QCOMPARE(uses.size(), 3);
    for (const QJsonValue use : uses)
        QCOMPARE(use[u"level"].toString(), u"stopped"_s);
    QCOMPARE(uses.at(1)[u"subject"].toString(), key);
    // Without the token sessions and keys have no names.
    for (const QJsonValue use : statusOf(second, "none")[u"books"][u"budgets"].toArray())
        QVERIFY(!use.toObject().contains(u"subject"_s));
    // Lifts are kept too.
    for (const QByteArray name : {"day", "client", "session"})
        QCOMPARE(second.ask(control(R"({"action":"lift","budget":")" + name + R"(","for":"day"})"))
                     .status,
                 200);
    RunningProxy third;
    third.config = second.config;
    third.config.router.apiUrl = third.morph.url();
    third.config.upstream.url = third.backend.url();
    QVERIFY(third.start());
    QCOMPARE(third.ask(request).status, 200);
}

void TestLimits::aProjectsBudgetStopsThatProjectAlone()
{
    RunningProxy proxy;
    proxy.config.record.budgets = objects(R"([{"scope":"project","tokens":20,"stop":100}])");
    QVERIFY(proxy.start());
    QCOMPARE(proxy.ask(RunningProxy::post("/p/shop/v1/messages", ask("[[easy]] 1"))).status, 200);
    QTRY_COMPARE(statusOf(proxy)[u"books"][u"budgets"][0][u"level"].toString(), u"stopped"_s);
    QCOMPARE(proxy.ask(RunningProxy::post("/p/shop/v1/messages", ask("[[easy]] 2"))).status, 429);
    QCOMPARE(proxy.ask(RunningProxy::post("/p/bank/v1/messages", ask("[[easy]] 3"))).status, 200);
}

void TestLimits::theControlRouteSaysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("no action") << QByteArray("{}") << 400;
    QTest::newRow("no time") << QByteArray(R"({"action":"lift","budget":"day"})") << 400;
    QTest::newRow("too long") << QByteArray(R"({"action":"lift","budget":"day","for":"25h"})")
                              << 400;
    QTest::newRow("no number") << QByteArray(R"({"action":"lift","budget":"day","for":"-1h"})")
                               << 400;
    QTest::newRow("another field")
        << QByteArray(R"({"action":"lift","budget":"day","for":"1h","x":1})") << 400;
    QTest::newRow("another name") << QByteArray(R"({"action":"lift","budget":"x","for":"1h"})")
                                  << 404;
    QTest::newRow("right") << QByteArray(R"({"action":"lift","budget":"day","for":"24h"})") << 200;
}

void TestLimits::theControlRouteSaysWhatIsWrong()
{
    QFETCH(QByteArray, body);
    RunningProxy proxy;
    proxy.config.record.budgets = objects(R"([{"scope":"day","tokens":20,"stop":100}])");
    QVERIFY(proxy.start());
    QTEST(proxy.ask(control(body)).status, "status");
    QCOMPARE(proxy.ask(RunningProxy::post("/router/budget", body)).status, 403);
}

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"

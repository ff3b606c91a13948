// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/runningproxy.h"

#include <QTest>

using app::standins::MorphAnswer;
using app::standins::RawResponse;
using support::RunningProxy;

namespace {

QByteArray ask(const QByteArray &text)
{
    return R"({ "max_tokens": 10,"model" :"claude-sonnet-4-6", "messages":[{"role":"user",)"
           R"("content":")"
           + text + R"("}], "n": 1.10 })";
}

/// Good in both dialects.
QByteArray plain(const QByteArray &model)
{
    return R"({"max_tokens":10,"model":")" + model
           + R"(","messages":[{"role":"user","content":"hello"}]})";
}

} // namespace

class TestPipeline final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void easyWorkGetsTheCheapModelAndEveryOtherByteStays();
    void hardWorkGetsTheStrongModel();
    void aSecondRequestOfTheTurnReusesTheDecision();
    void routerTroubleKeepsTheModel_data();
    void routerTroubleKeepsTheModel();
    void aRefusedRoutedModelIsRevertedOnce();
    void anErrorOfTheRequestItselfIsNotRepeatedTwice();
    void otherPathsPassUntouched();
    void refusedUpstreamIsAnAnswerInTheClientsDialect();
    void streamsArriveWhole();
    void aCutStreamIsACutStream();
    void ownRoutesAnswer();
    void pausedRoutingIsSaid();
    void withoutARouterKeyTheRecordStillTellsTheModel_data();
    void withoutARouterKeyTheRecordStillTellsTheModel();
    void anAnthropicClientIsServedByAnOpenAiUpstream();
    void anAnthropicStreamIsServedByAnOpenAiUpstream();
    void anOpenAiClientIsServedByAnAnthropicUpstream();
    void whatHasNoEqualIsAnHonest501();
};

void TestPipeline::easyWorkGetsTheCheapModelAndEveryOtherByteStays()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const QByteArray body = ask("[[easy]] fix the typo \\u00e9 \\ud83e\\udd89");
    const RawResponse answer =
        proxy.ask(RunningProxy::post("/v1/messages?beta=true", body, "X-Api-Key: sk-mine\r\n"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("x-llm-proxy-routing"), QByteArray("routed"));
    QCOMPARE(answer.header("x-llm-proxy-difficulty"), QByteArray("easy"));
    QCOMPARE(answer.header("x-llm-proxy-original-model"), QByteArray("claude-sonnet-4-6"));
    QCOMPARE(answer.header("x-llm-proxy-selected-model"), QByteArray("claude-haiku-4-5-20251001"));
    const auto seen = proxy.upstream("/v1/messages");
    QCOMPARE(seen.size(), size_t(1));
    QByteArray expected = body;
    expected.replace("\"claude-sonnet-4-6\"", "\"claude-haiku-4-5-20251001\"");
    QCOMPARE(seen[0].body, expected);
    QCOMPARE(seen[0].target, QByteArray("/v1/messages?beta=true"));
    QCOMPARE(app::standins::headerValue(seen[0].headers, "authorization"),
             QByteArray("Bearer k-alpha-0001"));
    QVERIFY(app::standins::headerValue(seen[0].headers, "x-api-key").isEmpty());
}

void TestPipeline::hardWorkGetsTheStrongModel()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const RawResponse answer =
        proxy.ask(RunningProxy::post("/v1/messages", ask("[[hard]] prove it")));
    QCOMPARE(answer.header("x-llm-proxy-selected-model"), QByteArray("claude-sonnet-4-5-20250929"));
}

void TestPipeline::aSecondRequestOfTheTurnReusesTheDecision()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const QByteArray request = RunningProxy::post("/v1/messages", ask("[[easy]] once"));
    QCOMPARE(proxy.ask(request).header("x-llm-proxy-routing"), QByteArray("routed"));
    const RawResponse again = proxy.ask(request);
    QCOMPARE(again.header("x-llm-proxy-routing"), QByteArray("reused"));
    QCOMPARE(again.header("x-llm-proxy-routing-ms"), QByteArray("0"));
    QCOMPARE(proxy.morph.recorded().size(), size_t(1));
}

void TestPipeline::routerTroubleKeepsTheModel_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("routing");
    QTest::newRow("401") << 401 << QByteArray("kept:router-unauthorized");
    QTest::newRow("429") << 429 << QByteArray("kept:router-rate-limited");
    QTest::newRow("500") << 500 << QByteArray("kept:router-failed");
    QTest::newRow("redirect") << 302 << QByteArray("kept:router-malformed");
    QTest::newRow("never answers") << 0 << QByteArray("kept:router-timeout");
}

void TestPipeline::routerTroubleKeepsTheModel()
{
    QFETCH(int, status);
    RunningProxy proxy;
    // Only where nothing ever comes is the budget what ends it.
    if (status == 0)
        proxy.config.router.budget = std::chrono::milliseconds(300);
    MorphAnswer trouble {.kind = status == 0 ? MorphAnswer::Kind::NeverAnswer
                                             : MorphAnswer::Kind::Fixed,
                         .status = status};
    proxy.morph.answerAll(trouble);
    QVERIFY(proxy.start());
    const QByteArray body = ask("[[easy]] fix");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body));
    QCOMPARE(answer.status, 200);
    QTEST(answer.header("x-llm-proxy-routing"), "routing");
    QVERIFY(answer.header("x-llm-proxy-difficulty").isEmpty());
    QCOMPARE(proxy.upstream("/v1/messages").at(0).body, body);
}

void TestPipeline::aRefusedRoutedModelIsRevertedOnce()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    proxy.backend.useScenario("anthropic-400", 1, "/v1/messages");
    const QByteArray body = ask("[[easy]] fix");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("x-llm-proxy-routing"), QByteArray("reverted:400"));
    const auto seen = proxy.upstream("/v1/messages");
    QCOMPARE(seen.size(), size_t(2));
    QCOMPARE(seen[1].body, body);
}

void TestPipeline::anErrorOfTheRequestItselfIsNotRepeatedTwice()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    proxy.backend.useScenario("anthropic-400", -1, "/v1/messages");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", ask("[[easy]] fix")));
    QCOMPARE(answer.status, 400);
    QCOMPARE(proxy.upstream("/v1/messages").size(), size_t(2));
}

void TestPipeline::otherPathsPassUntouched()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const QByteArray body = R"({"model":"claude-sonnet-4-6","messages":[]})";
    const RawResponse counted = proxy.ask(RunningProxy::post("/v1/messages/count_tokens", body));
    QCOMPARE(counted.status, 200);
    QVERIFY(counted.header("x-llm-proxy-routing").isEmpty());
    QCOMPARE(proxy.upstream("/v1/messages/count_tokens").at(0).body, body);
    const RawResponse odd = proxy.ask("PATCH //x%7E?a=b+c HTTP/1.1\r\nHost: localhost\r\n"
                                      "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    QCOMPARE(odd.status, 404);
    QCOMPARE(proxy.upstream("//x%7E?a=b+c").at(0).body, QByteArray("abc"));
}

void TestPipeline::refusedUpstreamIsAnAnswerInTheClientsDialect()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    proxy.backend.setAccepting(false);
    proxy.backend.killIdleConnections();
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", ask("[[easy]] fix")));
    QCOMPARE(answer.status, 502);
    const QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    QCOMPARE(json[QStringLiteral("type")].toString(), QStringLiteral("error"));
    QCOMPARE(answer.header("x-llm-proxy-routing"), QByteArray("routed"));
}

void TestPipeline::streamsArriveWhole()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    QByteArray body = ask("[[easy]] fix");
    body.replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body));
    QVERIFY(answer.complete);
    QVERIFY(answer.body.startsWith("event: message_start\n"));
    QVERIFY(answer.body.endsWith("data: {\"type\":\"message_stop\"}\n\n"));
}

void TestPipeline::aCutStreamIsACutStream()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    proxy.backend.useScenario("cut-fin", 1, "/v1/messages");
    QByteArray body = ask("[[easy]] fix");
    body.replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body));
    QCOMPARE(answer.status, 200);
    QVERIFY(!answer.complete);
    QVERIFY(!answer.body.isEmpty());
}

void TestPipeline::ownRoutesAnswer()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const RawResponse health = proxy.ask("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(health.status, 200);
    QCOMPARE(QJsonDocument::fromJson(health.body)[QStringLiteral("service")].toString(),
             QStringLiteral("llm-proxy"));
    QVERIFY(health.header("date").endsWith(" GMT"));
    const RawResponse status = proxy.ask("GET /router/status HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(!status.body.contains("morph-key"));
    QVERIFY(!status.body.contains("k-alpha-0001"));
    QCOMPARE(proxy.ask("POST /router/stop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
                 .status,
             403);
    QCOMPARE(proxy.ask("GET /health HTTP/1.1\r\nHost: evil.test\r\n\r\n").status, 421);
}

void TestPipeline::pausedRoutingIsSaid()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const QByteArray token = "Authorization: Bearer token\r\n";
    QCOMPARE(proxy.ask(RunningProxy::post("/router/pause", "{\"minutes\":5}", token)).status, 200);
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", ask("[[easy]] fix")));
    QCOMPARE(answer.header("x-llm-proxy-routing"), QByteArray("skipped:routing-off"));
    QCOMPARE(proxy.ask(RunningProxy::post("/router/resume", "{}", token)).status, 200);
    QCOMPARE(proxy.ask(RunningProxy::post("/v1/messages", ask("[[easy]] fix")))
                 .header("x-llm-proxy-routing"),
             QByteArray("routed"));
}

void TestPipeline::withoutARouterKeyTheRecordStillTellsTheModel_data()
{
    QTest::addColumn<bool>("upstreamListens");
    QTest::newRow("answered") << true;
    QTest::newRow("upstream refused") << false;
}

void TestPipeline::withoutARouterKeyTheRecordStillTellsTheModel()
{
    QFETCH(bool, upstreamListens);
    RunningProxy proxy;
    proxy.config.router.apiKey.clear();
    QVERIFY(proxy.start());
    if (!upstreamListens) {
        proxy.backend.setAccepting(false);
        proxy.backend.killIdleConnections();
    }
    QByteArray body = ask("[[easy]] fix");
    body.replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body));
    QCOMPARE(answer.status, upstreamListens ? 200 : 502);
    QTRY_COMPARE(proxy.rows().size(), 1);
    const QJsonObject row = proxy.rows().at(0);
    QCOMPARE(row[u"requested_model"].toString(), QStringLiteral("claude-sonnet-4-6"));
    QCOMPARE(row[u"selected_model"].toString(), QStringLiteral("claude-sonnet-4-6"));
    QCOMPARE(row[u"stream"].toBool(), true);
    QCOMPARE(row[u"turn_type"].toString(), QStringLiteral("human-ask"));
    QCOMPARE(row[u"routing"].toString(), QStringLiteral("skipped:no-router-key"));
}

void TestPipeline::anAnthropicClientIsServedByAnOpenAiUpstream()
{
    RunningProxy proxy(app::standins::BackendDialects::OpenAiOnly);
    proxy.config.upstream.dialect = proxy::UpstreamDialect::OpenAi;
    QVERIFY(proxy.start());
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", plain("gpt-5")));
    QVERIFY2(answer.status == 200, answer.body.constData());
    QVERIFY(!answer.header("x-llm-proxy-converted").isEmpty());
    const QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    QCOMPARE(json[QStringLiteral("type")].toString(), QStringLiteral("message"));
    QCOMPARE(json[QStringLiteral("role")].toString(), QStringLiteral("assistant"));
    QCOMPARE(proxy.upstream("/v1/chat/completions").size(), size_t(1));
}

void TestPipeline::anAnthropicStreamIsServedByAnOpenAiUpstream()
{
    RunningProxy proxy(app::standins::BackendDialects::OpenAiOnly);
    proxy.config.upstream.dialect = proxy::UpstreamDialect::OpenAi;
    QVERIFY(proxy.start());
    QByteArray body = plain("gpt-5");
    body.replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body));
    QVERIFY(answer.complete);
    QVERIFY(answer.body.contains("event: message_start\n"));
    QVERIFY(answer.body.contains("event: message_stop\n"));
}

void TestPipeline::anOpenAiClientIsServedByAnAnthropicUpstream()
{
    RunningProxy proxy(app::standins::BackendDialects::AnthropicOnly);
    proxy.config.upstream.dialect = proxy::UpstreamDialect::Anthropic;
    QVERIFY(proxy.start());
    const RawResponse answer =
        proxy.ask(RunningProxy::post("/v1/chat/completions", plain("claude-sonnet-4-6")));
    QVERIFY2(answer.status == 200, answer.body.constData());
    const QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    QCOMPARE(json[QStringLiteral("object")].toString(), QStringLiteral("chat.completion"));
    QCOMPARE(proxy.upstream("/v1/messages").size(), size_t(1));
}

void TestPipeline::whatHasNoEqualIsAnHonest501()
{
    RunningProxy proxy(app::standins::BackendDialects::OpenAiOnly);
    proxy.config.upstream.dialect = proxy::UpstreamDialect::OpenAi;
    QVERIFY(proxy.start());
    const RawResponse answer =
        proxy.ask(RunningProxy::post("/v1/messages/count_tokens", ask("count")));
    QCOMPARE(answer.status, 501);
    QCOMPARE(QJsonDocument::fromJson(answer.body)[QStringLiteral("type")].toString(),
             QStringLiteral("error"));
}

QTEST_GUILESS_MAIN(TestPipeline)
#include "tst_pipeline.moc"

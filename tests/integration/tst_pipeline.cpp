// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/runningproxy.h"

#include <QJsonArray>
#include <QTest>

using standins::BackendDialects;
using standins::MorphAnswer;
using standins::RawResponse;
using support::RunningProxy;

namespace {

QByteArray ask(const QByteArray &text)
{
    return R"({ "max_tokens": 10,"model" :"claude-sonnet-4-6", "messages":[{"role":"user",)"
           R"("content":")"
           + text + R"("}], "n": 1.10 })";
}

const QByteArray kThought = R"({"max_tokens":10,"model":"claude-opus-4-6","output_config" : {)"
                            R"("effort" : "high"},"messages":[{"role":"user","content":)"
                            R"("[[easy]] fix"}]})";

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
    void easyWorkGetsLessEffortOfTheSameModel();
    void aRefusedEffortIsRevertedOnce();
    void aSecondRequestOfTheTurnReusesTheDecision();
    void routerTroubleKeepsTheModel_data();
    void routerTroubleKeepsTheModel();
    void aRefusedRoutedModelIsRevertedOnce_data();
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
    void eachUpstreamGetsTheKeyWhereItLooks_data();
    void eachUpstreamGetsTheKeyWhereItLooks();
    void aPathOfTheUpstreamStandsBeforeEveryTarget_data();
    void aPathOfTheUpstreamStandsBeforeEveryTarget();
    void aLargeBodyIsConvertedToo();
    void aRefusedRoutedModelIsRevertedThroughAConversion();
    void aClientMayLeaveDuringAConversion();
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
    QCOMPARE(standins::headerValue(seen[0].headers, "authorization"),
             QByteArray("Bearer k-alpha-0001"));
    QVERIFY(standins::headerValue(seen[0].headers, "x-api-key").isEmpty());
}

void TestPipeline::hardWorkGetsTheStrongModel()
{
    RunningProxy proxy;
    QVERIFY(proxy.start());
    const RawResponse answer =
        proxy.ask(RunningProxy::post("/v1/messages", ask("[[hard]] prove it")));
    QCOMPARE(answer.header("x-llm-proxy-selected-model"), QByteArray("claude-sonnet-4-6"));
}

void TestPipeline::easyWorkGetsLessEffortOfTheSameModel()
{
    RunningProxy proxy;
    proxy.config.router.routeEffort = true;
    QVERIFY(proxy.start());
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", kThought));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("x-llm-proxy-routing"), QByteArray("routed"));
    QCOMPARE(answer.header("x-llm-proxy-selected-model"), QByteArray("claude-opus-4-6"));
    QCOMPARE(answer.header("x-llm-proxy-effort"), QByteArray("low"));
    QByteArray expected = kThought;
    expected.replace("\"high\"", "\"low\"");
    QCOMPARE(proxy.upstream("/v1/messages").at(0).body, expected);
    QTRY_COMPARE(proxy.rows().size(), 1);
    const QJsonObject row = proxy.rows().at(0);
    QCOMPARE(row[QLatin1String("effort")].toString(), QStringLiteral("low"));
    QCOMPARE(row[QLatin1String("selected_model")].toString(), QStringLiteral("claude-opus-4-6"));
}

void TestPipeline::aRefusedEffortIsRevertedOnce()
{
    RunningProxy proxy;
    proxy.config.router.routeEffort = true;
    QVERIFY(proxy.start());
    proxy.backend.useScenario("anthropic-400", 1, "/v1/messages");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", kThought));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("x-llm-proxy-routing"), QByteArray("reverted:400"));
    QVERIFY(answer.header("x-llm-proxy-effort").isEmpty());
    const auto seen = proxy.upstream("/v1/messages");
    QCOMPARE(seen.size(), size_t(2));
    QCOMPARE(seen[1].body, kThought);
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

void TestPipeline::aRefusedRoutedModelIsRevertedOnce_data()
{
    QTest::addColumn<QByteArray>("scenario");
    QTest::addColumn<QByteArray>("routing");
    QTest::newRow("it does not take this")
        << QByteArray("anthropic-400") << QByteArray("reverted:400");
    QTest::newRow("its limit is reached")
        << QByteArray("anthropic-429") << QByteArray("reverted:429");
    QTest::newRow("it is overloaded") << QByteArray("anthropic-529") << QByteArray("reverted:529");
}

void TestPipeline::aRefusedRoutedModelIsRevertedOnce()
{
    QFETCH(QByteArray, scenario);
    RunningProxy proxy;
    QVERIFY(proxy.start());
    proxy.backend.useScenario(scenario, 1, "/v1/messages");
    const QByteArray body = ask("[[easy]] fix");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body));
    QCOMPARE(answer.status, 200);
    QTEST(answer.header("x-llm-proxy-routing"), "routing");
    const auto seen = proxy.upstream("/v1/messages");
    QCOMPARE(seen.size(), size_t(2));
    QCOMPARE(seen[1].body, body);
    QTRY_COMPARE(proxy.rows().size(), 1);
    QCOMPARE(proxy.rows().at(0)[QStringLiteral("upstream_attempts")].toInt(), 2);
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
    QVERIFY(QJsonDocument::fromJson(
                status.body)[QStringLiteral("upstream")][QStringLiteral("key_warnings")]
                .isArray());
    const RawResponse metrics = proxy.ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(metrics.body.contains("llmproxy_connections_total{outcome=\"accepted\"} "));
    QVERIFY(metrics.body.contains("llmproxy_upstream_connections_total{use=\"reused\"} "));
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
    QTest::addColumn<qsizetype>("padding");
    QTest::newRow("answered") << true << qsizetype(0);
    QTest::newRow("upstream refused") << false << qsizetype(0);
    QTest::newRow("answered, large") << true << qsizetype(700'000);
    QTest::newRow("upstream refused, large") << false << qsizetype(700'000);
}

void TestPipeline::withoutARouterKeyTheRecordStillTellsTheModel()
{
    QFETCH(bool, upstreamListens);
    QFETCH(qsizetype, padding);
    RunningProxy proxy;
    proxy.config.router.apiKey.clear();
    QVERIFY(proxy.start());
    if (!upstreamListens) {
        proxy.backend.setAccepting(false);
        proxy.backend.killIdleConnections();
    }
    QByteArray body = ask("[[easy]] fix");
    body.replace("\"max_tokens\"",
                 "\"stream\":true,\"system\":\"" + QByteArray(padding, 'x') + "\",\"max_tokens\"");
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
    RunningProxy proxy(standins::BackendDialects::OpenAiOnly);
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
    RunningProxy proxy(standins::BackendDialects::OpenAiOnly);
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
    RunningProxy proxy(standins::BackendDialects::AnthropicOnly);
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
    RunningProxy proxy(standins::BackendDialects::OpenAiOnly);
    proxy.config.upstream.dialect = proxy::UpstreamDialect::OpenAi;
    QVERIFY(proxy.start());
    const RawResponse answer =
        proxy.ask(RunningProxy::post("/v1/messages/count_tokens", ask("count")));
    QCOMPARE(answer.status, 501);
    QCOMPARE(QJsonDocument::fromJson(answer.body)[QStringLiteral("type")].toString(),
             QStringLiteral("error"));
}

void TestPipeline::eachUpstreamGetsTheKeyWhereItLooks_data()
{
    QTest::addColumn<bool>("anthropicUpstream");
    QTest::addColumn<QByteArray>("path");
    for (const char *path : {"/v1/messages", "/v1/chat/completions", "/v1/models"}) {
        QTest::addRow("Anthropic %s", path) << true << QByteArray(path);
        QTest::addRow("OpenAI %s", path) << false << QByteArray(path);
    }
}

void TestPipeline::eachUpstreamGetsTheKeyWhereItLooks()
{
    QFETCH(bool, anthropicUpstream);
    QFETCH(QByteArray, path);
    RunningProxy proxy(anthropicUpstream ? BackendDialects::AnthropicOnly
                                         : BackendDialects::OpenAiOnly);
    proxy.config.upstream.dialect =
        anthropicUpstream ? proxy::UpstreamDialect::Anthropic : proxy::UpstreamDialect::OpenAi;
    QVERIFY(proxy.start());
    const QByteArray model = anthropicUpstream ? "claude-sonnet-4-6" : "gpt-4.1";
    proxy.backend.setState({{QStringLiteral("models"), QJsonArray {QString::fromUtf8(model)}}});
    const QByteArray request =
        path == "/v1/models"
            ? QByteArray("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: mine\r\n\r\n")
            : RunningProxy::post(path, plain(model), "Authorization: Bearer mine\r\n");
    const RawResponse answer = proxy.ask(request);
    QVERIFY2(answer.status == 200, answer.body.constData());
    for (const auto &seen : proxy.upstream("/v1/")) {
        const bool asApiKey = !standins::headerValue(seen.headers, "x-api-key").isEmpty();
        const bool asBearer = !standins::headerValue(seen.headers, "authorization").isEmpty();
        QVERIFY2(asApiKey == anthropicUpstream && asBearer != anthropicUpstream,
                 seen.target.constData());
        QCOMPARE(seen.status, 200);
    }
}

void TestPipeline::aPathOfTheUpstreamStandsBeforeEveryTarget_data()
{
    QTest::addColumn<proxy::UpstreamDialect>("dialect");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    using proxy::UpstreamDialect;
    QTest::newRow("as it is") << UpstreamDialect::Any << QByteArray("/v1/messages?beta=true")
                              << QByteArray("/gate/way/v1/messages?beta=true");
    QTest::newRow("converted") << UpstreamDialect::OpenAi << QByteArray("/v1/messages?beta=true")
                               << QByteArray("/gate/way/v1/chat/completions");
    QTest::newRow("project") << UpstreamDialect::Any << QByteArray("/p/mine/v1/messages")
                             << QByteArray("/gate/way/v1/messages");
    QTest::newRow("other path") << UpstreamDialect::Any << QByteArray("//x/%7E?a=b+c")
                                << QByteArray("/gate/way//x/%7E?a=b+c");
}

void TestPipeline::aPathOfTheUpstreamStandsBeforeEveryTarget()
{
    QFETCH(proxy::UpstreamDialect, dialect);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    RunningProxy proxy;
    proxy.config.upstream.url.setPath(QStringLiteral("/gate/way"));
    proxy.config.upstream.dialect = dialect;
    QVERIFY(proxy.start());
    proxy.ask(RunningProxy::post(target, plain("claude-sonnet-4-6")));
    QStringList targets;
    for (const auto &seen : proxy.backend.recorded())
        targets.append(QString::fromLatin1(seen.target));
    QVERIFY2(targets.contains(QString::fromLatin1(expected)), qPrintable(targets.join(u' ')));
    // The model list and the probe of GET / aside, nothing went to another place.
    for (const QString &seen : std::as_const(targets))
        QVERIFY2(seen == u"/" || seen.startsWith(u"/gate/way/"), qPrintable(seen));
}

void TestPipeline::aLargeBodyIsConvertedToo()
{
    RunningProxy proxy(BackendDialects::OpenAiOnly);
    proxy.config.upstream.dialect = proxy::UpstreamDialect::OpenAi;
    QVERIFY(proxy.start());
    const QByteArray text(5 * 1024 * 1024, 'x');
    QByteArray body = plain("gpt-5");
    body.replace("hello", text);
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body));
    QVERIFY2(answer.status == 200, answer.body.constData());
    const auto seen = proxy.upstream("/v1/chat/completions");
    QCOMPARE(seen.size(), size_t(1));
    QVERIFY(seen[0].body.contains(text));
    // And what has no equal is refused from there as well.
    body.replace(R"("role":"user","content":")",
                 R"("role":"user","content":[{"type":"container_upload","file_id":"f"}],"x":")");
    const RawResponse refused = proxy.ask(RunningProxy::post("/v1/messages", body));
    QCOMPARE(refused.status, 400);
    QVERIFY2(refused.body.contains("messages.0.content.0"), refused.body.constData());
}

void TestPipeline::aRefusedRoutedModelIsRevertedThroughAConversion()
{
    RunningProxy proxy(BackendDialects::OpenAiOnly);
    proxy.config.upstream.dialect = proxy::UpstreamDialect::OpenAi;
    proxy.config.router.provider = proxy::RouterProvider::OpenAi;
    proxy.backend.setState(
        {{QStringLiteral("models"),
          QJsonArray {QStringLiteral("gpt-5.4"), QStringLiteral("gpt-5.4-mini")}}});
    QVERIFY(proxy.start());
    proxy.backend.useScenario("anthropic-400", 1, "/v1/chat/completions");
    QByteArray body = plain("gpt-5.4");
    // An image: so much text would fit into no window.
    body.replace("\"hello\"",
                 R"([{"type":"text","text":"[[easy]] hello"},{"type":"image","source":{)"
                 R"("type":"base64","media_type":"image/png","data":")"
                     + QByteArray(5 * 1024 * 1024, 'x') + R"("}}])");
    const RawResponse answer = proxy.ask(RunningProxy::post("/v1/messages", body));
    QVERIFY2(answer.status == 200, answer.body.constData());
    const auto seen = proxy.upstream("/v1/chat/completions");
    QCOMPARE(seen.size(), size_t(2));
    QVERIFY(seen[0].body.contains("\"gpt-5.4-mini\""));
    QVERIFY(seen[1].body.contains("\"gpt-5.4\""));
}

void TestPipeline::aClientMayLeaveDuringAConversion()
{
    RunningProxy proxy(BackendDialects::OpenAiOnly);
    proxy.config.upstream.dialect = proxy::UpstreamDialect::OpenAi;
    QVERIFY(proxy.start());
    QByteArray body = plain("gpt-5");
    body.replace("hello", QByteArray(20 * 1024 * 1024, 'x'));
    {
        standins::RawClient client;
        QVERIFY(client.connectTo(proxy.port));
        QVERIFY(client.send(RunningProxy::post("/v1/messages", body)));
    }
    QCOMPARE(proxy.ask(RunningProxy::post("/v1/messages", plain("gpt-5"))).status, 200);
}

QTEST_GUILESS_MAIN(TestPipeline)
#include "tst_pipeline.moc"

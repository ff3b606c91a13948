// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/fakebackend.h"
#include "tests/support/rawclient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using namespace standins;

namespace {

constexpr std::chrono::milliseconds kSoon {3000};
const WireHeader kKey {"X-Api-Key", "k-alpha-0001"};

QByteArray post(const QByteArray &path, const QByteArray &body, WireHeaders headers = {})
{
    headers.push_back(kKey);
    headers.push_back({"Content-Type", "application/json"});
    return rawRequest("POST", path, headers, body);
}

QByteArray claude(const QByteArray &further = {},
                  const QByteArray &model = "claude-sonnet-4-5-20250929")
{
    return "{\"model\":\"" + model + "\"" + further
           + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
}

} // namespace

class TestFakeBackend : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void recordsARequestAsItCame();
    void recordsChunkedBodiesAndTrailers();
    void tellsFinFromReset();
    void writesTheSampleClaudeStreamLineByLine();
    void writesTheOtherSampleStreams_data();
    void writesTheOtherSampleStreams();
    void holdsEachWriteForAPermit();
    void sendsTheHeadWithTheFirstWrite();
    void answersWithoutStreaming_data();
    void answersWithoutStreaming();
    void streamsOnlyWhenAsked_data();
    void streamsOnlyWhenAsked();
    void refusesKeys_data();
    void refusesKeys();
    void servesThePublicRoutes_data();
    void servesThePublicRoutes();
    void speaksOneDialectOnlyWhenRestricted_data();
    void speaksOneDialectOnlyWhenRestricted();
    void refusesModelsNobodyOffers_data();
    void refusesModelsNobodyOffers();
    void keepsConnectionsAndPipelinedOrder();
    void answersBadHeads();
    void answersExpectations();
    void answers401BeforeALargeBody();
    void playsScriptsInOrder();
    void appliesRulesToTheRequestsTheyMatch();
    void refusesConnectsWhileNotAccepting();
    void resetsIdleConnections();
    void movesTimeByHand();
    void writesKeepAlives();
    void callsAToolAndThenEnds_data();
    void callsAToolAndThenEnds();
    void writesBurstsNoFasterThanTheyAreRead();

private:
    RawResponse ask(const QByteArray &request)
    {
        RawClient client;
        client.connectTo(m_backend->port());
        return client.exchange(request);
    }
    RecordedRequest lastRequest() const { return m_backend->recorded().back(); }

    std::unique_ptr<FakeBackend> m_backend;
};

namespace {

/// The event lines of the sample stream, each a write of its own.
std::vector<QByteArray> sampleClaudeWrites()
{
    const std::vector<std::pair<QByteArray, QByteArray>> events {
        {"message_start",
         R"({"type":"message_start","message":{"id":"msg_fake_000001","type":"message",)"
         R"("role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],)"
         R"("stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":21,)"
         R"("output_tokens":1}}})"},
        {"content_block_start",
         R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking",)"
         R"("thinking":"","signature":""}})"},
        {"ping", R"({"type":"ping"})"},
        {"content_block_delta",
         R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta",)"
         R"("thinking":"Считаю… 🦉"}})"},
        {"content_block_delta",
         R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta",)"
         R"("signature":"RkFLRS1TSUc+Lz09"}})"},
        {"content_block_stop", R"({"type":"content_block_stop","index":0})"},
        {"content_block_start",
         R"({"type":"content_block_start","index":1,"content_block":{"type":"tool_use",)"
         R"("id":"toolu_fake_1","name":"Read","input":{}}})"},
        {"content_block_delta",
         R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta",)"
         R"("partial_json":"{\"path\":"}})"},
        {"content_block_stop", R"({"type":"content_block_stop","index":1})"},
        {"message_delta",
         R"({"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},)"
         R"("usage":{"output_tokens":37}})"},
        {"message_stop", R"({"type":"message_stop"})"},
    };
    std::vector<QByteArray> writes;
    for (const auto &[name, data] : events) {
        writes.push_back("event: " + name + "\n");
        writes.push_back("data: " + data + "\n");
        writes.push_back("\n");
    }
    return writes;
}

} // namespace

void TestFakeBackend::init()
{
    m_backend = std::make_unique<FakeBackend>(
        FakeBackendOptions {.managementDelay = std::chrono::milliseconds(0)});
    QVERIFY(m_backend->start());
}

void TestFakeBackend::cleanup()
{
    m_backend.reset();
}

void TestFakeBackend::recordsARequestAsItCame()
{
    const QByteArray body = R"({"x":{"model":"no"},"model" : "gpt-5","n":1.0E+2} )";
    const QByteArray head = "POST //v1/chat%2Fcompletions?a=b+c&%7E HTTP/1.1\r\nhost: x\r\n"
                            "X-Api-Key: k-alpha-0001\r\nx-Dup: 1\r\nX-dup:  2 \r\n"
                            "Content-Length: "
                            + QByteArray::number(body.size()) + "\r\n\r\n";
    QCOMPARE(ask(head + body).status, 404);
    QVERIFY(m_backend->waitUntilIdle(kSoon));
    const RecordedRequest seen = lastRequest();
    QCOMPARE(seen.head, head);
    QCOMPARE(seen.target, QByteArray("//v1/chat%2Fcompletions?a=b+c&%7E"));
    QCOMPARE(seen.headers.size(), 5U);
    QCOMPARE(seen.headers[0], (WireHeader {"host", "x"}));
    QCOMPARE(seen.headers[3], (WireHeader {"X-dup", "2"}));
    QCOMPARE(seen.body, body);
    QVERIFY(seen.complete);
    QCOMPARE(seen.framing, WireFraming::Length);
    QCOMPARE(seen.model, QByteArray("gpt-5"));
    QCOMPARE(seen.modelOffset, body.indexOf("\"gpt-5\""));
    QCOMPARE(seen.connection, 1);
    QCOMPARE(seen.numberOnConnection, 1);
    QVERIFY(seen.bodyAt >= seen.headAt);
    QVERIFY(seen.answerFirstByteAt && seen.answerLastByteAt >= seen.answerFirstByteAt);
    QVERIFY(seen.answerBytes > 100);
}

void TestFakeBackend::recordsChunkedBodiesAndTrailers()
{
    ask("POST /v1/messages HTTP/1.1\r\nHost: x\r\nX-Api-Key: k-alpha-0001\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n");
    const RecordedRequest seen = lastRequest();
    QCOMPARE(seen.body, QByteArray("abcde"));
    QCOMPARE(seen.framing, WireFraming::Chunked);
    QCOMPARE(seen.trailers, (WireHeaders {{"X-T", "1"}}));
}

void TestFakeBackend::tellsFinFromReset()
{
    m_backend->useScenario("no-first-byte");
    RawClient polite;
    polite.connectTo(m_backend->port());
    polite.send(post("/v1/messages", claude()));
    RawClient rude;
    QVERIFY(m_backend->waitForRequests(1, kSoon));
    rude.connectTo(m_backend->port());
    rude.send(post("/v1/messages", claude()));
    QVERIFY(m_backend->waitForRequests(2, kSoon));
    polite.close();
    rude.reset();
    QVERIFY(m_backend->waitForClientClose(0, kSoon));
    QVERIFY(m_backend->waitForClientClose(1, kSoon));
    const auto seen = m_backend->recorded();
    QCOMPARE(seen[0].end, WireEnd::PeerFin);
    QCOMPARE(seen[1].end, WireEnd::PeerReset);
    QCOMPARE(seen[0].answerBytes, 0);
    QCOMPARE(m_backend->openConnections(), 0);
}

void TestFakeBackend::writesTheSampleClaudeStreamLineByLine()
{
    const RawResponse response = ask(
        post("/v1/messages", claude(",\"stream\":true"), {{"X-Fake-Scenario", "stream-claude"}}));
    QCOMPARE(response.status, 200);
    QCOMPARE(response.header("Content-Type"), QByteArray("text/event-stream"));
    QCOMPARE(response.header("Cache-Control"), QByteArray("no-cache"));
    QCOMPARE(response.header("Connection"), QByteArray("keep-alive"));
    QCOMPARE(response.header("Access-Control-Allow-Origin"), QByteArray("*"));
    QVERIFY(response.complete);
    const std::vector<QByteArray> wanted = sampleClaudeWrites();
    QCOMPARE(response.chunks.size(), wanted.size());
    for (size_t i = 0; i < wanted.size(); ++i)
        QCOMPARE(response.chunks[i], wanted[i]);
}

void TestFakeBackend::writesTheOtherSampleStreams_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("scenario");
    QTest::addColumn<QByteArrayList>("chunks");
    QTest::newRow("chat")
        << QByteArray("/v1/chat/completions") << QByteArray("stream-openai")
        << QByteArrayList {
               "data: {\"id\":\"chatcmpl-fake-1\",\"object\":\"chat.completion.chunk\",\"created\":"
               "1773064800,\"model\":\"gpt-5\",\"choices\":[{\"index\":0,\"delta\":{\"role\":"
               "\"assistant\",\"content\":\"Fa\"},\"finish_reason\":null}]}\n\n",
               "data: {\"id\":\"chatcmpl-fake-1\",\"object\":\"chat.completion.chunk\",\"created\":"
               "1773064800,\"model\":\"gpt-5\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
               "\"ke 🦉\"},\"finish_reason\":null}]}\n\n",
               "data: {\"id\":\"chatcmpl-fake-1\",\"object\":\"chat.completion.chunk\",\"created\":"
               "1773064800,\"model\":\"gpt-5\",\"choices\":[{\"index\":0,\"delta\":{},"
               "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":21,\"completion_tokens\":"
               "5,"
               "\"total_tokens\":26}}\n\n",
               "data: [DONE]\n\n"};
    QTest::newRow("responses")
        << QByteArray("/v1/responses") << QByteArray("stream-responses")
        << QByteArrayList {
               "\nevent: response.created\n",
               "data: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":"
               "\"resp_fake_1\",\"object\":\"response\",\"status\":\"in_progress\",\"output\":[]}}"
               "\n",
               "\nevent: response.output_text.delta\n",
               "data: {\"type\":\"response.output_text.delta\",\"sequence_number\":1,\"delta\":"
               "\"Fa\"}\n",
               "\nevent: response.completed\n",
               "data: {\"type\":\"response.completed\",\"sequence_number\":2,\"response\":{\"id\":"
               "\"resp_fake_1\",\"object\":\"response\",\"status\":\"completed\",\"output\":[],"
               "\"usage\":{\"input_tokens\":21,\"output_tokens\":5,\"total_tokens\":26}}}\n",
               "\n"};
    QTest::newRow("gemini")
        << QByteArray("/v1beta/models/gemini-2.5-flash:streamGenerateContent")
        << QByteArray("stream-gemini")
        << QByteArrayList {"data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{"
                           "\"text\":\"Fa\"}]},\"index\":0}],\"modelVersion\":\"gemini-2.5-flash\"}"
                           "\n\n"};
}

void TestFakeBackend::writesTheOtherSampleStreams()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, scenario);
    QFETCH(QByteArrayList, chunks);
    const RawResponse response =
        ask(post(path, R"({"model":"gpt-5","stream":true})", {{"X-Fake-Scenario", scenario}}));
    QVERIFY(response.complete);
    QCOMPARE(QByteArrayList(response.chunks.begin(), response.chunks.end()), chunks);
}

void TestFakeBackend::holdsEachWriteForAPermit()
{
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(
        post("/v1/messages", claude(",\"stream\":true"), {{"X-Fake-Scenario", "lockstep"}}));
    QVERIFY(client.waitForText("event: message_start\n"));
    QVERIFY(!client.received().contains("data: "));
    m_backend->release("chatty");
    QVERIFY(client.waitForText("data: {\"type\":\"message_start\""));
    m_backend->release("chatty");
    QVERIFY(client.waitForText("\r\n1\r\n\n\r\n"));
    QVERIFY(!client.received().contains("content_block_start"));
    m_backend->release("chatty");
    QVERIFY(client.waitForText("event: content_block_start\n"));
    // Four writes, four reads: nothing was held back or joined.
    QCOMPARE(client.arrivals().size(), 4U);
    m_backend->release("chatty", 1000);
    QVERIFY(client.readResponse().complete);
}

void TestFakeBackend::sendsTheHeadWithTheFirstWrite()
{
    m_backend->answerNext(
        {step::Head {}, step::HoldUntil {"go"}, step::Send {"one"}, step::End {}});
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(post("/x", "{}"));
    QVERIFY(m_backend->waitForRequests(1, kSoon));
    QVERIFY(client.received().isEmpty());
    m_backend->release("go");
    QVERIFY(client.waitForText("one"));
    QVERIFY(client.arrivals().front().bytes.startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(client.arrivals().front().bytes.contains("\r\n\r\n3\r\none\r\n"));
}

void TestFakeBackend::answersWithoutStreaming_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("messages")
        << QByteArray("/v1/messages?beta=true") << QByteArray("claude-haiku-4-5-20251001")
        << QByteArray(R"({"id":"msg_fake_000001","type":"message","role":"assistant",)"
                      R"("model":"claude-haiku-4-5-20251001","content":[{"type":"text",)"
                      R"("text":"Fake answer 1."}],"stop_reason":"end_turn","stop_sequence":null,)"
                      R"("usage":{"input_tokens":21,"cache_creation_input_tokens":0,)"
                      R"("cache_read_input_tokens":0,"output_tokens":5}})");
    QTest::newRow("chat")
        << QByteArray("/v1/chat/completions") << QByteArray("gpt-5(high)")
        << QByteArray(R"({"id":"chatcmpl-fake-000001","object":"chat.completion",)"
                      R"("created":1773064800,"model":"gpt-5","choices":[{"index":0,)"
                      R"("message":{"role":"assistant","content":"Fake answer 1."},)"
                      R"("finish_reason":"stop","native_finish_reason":"stop"}],)"
                      R"("usage":{"prompt_tokens":21,"completion_tokens":5,"total_tokens":26}})");
    QTest::newRow("completions")
        << QByteArray("/v1/completions") << QByteArray("gpt-5")
        << QByteArray(R"({"id":"chatcmpl-fake-000001","object":"text_completion",)"
                      R"("created":1773064800,"model":"gpt-5","choices":[{"index":0,)"
                      R"("text":"Fake answer 1.","finish_reason":"stop"}],)"
                      R"("usage":{"prompt_tokens":21,"completion_tokens":5,"total_tokens":26}})");
    QTest::newRow("responses")
        << QByteArray("/v1/responses") << QByteArray("gpt-5")
        << QByteArray(R"({"id":"resp_fake_000001","object":"response","created_at":1773064800,)"
                      R"("status":"completed","model":"gpt-5","output":[{"type":"message",)"
                      R"("id":"msg_fake_1","status":"completed","role":"assistant",)"
                      R"("content":[{"type":"output_text","text":"Fake answer 1.",)"
                      R"("annotations":[]}]}],"usage":{"input_tokens":21,"output_tokens":5,)"
                      R"("total_tokens":26}})");
    QTest::newRow("alias of Amp") << QByteArray("/api/provider/anthropic/v1/messages/count_tokens")
                                  << QByteArray("claude-opus-4-6")
                                  << QByteArray(R"({"input_tokens":6})");
}

void TestFakeBackend::answersWithoutStreaming()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, model);
    QFETCH(QByteArray, body);
    const RawResponse response = ask(post(path, "{\"model\":\"" + model + "\"}"));
    QCOMPARE(response.status, 200);
    QCOMPARE(response.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(response.body, body);
    QCOMPARE(response.framing, WireFraming::Length);
}

void TestFakeBackend::streamsOnlyWhenAsked_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<bool>("streamed");
    for (const char *value : {"true", "null", "\"no\""}) {
        const QByteArray stream = QByteArray(",\"stream\":") + value;
        QTest::addRow("messages %s", value) << QByteArray("/v1/messages") << stream << true;
        QTest::addRow("chat %s", value)
            << QByteArray("/v1/chat/completions") << stream << (QByteArray(value) == "true");
    }
    QTest::newRow("messages false")
        << QByteArray("/v1/messages") << QByteArray(",\"stream\":false") << false;
    QTest::newRow("messages absent") << QByteArray("/v1/messages") << QByteArray() << false;
}

void TestFakeBackend::streamsOnlyWhenAsked()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, stream);
    QFETCH(bool, streamed);
    const RawResponse response = ask(post(path, "{\"model\":\"gpt-5\"" + stream + "}"));
    QCOMPARE(response.header("Content-Type") == "text/event-stream", streamed);
    QVERIFY(response.complete);
}

void TestFakeBackend::refusesKeys_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const QByteArray missing = R"({"error":"Missing API key"})";
    const QByteArray invalid = R"({"error":"Invalid API key"})";
    const QByteArray models = "/v1/models";
    QTest::newRow("none") << QByteArray("X: y") << models << 401 << missing;
    QTest::newRow("wrong") << QByteArray("X-Api-Key: nope") << models << 401 << invalid;
    QTest::newRow("bearer") << QByteArray("Authorization: bEaReR k-beta-0002") << models << 200
                            << QByteArray();
    QTest::newRow("bare") << QByteArray("Authorization: k-alpha-0001") << models << 200
                          << QByteArray();
    QTest::newRow("google") << QByteArray("x-goog-api-key: k-alpha-0001") << models << 200
                            << QByteArray();
    QTest::newRow("one of two matches")
        << QByteArray("Authorization: Bearer nope\r\nX-Api-Key: k-alpha-0001") << models << 200
        << QByteArray();
    QTest::newRow("query") << QByteArray("X: y") << QByteArray("/v1/models?key=k-alpha-0001") << 200
                           << QByteArray();
    QTest::newRow("auth_token") << QByteArray("X: y")
                                << QByteArray("/v1/models?auth_token=k-beta-0002") << 200
                                << QByteArray();
    QTest::newRow("unknown path needs none") << QByteArray("X: y") << QByteArray("/v1/nothing")
                                             << 404 << QByteArray("404 page not found");
}

void TestFakeBackend::refusesKeys()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const RawResponse response =
        ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n");
    QCOMPARE(response.status, status);
    if (!body.isEmpty())
        QCOMPARE(response.body, body);
}

void TestFakeBackend::servesThePublicRoutes_data()
{
    QTest::addColumn<BackendProfile>("profile");
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("part");
    const auto get = [](const QByteArray &target, const WireHeaders &headers = {}) {
        WireHeaders all = headers;
        all.push_back(kKey);
        return rawRequest("GET", target, all);
    };
    const auto ref = BackendProfile::Reference;
    const auto v7 = BackendProfile::V7;
    const QByteArray none;
    QTest::newRow("root") << ref << rawRequest("GET", "/") << 200
                          << QByteArray("CLI Proxy API Server");
    QTest::newRow("HEAD is unknown") << ref << rawRequest("HEAD", "/") << 404 << none;
    QTest::newRow("OPTIONS") << ref << rawRequest("OPTIONS", "/any/where") << 204 << none;
    QTest::newRow("healthz of old") << ref << rawRequest("GET", "/healthz") << 404 << none;
    QTest::newRow("healthz of new")
        << v7 << rawRequest("GET", "/healthz") << 200 << QByteArray(R"({"status":"ok"})");
    QTest::newRow("models") << ref << get("/v1/models") << 200
                            << QByteArray(R"({"created":1754524800,"id":"gpt-5","object":"model")");
    QTest::newRow("models for Claude Code")
        << ref << get("/v1/models", {{"User-Agent", "claude-cli/2.1"}}) << 200
        << QByteArray(R"("first_id":"claude-haiku-4-5-20251001","has_more":false)");
    QTest::newRow("slash too many") << ref << get("/v1/models/?a=b") << 301 << none;
    QTest::newRow("slash too many, POST") << ref << post("/v1/messages/", "{}") << 307 << none;
    QTest::newRow("gemini models")
        << ref << get("/v1beta/models") << 200 << QByteArray("models/gemini-2.5-pro");
    QTest::newRow("gemini generate")
        << ref << post("/v1beta/models/gemini-2.5-flash%28high%29:generateContent", "{}") << 200
        << QByteArray(R"("modelVersion":"gemini-2.5-flash")");
    QTest::newRow("gemini other method")
        << ref << post("/v1beta/models/gemini-2.5-flash:embed", "{}") << 200 << none;
    QTest::newRow("gemini without method")
        << ref << post("/v1beta/models/x", "{}") << 404 << QByteArray(R"("type":"not_found")");
    QTest::newRow("compact does not stream")
        << ref << post("/v1/responses/compact", R"({"model":"gpt-5","stream":true})") << 400
        << QByteArray("Streaming not supported for compact responses");
    QTest::newRow("amp") << ref << rawRequest("GET", "/api/user") << 503
                         << QByteArray("amp upstream proxy not available");
    QTest::newRow("amp is gone") << v7 << rawRequest("GET", "/api/user") << 404 << none;
    QTest::newRow("internal") << ref << post("/v1internal:loadCodeAssist", "{}") << 200 << none;
    QTest::newRow("internal is gone") << v7 << post("/v1internal:x", "{}") << 404 << none;
    QTest::newRow("callback") << ref << rawRequest("GET", "/anthropic/callback?code=1&state=2")
                              << 200 << QByteArray("<html>");
    QTest::newRow("websocket without upgrade")
        << ref << get("/v1/responses") << 400 << QByteArray("Bad Request\n");
}

void TestFakeBackend::servesThePublicRoutes()
{
    QFETCH(BackendProfile, profile);
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QFETCH(QByteArray, part);
    m_backend = std::make_unique<FakeBackend>(FakeBackendOptions {.profile = profile});
    QVERIFY(m_backend->start());
    const RawResponse response = ask(request);
    QCOMPARE(response.status, status);
    QVERIFY2(response.body.contains(part), response.body.constData());
    QCOMPARE(response.header("Access-Control-Allow-Methods"),
             QByteArray("GET, POST, PUT, PATCH, DELETE, OPTIONS"));
    QVERIFY(!response.header("Date").isEmpty());
    QCOMPARE(headerCount(response.headers, "Server"), 0);
    if (status == 301 || status == 307)
        QVERIFY(!response.header("Location").contains("/?"));
}

void TestFakeBackend::speaksOneDialectOnlyWhenRestricted_data()
{
    QTest::addColumn<BackendDialects>("dialects");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    const auto openAi = BackendDialects::OpenAiOnly;
    const auto anthropic = BackendDialects::AnthropicOnly;
    QTest::newRow("OpenAI chat") << openAi << QByteArray("/v1/chat/completions") << 200;
    QTest::newRow("OpenAI messages") << openAi << QByteArray("/v1/messages") << 404;
    QTest::newRow("OpenAI responses") << openAi << QByteArray("/v1/responses") << 404;
    QTest::newRow("Anthropic messages") << anthropic << QByteArray("/v1/messages") << 200;
    QTest::newRow("Anthropic chat") << anthropic << QByteArray("/v1/chat/completions") << 404;
    QTest::newRow("Anthropic management") << anthropic << QByteArray("/v0/management/usage") << 404;
}

void TestFakeBackend::speaksOneDialectOnlyWhenRestricted()
{
    QFETCH(BackendDialects, dialects);
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    m_backend = std::make_unique<FakeBackend>(FakeBackendOptions {.dialects = dialects});
    QVERIFY(m_backend->start());
    const QByteArray model = dialects == BackendDialects::OpenAiOnly ? "gpt-5" : "claude-opus-4-6";
    const QByteArray body = "{\"model\":\"" + model + "\"}";
    const auto with = [&](const QByteArray &field) {
        return ask("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + field
                   + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body)
            .status;
    };
    const bool isOpenAi = dialects == BackendDialects::OpenAiOnly;
    const QByteArray bearer = "Authorization: Bearer k-alpha-0001";
    const QByteArray apiKey = "X-Api-Key: k-alpha-0001";
    QCOMPARE(with(isOpenAi ? bearer : apiKey), status);
    QCOMPARE(with(isOpenAi ? apiKey : bearer), isOpenAi && status == 200 ? 401 : status);
}

void TestFakeBackend::refusesModelsNobodyOffers_data()
{
    QTest::addColumn<BackendProfile>("profile");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<int>("status");
    for (const char *model : {"claude-sonnet-4-5", "claude-haiku-4-5", "claude-4.5-haiku",
                              "gpt-5-mini", "gpt-5-high", "Claude-Opus-4-6", "team/gpt-5"}) {
        QTest::addRow("ref %s", model) << BackendProfile::Reference << QByteArray(model) << 502;
        QTest::addRow("v7 %s", model) << BackendProfile::V7 << QByteArray(model) << 400;
    }
    QTest::newRow("suffix") << BackendProfile::Reference << QByteArray("gpt-5(high)") << 200;
    QTest::newRow("prefix") << BackendProfile::Reference << QByteArray("corp/gpt-5") << 200;
}

void TestFakeBackend::refusesModelsNobodyOffers()
{
    QFETCH(BackendProfile, profile);
    QFETCH(QByteArray, model);
    QFETCH(int, status);
    m_backend = std::make_unique<FakeBackend>(FakeBackendOptions {
        .profile = profile,
        .state = {{QStringLiteral("prefixes"), QJsonArray {QStringLiteral("corp")}}}});
    QVERIFY(m_backend->start());
    const RawResponse response = ask(post("/v1/messages", claude({}, model)));
    QCOMPARE(response.status, status);
    if (status != 200)
        QVERIFY(response.body.contains("unknown provider for model " + model));
}

void TestFakeBackend::keepsConnectionsAndPipelinedOrder()
{
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(rawRequest("GET", "/") + rawRequest("GET", "/none")
                + post("/v1/messages", claude(",\"stream\":true")));
    QCOMPARE(client.readResponse().status, 200);
    QCOMPARE(client.readResponse().status, 404);
    QVERIFY(client.readResponse().body.contains("message_stop"));
    const auto seen = m_backend->recorded();
    QCOMPARE(seen.size(), 3U);
    QCOMPARE(seen[2].connection, 1);
    QCOMPARE(seen[2].numberOnConnection, 3);
    client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    QCOMPARE(client.readResponse().status, 200);
    QVERIFY(client.waitForEnd(kSoon));
    QCOMPARE(client.end(), WireEnd::PeerFin);

    QVERIFY(client.connectTo(m_backend->port()));
    client.send("POST /v1/messages HTTP/1.0\r\nX-Api-Key: k-alpha-0001\r\nContent-Length: 52\r\n"
                "\r\n{\"model\":\"claude-opus-4-6\",\"stream\":true          }\n");
    QVERIFY(client.waitForEnd(kSoon));
    QVERIFY(client.received().startsWith("HTTP/1.0 200 OK\r\n"));
    QVERIFY(!client.received().contains("Transfer-Encoding"));
    QVERIFY(client.received().endsWith("\"message_stop\"}\n\n"));
}

void TestFakeBackend::answersBadHeads()
{
    const RawResponse bad = ask("GET\r\nHost: x\r\n\r\n");
    QCOMPARE(bad.status, 400);
    QCOMPARE(bad.body, QByteArray("400 Bad Request"));
    QCOMPARE(bad.header("Connection"), QByteArray("close"));
    const QByteArray field = "X-Big: " + QByteArray(1100 * 1024, 'x') + "\r\n";
    QCOMPARE(ask("GET / HTTP/1.1\r\n" + field).status, 431);
}

void TestFakeBackend::answersExpectations()
{
    RawClient client;
    client.connectTo(m_backend->port());
    const QByteArray body = claude();
    const QByteArray head = "POST /v1/messages HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                            "X-Api-Key: k-alpha-0001\r\nContent-Length: "
                            + QByteArray::number(body.size()) + "\r\n\r\n";
    client.send(head);
    QVERIFY(client.waitForText("HTTP/1.1 100 Continue\r\n\r\n"));
    client.send(body);
    QCOMPARE(client.readResponse().status, 200);
}

void TestFakeBackend::answers401BeforeALargeBody()
{
    RawClient client;
    client.connectTo(m_backend->port());
    client.send("POST /v1/messages HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                "Content-Length: 20000000\r\n\r\n");
    const RawResponse response = client.readResponse();
    QCOMPARE(response.status, 401);
    QCOMPARE(response.header("Connection"), QByteArray("close"));
    // It reads 256 KiB more and then ends the connection.
    client.send(QByteArray(20000000, 'x'), kSoon);
    QVERIFY(client.waitForEnd(kSoon));
    QVERIFY(!lastRequest().complete);
}

void TestFakeBackend::playsScriptsInOrder()
{
    m_backend->answerNext({step::ReadBody {0}, step::Head {103, {{"Link", "x"}}},
                           step::Note {QStringLiteral("before the body")}, step::ReadBody {},
                           step::Head {299, {{"X-A", "1"}}, WireFraming::Chunked, "Odd"},
                           step::Send {"ab", 2}, step::SendSplit {"cdef", {1, 2}},
                           step::SendRaw {"1\r\ng\r\n"}, step::End {{{"X-T", "2"}}}});
    RawClient client;
    client.connectTo(m_backend->port());
    client.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
    QVERIFY(client.waitForText("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"));
    client.send("abc");
    const RawResponse response = client.readResponse();
    QCOMPARE(response.status, 299);
    QCOMPARE(response.reason, QByteArray("Odd"));
    QCOMPARE(QByteArrayList(response.chunks.begin(), response.chunks.end()),
             (QByteArrayList {"ab", "ab", "cdef", "g"}));
    QCOMPARE(response.trailers, (WireHeaders {{"X-T", "2"}}));
    QCOMPARE(lastRequest().notes, QStringList {QStringLiteral("before the body")});
    // The script answers without waiting for the body.
    QTRY_COMPARE(lastRequest().body, QByteArray("abc"));
}

void TestFakeBackend::appliesRulesToTheRequestsTheyMatch()
{
    m_backend->addRule({.match = {.method = "POST", .model = "claude-*", .nth = 2},
                        .times = 1,
                        .name = "second",
                        .scenario = "anthropic-529"});
    m_backend->addRule({.match = {.headers = {{"x-test", "7"}}}, .scenario = "status-418"});
    QCOMPARE(ask(post("/v1/messages", claude())).status, 200);
    QCOMPARE(ask(post("/v1/chat/completions", R"({"model":"gpt-5"})")).status, 200);
    QCOMPARE(ask(post("/v1/messages", claude())).status, 529);
    QCOMPARE(lastRequest().rule, QByteArray("second"));
    QCOMPARE(ask(post("/v1/messages", claude())).status, 200);
    QCOMPARE(ask(post("/v1/messages", claude(), {{"X-Test", "7"}})).status, 418);
    m_backend->clearRules();
    QCOMPARE(ask(post("/v1/messages", claude(), {{"X-Test", "7"}})).status, 200);
}

void TestFakeBackend::refusesConnectsWhileNotAccepting()
{
    const quint16 port = m_backend->port();
    m_backend->setAccepting(false);
    RawClient client;
    QVERIFY(!client.connectTo(port));
    m_backend->setAccepting(true);
    QVERIFY(client.connectTo(port));
    QCOMPARE(client.exchange(rawRequest("GET", "/")).status, 200);
}

void TestFakeBackend::resetsIdleConnections()
{
    RawClient client;
    client.connectTo(m_backend->port());
    QCOMPARE(client.exchange(rawRequest("GET", "/")).status, 200);
    QVERIFY(m_backend->waitUntilIdle(kSoon));
    m_backend->killIdleConnections();
    QVERIFY(client.waitForEnd(kSoon));
    QCOMPARE(client.end(), WireEnd::PeerReset);
}

void TestFakeBackend::movesTimeByHand()
{
    m_backend = std::make_unique<FakeBackend>(FakeBackendOptions {.manualClock = true});
    QVERIFY(m_backend->start());
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(post("/v1/messages", claude(",\"stream\":true"), {{"X-Fake-Scenario", "prefill"}}));
    QVERIFY(m_backend->waitForRequests(1, kSoon));
    m_backend->advanceClock(std::chrono::seconds(239));
    QVERIFY(client.received().isEmpty());
    m_backend->advanceClock(std::chrono::seconds(1));
    QVERIFY(client.waitForText("message_start"));
    QVERIFY(!client.received().contains("content_block_start"));
    m_backend->advanceClock(std::chrono::minutes(2));
    QVERIFY(client.readResponse().complete);
}

void TestFakeBackend::writesKeepAlives()
{
    m_backend = std::make_unique<FakeBackend>(
        FakeBackendOptions {.timeScale = 0.001,
                            .state = {{QStringLiteral("sse_keepalive_s"), 5},
                                      {QStringLiteral("nonstream_keepalive_s"), 5}}});
    QVERIFY(m_backend->start());
    const RawResponse streamed =
        ask(post("/v1/messages", claude(",\"stream\":true"), {{"X-Fake-Scenario", "thinking"}}));
    QVERIFY(streamed.chunks.front() == "event: message_start\n");
    QCOMPARE(streamed.chunks.at(3), QByteArray(": keep-alive\n\n"));
    const RawResponse whole =
        ask(post("/v1/messages", claude(), {{"X-Fake-Scenario", "thinking"}}));
    QCOMPARE(whole.chunks.front(), QByteArray("\n"));
    QVERIFY(QJsonDocument::fromJson(whole.body).isObject());
}

void TestFakeBackend::callsAToolAndThenEnds_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("second");
    QTest::addColumn<QByteArrayList>("call");
    const QByteArray schema = R"({"type":"object","properties":{"file_path":{"type":"string"},)"
                              R"("n":{"type":"integer"}},"required":["file_path","n"]})";
    const QByteArray human = R"({"role":"user","content":"Look at /tmp/a.txt please"})";
    const QByteArray claudeTools = R"("tools":[{"name":"Bash","input_schema":{}},{"name":"Read",)"
                                   R"("input_schema":)"
                                   + schema + "}]";
    QTest::newRow("messages")
        << QByteArray("/v1/messages")
        << R"({"model":"claude-opus-4-6",)" + claudeTools + R"(,"messages":[)" + human + "]}"
        << R"({"model":"claude-opus-4-6",)" + claudeTools + R"(,"messages":[)" + human
               + R"(,{"role":"assistant","content":[]},{"role":"user","content":[{"type":)"
                 R"("tool_result","tool_use_id":"toolu_fake_1","content":"x"}]}]})"
        << QByteArrayList {R"("name":"Read","input":{"file_path":"/tmp/a.txt","n":1})",
                           R"("stop_reason":"tool_use")"};
    const QByteArray chatTools =
        R"("tools":[{"type":"function","function":{"name":"read_file","parameters":)" + schema
        + "}}]";
    QTest::newRow("chat")
        << QByteArray("/v1/chat/completions")
        << R"({"model":"gpt-5",)" + chatTools + R"(,"messages":[)" + human + "]}"
        << R"({"model":"gpt-5",)" + chatTools + R"(,"messages":[)" + human
               + R"(,{"role":"assistant"},{"role":"tool","content":"x"}]})"
        << QByteArrayList {
               R"("function":{"name":"read_file","arguments":"{\"file_path\":\"/tmp/a.txt\")",
               R"("finish_reason":"tool_calls")"};
    const QByteArray tools =
        R"("tools":[{"type":"function","name":"exec_command","parameters":)"
        R"({"properties":{"cmd":{"type":"string"}},"required":["cmd"]}},{"type":"web_search"}])";
    const QByteArray run = R"({"role":"user","content":[{"type":"input_text","text":)"
                           R"("Run `echo hi` now"}]})";
    QTest::newRow("responses") << QByteArray("/v1/responses")
                               << R"({"model":"gpt-5",)" + tools + R"(,"input":[)" + run + "]}"
                               << R"({"model":"gpt-5",)" + tools + R"(,"input":[)" + run
                                      + R"(,{"type":"function_call_output","output":"hi"}]})"
                               << QByteArrayList {R"("type":"function_call")",
                                                  R"("arguments":"{\"cmd\":\"echo hi\"}")"};
}

void TestFakeBackend::callsAToolAndThenEnds()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, second);
    QFETCH(QByteArrayList, call);
    const QByteArray asked = ask(post(path, first)).body;
    for (const QByteArray &part : call)
        QVERIFY2(asked.contains(part), asked.constData());
    const QByteArray ended = ask(post(path, second)).body;
    QVERIFY2(ended.contains("Fake answer 2."), ended.constData());
    // Streamed, the pieces of the input put together are the same JSON.
    const QByteArray streamed =
        ask(post(path, QByteArray(first).insert(1, "\"stream\":true,"))).body;
    QVERIFY(!streamed.contains("Fake answer"));
}

void TestFakeBackend::writesBurstsNoFasterThanTheyAreRead()
{
    RawClient client;
    client.connectTo(m_backend->port(), QStringLiteral("127.0.0.1"), 4096);
    client.send(post("/v1/messages", claude(",\"stream\":true"), {{"X-Fake-Scenario", "burst"}}));
    QVERIFY(client.waitForText("content_block_delta"));
    const auto written = [&] { return lastRequest().answerBytes; };
    // What the kernel takes is bounded; the rest waits in the fake.
    QVERIFY(m_backend->waitUntil(
        [last = qint64(-1)](const FakeBackend::Requests &seen) mutable {
            return std::exchange(last, seen.back().answerBytes) == seen.back().answerBytes;
        },
        kSoon));
    QVERIFY(written() < 32 * 1024 * 1024);
    const RawResponse response = client.readResponse(false, std::chrono::seconds(60));
    QVERIFY(response.complete);
    QCOMPARE(response.body.size(), 64 * 1024 * 1024);
    QCOMPARE(response.chunks.size(), 4096U);
}

QTEST_GUILESS_MAIN(TestFakeBackend)
#include "tst_fakebackend.moc"

// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/fakebackend.h"
#include "tests/support/rawclient.h"

#include <QtTest>

#include <set>

using namespace standins;

namespace {

constexpr std::chrono::milliseconds kSoon {5000};

enum class Ends { Whole, Fin, Reset, Broken, Never };

QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &scenario)
{
    return rawRequest("POST", path, {{"X-Api-Key", "k-alpha-0001"}, {"X-Fake-Scenario", scenario}},
                      body);
}

const QByteArray kClaude =
    "{\"model\":\"claude-opus-4-6\",\"stream\":true,\"messages\":[{\"role\":\"user\","
    "\"content\":\"hi\"}]}";

} // namespace

Q_DECLARE_METATYPE(Ends)

/// Every entry of the error catalogue, as a client sees it on the wire.
class TestFakeCatalogue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void repliesAsDocumented_data();
    void repliesAsDocumented();
    void breaksStreams_data();
    void breaksStreams();
    void splitsAStreamIntoBytes();
    void cutsInsideACharacter();
    void refusesAdaptiveThinkingOfSmallModelsOnly();
    void resetsTheSecondRequestOfAConnection();
    void sendsRepeatedEmptyAndOddHeaders();
    void sendsHopByHopHeaders();
    void sendsTrailers();
    void compressesOnRequest();
    void sendsAnInterimAnswerFirst();
    void closesAfterAGoodReply();
    void answersTheHeadOfAnUpload();
    void refusesThenComesBack();
    void knowsNoModelWhileBooting();
    void sendsOneHugeLine();
    void hasATestForEachEntry();

private:
    RawResponse ask(const QByteArray &request)
    {
        m_client = std::make_unique<RawClient>();
        m_client->connectTo(m_backend->port());
        return m_client->exchange(request, kSoon);
    }
    void restart(BackendProfile profile)
    {
        m_backend = std::make_unique<FakeBackend>(
            FakeBackendOptions {.profile = profile, .timeScale = 0.001});
        QVERIFY(m_backend->start());
    }

    std::unique_ptr<FakeBackend> m_backend;
    std::unique_ptr<RawClient> m_client;
};

void TestFakeCatalogue::init()
{
    restart(BackendProfile::Reference);
}

void TestFakeCatalogue::repliesAsDocumented_data()
{
    QTest::addColumn<BackendProfile>("profile");
    QTest::addColumn<QByteArray>("scenario");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("retryAfter");
    const auto row = [](const char *name, BackendProfile profile, const QByteArray &scenario,
                        int status, const QByteArray &body, const QByteArray &retryAfter = {},
                        const QByteArray &path = "/v1/chat/completions") {
        QTest::newRow(name) << profile << scenario << path << status << body << retryAfter;
    };
    const auto ref = BackendProfile::Reference;
    const auto v610 = BackendProfile::V610;
    const auto v7 = BackendProfile::V7;
    const QByteArray internal = ",\"type\":\"server_error\",\"code\":\"internal_server_error\"}}";
    row("unknown-model", ref, "unknown-model", 502,
        "{\"error\":{\"message\":\"unknown provider for model claude-opus-4-6\"" + internal);
    row("unknown-model v7", v7, "unknown-model", 400,
        "{\"error\":{\"message\":\"unknown provider for model claude-opus-4-6\",\"type\":"
        "\"invalid_request_error\",\"param\":\"model\",\"code\":\"model_not_found\"}}");
    row("unknown-model v7 messages", v7, "unknown-model", 400,
        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
        "\"unknown provider for model claude-opus-4-6\"}}",
        {}, "/v1/messages");
    const QByteArray cooling =
        "{\"error\":{\"code\":\"model_cooldown\",\"message\":\"All credentials for model "
        "claude-opus-4-6 are cooling down via provider claude\",\"model\":\"claude-opus-4-6\","
        "\"provider\":\"claude\",\"reset_seconds\":42,\"reset_time\":\"42s\"}}";
    row("cooldown", ref, "cooldown", 429, cooling);
    row("cooldown v7", v7, "cooldown", 429, cooling, "42");
    row("no-auth", ref, "no-auth", 500,
        "{\"error\":{\"message\":\"auth_unavailable: no auth available\"" + internal);
    row("no-auth v6.10", v610, "no-auth", 503,
        "{\"error\":{\"message\":\"auth_unavailable: no auth available (providers=claude, "
        "model=claude-opus-4-6)\""
            + internal);
    row("anthropic-529", ref, "anthropic-529", 529,
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"},"
        "\"request_id\":\"req_fake_9\"}");
    row("anthropic-429", ref, "anthropic-429", 429,
        "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"This request "
        "would exceed your account's rate limit.\"},\"request_id\":\"req_fake_9\"}");
    row("anthropic-400", ref, "anthropic-400", 400,
        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is "
        "too long: 214000 tokens > 200000 maximum\"},\"request_id\":\"req_fake_9\"}");
    const QByteArray limited =
        "{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"tokens\",\"param\":null,"
        "\"code\":\"rate_limit_exceeded\"}}";
    row("openai-429", ref, "openai-429", 429, limited);
    row("openai-429 v7", v7, "openai-429", 429, limited, "1");
    row("thinking-level", ref, "thinking-level", 400,
        "{\"error\":{\"message\":\"level \\\"max\\\" not supported, valid levels: low, medium, "
        "high\",\"type\":\"invalid_request_error\"}}");
    row("late-200", ref, "late-200", 200,
        "\n\n{\"error\":{\"message\":\"fake upstream broke\"" + internal);
    row("server-error", ref, "server-error", 500,
        "{\"error\":{\"message\":\"fake upstream broke\"" + internal);
    row("status-odd", ref, "status-odd", 418, "status 418");
    row("status-418", ref, "status-418", 418, "status 418");
    row("status-299", ref, "status-299", 299, "status 299");
    row("status-599", ref, "status-599", 599, "status 599");
    row("status-204", ref, "status-204", 204, "");
    row("status-304", ref, "status-304", 304, "");
    row("empty-stream", ref, "empty-stream", 200, "data: [DONE]\n\n");
    row("empty-stream messages", ref, "empty-stream", 200, "", {}, "/v1/messages");
}

void TestFakeCatalogue::repliesAsDocumented()
{
    QFETCH(BackendProfile, profile);
    QFETCH(QByteArray, scenario);
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, retryAfter);
    restart(profile);
    const RawResponse response = ask(post(path, kClaude, scenario));
    QCOMPARE(response.status, status);
    QCOMPARE(response.body, body);
    QCOMPARE(response.header("Retry-After"), retryAfter);
    QVERIFY(response.complete);
    QCOMPARE(headerCount(response.headers, "X-CPA-TRACE-ID"),
             profile == BackendProfile::V7 ? 1 : 0);
}

void TestFakeCatalogue::breaksStreams_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("scenario");
    QTest::addColumn<Ends>("ends");
    QTest::addColumn<QByteArray>("last"); ///< how the bytes on the wire end
    const QByteArray messages = "/v1/messages";
    const auto row = [&](const char *scenario, Ends ends, const QByteArray &last,
                         const QByteArray &path = "/v1/messages") {
        QTest::newRow(qPrintable(QString::fromLatin1(scenario + QByteArray(" ") + path)))
            << path << QByteArray(scenario) << ends << last;
    };
    const QByteArray claudeError =
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":"
        "\"fake upstream broke\"}}\n\n\r\n0\r\n\r\n";
    const QByteArray chatError =
        "data: {\"error\":{\"message\":\"fake upstream broke\",\"type\":\"server_error\","
        "\"code\":\"internal_server_error\"}}\n\n\r\n0\r\n\r\n";
    row("mid-error", Ends::Whole, claudeError);
    row("mid-error-claude", Ends::Whole, claudeError);
    row("mid-error", Ends::Whole, chatError, "/v1/chat/completions");
    row("mid-error-openai", Ends::Whole, chatError, "/v1/chat/completions");
    row("mid-error-responses", Ends::Whole,
        "\nevent: error\ndata: {\"type\":\"error\",\"code\":\"internal_server_error\",\"message\":"
        "\"fake upstream broke\",\"sequence_number\":0}\n\n\r\n0\r\n\r\n",
        "/v1/responses");
    row("cut-fin", Ends::Fin, "\n\r\n");
    row("cut-rst", Ends::Reset, "");
    row("cut-in-line", Ends::Fin, "data: {\"type\":\"content_block_delta\",\"ind\r\n");
    row("cut-in-utf8", Ends::Fin, "data: {\"text\":\"\xF0\x9F\r\n");
    row("cut-in-chunk-header", Ends::Fin, "\r\n1a");
    row("broken-chunk", Ends::Broken, "zz\r\ndata: x\r\n\r\n");
    row("cut-in-head", Ends::Fin, "HTTP/1.1 200 OK\r\nContent-Type: appl");
    row("rst-before-response", Ends::Reset, "");
    row("no-first-byte", Ends::Never, "");
    row("stall", Ends::Never, "\n\r\n");
}

void TestFakeCatalogue::breaksStreams()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, scenario);
    QFETCH(Ends, ends);
    QFETCH(QByteArray, last);
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(post(path, kClaude, scenario));
    if (ends == Ends::Whole) {
        QVERIFY(client.waitForText("0\r\n\r\n"));
    } else if (ends == Ends::Never) {
        client.readFor(std::chrono::milliseconds(100));
        QCOMPARE(client.end(), WireEnd::Open);
    } else {
        QVERIFY(client.waitForEnd(kSoon));
        QCOMPARE(client.end(), ends == Ends::Reset ? WireEnd::PeerReset : WireEnd::PeerFin);
    }
    QVERIFY2(client.received().endsWith(last), client.received().right(200).constData());
    const auto response = parseResponse(client.received(), false, client.end() == WireEnd::PeerFin);
    if (response) {
        QCOMPARE(response->complete, ends == Ends::Whole);
        QCOMPARE(response->broken, ends == Ends::Broken);
    }
}

void TestFakeCatalogue::splitsAStreamIntoBytes()
{
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(post("/v1/messages", kClaude, "split-1"));
    const RawResponse response = client.readResponse();
    QVERIFY(response.complete);
    QVERIFY(response.body.endsWith("\"message_stop\"}\n\n"));
    // Each chunk is still one line; only the segments are single bytes.
    QCOMPARE(response.chunks.front(), QByteArray("event: message_start\n"));
}

void TestFakeCatalogue::cutsInsideACharacter()
{
    const RawResponse response = ask(post("/v1/messages", kClaude, "cut-in-utf8"));
    QVERIFY(!response.complete);
    QVERIFY(response.body.endsWith("\xF0\x9F"));
}

void TestFakeCatalogue::refusesAdaptiveThinkingOfSmallModelsOnly()
{
    const auto body = [](const QByteArray &model, const QByteArray &type) {
        return "{\"model\":\"" + model + "\",\"thinking\":{\"type\":\"" + type
               + "\",\"budget_tokens\":1024}}";
    };
    const auto status = [&](const QByteArray &model, const QByteArray &type) {
        return ask(post("/v1/messages", body(model, type), "anthropic-400-adaptive")).status;
    };
    QCOMPARE(status("claude-haiku-4-5-20251001", "adaptive"), 400);
    QCOMPARE(status("claude-haiku-4-5-20251001", "enabled"), 200);
    QCOMPARE(status("claude-haiku-4-5-20251001(high)", "adaptive"), 200);
    QCOMPARE(status("claude-opus-4-6", "adaptive"), 200);
}

void TestFakeCatalogue::resetsTheSecondRequestOfAConnection()
{
    RawClient client;
    client.connectTo(m_backend->port());
    QCOMPARE(client.exchange(post("/v1/messages", kClaude, "rst-on-reuse")).status, 200);
    client.send(post("/v1/messages", kClaude, "rst-on-reuse"));
    QVERIFY(client.waitForEnd(kSoon));
    QCOMPARE(client.end(), WireEnd::PeerReset);
    QVERIFY(client.received().isEmpty());
    QVERIFY(m_backend->waitUntilIdle(kSoon));
    QCOMPARE(m_backend->recorded().size(), 2U);
    QCOMPARE(m_backend->recorded()[1].answerBytes, 0);
}

void TestFakeCatalogue::sendsRepeatedEmptyAndOddHeaders()
{
    const RawResponse response = ask(post("/v1/messages", kClaude, "dup-headers"));
    QVERIFY(response.rawHead.contains("\r\nSet-Cookie: a=1; Path=/\r\nX-Empty: \r\n"
                                      "Set-Cookie: b=2; Path=/\r\nx-ODD-case: Kept\r\n"));
}

void TestFakeCatalogue::sendsHopByHopHeaders()
{
    const RawResponse response = ask(post("/v1/messages", kClaude, "hop-headers"));
    QCOMPARE(headerCount(response.headers, "Connection"), 1);
    QVERIFY(response.rawHead.contains("\r\nKeep-Alive: timeout=5\r\nConnection: keep-alive, X-Hop"
                                      "\r\nX-Hop: 1\r\nX-Stays: 1\r\n"));
}

void TestFakeCatalogue::sendsTrailers()
{
    for (const QByteArray &path :
         {QByteArray("/v1/messages"), QByteArray("/v1/responses/compact")}) {
        QByteArray body = kClaude;
        body.replace("\"stream\":true",
                     path.endsWith('t') ? "\"stream\":false" : "\"stream\":true");
        const RawResponse response = ask(post(path, body, "trailers"));
        QCOMPARE(response.header("Trailer"), QByteArray("X-Checksum"));
        QCOMPARE(response.trailers, (WireHeaders {{"X-Checksum", "fake-0001"}}));
        QVERIFY(response.complete);
    }
}

void TestFakeCatalogue::compressesOnRequest()
{
    const RawResponse response = ask(post("/v1/messages", kClaude, "gzip"));
    QCOMPARE(response.header("Content-Encoding"), QByteArray("gzip"));
    QVERIFY(response.body.startsWith("\x1f\x8b"));
    // zlib's framing around the same deflate stream: what qUncompress takes.
    const QByteArray deflate = response.body.sliced(10, response.body.size() - 18);
    const quint32 size =
        static_cast<quint8>(response.body[response.body.size() - 4])
        + (static_cast<quint32>(static_cast<quint8>(response.body[response.body.size() - 3]))
           << 8U);
    QVERIFY(size > 200);
    QVERIFY(!deflate.isEmpty());
}

void TestFakeCatalogue::sendsAnInterimAnswerFirst()
{
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(post("/v1/messages", kClaude, "interim-103"));
    QVERIFY(client.waitForText("message_stop"));
    QVERIFY(client.received().startsWith("HTTP/1.1 103 Early Hints\r\nLink: "));
    QCOMPARE(client.readResponse().status, 200);
}

void TestFakeCatalogue::closesAfterAGoodReply()
{
    const RawResponse closing = ask(post("/v1/messages", kClaude, "close-header"));
    QCOMPARE(closing.header("Connection"), QByteArray("close"));
    QVERIFY(closing.complete);
    QVERIFY(m_client->waitForEnd(kSoon));
    const RawResponse delimited = ask(post("/v1/messages", kClaude, "close-delimited"));
    QCOMPARE(delimited.framing, WireFraming::UntilClose);
    QVERIFY(delimited.complete);
    QCOMPARE(m_client->end(), WireEnd::PeerFin);
}

void TestFakeCatalogue::answersTheHeadOfAnUpload()
{
    RawClient client;
    client.connectTo(m_backend->port());
    client.send("POST /v1/messages HTTP/1.1\r\nHost: x\r\nX-Api-Key: k-alpha-0001\r\n"
                "X-Fake-Scenario: early-401-big\r\nContent-Length: 20000000\r\n\r\n");
    const RawResponse response = client.readResponse();
    QCOMPARE(response.status, 401);
    QVERIFY(response.complete);
    client.send(QByteArray(20000000, 'x'), kSoon);
    QVERIFY(client.waitForEnd(kSoon));
}

void TestFakeCatalogue::refusesThenComesBack()
{
    m_backend->useScenario("refused-then-up:100000"); // 100 ms at this time scale
    RawClient client;
    QVERIFY(!client.connectTo(m_backend->port()));
    QTRY_VERIFY_WITH_TIMEOUT(client.connectTo(m_backend->port()), 5000);
    m_backend->useScenario("refused");
    QVERIFY(!client.connectTo(m_backend->port()));
}

void TestFakeCatalogue::knowsNoModelWhileBooting()
{
    m_backend->useScenario("boot-502:600000");
    QCOMPARE(ask(post("/v1/messages", kClaude, {})).status, 502);
    m_backend->useScenario("boot-502:0");
    QCOMPARE(ask(post("/v1/messages", kClaude, {})).status, 200);
}

void TestFakeCatalogue::sendsOneHugeLine()
{
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(post("/v1/messages", kClaude, "big-line"));
    const RawResponse response = client.readResponse(false, std::chrono::seconds(60));
    QVERIFY(response.complete);
    QCOMPARE(response.chunks.size(), 1U);
    QCOMPARE(response.body.size(), 50LL * 1024 * 1024 + 18);
    QVERIFY(response.body.endsWith("x\"}\n\n"));
}

void TestFakeCatalogue::hasATestForEachEntry()
{
    // Names that the tests of this file, of tst_fakebackend, tst_fakewebsocket and
    // tst_fakemanagement use. A new entry must get its test and its name here.
    const std::set<QByteArray> tested {"unknown-model",
                                       "cooldown",
                                       "no-auth",
                                       "anthropic-429",
                                       "anthropic-529",
                                       "anthropic-400",
                                       "anthropic-400-adaptive",
                                       "openai-429",
                                       "thinking-level",
                                       "late-200",
                                       "server-error",
                                       "status-odd",
                                       "status-418",
                                       "status-299",
                                       "status-599",
                                       "status-204",
                                       "status-304",
                                       "mid-error",
                                       "mid-error-claude",
                                       "mid-error-openai",
                                       "mid-error-responses",
                                       "cut-fin",
                                       "cut-rst",
                                       "cut-in-line",
                                       "cut-in-utf8",
                                       "cut-in-chunk-header",
                                       "broken-chunk",
                                       "split-1",
                                       "empty-stream",
                                       "stream-claude",
                                       "stream-openai",
                                       "stream-responses",
                                       "stream-gemini",
                                       "burst",
                                       "big-line",
                                       "no-first-byte",
                                       "rst-before-response",
                                       "rst-on-reuse",
                                       "cut-in-head",
                                       "close-delimited",
                                       "interim-103",
                                       "close-header",
                                       "early-401-big",
                                       "dup-headers",
                                       "hop-headers",
                                       "trailers",
                                       "gzip",
                                       "refused",
                                       "refused-then-up",
                                       "boot-502",
                                       "bad-gateway-html",
                                       "instant",
                                       "chatty",
                                       "lockstep",
                                       "thinking",
                                       "prefill",
                                       "marathon",
                                       "stall",
                                       "ws-echo-binary",
                                       "ws-idle",
                                       "ws-server-fin",
                                       "ws-server-rst",
                                       "ws-upgrade-late",
                                       "ws-data-with-101",
                                       "ws-refused-404",
                                       "mgmt-401-once",
                                       "mgmt-ban",
                                       "mgmt-403-remote",
                                       "mgmt-404",
                                       "mgmt-500",
                                       "mgmt-slow",
                                       "mgmt-html"};
    for (const QByteArray &name : scenarioNames())
        QVERIFY2(tested.contains(name), name.constData());
    QCOMPARE(size_t(scenarioNames().size()), tested.size());
    const RawResponse html = ask(post("/v1/messages", kClaude, "bad-gateway-html"));
    QCOMPARE(html.status, 502);
    QCOMPARE(html.header("Content-Type"), QByteArray("text/html"));
    m_backend = std::make_unique<FakeBackend>(FakeBackendOptions {.timeScale = 0});
    QVERIFY(m_backend->start());
    for (const char *timing : {"instant", "chatty", "thinking", "marathon"}) {
        const RawResponse response = ask(post("/v1/messages", kClaude, timing));
        QVERIFY2(response.body.endsWith("\"message_stop\"}\n\n"), timing);
    }
}

QTEST_GUILESS_MAIN(TestFakeCatalogue)
#include "tst_fakecatalogue.moc"

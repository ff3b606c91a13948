// SPDX-License-Identifier: LicenseRef-Private
// Sessions, the user's overrides and explain, from outside.
#include "tests/support/runningproxy.h"

#include <QJsonArray>
#include <QTest>

using standins::RawResponse;
using support::RunningProxy;

namespace {

const QByteArray kToken = "Authorization: Bearer token\r\n";
const QByteArray kSession = "X-Claude-Code-Session-Id: s-1\r\n";

QByteArray ask(const QByteArray &text, const QByteArray &model = "claude-opus-4-8")
{
    return R"({"max_tokens":1000,"model":")" + model + R"(","messages":[{"role":"user","content":")"
           + text
           + R"("}],)"
             R"("tools":[{"name":"Bash","description":"x","input_schema":{"type":"object"}}]})";
}

QJsonObject jsonOf(const RawResponse &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

} // namespace

class TestSessionRoutes final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sideRequestsKeepTheirModel();
    void theHeaderIsHeardAndNotForwarded();
    void aSessionIsControlledByAnOverride();
    void controlNeedsTheTokenAndAKnownSession();
    void onlyAModelThatSomebodyKnowsIsHeld();
    void theProjectIsStrippedAndRecorded();
    void explainTellsWithoutForwarding();
    void explainTellsWhatEachAnswerWouldDo();
    void explainGuessesTheEndpoint_data();
    void explainGuessesTheEndpoint();
    void explainKnowsWhichPathsAreRouted_data();
    void explainKnowsWhichPathsAreRouted();
    void explainIsForWhoHasTheToken_data();
    void explainIsForWhoHasTheToken();
    void explainReadsALargeBodyAndNoHugeOne();
    void aSwitchIsInForceWhenItIsAnswered();
    void ordersAreShort();
    void theRowHoldsFeaturesAndNoText();

private:
    RawResponse send(const QByteArray &body, const QByteArray &extra = kSession,
                     const QByteArray &path = "/v1/messages")
    {
        return m_proxy->ask(RunningProxy::post(path, body, extra));
    }
    QByteArray modelUpstream()
    {
        const auto seen = m_proxy->upstream("/v1/messages");
        return seen.empty() ? QByteArray()
                            : QJsonDocument::fromJson(seen.back().body)[QStringLiteral("model")]
                                  .toString()
                                  .toUtf8();
    }
    RawResponse control(const QByteArray &body)
    {
        return m_proxy->ask(RunningProxy::post("/router/session", body, kToken));
    }

    std::unique_ptr<RunningProxy> m_proxy;
};

void TestSessionRoutes::init()
{
    m_proxy = std::make_unique<RunningProxy>();
    QVERIFY(m_proxy->start());
}

void TestSessionRoutes::sideRequestsKeepTheirModel()
{
    QByteArray title = ask("[[easy]] x");
    title.replace("\"max_tokens\":1000", "\"max_tokens\":1");
    QCOMPARE(send(title).header("x-llm-proxy-routing"), QByteArray("skipped:probe"));
    QCOMPARE(modelUpstream(), QByteArray("claude-opus-4-8"));
    QVERIFY(m_proxy->morph.recorded().empty());
    const RawResponse listed =
        m_proxy->ask("GET /router/sessions HTTP/1.1\r\nHost: localhost\r\n" + kToken + "\r\n");
    QCOMPARE(jsonOf(listed)[QStringLiteral("sessions")].toArray().size(), 0);
}

void TestSessionRoutes::theHeaderIsHeardAndNotForwarded()
{
    const RawResponse easy = send(ask("prove it"), kSession + "x-llm-proxy-route: easy\r\n");
    QCOMPARE(easy.header("x-llm-proxy-selected-model"), QByteArray("claude-haiku-4-5-20251001"));
    QCOMPARE(modelUpstream(), QByteArray("claude-haiku-4-5-20251001"));
    const auto seen = m_proxy->upstream("/v1/messages");
    QVERIFY(standins::headerValue(seen[0].headers, "x-llm-proxy-route").isEmpty());
    const RawResponse off = send(ask("[[easy]] again"), kSession + "x-llm-proxy-route: off\r\n");
    QCOMPARE(off.header("x-llm-proxy-routing"), QByteArray("kept:keep-rule"));
    const RawResponse named =
        send(ask("third"), kSession + "x-llm-proxy-route: model=claude-sonnet-4-6\r\n");
    QCOMPARE(named.header("x-llm-proxy-original-model"), QByteArray("claude-opus-4-8"));
    QCOMPARE(named.header("x-llm-proxy-selected-model"), QByteArray("claude-sonnet-4-6"));
    QCOMPARE(modelUpstream(), QByteArray("claude-sonnet-4-6"));
    QVERIFY(m_proxy->morph.recorded().empty());
}

void TestSessionRoutes::aSessionIsControlledByAnOverride()
{
    QCOMPARE(send(ask("[[easy]] first")).header("x-llm-proxy-routing"), QByteArray("routed"));
    QCOMPARE(control(R"({"session":"s-1","action":"boost"})").status, 200);
    // What was asked for is stronger than the family's hard model, and stays.
    (void)send(ask("[[easy]] second"));
    QCOMPARE(modelUpstream(), QByteArray("claude-opus-4-8"));
    QCOMPARE(control(R"({"session":"s-1","action":"off"})").status, 200);
    QCOMPARE(send(ask("[[easy]] third")).header("x-llm-proxy-routing"), QByteArray("kept:held"));
    QCOMPARE(control(R"({"session":"s-1","action":"release"})").status, 200);
    const RawResponse held =
        control(R"({"session":"s-1","action":"hold","model":"claude-sonnet-4-6"})");
    QCOMPARE(jsonOf(held)[QStringLiteral("held_model")].toString(),
             QStringLiteral("claude-sonnet-4-6"));
    (void)send(ask("[[easy]] fourth"));
    QCOMPARE(modelUpstream(), QByteArray("claude-sonnet-4-6"));
}

void TestSessionRoutes::controlNeedsTheTokenAndAKnownSession()
{
    const QByteArray body = R"({"session":"nobody","action":"off"})";
    QCOMPARE(m_proxy->ask(RunningProxy::post("/router/session", body)).status, 403);
    QCOMPARE(control(body).status, 404);
    (void)send(ask("[[easy]] first"));
    QCOMPARE(control(R"({"session":"s-1","action":"fly"})").status, 400);
}

void TestSessionRoutes::onlyAModelThatSomebodyKnowsIsHeld()
{
    (void)send(ask("[[easy]] first"));
    const QByteArray ofNobody = R"({"session":"s-1","action":"hold","model":"claude-nobody-9"})";
    // As long as the backend's list is not there, nobody knows better.
    QTRY_COMPARE(control(ofNobody).status, 400);
    QCOMPARE(control(R"({"session":"s-1","action":"release"})").status, 200);
    const RawResponse refused = control(ofNobody);
    QCOMPARE(refused.status, 400);
    QVERIFY(refused.body.contains("claude-nobody-9"));
    const RawResponse listed =
        m_proxy->ask("GET /router/sessions HTTP/1.1\r\nHost: localhost\r\n" + kToken + "\r\n");
    QVERIFY(!listed.body.contains("held_model"));
    // By the table, by the table with a suffix and a prefix, by the session itself.
    for (const char *model :
         {"claude-sonnet-4-6", "work/claude-sonnet-4-6(high)", "claude-haiku-4-5-20251001"})
        QCOMPARE(
            control(QByteArray(R"({"session":"s-1","action":"hold","model":")") + model + "\"}")
                .status,
            200);
}

void TestSessionRoutes::theProjectIsStrippedAndRecorded()
{
    (void)send(ask("[[easy]] first"), kSession, "/p/shop/v1/messages");
    QCOMPARE(m_proxy->upstream("/v1/messages").size(), size_t(1));
    QTRY_COMPARE(m_proxy->rows().size(), 1);
    QCOMPARE(m_proxy->rows().at(0)[QStringLiteral("project")].toString(), QStringLiteral("shop"));
}

void TestSessionRoutes::explainTellsWithoutForwarding()
{
    const RawResponse answer =
        send(ask("[[easy]] first"), kToken + "x-llm-proxy-route: hard\r\n", "/router/explain");
    QCOMPARE(answer.status, 200);
    const QJsonObject json = jsonOf(answer);
    QVERIFY(!json[QStringLiteral("asks_router")].toBool(true));
    const QJsonObject decision = json[QStringLiteral("decision")].toObject();
    QCOMPARE(decision[QStringLiteral("selected_model")].toString(),
             QStringLiteral("claude-opus-4-8"));
    QVERIFY(decision[QStringLiteral("trace")].toArray().size() > 5);
    QVERIFY(m_proxy->upstream("/v1/messages").empty());
    QVERIFY(m_proxy->morph.recorded().empty());
}

void TestSessionRoutes::explainTellsWhatEachAnswerWouldDo()
{
    const QJsonObject json =
        jsonOf(send(ask("[[easy]] it"), kToken, "/router/explain?path=/v1/messages"));
    QVERIFY(json[QStringLiteral("asks_router")].toBool());
    QCOMPARE(json[QStringLiteral("router_text")].toString(), QStringLiteral("[[easy]] it"));
    const QJsonArray answers = json[QStringLiteral("answers")].toArray();
    QCOMPARE(answers.size(), 4);
    QCOMPARE(answers[0][QStringLiteral("selected_model")].toString(),
             QStringLiteral("claude-haiku-4-5-20251001"));
    QCOMPARE(answers[3][QStringLiteral("routing")].toString(), QStringLiteral("kept:needs-info"));
    QVERIFY(m_proxy->morph.recorded().empty());
    // A preview is forgotten: the request itself is classified.
    QCOMPARE(send(ask("[[easy]] it")).header("x-llm-proxy-routing"), QByteArray("routed"));
}

void TestSessionRoutes::explainGuessesTheEndpoint_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("endpoint");
    const auto row = [](const char *what, const char *body, const char *endpoint) {
        QTest::newRow(what) << QByteArray(body) << QString::fromLatin1(endpoint);
    };
    row("of Claude's model", R"({"messages":[],"model":"claude-x"})", "/v1/messages");
    row("with Anthropic's system", R"({"system":"be brief","model":"m"})", "/v1/messages");
    row("with Responses' input", R"({"model":"claude-x","input":"hi"})", "/v1/responses");
    row("any other", R"({"model":"gpt-5","messages":[{"input":1,"system":2}]})",
        "/v1/chat/completions");
    row("no model's name", R"({"model":{"claude":1}})", "/v1/chat/completions");
    row("no JSON", "hello", "/v1/chat/completions");
    row("nothing", "", "/v1/chat/completions");
}

void TestSessionRoutes::explainGuessesTheEndpoint()
{
    QFETCH(QByteArray, body);
    const QJsonObject json = jsonOf(send(body, kToken, "/router/explain"));
    QTEST(json[QStringLiteral("endpoint")].toString(), "endpoint");
}

void TestSessionRoutes::explainKnowsWhichPathsAreRouted_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<bool>("isRouted");
    const auto row = [](const char *path, const char *endpoint, bool isRouted) {
        QTest::newRow(path) << QByteArray(path) << QString::fromLatin1(endpoint) << isRouted;
    };
    row("/v1/messages", "/v1/messages", true);
    row("/v1/messages%3Fbeta=true", "/v1/messages", true);
    row("//v1/./messages/", "/v1/messages", true);
    row("v1/messages", "/v1/messages", true);
    row("http://localhost:8317/v1/messages", "/v1/messages", true);
    row("/p/shop/v1/messages", "/v1/messages", true);
    row("/v1/messages/count_tokens", "/v1/messages/count_tokens", false);
    row("/v1/Messages", "/v1/Messages", false);
    row("/v1/embeddings", "/v1/embeddings", false);
    row("/v1beta/models/gemini-2.5-pro:generateContent",
        "/v1beta/models/gemini-2.5-pro:generateContent", false);
    row("/health", "/health", false);
    row("/metrics", "/metrics", false);
    row("/router/status", "/router/status", false);
    row("/", "/", false);
}

void TestSessionRoutes::explainKnowsWhichPathsAreRouted()
{
    QFETCH(QByteArray, path);
    QFETCH(bool, isRouted);
    const QJsonObject json =
        jsonOf(send(ask("[[easy]] it"), kToken, "/router/explain?path=" + path));
    QTEST(json[QStringLiteral("endpoint")].toString(), "endpoint");
    QCOMPARE(json[QStringLiteral("routed_path")].toBool(!isRouted), isRouted);
    QCOMPARE(json.contains(QStringLiteral("asks_router")), isRouted);
    const bool isOwn = path == "/health" || path == "/metrics" || path.startsWith("/router/status");
    QCOMPARE(json[QStringLiteral("own_path")].toBool(!isOwn), isOwn);
}

void TestSessionRoutes::explainIsForWhoHasTheToken_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::newRow("no token") << QByteArray();
    QTest::newRow("another token") << QByteArray("Authorization: Bearer tokem\r\n");
    QTest::newRow("a web page") << kToken + "Origin: https://evil.example\r\n";
    QTest::newRow("a web page of this machine") << kToken + "Origin: http://localhost:3000\r\n";
    QTest::newRow("a sandboxed page") << kToken + "Origin: null\r\n";
    QTest::newRow("a page that hides its origin") << kToken + "Sec-Fetch-Site: cross-site\r\n";
    QTest::newRow("a page of a neighbour") << kToken + "Sec-Fetch-Site: same-site\r\n";
}

/// And is told so before 60 MB of it are sent.
void TestSessionRoutes::explainIsForWhoHasTheToken()
{
    QFETCH(QByteArray, fields);
    const RawResponse answer =
        m_proxy->ask("POST /router/explain HTTP/1.1\r\nHost: localhost\r\n" + fields
                     + "Content-Type: text/plain\r\nContent-Length: 60000000\r\n\r\n{");
    QCOMPARE(answer.status, 403);
    QVERIFY(!jsonOf(answer)[QStringLiteral("error")]
                 .toObject()[QStringLiteral("message")]
                 .toString()
                 .isEmpty());
}

void TestSessionRoutes::explainReadsALargeBodyAndNoHugeOne()
{
    QByteArray large = ask("[[easy]] it");
    large.replace("\"description\":\"x\"", "\"description\":\"" + QByteArray(8 << 20, 'x') + "\"");
    const RawResponse answer = send(large, kToken, "/router/explain?path=/v1/messages");
    QCOMPARE(answer.status, 200);
    QCOMPARE(jsonOf(answer)[QStringLiteral("model")].toString(), QStringLiteral("claude-opus-4-8"));

    const RawResponse huge = m_proxy->ask("POST /router/explain HTTP/1.1\r\nHost: localhost\r\n"
                                          + kToken + "Content-Length: 60000000\r\n\r\n{");
    QCOMPARE(huge.status, 413);
    QVERIFY(huge.body.contains("16777216"));
}

void TestSessionRoutes::aSwitchIsInForceWhenItIsAnswered()
{
    const auto routing = [this](const QByteArray &body) {
        return m_proxy->ask(RunningProxy::post("/router/routing", body, kToken)).status;
    };
    QCOMPARE(send(ask("[[easy]] one")).header("x-llm-proxy-routing"), QByteArray("routed"));
    QCOMPARE(routing(R"({"enabled":false})"), 200);
    QCOMPARE(send(ask("[[easy]] two")).header("x-llm-proxy-routing"),
             QByteArray("skipped:routing-off"));
    QCOMPARE(routing(R"({"enabled":true})"), 200);
    QCOMPARE(send(ask("[[easy]] three")).header("x-llm-proxy-routing"), QByteArray("routed"));
}

void TestSessionRoutes::ordersAreShort()
{
    for (const QByteArray path : {"/router/session", "/router/pause", "/router/stop"}) {
        const RawResponse answer = m_proxy->ask("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                                                + kToken + "Content-Length: 60000000\r\n\r\n{");
        QCOMPARE(answer.status, 413);
        QVERIFY(answer.body.contains("4096"));
    }
    QCOMPARE(m_proxy
                 ->ask("GET /health HTTP/1.1\r\nHost: localhost\r\n"
                       "Content-Length: 60000000\r\n\r\n{")
                 .status,
             413);
}

void TestSessionRoutes::theRowHoldsFeaturesAndNoText()
{
    (void)send(ask("[[easy]] a very private sentence"));
    QTRY_COMPARE(m_proxy->rows().size(), 1);
    const QJsonObject row = m_proxy->rows().at(0);
    QCOMPARE(row[QStringLiteral("turn_type")].toString(), QStringLiteral("human-ask"));
    QCOMPARE(row[QStringLiteral("session")].toString(), QStringLiteral("s-1"));
    QVERIFY(row[QStringLiteral("features")].toObject()[QStringLiteral("body_bytes")].toInt() > 100);
    QVERIFY(!QJsonDocument(row).toJson().contains("private sentence"));
}

QTEST_GUILESS_MAIN(TestSessionRoutes)
#include "tst_sessionroutes.moc"

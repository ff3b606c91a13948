// SPDX-License-Identifier: LicenseRef-Private
// Named clients over real sockets: who may ask, for what, and what each may see of the others.
#include "proxy/config/namedclients.h"
#include "tests/support/runningproxy.h"

#include <QJsonArray>
#include <QTest>

using standins::RawResponse;
using support::RunningProxy;

namespace {

using namespace Qt::StringLiterals;

const QByteArray kAlice = "a-key-of-alice-0001";
const QByteArray kBob = "a-key-of-bob-000001";
const QByteArray kToken = "Authorization: Bearer token\r\n";
const QByteArray kSession = "X-Claude-Code-Session-Id: s-1\r\n";
const QByteArray kSonnet = "claude-sonnet-4-6";
const QByteArray kHaiku = "claude-haiku-4-5-20251001";

QByteArray ask(const QByteArray &text, const QByteArray &model = kSonnet)
{
    return R"({"max_tokens":1000,"model":")" + model + R"(","messages":[{"role":"user","content":")"
           + text + R"("}]})";
}

QByteArray key(const QByteArray &of)
{
    return "x-api-key: " + of + "\r\n";
}

QByteArray entry(const QByteArray &name, const QByteArray &ofKey, const QByteArray &fields = {})
{
    return QByteArray(R"({"name":"NAME","key":"KEY"FIELDS})")
        .replace("NAME", name)
        .replace("KEY", proxy::writtenKeyHash(proxy::clientKeyHash(ofKey)))
        .replace("FIELDS", fields.isEmpty() ? QByteArray() : ',' + fields);
}

QJsonObject jsonOf(const RawResponse &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

} // namespace

class TestTeamClients final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aRequestNeedsAKeyOfTheList_data();
    void aRequestNeedsAKeyOfTheList();
    void aRevokedKeyIsRefusedAtTheNextRequest();
    void theKeyStaysHere();
    void aKeyStaysHereWhereTheClientsOwnPasses();
    void theNameIsInRowsAndBooks();
    void sessionsAreEachClientsOwn();
    void aDecisionIsEachClientsOwn();
    void anOverrideMeansTheSessionOfOneClient();
    void aClientSeesItselfAlone();
    void aModelThatIsNotAllowedIsRefused_data();
    void aModelThatIsNotAllowedIsRefused();
    void routingStaysWithinTheAllowedModels();
    void anOverrideStaysWithinThemToo();
    void nothingThatHidesItsModelPasses_data();
    void nothingThatHidesItsModelPasses();
    void withRoutingOffTheModelIsLookedAtToo();
    void autoChoosesAmongTheAllowedModels();
    void autoStandsForAnAllowedModelOnEveryPath_data();
    void autoStandsForAnAllowedModelOnEveryPath();
    void aClientThatIsNeverRoutedKeepsItsModel();
    void aPolicyIsItsClientsAlone();
    void aBudgetStopsItsClientAlone();
    void aBudgetCountsWhatEarlierRunsUsed();

private:
    void start(const QByteArray &entries, const std::function<void(RunningProxy &)> &change = {})
    {
        write(entries);
        m_proxy = std::make_unique<RunningProxy>();
        m_proxy->config.server.clients = m_file;
        if (change)
            change(*m_proxy);
        QVERIFY(m_proxy->start());
    }
    void write(const QByteArray &entries)
    {
        QFile file(m_file + u"~"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.write("[" + entries + "]") > 0);
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        file.close();
        QFile::remove(m_file);
        QVERIFY(file.rename(m_file));
    }
    RawResponse send(const QByteArray &extra, const QByteArray &body = ask("[[easy]] hi"),
                     const QByteArray &path = "/v1/messages")
    {
        return m_proxy->ask(RunningProxy::post(path, body, extra));
    }
    RawResponse get(const QByteArray &path, const QByteArray &extra = {})
    {
        return m_proxy->ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + extra + "\r\n");
    }
    [[nodiscard]] QByteArray sentModel() const
    {
        return QJsonDocument::fromJson(m_proxy->upstream("/v1/messages").back().body)[u"model"]
            .toString()
            .toUtf8();
    }

    QTemporaryDir m_folder;
    QString m_file = m_folder.filePath(u"clients.json"_s);
    std::unique_ptr<RunningProxy> m_proxy;
};

void TestTeamClients::init()
{
    start(entry("alice", kAlice) + ',' + entry("bob", kBob));
}

void TestTeamClients::aRequestNeedsAKeyOfTheList_data()
{
    QTest::addColumn<QByteArray>("extra");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("type");
    const QByteArray messages = "/v1/messages";
    QTest::newRow("none") << QByteArray() << messages << 401 << u"authentication_error"_s;
    QTest::newRow("another one") << key("sk-ant-somebody-else") << messages << 401
                                 << u"authentication_error"_s;
    QTest::newRow("none, OpenAI") << QByteArray() << QByteArray("/v1/chat/completions") << 401
                                  << u"authentication_error"_s;
    QTest::newRow("x-api-key") << key(kAlice) << messages << 200 << QString();
    QTest::newRow("bearer") << "Authorization: Bearer " + kBob + "\r\n"
                            << messages << 200 << QString();
}

void TestTeamClients::aRequestNeedsAKeyOfTheList()
{
    QFETCH(QByteArray, extra);
    QFETCH(QByteArray, path);
    const RawResponse answer = send(extra, ask("[[easy]] hi"), path);
    QTEST(answer.status, "status");
    QTEST(jsonOf(answer)[u"error"][u"type"].toString(), "type");
}

void TestTeamClients::aRevokedKeyIsRefusedAtTheNextRequest()
{
    QCOMPARE(send(key(kAlice)).status, 200);
    write(entry("alice", kAlice, R"("revoked":true)") + ',' + entry("bob", kBob));
    const RawResponse refused = send(key(kAlice));
    QCOMPARE(refused.status, 401);
    QVERIFY(refused.body.contains("this proxy key was revoked"));
    QCOMPARE(send(key(kBob)).status, 200);
}

void TestTeamClients::theKeyStaysHere()
{
    QCOMPARE(send("Authorization: Bearer " + kAlice + "\r\n" + key(kBob)).status, 200);
    const auto seen = m_proxy->upstream("/v1/messages");
    QCOMPARE(seen.size(), size_t(1));
    for (const auto &field : seen[0].headers) {
        QVERIFY(!field.value.contains(kAlice));
        QVERIFY(!field.value.contains(kBob));
    }
    QCOMPARE(standins::headerValue(seen[0].headers, "authorization"),
             QByteArray("Bearer k-alpha-0001"));
    QTRY_COMPARE(m_proxy->rows().size(), 1);
    QVERIFY(!QJsonDocument(m_proxy->rows().at(0)).toJson().contains(kAlice));
}

void TestTeamClients::aKeyStaysHereWhereTheClientsOwnPasses()
{
    // Without a key for the upstream the client's own passes; this proxy's key never does.
    start(entry("alice", kAlice), [](RunningProxy &proxy) {
        proxy.config.upstream.apiKey.clear();
        proxy.config.upstream.dialect = proxy::UpstreamDialect::Anthropic;
        proxy.config.router.enabled = false;
    });
    (void)send("X-LLM-Proxy-Key: " + kAlice + "\r\nx-api-key: sk-ant-own\r\n");
    (void)send(key(kAlice), ask("[[easy]] again"), "/v1/messages?key=" + kAlice);
    const auto seen = m_proxy->upstream("/v1/messages");
    QCOMPARE(seen.size(), size_t(2));
    QCOMPARE(standins::headerValue(seen[0].headers, "x-api-key"), QByteArray("sk-ant-own"));
    QVERIFY(standins::headerValue(seen[1].headers, "x-api-key").isEmpty());
    for (const auto &request : seen)
        QVERIFY(!request.target.contains(kAlice));
}

void TestTeamClients::theNameIsInRowsAndBooks()
{
    QCOMPARE(send(key(kAlice)).status, 200);
    QCOMPARE(send(key(kBob), ask("[[easy]] 1")).status, 200);
    QCOMPARE(send(key(kBob), ask("[[easy]] 2")).status, 200);
    QTRY_COMPARE(m_proxy->rows().size(), 3);
    QCOMPARE(m_proxy->rows().at(0)[u"client_name"].toString(), u"alice"_s);
    QCOMPARE(m_proxy->rows().at(1)[u"client_name"].toString(), u"bob"_s);
    const QJsonArray groups = jsonOf(get("/router/savings?by=client", kToken))[u"groups"].toArray();
    QCOMPARE(groups.size(), 2);
    QCOMPARE(groups[0][u"name"].toString(), u"alice"_s);
    QCOMPARE(groups[1][u"name"].toString(), u"bob"_s);
    QCOMPARE(groups[1][u"exchanges"].toInteger(), 2);
    const QByteArray metrics = get("/metrics").body;
    QVERIFY(metrics.contains("llmproxy_client_requests_total{client=\"alice\"} 1\n"));
    QVERIFY(metrics.contains("llmproxy_client_requests_total{client=\"bob\"} 2\n"));
    const QJsonArray clients =
        jsonOf(get("/router/status", kToken))[u"books"][u"clients"].toArray();
    QCOMPARE(clients.size(), 2);
    QCOMPARE(clients[1][u"requests"].toInteger(), 2);
    QVERIFY(clients[1][u"tokens"].toInteger() > 0);
}

void TestTeamClients::sessionsAreEachClientsOwn()
{
    QCOMPARE(send(key(kAlice) + kSession, ask("[[easy]] hi")).header("x-llm-proxy-routing"),
             QByteArray("routed"));
    QCOMPARE(send(key(kBob) + kSession, ask("[[hard]] ho")).status, 200);
    const QJsonArray sessions = jsonOf(get("/router/sessions", kToken))[u"sessions"].toArray();
    QCOMPARE(sessions.size(), 2);
    QSet<QString> names;
    for (const QJsonValue session : sessions) {
        QCOMPARE(session[u"session"].toString(), u"s-1"_s);
        QCOMPARE(session[u"turns"].toInteger(), 1);
        names.insert(session[u"client_name"].toString());
    }
    QCOMPARE(names, (QSet<QString> {u"alice"_s, u"bob"_s}));
}

/// The same session id and the same first text.
void TestTeamClients::aDecisionIsEachClientsOwn()
{
    const QByteArray body = ask("[[easy]] the very same");
    QCOMPARE(send(key(kAlice) + kSession, body).header("x-llm-proxy-routing"),
             QByteArray("routed"));
    QCOMPARE(send(key(kAlice) + kSession, body).header("x-llm-proxy-routing"),
             QByteArray("reused"));
    QCOMPARE(send(key(kBob) + kSession, body).header("x-llm-proxy-routing"), QByteArray("routed"));
    // Without an id the texts alone tell a session.
    QCOMPARE(send(key(kAlice), ask("[[easy]] other")).header("x-llm-proxy-routing"),
             QByteArray("routed"));
    QCOMPARE(send(key(kBob), ask("[[easy]] other")).header("x-llm-proxy-routing"),
             QByteArray("routed"));
    // Where a key stands makes no other client of its owner.
    QCOMPARE(send("X-LLM-Proxy-Key: " + kAlice + "\r\n", ask("[[easy]] other"))
                 .header("x-llm-proxy-routing"),
             QByteArray("reused"));
}

void TestTeamClients::anOverrideMeansTheSessionOfOneClient()
{
    QCOMPARE(send(key(kAlice) + kSession).status, 200);
    QCOMPARE(send(key(kBob) + kSession).status, 200);
    const QByteArray order = R"({"session":"s-1","client_name":"alice","action":"off"})";
    QCOMPARE(m_proxy->ask(RunningProxy::post("/router/session", order, kToken)).status, 200);
    QCOMPARE(send(key(kAlice) + kSession, ask("[[easy]] 2")).header("x-llm-proxy-routing"),
             QByteArray("kept:held"));
    QCOMPARE(send(key(kBob) + kSession, ask("[[easy]] 2")).header("x-llm-proxy-routing"),
             QByteArray("routed"));
    const QByteArray stranger = R"({"session":"s-1","client_name":"carol","action":"off"})";
    QCOMPARE(m_proxy->ask(RunningProxy::post("/router/session", stranger, kToken)).status, 404);
}

void TestTeamClients::aClientSeesItselfAlone()
{
    start(entry("alice", kAlice, R"("budget":{"tokens":1000,"stop":100})") + ','
          + entry("bob", kBob, R"("budget":{"tokens":1000,"stop":100})"));
    QCOMPARE(send(key(kAlice)).status, 200);
    QCOMPARE(send(key(kBob)).status, 200);
    for (const QByteArray path : {"/router/sessions", "/router/events", "/router/exchange?id=1"})
        QCOMPARE(get(path, key(kAlice)).status, 403);
    const QJsonArray groups =
        jsonOf(get("/router/savings?by=client", key(kAlice)))[u"groups"].toArray();
    QCOMPARE(groups.size(), 1);
    QCOMPARE(groups[0][u"name"].toString(), u"alice"_s);
    for (const QByteArray path : {"/metrics", "/router/status"}) {
        const QByteArray body = get(path, key(kAlice)).body;
        QVERIFY(body.contains("alice"));
        QVERIFY2(!body.contains("bob"), path.constData());
    }
    // Its own money, not everybody's.
    const auto spent = [this](const QByteArray &header) {
        return jsonOf(get("/router/status", header))[u"books"][u"spent_today_usd"].toDouble();
    };
    QTRY_VERIFY(spent(kToken) > 0);
    QTRY_COMPARE(spent(key(kAlice)) * 2, spent(kToken));
    QCOMPARE(jsonOf(get("/router/status", key(kAlice)))[u"books"][u"requests_today"].toInt(), 1);
    // Who presents nothing on this machine is told of nobody by the status.
    const QByteArray status = get("/router/status").body;
    QVERIFY(!status.contains("alice"));
    QVERIFY(get("/router/status", kToken).body.contains("bob"));
}

void TestTeamClients::aModelThatIsNotAllowedIsRefused_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const QByteArray messages = "/v1/messages";
    QTest::newRow("allowed") << messages << ask("[[easy]] x", kHaiku) << 200;
    QTest::newRow("not allowed") << messages << ask("[[easy]] x") << 403;
    QTest::newRow("not allowed, OpenAI")
        << QByteArray("/v1/chat/completions") << ask("[[easy]] x", "gpt-5") << 403;
    QTest::newRow("not allowed, project")
        << QByteArray("/p/shop/v1/messages") << ask("[[easy]] x") << 403;
    QTest::newRow("counting, allowed")
        << QByteArray("/v1/messages/count_tokens") << ask("x", kHaiku) << 200;
    QTest::newRow("counting") << QByteArray("/v1/messages/count_tokens") << ask("x") << 403;
}

void TestTeamClients::aModelThatIsNotAllowedIsRefused()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    start(entry("alice", kAlice, R"("models":["claude-haiku*"])"));
    const RawResponse answer = send(key(kAlice), body, path);
    QCOMPARE(answer.status, status);
    QCOMPARE(m_proxy->upstream("/v1/").size(), size_t(status == 200 ? 2 : 1)); // the list of models
    if (status == 200)
        return;
    QVERIFY2(answer.body.contains("may not use the model"), answer.body.constData());
    QCOMPARE(jsonOf(answer)[u"error"][u"type"].toString(), u"permission_error"_s);
    QVERIFY(m_proxy->morph.recorded().empty());
    QTRY_COMPARE(m_proxy->rows().size(), 1);
    QCOMPARE(m_proxy->rows().at(0)[u"status"].toInt(), 403);
    if (path.endsWith("/messages"))
        QCOMPARE(m_proxy->rows().at(0)[u"requested_model"].toString(), u"claude-sonnet-4-6"_s);
}

void TestTeamClients::routingStaysWithinTheAllowedModels()
{
    start(entry("alice", kAlice, R"("models":["claude-sonnet*","claude-opus*"])") + ','
          + entry("bob", kBob));
    const RawResponse kept = send(key(kAlice), ask("[[easy]] x"));
    QCOMPARE(kept.status, 200);
    QCOMPARE(kept.header("x-llm-proxy-routing"), QByteArray("kept:not-allowed"));
    QCOMPARE(sentModel(), kSonnet);
    QCOMPARE(send(key(kBob), ask("[[easy]] y")).header("x-llm-proxy-selected-model"), kHaiku);
}

void TestTeamClients::anOverrideStaysWithinThemToo()
{
    start(entry("alice", kAlice, R"("models":["claude-sonnet*"])"));
    const RawResponse named =
        send(key(kAlice) + "x-llm-proxy-route: model=claude-opus-4-8\r\n", ask("[[hard]] x"));
    QCOMPARE(named.header("x-llm-proxy-routing"), QByteArray("kept:not-allowed"));
    QCOMPARE(sentModel(), kSonnet);
    // What was decided while more was allowed is left as well.
    start(entry("alice", kAlice));
    QCOMPARE(send(key(kAlice) + kSession, ask("[[easy]] z")).header("x-llm-proxy-selected-model"),
             kHaiku);
    write(entry("alice", kAlice, R"("models":["claude-sonnet*"])"));
    QCOMPARE(send(key(kAlice) + kSession, ask("[[easy]] z")).status, 200);
    QCOMPARE(sentModel(), kSonnet);
}

void TestTeamClients::nothingThatHidesItsModelPasses_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("extra");
    const QByteArray messages = "/v1/messages";
    QTest::newRow("no JSON") << messages << QByteArray("hello") << QByteArray();
    QTest::newRow("two models") << messages
                                << QByteArray(R"({"model":")" + kHaiku
                                              + R"(","messages":[],"model":"x"})")
                                << QByteArray();
    QTest::newRow("no model") << messages << QByteArray(R"({"messages":[]})") << QByteArray();
    QTest::newRow("a coding") << messages << ask("x", kHaiku)
                              << QByteArray("Content-Encoding: br\r\n");
    QTest::newRow("fallbacks") << messages
                               << QByteArray(
                                      ask("x", kHaiku)
                                          .replace(R"("max_tokens")",
                                                   R"("fallbacks":[{"model":"claude-opus-4-8"}],)"
                                                   R"("max_tokens")"))
                               << QByteArray();
    QTest::newRow("OpenRouter's fallbacks")
        << messages
        << QByteArray(
               ask("x", kHaiku)
                   .replace(R"("max_tokens")", R"("models":["claude-opus-4-8"],"max_tokens")"))
        << QByteArray();
    QTest::newRow("a batch") << QByteArray("/v1/messages/batches") << QByteArray("{}")
                             << QByteArray();
    QTest::newRow("Gemini's path") << QByteArray("/v1beta/models/gemini-2.5-pro:generateContent")
                                   << QByteArray("{}") << QByteArray();
    QTest::newRow("a path that is decoded again")
        << QByteArray("/v1beta/models/claude-haiku%252f..%252fgemini:generateContent")
        << QByteArray("{}") << QByteArray();
}

void TestTeamClients::nothingThatHidesItsModelPasses()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, extra);
    start(entry("alice", kAlice, R"("models":["claude-haiku*"])"));
    const size_t before = m_proxy->backend.recorded().size();
    QCOMPARE(send(key(kAlice) + extra, body, path).status, 403);
    QCOMPARE(m_proxy->backend.recorded().size(), before);
    const RawResponse socket =
        get("/v1/responses", key(kAlice)
                                 + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                                   "Sec-WebSocket-Version: 13\r\n"
                                   "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
    QCOMPARE(socket.status, 403);
}

void TestTeamClients::withRoutingOffTheModelIsLookedAtToo()
{
    start(entry("alice", kAlice, R"("models":["claude-haiku*"])"),
          [](RunningProxy &proxy) { proxy.config.router.enabled = false; });
    QCOMPARE(send(key(kAlice), ask("x")).status, 403);
    QCOMPARE(send(key(kAlice), ask("x", kHaiku)).status, 200);
}

void TestTeamClients::autoChoosesAmongTheAllowedModels()
{
    const auto offersAuto = [](RunningProxy &proxy) { proxy.config.router.autoModel = true; };
    start(entry("alice", kAlice, R"("models":["claude-haiku*"])") + ','
              + entry("bob", kBob, R"("models":["llama*"])"),
          offersAuto);
    for (const QByteArray text : {"[[easy]] x", "[[hard]] y"}) {
        QCOMPARE(send(key(kAlice), ask(text, "claude-auto")).status, 200);
        QCOMPARE(sentModel(), kHaiku);
    }
    const size_t before = m_proxy->upstream("/v1/messages").size();
    QCOMPARE(send(key(kBob), ask("[[hard]] y", "claude-auto")).status, 403);
    QCOMPARE(m_proxy->upstream("/v1/messages").size(), before);
}

void TestTeamClients::autoStandsForAnAllowedModelOnEveryPath_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("fields");
    QTest::newRow("routed") << QByteArray("/v1/messages") << QByteArray();
    QTest::newRow("never routed") << QByteArray("/v1/messages") << QByteArray(R"(,"policy":"off")");
    QTest::newRow("counting") << QByteArray("/v1/messages/count_tokens") << QByteArray();
}

void TestTeamClients::autoStandsForAnAllowedModelOnEveryPath()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, fields);
    start(entry("alice", kAlice, R"("models":["claude-haiku*"])" + fields),
          [](RunningProxy &proxy) {
              proxy.config.router.autoModel = true;
              proxy.config.router.modelMap.medium = {u"claude-sonnet-4-6"_s, u"claude-haiku-4-5"_s};
          });
    QCOMPARE(send(key(kAlice), ask("[[medium]] x", "claude-auto"), path).status, 200);
    QCOMPARE(sentModel(), kHaiku);
}

void TestTeamClients::aClientThatIsNeverRoutedKeepsItsModel()
{
    start(entry("alice", kAlice, R"("policy":"off")") + ',' + entry("bob", kBob));
    QCOMPARE(send(key(kAlice)).header("x-llm-proxy-routing"), QByteArray("skipped:routing-off"));
    QCOMPARE(sentModel(), kSonnet);
    QVERIFY(m_proxy->morph.recorded().empty());
    QCOMPARE(send(key(kBob)).header("x-llm-proxy-routing"), QByteArray("routed"));
}

void TestTeamClients::aPolicyIsItsClientsAlone()
{
    start(entry("alice", kAlice, R"("policy":"every-request")") + ',' + entry("bob", kBob));
    const QByteArray body = ask("[[easy]] the very same");
    for (const QByteArray &of : {kAlice, kBob})
        QCOMPARE(send(key(of) + kSession, body).header("x-llm-proxy-routing"),
                 QByteArray("routed"));
    QCOMPARE(send(key(kAlice) + kSession, body).header("x-llm-proxy-routing"),
             QByteArray("routed"));
    QCOMPARE(send(key(kBob) + kSession, body).header("x-llm-proxy-routing"), QByteArray("reused"));
    QCOMPARE(m_proxy->morph.recorded().size(), size_t(3));
}

void TestTeamClients::aBudgetStopsItsClientAlone()
{
    start(entry("alice", kAlice, R"("budget":{"tokens":20,"per":"week","stop":100})") + ','
          + entry("bob", kBob));
    QCOMPARE(send(key(kAlice), ask("[[easy]] 1")).status, 200); // 26 tokens
    const auto level = [this] {
        return jsonOf(get("/router/status", kToken))[u"books"][u"budgets"][0][u"level"].toString();
    };
    QTRY_COMPARE(level(), u"stopped"_s);
    const RawResponse stopped = send(key(kAlice), ask("[[easy]] 2"));
    QCOMPARE(stopped.status, 429);
    QVERIFY2(stopped.body.contains("The budget of the client alice is used up"),
             stopped.body.constData());
    QCOMPARE(send(key(kBob), ask("[[easy]] 3")).status, 200);
    const QByteArray lift = R"({"action":"lift","budget":"client:alice","for":"1h"})";
    QCOMPARE(m_proxy->ask(RunningProxy::post("/router/budget", lift, kToken)).status, 200);
    QCOMPARE(send(key(kAlice), ask("[[easy]] 4")).status, 200);
    // A larger one counts from the next request on.
    const QByteArray restore = R"({"action":"restore","budget":"client:alice"})";
    QCOMPARE(m_proxy->ask(RunningProxy::post("/router/budget", restore, kToken)).status, 200);
    QCOMPARE(send(key(kAlice), ask("[[easy]] 5")).status, 429);
    write(entry("alice", kAlice, R"("budget":{"tokens":2000000,"stop":100})"));
    QCOMPARE(send(key(kAlice), ask("[[easy]] 6")).status, 200);
}

void TestTeamClients::aBudgetCountsWhatEarlierRunsUsed()
{
    QCOMPARE(send(key(kAlice), ask("[[easy]] 1")).status, 200);
    QTRY_COMPARE(m_proxy->rows().size(), 1);
    const std::unique_ptr<RunningProxy> first = std::move(m_proxy);
    start(entry("alice", kAlice, R"("budget":{"tokens":20,"per":"month","stop":100})"),
          [&first](RunningProxy &proxy) {
              proxy.config.record.logDir = first->config.record.logDir;
          });
    QCOMPARE(send(key(kAlice), ask("[[easy]] 2")).status, 429);
}

QTEST_GUILESS_MAIN(TestTeamClients)
#include "tst_teamclients.moc"

// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/fakebackend.h"
#include "tests/support/rawclient.h"

#include <QtTest>

using namespace standins;

namespace {

constexpr std::chrono::milliseconds kSoon {3000};
const QByteArray kOk = "{\"status\":\"ok\"}";

QByteArray managed(const QByteArray &method, const QByteArray &route, const QByteArray &body = {},
                   WireHeaders headers = {})
{
    if (headerCount(headers, "Authorization") == 0)
        headers.push_back({"Authorization", "Bearer mgmt-plain"});
    return rawRequest(method, "/v0/management/" + route, headers, body);
}

QByteArray form(const QByteArray &fileName, const QByteArray &content,
                const QByteArray &further = {})
{
    return "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
           + "\"\r\nContent-Type: application/json\r\n\r\n" + content + "\r\n" + further
           + "--xx--\r\n";
}

const WireHeaders kForm {{"Content-Type", "multipart/form-data; boundary=xx"}};

} // namespace

/// The management state machine, route by route.
class TestFakeManagement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void asksForItsKey_data();
    void asksForItsKey();
    void bansAfterFiveFailures_data();
    void bansAfterFiveFailures();
    void playsItsScenarios_data();
    void playsItsScenarios();
    void changesApiKeys_data();
    void changesApiKeys();
    void keepsAuthFiles();
    void importsVertexCredentials();
    void countsUsage();
    void importsUsageOnce();
    void popsTheUsageQueueOfLaterVersions();
    void readsLogs_data();
    void readsLogs();
    void followsLogsByTime();
    void handsOutLogFiles_data();
    void handsOutLogFiles();
    void walksThroughALogin();
    void answersSingleRoutes_data();
    void answersSingleRoutes();
    void changesListsAndSettings();
    void remembersWhoTouchedATripwire();

private:
    RawResponse ask(const QByteArray &request)
    {
        RawClient client;
        client.connectTo(m_backend->port());
        return client.exchange(request);
    }
    void restart(const FakeBackendOptions &given)
    {
        FakeBackendOptions options = given;
        options.managementDelay = std::chrono::milliseconds(0);
        m_backend = std::make_unique<FakeBackend>(options);
        QVERIFY(m_backend->start());
    }

    std::unique_ptr<FakeBackend> m_backend;
};

void TestFakeManagement::init()
{
    restart({});
}

void TestFakeManagement::asksForItsKey_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("missing") << QByteArray("X: y") << 401
                             << QByteArray("{\"error\":\"missing management key\"}");
    QTest::newRow("wrong") << QByteArray("Authorization: Bearer no") << 401
                           << QByteArray("{\"error\":\"invalid management key\"}");
    QTest::newRow("bearer") << QByteArray("Authorization: bearer mgmt-plain") << 200
                            << QByteArray();
    QTest::newRow("bare") << QByteArray("Authorization: mgmt-plain") << 200 << QByteArray();
    QTest::newRow("own header") << QByteArray("X-Management-Key: mgmt-plain") << 200
                                << QByteArray();
    QTest::newRow("Authorization wins")
        << QByteArray("Authorization: Bearer no\r\nX-Management-Key: mgmt-plain") << 401
        << QByteArray();
    QTest::newRow("an API key is none")
        << QByteArray("Authorization: Bearer k-alpha-0001") << 401 << QByteArray();
    QTest::newRow("remote") << QByteArray(
        "X-Forwarded-For: 10.0.0.1, 127.0.0.1\r\nX-Management-Key: mgmt-plain")
                            << 403 << QByteArray("{\"error\":\"remote management disabled\"}");
}

void TestFakeManagement::asksForItsKey()
{
    QFETCH(QByteArray, field);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const RawResponse response =
        ask("GET /v0/management/api-keys HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n");
    QCOMPARE(response.status, status);
    if (!body.isEmpty())
        QCOMPARE(response.body, body);
    QCOMPARE(response.header("X-CPA-VERSION"), QByteArray("6.8.51-fake"));
    QCOMPARE(response.header("Content-Type"), QByteArray("application/json; charset=utf-8"));
    QCOMPARE(headerCount(ask(managed("GET", "nothing")).headers, "X-CPA-VERSION"), 0);
}

void TestFakeManagement::bansAfterFiveFailures_data()
{
    QTest::addColumn<BackendProfile>("profile");
    QTest::addColumn<bool>("bansLoopback");
    QTest::newRow("6.8.51 spares loopback") << BackendProfile::Reference << false;
    QTest::newRow("6.10") << BackendProfile::V610 << true;
    QTest::newRow("7") << BackendProfile::V7 << true;
}

void TestFakeManagement::bansAfterFiveFailures()
{
    QFETCH(BackendProfile, profile);
    QFETCH(bool, bansLoopback);
    restart({.profile = profile, .manualClock = true});
    for (int i = 0; i < 4; ++i)
        ask(managed("GET", "api-keys", {}, {{"Authorization", "no"}}));
    QCOMPARE(ask(managed("GET", "api-keys")).status, 200); // resets the count
    for (int i = 0; i < 5; ++i)
        QCOMPARE(ask(managed("GET", "api-keys", {}, {{"Authorization", "no"}})).status, 401);
    const RawResponse response = ask(managed("GET", "api-keys"));
    QCOMPARE(response.status, bansLoopback ? 403 : 200);
    if (!bansLoopback)
        return;
    QCOMPARE(response.body, QByteArray("{\"error\":\"IP banned due to too many failed attempts. "
                                       "Try again in 29m59s\"}"));
    m_backend->advanceClock(std::chrono::minutes(30));
    QCOMPARE(ask(managed("GET", "api-keys")).status, 200);
}

void TestFakeManagement::playsItsScenarios_data()
{
    QTest::addColumn<QByteArray>("scenario");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("401 once") << QByteArray("mgmt-401-once") << 401
                              << QByteArray("invalid management key");
    QTest::newRow("ban") << QByteArray("mgmt-ban") << 403 << QByteArray("IP banned");
    QTest::newRow("remote") << QByteArray("mgmt-403-remote") << 403
                            << QByteArray("remote management disabled");
    QTest::newRow("no secret") << QByteArray("mgmt-404") << 404 << QByteArray("404 page not found");
    QTest::newRow("500") << QByteArray("mgmt-500") << 500
                         << QByteArray(
                                "failed to save config: open config.yaml: permission denied");
    QTest::newRow("html") << QByteArray("mgmt-html") << 200 << QByteArray("<html>");
}

void TestFakeManagement::playsItsScenarios()
{
    QFETCH(QByteArray, scenario);
    QFETCH(int, status);
    QFETCH(QByteArray, part);
    const RawResponse named = ask(managed("GET", "api-keys", {}, {{"X-Fake-Scenario", scenario}}));
    QCOMPARE(named.status, status);
    QVERIFY(named.body.contains(part));
    QCOMPARE(ask(managed("GET", "api-keys")).status, 200);
    m_backend->setState(
        {{QStringLiteral("management"),
          QJsonObject {{QStringLiteral("scenario"), QString::fromLatin1(scenario)}}}});
    QCOMPARE(ask(managed("GET", "api-keys")).status, status);
    QCOMPARE(ask(managed("GET", "api-keys")).status, scenario.endsWith("once") ? 200 : status);
}

void TestFakeManagement::changesApiKeys_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArray>("keys");
    const QByteArray before = "[\"k-alpha-0001\",\"k-beta-0002\"]";
    const QByteArray bad = "{\"error\":\"invalid body\"}";
    const QByteArray missing = "{\"error\":\"missing fields\"}";
    const auto row = [](const char *name, const QByteArray &method, const QByteArray &query,
                        const QByteArray &body, int status, const QByteArray &reply,
                        const QByteArray &keys) {
        QTest::newRow(name) << method << query << body << status << reply << keys;
    };
    row("put a list", "PUT", {}, "[\"a\"]", 200, kOk, "[\"a\"]");
    row("put items", "PUT", {}, "{\"items\":[\"a\",\"b\"]}", 200, kOk, "[\"a\",\"b\"]");
    row("put no items", "PUT", {}, "{\"items\":[]}", 400, bad, before);
    row("put an empty list", "PUT", {}, "[]", 200, kOk, "null");
    row("put numbers", "PUT", {}, "[1]", 400, bad, before);
    row("put no JSON", "PUT", {}, "x", 400, bad, before);
    row("replace", "PATCH", {}, "{\"old\":\"k-beta-0002\",\"new\":\"c\"}", 200, kOk,
        "[\"k-alpha-0001\",\"c\"]");
    row("replace what is not there", "PATCH", {}, "{\"old\":\"zz\",\"new\":\"c\"}", 200, kOk,
        "[\"k-alpha-0001\",\"k-beta-0002\",\"c\"]");
    row("old is null", "PATCH", {}, "{\"old\":null,\"new\":\"x\"}", 400, missing, before);
    row("no old", "PATCH", {}, "{\"new\":\"x\"}", 400, missing, before);
    row("by index", "PATCH", {}, "{\"index\":1,\"value\":\"d\"}", 200, kOk,
        "[\"k-alpha-0001\",\"d\"]");
    row("index out of range", "PATCH", {}, "{\"index\":9,\"value\":\"d\"}", 400, missing, before);
    row("patch no JSON", "PATCH", {}, "old=1", 400, bad, before);
    row("delete a value", "DELETE", "?value=k-alpha-0001", {}, 200, kOk, "[\"k-beta-0002\"]");
    row("delete an absent value", "DELETE", "?value=zz", {}, 200, kOk, before);
    row("delete by index", "DELETE", "?index=0", {}, 200, kOk, "[\"k-beta-0002\"]");
    row("delete nothing", "DELETE", {}, {}, 400, "{\"error\":\"missing index or value\"}", before);
}

void TestFakeManagement::changesApiKeys()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, reply);
    QFETCH(QByteArray, keys);
    const RawResponse response = ask(managed(method, "api-keys" + query, body));
    QCOMPARE(response.status, status);
    QCOMPARE(response.body, reply);
    QCOMPARE(ask(managed("GET", "api-keys")).body, "{\"api-keys\":" + keys + "}");
}

void TestFakeManagement::keepsAuthFiles()
{
    const auto names = [this] {
        QByteArrayList found;
        QByteArray body = ask(managed("GET", "auth-files")).body;
        for (qsizetype at = body.indexOf("\"name\":\""); at >= 0;
             at = body.indexOf("\"name\":\"", at + 1))
            found.append(body.mid(at + 8, body.indexOf('"', at + 8) - at - 8));
        return found;
    };
    QCOMPARE(ask(managed("POST", "auth-files", form("b.json", "{\"type\":\"codex\"}"), kForm)).body,
             kOk);
    QCOMPARE(ask(managed("POST", "auth-files?name=a.json", "{\"type\":\"claude\"}")).body, kOk);
    QCOMPARE(ask(managed("POST", "auth-files", form("x.txt", "{}"), kForm)).body,
             QByteArray("{\"error\":\"file must be .json\"}"));
    const RawResponse broken = ask(managed("POST", "auth-files?name=c.json", "{no"));
    QCOMPARE(broken.status, 500);
    QVERIFY(broken.body.contains("invalid auth file: "));
    QCOMPARE(names(), (QByteArrayList {"a.json", "b.json", "c.json", "claude-fake.json"}));

    QCOMPARE(
        ask(managed("PATCH", "auth-files/status", "{\"name\":\"a.json\",\"disabled\":true}")).body,
        QByteArray("{\"disabled\":true,\"status\":\"ok\"}"));
    QCOMPARE(ask(managed("PATCH", "auth-files/status", "{\"name\":\"a.json\"}")).body,
             QByteArray("{\"error\":\"disabled is required\"}"));
    QCOMPARE(ask(managed("PATCH", "auth-files/fields", "{\"name\":\"a.json\"}")).body,
             QByteArray("{\"error\":\"no fields to update\"}"));
    QCOMPARE(
        ask(managed("PATCH", "auth-files/fields", "{\"name\":\"z.json\",\"prefix\":\"p\"}")).status,
        404);
    const RawResponse file = ask(managed("GET", "auth-files/download?name=a.json"));
    QCOMPARE(file.body, QByteArray("{\"type\":\"claude\"}"));
    QCOMPARE(file.header("Content-Disposition"), QByteArray("attachment; filename=\"a.json\""));
    QCOMPARE(ask(managed("GET", "auth-files/models?name=unknown")).body,
             QByteArray("{\"models\":[]}"));

    QCOMPARE(ask(managed("DELETE", "auth-files?name=zz.json")).status, 404);
    QCOMPARE(ask(managed("DELETE", "auth-files?name=..%2Fa.json")).body,
             QByteArray("{\"error\":\"invalid name\"}"));
    QCOMPARE(ask(managed("DELETE", "auth-files?name=a.json")).body, kOk);
    QCOMPARE(ask(managed("DELETE", "auth-files?all=true")).body,
             QByteArray("{\"deleted\":3,\"status\":\"ok\"}"));
}

void TestFakeManagement::importsVertexCredentials()
{
    const QByteArray account = "{\"project_id\":\"demo\"}";
    QCOMPARE(ask(managed("POST", "vertex/import", form("k.json", account), kForm)).body,
             QByteArray("{\"auth-file\":\"/fake/auths/vertex-demo.json\",\"email\":"
                        "\"svc@demo.test\",\"location\":\"us-central1\",\"project_id\":\"demo\","
                        "\"status\":\"ok\"}"));
    const QByteArray place =
        "--xx\r\nContent-Disposition: form-data; name=\"location\"\r\n\r\neurope-west4\r\n";
    QVERIFY(ask(managed("POST", "vertex/import", form("k.json", account, place), kForm))
                .body.contains("europe-west4"));
    QCOMPARE(ask(managed("POST", "vertex/import", account)).body,
             QByteArray("{\"error\":\"file required\"}"));
    QCOMPARE(ask(managed("POST", "vertex/import", form("k.json", "{}"), kForm)).body,
             QByteArray("{\"error\":\"project_id missing\"}"));
}

void TestFakeManagement::countsUsage()
{
    restart({.manualClock = true});
    const WireHeaders key {{"X-Api-Key", "k-alpha-0001"}};
    const QByteArray body = "{\"model\":\"claude-haiku-4-5-20251001\"}";
    ask(rawRequest("POST", "/v1/messages", key, body));
    ask(rawRequest("POST", "/v1/messages",
                   {{"X-Api-Key", "k-alpha-0001"}, {"X-Fake-Scenario", "anthropic-529"}}, body));
    QVERIFY(m_backend->waitUntilIdle(kSoon));
    const QByteArray details =
        "{\"timestamp\":\"2026-03-09T14:05:06.000000000Z\",\"source\":\"fake@example.test\","
        "\"auth_index\":\"00000000000000aa\",\"tokens\":{\"input_tokens\":21,"
        "\"output_tokens\":5,\"reasoning_tokens\":0,\"cached_tokens\":0,\"total_tokens\":26},"
        "\"failed\":";
    QCOMPARE(ask(managed("GET", "usage")).body,
             "{\"failed_requests\":1,\"usage\":{\"total_requests\":2,\"success_count\":1,"
             "\"failure_count\":1,\"total_tokens\":52,\"apis\":{\"k-alpha-0001\":{"
             "\"total_requests\":2,\"total_tokens\":52,\"models\":{\"claude-haiku-4-5-20251001\":{"
             "\"total_requests\":2,\"total_tokens\":52,\"details\":["
                 + details + "false}," + details
                 + "true}]}}}},\"requests_by_day\":{\"2026-03-09\":2},\"requests_by_hour\":{\"14\":"
                   "2},\"tokens_by_day\":{\"2026-03-09\":52},\"tokens_by_hour\":{\"14\":52}}}");
}

void TestFakeManagement::importsUsageOnce()
{
    ask(rawRequest("POST", "/v1/messages", {{"X-Api-Key", "k-alpha-0001"}},
                   "{\"model\":\"gpt-5\"}"));
    QVERIFY(m_backend->waitUntilIdle(kSoon));
    const QByteArray exported = ask(managed("GET", "usage/export")).body;
    QVERIFY(exported.startsWith("{\"version\":1,\"exported_at\":\""));
    m_backend->reset();
    QVERIFY(ask(managed("GET", "usage")).body.contains("\"total_requests\":0"));
    QCOMPARE(ask(managed("POST", "usage/import", exported)).body,
             QByteArray("{\"added\":1,\"failed_requests\":0,\"skipped\":0,\"total_requests\":1}"));
    QCOMPARE(ask(managed("POST", "usage/import", exported)).body,
             QByteArray("{\"added\":0,\"failed_requests\":0,\"skipped\":1,\"total_requests\":1}"));
    QCOMPARE(ask(managed("POST", "usage/import", "{\"version\":2}")).body,
             QByteArray("{\"error\":\"unsupported version\"}"));
}

void TestFakeManagement::popsTheUsageQueueOfLaterVersions()
{
    restart({.profile = BackendProfile::V610});
    for (int i = 0; i < 2; ++i)
        ask(rawRequest("POST", "/v1/messages", {{"X-Api-Key", "k-alpha-0001"}},
                       "{\"model\":\"gpt-5\"}"));
    QVERIFY(m_backend->waitUntilIdle(kSoon));
    QCOMPARE(ask(managed("GET", "usage")).body, QByteArray("404 page not found"));
    QCOMPARE(ask(managed("GET", "usage-queue")).body.count("timestamp"), 1);
    QCOMPARE(ask(managed("GET", "usage-queue?count=9")).body.count("timestamp"), 1);
    QCOMPARE(ask(managed("GET", "usage-queue?count=9")).body, QByteArray("[]"));
}

void TestFakeManagement::readsLogs_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const QByteArray counts = "{\"latest-timestamp\":1773064806,\"line-count\":3,\"lines\":";
    const QByteArray a = "\"[2026-03-09 14:00:05] one\"";
    const QByteArray b = "\"[2026-03-09 14:00:06] two\"";
    const QByteArray c = "\"  more of two\"";
    QTest::newRow("all") << QByteArray() << 200 << counts + "[" + a + "," + b + "," + c + "]}";
    QTest::newRow("newest") << QByteArray("?limit=1") << 200 << counts + "[" + c + "]}";
    QTest::newRow("later than") << QByteArray("?after=1773064805") << 200
                                << counts + "[" + b + "," + c + "]}";
    QTest::newRow("nothing later") << QByteArray("?after=1773064806") << 200 << counts + "[]}";
    QTest::newRow("zero") << QByteArray("?limit=0") << 400
                          << QByteArray("{\"error\":\"invalid limit: must be greater than zero\"}");
    QTest::newRow("no number") << QByteArray("?limit=x") << 400
                               << QByteArray(
                                      "{\"error\":\"invalid limit: must be a positive integer\"}");
}

void TestFakeManagement::readsLogs()
{
    QFETCH(QByteArray, query);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const QJsonArray lines {QStringLiteral("[2026-03-09 14:00:05] one"),
                            QStringLiteral("[2026-03-09 14:00:06] two"),
                            QStringLiteral("  more of two")};
    m_backend->setState(
        {{QStringLiteral("management"), QJsonObject {{QStringLiteral("log_lines"), lines}}}});
    const RawResponse response = ask(managed("GET", "logs" + query));
    QCOMPARE(response.status, status);
    QCOMPARE(response.body, body);
}

void TestFakeManagement::followsLogsByTime()
{
    m_backend->setState(
        {{QStringLiteral("management"), QJsonObject {{QStringLiteral("logging_to_file"), false}}}});
    QCOMPARE(ask(managed("GET", "logs")).body,
             QByteArray("{\"error\":\"logging to file disabled\"}"));
}

void TestFakeManagement::handsOutLogFiles_data()
{
    QTest::addColumn<QByteArray>("route");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("part");
    const QByteArray name = "error-v1-messages-2026-03-09T140506-1a2b3c4d.log";
    QTest::newRow("list") << QByteArray("request-error-logs") << 200
                          << QByteArray("\"name\":\"" + name + "\"");
    QTest::newRow("file") << "request-error-logs/" + name << 200
                          << QByteArray("=== REQUEST INFO ===");
    QTest::newRow("bad name") << QByteArray("request-error-logs/main.log") << 400
                              << QByteArray("invalid log file name");
    QTest::newRow("no file") << QByteArray("request-error-logs/error-x.log") << 404
                             << QByteArray("log file not found");
    QTest::newRow("by id") << QByteArray("request-log-by-id/1a2b3c4d") << 200
                           << QByteArray("=== RESPONSE ===");
    QTest::newRow("unknown id") << QByteArray("request-log-by-id/ffffffff") << 404
                                << QByteArray("log file not found for the given request ID");
    QTest::newRow("bad id") << QByteArray("request-log-by-id/a%2Fb") << 400
                            << QByteArray("invalid request ID");
}

void TestFakeManagement::handsOutLogFiles()
{
    QFETCH(QByteArray, route);
    QFETCH(int, status);
    QFETCH(QByteArray, part);
    const RawResponse response = ask(managed("GET", route));
    QCOMPARE(response.status, status);
    QVERIFY2(response.body.contains(part), response.body.constData());
}

void TestFakeManagement::walksThroughALogin()
{
    QCOMPARE(ask(managed("GET", "anthropic-auth-url?is_webui=true")).body,
             QByteArray("{\"state\":\"st-0001\",\"status\":\"ok\",\"url\":"
                        "\"https://login.example.test/authorize?state=st-0001\"}"));
    const auto status = [this](const QByteArray &state) {
        return ask(managed("GET", "get-auth-status?state=" + state)).body;
    };
    QCOMPARE(status("st-0001"), QByteArray("{\"status\":\"wait\"}"));
    QCOMPARE(status("unknown"), kOk);
    ask(rawRequest("GET", "/anthropic/callback?code=c&state=st-0001"));
    QCOMPARE(status("st-0001"), kOk);

    m_backend->setState({{QStringLiteral("management"),
                          QJsonObject {{QStringLiteral("login"), QStringLiteral("error")}}}});
    ask(managed("GET", "codex-auth-url"));
    const auto callback = [this](const QByteArray &body) {
        return ask(managed("POST", "oauth-callback", body)).body;
    };
    QCOMPARE(callback("{\"provider\":\"nobody\",\"state\":\"st-0002\",\"code\":\"c\"}"),
             QByteArray("{\"error\":\"unsupported provider\",\"status\":\"error\"}"));
    QCOMPARE(callback("{\"provider\":\"codex\",\"redirect_url\":"
                      "\"http://localhost:1455/auth/callback?code=c&state=st-0002\"}"),
             kOk);
    QCOMPARE(status("st-0002"),
             QByteArray("{\"error\":\"Authentication failed\",\"status\":\"error\"}"));
    QVERIFY(callback("{\"provider\":\"codex\",\"state\":\"st-0002\",\"code\":\"c\"}")
                .contains("not pending"));
}

void TestFakeManagement::answersSingleRoutes_data()
{
    QTest::addColumn<BackendProfile>("profile");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("route");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("part");
    const auto ref = BackendProfile::Reference;
    const auto v7 = BackendProfile::V7;
    const auto row = [](const char *name, BackendProfile profile, const QByteArray &method,
                        const QByteArray &route, const QByteArray &body, int status,
                        const QByteArray &part) {
        QTest::newRow(name) << profile << method << route << body << status << part;
    };
    row("latest version", ref, "GET", "latest-version", {}, 200,
        "{\"latest-version\":\"v6.8.52\"}");
    row("call", ref, "POST", "api-call", "{\"method\":\"GET\",\"url\":\"https://x.test/\"}", 200,
        "{\"body\":\"{\\\"fake\\\":true}\",\"header\":{\"Content-Type\":[\"application/json\"]},"
        "\"status_code\":404}");
    row("call without method", ref, "POST", "api-call", "{}", 400, "missing method");
    row("call without url", ref, "POST", "api-call", "{\"method\":\"GET\"}", 400, "missing url");
    row("call of nothing", ref, "POST", "api-call", "{\"method\":\"GET\",\"url\":\"x\"}", 400,
        "invalid url");
    row("qwen", ref, "GET", "qwen-auth-url", {}, 200, "st-0001");
    row("qwen is gone", v7, "GET", "qwen-auth-url", {}, 404, "404 page not found");
    row("gemini is gone", v7, "GET", "gemini-cli-auth-url", {}, 404, "404 page not found");
    row("kimi stays", v7, "GET", "kimi-auth-url", {}, 200, "st-0001");
    row("cookie", ref, "POST", "iflow-auth-url", "{\"cookie\":\"BXAuth=1\"}", 200, "iflow");
    row("no cookie", ref, "POST", "iflow-auth-url", "{}", 400, "\"status\":\"error\"");
    row("amp is gone", v7, "GET", "ampcode/upstream-url", {}, 404, "404 page not found");
    row("other method", ref, "POST", "api-keys", "{}", 404, "404 page not found");
}

void TestFakeManagement::answersSingleRoutes()
{
    QFETCH(BackendProfile, profile);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, route);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, part);
    restart({.profile = profile});
    const RawResponse response = ask(managed(method, route, body));
    QCOMPARE(response.status, status);
    QVERIFY2(response.body.contains(part), response.body.constData());
}

void TestFakeManagement::changesListsAndSettings()
{
    QCOMPARE(ask(managed("PUT", "codex-api-key",
                         "[{\"api-key\":\"a\",\"base-url\":\"u\"},{\"api-key\":\"dropped\"}]"))
                 .body,
             kOk);
    QCOMPARE(
        ask(managed("PATCH", "codex-api-key", "{\"match\":\"a\",\"value\":{\"prefix\":\"team\"}}"))
            .body,
        kOk);
    QCOMPARE(ask(managed("GET", "codex-api-key")).body,
             QByteArray("{\"codex-api-key\":[{\"api-key\":\"a\",\"base-url\":\"u\",\"prefix\":"
                        "\"team\"}]}"));
    QCOMPARE(ask(managed("PATCH", "codex-api-key", "{\"index\":7,\"value\":{}}")).status, 404);
    QCOMPARE(ask(managed("DELETE", "codex-api-key")).body,
             QByteArray("{\"error\":\"missing api-key or index\"}"));
    QCOMPARE(ask(managed("DELETE", "codex-api-key?api-key=a")).body, kOk);
    QCOMPARE(ask(managed("GET", "codex-api-key")).body, QByteArray("{\"codex-api-key\":[]}"));
    QCOMPARE(ask(managed("DELETE", "gemini-api-key?api-key=a")).status, 404);

    QCOMPARE(ask(managed("PUT", "debug", "{\"value\":true}")).body, kOk);
    QCOMPARE(ask(managed("GET", "debug")).body, QByteArray("{\"debug\":true}"));
    QCOMPARE(ask(managed("PATCH", "debug", "{\"value\":null}")).status, 400);
    QCOMPARE(ask(managed("GET", "quota-exceeded/switch-project")).body,
             QByteArray("{\"switch-project\":false}"));
    QCOMPARE(ask(managed("PATCH", "oauth-model-alias",
                         "{\"provider\":\"claude\",\"aliases\":[{\"name\":\"a\"}]}"))
                 .body,
             kOk);
    QCOMPARE(ask(managed("DELETE", "oauth-model-alias?channel=claude")).body, kOk);
    QCOMPARE(ask(managed("DELETE", "oauth-model-alias?channel=claude")).status, 404);
}

void TestFakeManagement::remembersWhoTouchedATripwire()
{
    ask(managed("GET", "api-keys"));
    ask(managed("GET", "logs"));
    QVERIFY(m_backend->tripwires().isEmpty());
    ask(managed("GET", "config.yaml"));
    ask(managed("DELETE", "logs?x=1"));
    ask(managed("GET", "usage-statistics-enabled"));
    QCOMPARE(m_backend->tripwires(),
             (QList<QByteArray> {"GET /v0/management/config.yaml", "DELETE /v0/management/logs?x=1",
                                 "GET /v0/management/usage-statistics-enabled"}));
}

QTEST_GUILESS_MAIN(TestFakeManagement)
#include "tst_fakemanagement.moc"

// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/commandtable.h"
#include "app/backend/forbidden.h"
#include "app/backend/statsupdate.h"
#include "tests/standins/fakebackend.h"
#include "tests/support/commandrun.h"
#include "tests/support/fulldisk.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace app::backend;
using standins::BackendProfile;
using standins::FakeBackend;
using standins::FakeBackendOptions;
using standins::replyScript;

namespace {

const QByteArray kPassword = "mgmt-plain";
const QByteArray kApiKey = "k-alpha-0001";

struct Row
{
    QString words; ///< the command line; ' ' separates
    QByteArray request; ///< method and target
    QByteArray body; ///< "multipart": only its kind is looked at here
    int code = 0;
};

const QByteArray kBase = "/v0/management/";

std::vector<Row> keyRows()
{
    std::vector<Row> rows {
        {u"api-keys"_s, "GET " + kBase + "api-keys", {}},
        {u"api-keys --patch-json {\"old\":null,\"new\":\"x\"}"_s, "PATCH " + kBase + "api-keys",
         R"({"old":null,"new":"x"})", 1},
        {u"api-keys --patch-json {\"old\":\"\",\"new\":\"x\"}"_s, "PATCH " + kBase + "api-keys",
         R"({"old":"","new":"x"})"},
        {u"api-keys --put-json @keys.json"_s, "PUT " + kBase + "api-keys", R"(["k-alpha-0001"])"},
        {u"api-keys --delete --query value=x"_s, "DELETE " + kBase + "api-keys?value=x", {}},
        {u"api-keys --delete"_s, "DELETE " + kBase + "api-keys", {}, 1},
        {u"ampcode-upstream-api-key --put-string u"_s, "PUT " + kBase + "ampcode/upstream-api-key",
         R"({"value":"u"})"},
        {u"ampcode-upstream-api-keys --delete --body-file amp.json"_s,
         "DELETE " + kBase + "ampcode/upstream-api-keys", R"({"value":["u"]})"},
        {u"provider-xai-api-key"_s, "GET " + kBase + "xai-api-key", {}, 1},
    };
    for (const QByteArray provider : {"claude", "codex", "gemini", "vertex"}) {
        const QString name = u"provider-%1-api-key"_s.arg(QLatin1StringView(provider));
        const QByteArray route = kBase + provider + "-api-key";
        rows.push_back({name, "GET " + route, {}});
        rows.push_back({name + u" --put-json []"_s, "PUT " + route, "[]"});
    }
    return rows;
}

std::vector<Row> authRows()
{
    return {
        {u"auth-files"_s, "GET " + kBase + "auth-files", {}},
        {u"auth-upload auth.json"_s, "POST " + kBase + "auth-files", "multipart"},
        {u"auth-upload --body-file auth.json --query name=b.json"_s,
         "POST " + kBase + "auth-files?name=b.json", R"({"type":"claude"})"},
        {u"auth-file-models claude-fake.json"_s,
         "GET " + kBase + "auth-files/models?name=claude-fake.json",
         {}},
        {u"auth-download claude-fake.json"_s,
         "GET " + kBase + "auth-files/download?name=claude-fake.json",
         {}},
        {u"auth-file-status claude-fake.json disabled"_s, "PATCH " + kBase + "auth-files/status",
         R"({"disabled":true,"name":"claude-fake.json"})"},
        {u"auth-fields --patch-json {\"name\":\"claude-fake.json\",\"priority\":5}"_s,
         "PATCH " + kBase + "auth-files/fields", R"({"name":"claude-fake.json","priority":5})"},
        {u"auth-delete claude-fake.json"_s,
         "DELETE " + kBase + "auth-files?name=claude-fake.json",
         {}},
        {u"auth-delete none.json"_s, "DELETE " + kBase + "auth-files?name=none.json", {}, 1},
        {u"auth-status st-1"_s, "GET " + kBase + "get-auth-status?state=st-1", {}},
        {u"auth-oauth-callback claude http://x/?state=s"_s, "POST " + kBase + "oauth-callback",
         R"({"provider":"claude","redirect_url":"http://x/?state=s"})", 1},
        {u"auth-reset-quota aa"_s, "POST " + kBase + "reset-quota", R"({"auth_index":"aa"})", 1},
    };
}

std::vector<Row> otherRows()
{
    return {
        {u"model-list"_s, "GET /v1/models", {}},
        {u"model-list-gemini"_s, "GET /v1beta/models", {}},
        {u"model-list-provider anthropic"_s, "GET /api/provider/anthropic/v1/models", {}},
        {u"model-definitions claude"_s, "GET " + kBase + "model-definitions/claude", {}},
        {u"count-tokens request.json"_s, "POST /v1/messages/count_tokens",
         R"({"model":"gpt-5","messages":[]})"},
        {u"version-latest"_s, "GET " + kBase + "latest-version", {}},
        {u"stats-usage"_s, "GET " + kBase + "usage", {}},
        {u"stats-usage-export"_s, "GET " + kBase + "usage/export", {}},
        {u"stats-usage-import usage.json"_s, "POST " + kBase + "usage/import",
         R"({"version":1,"usage":{}})"},
        {u"stats-usage-queue 5"_s, "GET " + kBase + "usage-queue?count=5", {}, 1},
        {u"stats-api-key-usage"_s, "GET " + kBase + "api-key-usage", {}, 1},
        {u"logs 100"_s, "GET " + kBase + "logs?limit=100", {}},
        {u"logs-request-by-id 1a2b3c4d"_s, "GET " + kBase + "request-log-by-id/1a2b3c4d", {}},
        {u"logs-request-errors"_s, "GET " + kBase + "request-error-logs", {}},
        {u"logs-request-error error-none.log"_s,
         "GET " + kBase + "request-error-logs/error-none.log",
         {},
         1},
        {u"api-call call.json"_s, "POST " + kBase + "api-call",
         R"({"method":"GET","url":"https://api.example.test/"})"},
        {u"provider-vertex-import sa.json --form location=l"_s, "POST " + kBase + "vertex/import",
         "multipart"},
        {u"provider-claude-auth-url"_s, "GET " + kBase + "anthropic-auth-url?is_webui=true", {}},
        {u"provider-codex-auth-url"_s, "GET " + kBase + "codex-auth-url?is_webui=true", {}},
        {u"provider-gemini-auth-url --query project_id=p"_s,
         "GET " + kBase + "gemini-cli-auth-url?project_id=p&is_webui=true",
         {}},
        {u"provider-antigravity-auth-url"_s,
         "GET " + kBase + "antigravity-auth-url?is_webui=true",
         {}},
        {u"provider-qwen-auth-url"_s, "GET " + kBase + "qwen-auth-url", {}},
        {u"provider-kimi-auth-url"_s, "GET " + kBase + "kimi-auth-url", {}},
        {u"provider-iflow-auth-url"_s, "GET " + kBase + "iflow-auth-url?is_webui=true", {}},
        {u"provider-xai-auth-url"_s, "GET " + kBase + "xai-auth-url?is_webui=true", {}, 1},
        {u"provider-iflow-cookie cookie.json"_s, "POST " + kBase + "iflow-auth-url",
         R"({"cookie":"BXAuth=x"})"},
    };
}

std::vector<Row> allRows()
{
    std::vector<Row> rows = keyRows();
    for (const auto &more : {authRows(), otherRows()})
        rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

} // namespace

class TestBackendCommands final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void triesEveryCommand();
    void sendsTheRow_data();
    void sendsTheRow();
    void sendsNothingWhenRefused_data();
    void sendsNothingWhenRefused();
    void triesAWrongPasswordOnce();
    void sendsNothingWithoutAKey();
    void asksWithoutAnApiKeyWhereNoneIsKnown();
    void explainsRoutesThatAreGone_data();
    void explainsRoutesThatAreGone();
    void explainsManagementThatIsOff();
    void neverAsksForTheVersionWithTheApiKey();
    void answersComeAsTheyAre();
    void indentsOnATerminal();
    void tellsAnUnreachableBackend();
    void tellsABrokenAnswer();
    void doesNotFollowRedirects();
    void sendsAPostOnceEvenWhenTheConnectionDies();
    void listsAllCommands();
    void explainsForbiddenNames();
    void mergesUsageIntoAFile();
    void saysWhatKeepsUsageFromItsFile();
    void leavesTheFileAloneWithoutAnExport();
    void comparesAndAppliesSettings();
    void settingsCanBeTriedOnTheFake();
    void setsAgainWhatTheBackendLost();
    void givesUpOnASettingTheBackendKeepsLosing();
    void asksBeforeItAppliesSettings();

private:
    CommandRun run(const QString &words, const CommandInput &input = {});
    CommandRun updateStats(const QStringList &args);
    void startBackend(BackendProfile profile);

    std::unique_ptr<FakeBackend> m_backend;
    std::unique_ptr<ConfigFolder> m_folder;
    QMap<QString, QString> m_variables;
};

void TestBackendCommands::initTestCase()
{
    QVERIFY(qputenv("http_proxy", "http://127.0.0.1:1")); // must not be used
}

void TestBackendCommands::startBackend(BackendProfile profile)
{
    FakeBackendOptions options;
    options.profile = profile;
    options.managementDelay = std::chrono::milliseconds(1);
    m_backend = std::make_unique<FakeBackend>(options);
    QVERIFY(m_backend->start());
    m_variables = {{u"UPSTREAM_URL"_s, m_backend->url().toString()},
                   {u"MANAGEMENT_PASSWORD"_s, QString::fromLatin1(kPassword)},
                   {u"UPSTREAM_API_KEY"_s, QString::fromLatin1(kApiKey)}};
}

void TestBackendCommands::init()
{
    startBackend(BackendProfile::Reference);
    m_folder = std::make_unique<ConfigFolder>();
    const QMap<QString, QByteArray> files {
        {u"keys.json"_s, R"(["k-alpha-0001"])"},
        {u"amp.json"_s, R"({"value":["u"]})"},
        {u"auth.json"_s, R"({"type":"claude"})"},
        {u"request.json"_s, R"({"model":"gpt-5","messages":[]})"},
        {u"usage.json"_s, R"({"version":1,"usage":{}})"},
        {u"call.json"_s, R"({"method":"GET","url":"https://api.example.test/"})"},
        {u"bad-call.json"_s, R"({"method":"GET","url":"http://localhost:1/"})"},
        {u"sa.json"_s,
         R"({"type":"service_account","project_id":"demo","client_email":"svc@demo.test"})"},
        {u"cookie.json"_s, R"({"cookie":"BXAuth=x"})"},
        {u"broken.json"_s, "{"},
    };
    for (auto file = files.begin(); file != files.end(); ++file)
        QVERIFY(m_folder->write(file.key(), file.value()));
}

CommandRun TestBackendCommands::updateStats(const QStringList &args)
{
    return runCommand(*m_folder, args, m_variables, {}, runStatsUpdate);
}

CommandRun TestBackendCommands::run(const QString &words, const CommandInput &input)
{
    return runCommand(*m_folder, words.split(u' '), m_variables, input);
}

void TestBackendCommands::triesEveryCommand()
{
    QStringList tried;
    for (const Row &row : allRows())
        tried.append(row.words.section(u' ', 0, 0));
    for (const Command &command : commandTable().commands) {
        if (command.kind == CommandKind::Http)
            QVERIFY2(tried.contains(command.name), qPrintable(command.name));
    }
}

void TestBackendCommands::sendsTheRow_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("code");
    for (const Row &row : allRows())
        QTest::newRow(qPrintable(row.words)) << row.words << row.request << row.body << row.code;
}

void TestBackendCommands::sendsTheRow()
{
    QFETCH(QString, words);
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, body);
    QFETCH(int, code);
    const CommandRun result = run(words);
    QVERIFY2(result.code == code, (result.out + result.err).constData());
    const auto recorded = m_backend->recorded();
    QVERIFY(!recorded.empty());
    // A missing route is followed by one question for the version, nothing else is.
    const bool asksVersion = result.err.contains("no such route");
    QCOMPARE(recorded.size(), size_t(asksVersion ? 2 : 1));
    const auto &sent = recorded.front();
    QCOMPARE(sent.method + ' ' + sent.target, request);
    if (body == "multipart")
        QVERIFY(sent.header("Content-Type").startsWith("multipart/form-data; boundary="));
    else
        QCOMPARE(sent.body, body);
    if (!body.isEmpty() && body != "multipart")
        QCOMPARE(sent.header("Content-Type"), QByteArray("application/json"));
    const Command &command = *commandTable().find(words.section(u' ', 0, 0));
    QCOMPARE(sent.header("Authorization"),
             "Bearer " + (command.auth == CommandAuth::Management ? kPassword : kApiKey));
    QVERIFY(sent.header("User-Agent").startsWith("llm-proxy-cli/"));
    QCOMPARE(sent.header("Connection"), QByteArray("close"));
    for (const auto &one : recorded)
        QVERIFY(
            !whyForbiddenRoute(QString::fromLatin1(one.method), QString::fromLatin1(one.path())));
    QCOMPARE(result.err.isEmpty(), code == 0);
    QVERIFY(!result.err.contains(kPassword) && !result.err.contains(kApiKey));
}

void TestBackendCommands::sendsNothingWhenRefused_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("log clearing") << u"logs --delete"_s << QByteArray("log preservation");
    QTest::newRow("loopback call") << u"api-call bad-call.json"_s << QByteArray("blocked");
    QTest::newRow("broken body") << u"api-call broken.json"_s << QByteArray("not JSON");
    QTest::newRow("missing file") << u"auth-upload none.json"_s << QByteArray("no such file");
    QTest::newRow("folder") << u"auth-upload --form-file file=."_s << QByteArray("folder");
    QTest::newRow("malformed") << u"api-keys --put-json {"_s << QByteArray("not JSON");
    QTest::newRow("method") << u"usage"_s << QByteArray("no command usage");
    QTest::newRow("config") << u"config"_s << QByteArray("raw configuration");
    QTest::newRow("config-yaml-set") << u"config-yaml-set"_s << QByteArray("raw configuration");
    QTest::newRow("knob") << u"request-retry --put-int 3"_s << QByteArray("base-settings");
    QTest::newRow("statistics") << u"stats-usage-enabled --put-bool false"_s
                                << QByteArray("mandatory");
    QTest::newRow("logs-clear") << u"logs-clear"_s << QByteArray("log preservation");
    QTest::newRow("settings") << u"settings unknown"_s << QByteArray("usage");
}

void TestBackendCommands::sendsNothingWhenRefused()
{
    QFETCH(QString, words);
    QFETCH(QByteArray, message);
    const CommandRun result = run(words);
    QCOMPARE(result.code, int(kExitUsage));
    QVERIFY2(result.err.contains(message), result.err.constData());
    QCOMPARE(result.out, QByteArray());
    QVERIFY(m_backend->connections().empty());
}

void TestBackendCommands::triesAWrongPasswordOnce()
{
    m_variables.insert(u"MANAGEMENT_PASSWORD"_s, u"wrong-one"_s);
    const CommandRun result = run(u"auth-files"_s);
    QCOMPARE(result.code, int(kExitFailed));
    QCOMPARE(m_backend->recorded().size(), size_t(1));
    QVERIFY(result.out.contains("invalid management key"));
    QVERIFY(result.err.contains("HTTP 401") && result.err.contains("once"));
    QVERIFY(!result.err.contains("wrong-one"));
}

void TestBackendCommands::sendsNothingWithoutAKey()
{
    QVERIFY(m_folder->write(u"cpa.yaml"_s,
                            "api-keys: [k-alpha-0001]\nremote-management:\n  secret-key: "
                            "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy\n"));
    m_variables.remove(u"MANAGEMENT_PASSWORD"_s);
    m_variables.remove(u"UPSTREAM_API_KEY"_s);
    m_variables.insert(u"QUOTIO_CONFIG_PATH"_s, m_folder->path(u"cpa.yaml"_s));
    const CommandRun result = run(u"auth-files"_s);
    QCOMPARE(result.code, int(kExitNoCredential));
    QVERIFY(result.err.contains("bcrypt"));
    QVERIFY(m_backend->connections().empty());
    // The same file gives the key for what needs only that.
    QCOMPARE(run(u"model-list"_s).code, int(kExitOk));
}

void TestBackendCommands::asksWithoutAnApiKeyWhereNoneIsKnown()
{
    // A backend without api-keys answers everybody.
    m_variables.remove(u"UPSTREAM_API_KEY"_s);
    const CommandRun refused = run(u"model-list"_s);
    QCOMPARE(refused.code, int(kExitNoCredential));
    QVERIFY2(refused.err.contains("none is known here"), refused.err.constData());
    QVERIFY(refused.out.contains("Missing API key"));
    m_variables.insert(u"UPSTREAM_API_KEY"_s, u"wrong"_s);
    QCOMPARE(run(u"model-list"_s).code, int(kExitFailed));
}

void TestBackendCommands::explainsRoutesThatAreGone_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("usage") << u"stats-usage"_s << QByteArray("removed it in v6.10.8");
    QTest::newRow("usage, instead") << u"stats-usage"_s << QByteArray("use stats-usage-queue");
    QTest::newRow("import") << u"stats-usage-import usage.json"_s
                            << QByteArray("removed it in v6.10.0");
    QTest::newRow("amp") << u"ampcode-upstream-api-key"_s << QByteArray("removed it in v7.2.0");
    QTest::newRow("gemini") << u"provider-gemini-auth-url"_s << QByteArray("removed it in v7.2.20");
    QTest::newRow("alias") << u"model-list-provider google"_s
                           << QByteArray("removed it in v7.2.0; use model-list");
}

void TestBackendCommands::explainsRoutesThatAreGone()
{
    QFETCH(QString, words);
    QFETCH(QByteArray, sentence);
    startBackend(BackendProfile::V7);
    const CommandRun result = run(words);
    QCOMPARE(result.code, int(kExitFailed));
    QVERIFY2(result.err.contains(sentence), result.err.constData());
    QVERIFY2(result.err.contains("this backend ("), result.err.constData());
}

void TestBackendCommands::explainsManagementThatIsOff()
{
    m_backend->setState({{u"management"_s, QJsonObject {{u"enabled"_s, false}}}});
    const CommandRun result = run(u"auth-files"_s);
    QCOMPARE(result.code, int(kExitFailed));
    QVERIFY2(result.err.contains("its management is off"), result.err.constData());
}

void TestBackendCommands::neverAsksForTheVersionWithTheApiKey()
{
    startBackend(BackendProfile::V7);
    m_variables.remove(u"MANAGEMENT_PASSWORD"_s);
    const CommandRun result = run(u"model-list-provider google"_s);
    QVERIFY(result.err.contains("removed it in v7.2.0"));
    QCOMPARE(m_backend->recorded().size(), size_t(1));
}

void TestBackendCommands::answersComeAsTheyAre()
{
    const QByteArray odd = "{\"b\": 1.10,\n\"a\":12345678901234567890}\r\n\x01";
    m_backend->answerNext(replyScript(200, "application/json", odd));
    QCOMPARE(run(u"stats-usage"_s).out, odd);
    m_backend->answerNext(replyScript(500, "text/html", "<html>"));
    const CommandRun failed = run(u"stats-usage"_s);
    QCOMPARE(failed.code, int(kExitFailed));
    QCOMPARE(failed.out, QByteArray("<html>"));
    QVERIFY(failed.err.startsWith("HTTP 500"));
    const QByteArray large(5 * 1024 * 1024, 'x');
    m_backend->answerNext(replyScript(200, "text/plain", large));
    QCOMPARE(run(u"logs-request-by-id 1a2b3c4d"_s).out, large);
}

void TestBackendCommands::indentsOnATerminal()
{
    const auto answer = [&](const QString &words, bool terminal) {
        m_backend->answerNext(replyScript(200, "application/json", R"({"a":1.10})"));
        return run(words, {{}, terminal, false}).out;
    };
    QCOMPARE(answer(u"stats-usage"_s, true), QByteArray("{\n  \"a\": 1.10\n}\n"));
    QCOMPARE(answer(u"stats-usage --raw"_s, true), QByteArray("{\"a\":1.10}\n"));
    QCOMPARE(answer(u"stats-usage --pretty"_s, false), QByteArray("{\n  \"a\": 1.10\n}\n"));
    QCOMPARE(answer(u"stats-usage"_s, false), QByteArray("{\"a\":1.10}"));
}

void TestBackendCommands::tellsAnUnreachableBackend()
{
    m_backend->setAccepting(false);
    const CommandRun result = run(u"stats-usage"_s);
    QCOMPARE(result.code, int(kExitUnreachable));
    QVERIFY(result.err.contains("can't be reached"));
    QCOMPARE(result.out, QByteArray());
}

void TestBackendCommands::tellsABrokenAnswer()
{
    using namespace standins::step;
    m_backend->answerNext(
        {Head {200, {{"Content-Length", "100"}}, standins::WireFraming::Length, {}},
         Send {"{\"a\":", 1}, CloseFin {}});
    const CommandRun cut = run(u"stats-usage"_s);
    QCOMPARE(cut.code, int(kExitUnreachable));
    QVERIFY2(cut.err.contains("broke off"), cut.err.constData());
}

void TestBackendCommands::doesNotFollowRedirects()
{
    m_backend->answerNext(
        replyScript(307, "text/plain", "elsewhere", {{"Location", "/v0/management/config"}}));
    const CommandRun result = run(u"stats-usage"_s);
    QCOMPARE(result.code, int(kExitFailed));
    QVERIFY(result.err.contains("HTTP 307"));
    QCOMPARE(m_backend->recorded().size(), size_t(1));
}

void TestBackendCommands::sendsAPostOnceEvenWhenTheConnectionDies()
{
    m_backend->answerAll({standins::step::CloseReset {}});
    const CommandRun result = run(u"api-call call.json"_s);
    QCOMPARE(result.code, int(kExitUnreachable));
    QCOMPARE(m_backend->recorded().size(), size_t(1));
}

void TestBackendCommands::listsAllCommands()
{
    const CommandRun list = runCommand(*m_folder, {}, m_variables);
    QCOMPARE(list.code, int(kExitOk));
    for (const Command &command : commandTable().commands) {
        QVERIFY2(list.out.contains(command.name.toUtf8()), qPrintable(command.name));
        const CommandRun help = run(command.name + u" --help"_s);
        QCOMPARE(help.code, int(kExitOk));
        QVERIFY2(help.out.contains(command.summary.toUtf8()), qPrintable(command.name));
    }
    QVERIFY(m_backend->connections().empty());
}

void TestBackendCommands::explainsForbiddenNames()
{
    QVERIFY(run(u"nothing-like-it"_s).err.contains("There is no command nothing-like-it"));
    QVERIFY(run(u"debug"_s).err.contains("cliproxyapi-base-settings.json"));
}

void TestBackendCommands::mergesUsageIntoAFile()
{
    const QByteArray detail = R"({"timestamp":"2026-03-09T14:05:0%1Z","source":"s","tokens":{}})";
    const auto exported = [&](const QByteArray &second) {
        return R"({"version":1,"usage":{"apis":{"k":{"models":{"m":{"details":[)"
               + QByteArray(detail).replace("%1", second) + "]}}}}}}";
    };
    m_backend->answerNext(replyScript(200, "application/json", exported("1")));
    const CommandRun first = updateStats({});
    QVERIFY2(first.code == kExitOk, first.err.constData());
    m_backend->answerNext(replyScript(200, "application/json", exported("2")));
    const CommandRun second = updateStats({});
    QVERIFY2(second.out.contains("1 new, 0 known, 2 in all"), second.out.constData());
    QFile file(m_folder->path(u"runtime/usage-statistics.json"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QVERIFY(file.readAll().contains("14:05:01Z"));
    QCOMPARE(QFile::permissions(m_folder->path(u"runtime"_s)) & (QFile::ExeGroup | QFile::ExeOther),
             QFile::Permissions());
}

void TestBackendCommands::saysWhatKeepsUsageFromItsFile()
{
    const QByteArray exported = R"({"version":1,"usage":{"apis":{}}})";
    const QString path = m_folder->path(u"stats.json"_s);
    m_backend->answerNext(replyScript(200, "application/json", exported));
    {
        const support::FullDisk disk;
        const CommandRun full = updateStats({u"--file"_s, path});
        QCOMPARE(full.code, int(kExitFailed));
        const QByteArray said = "can't write " + path.toUtf8() + ": ";
        QVERIFY2(full.err.contains(said), full.err.constData());
        QVERIFY2(full.err.contains("too large"), full.err.constData());
    }
    QVERIFY(!QFile::exists(path));
    // Nothing is asked for that can't be kept.
    QVERIFY(m_folder->write(u"file"_s, "x"));
    const CommandRun noFolder = updateStats({u"--file"_s, m_folder->path(u"file/stats.json"_s)});
    QCOMPARE(noFolder.code, int(kExitFailed));
    QVERIFY2(noFolder.err.contains(m_folder->path(u"file"_s).toUtf8()), noFolder.err.constData());
    const QString lock = m_folder->path(u"other.json.lock"_s);
    QVERIFY(QDir().mkdir(lock));
    const CommandRun noLock = updateStats({u"--file"_s, m_folder->path(u"other.json"_s)});
    QCOMPARE(noLock.code, int(kExitFailed));
    QVERIFY2(noLock.err.contains("can't lock " + lock.toUtf8() + ": "), noLock.err.constData());
    QVERIFY2(!noLock.err.contains("another"), noLock.err.constData());
}

void TestBackendCommands::leavesTheFileAloneWithoutAnExport()
{
    startBackend(BackendProfile::V7);
    QVERIFY(m_folder->write(u"kept.json"_s, "not even JSON"));
    const CommandRun gone = updateStats({u"--file"_s, u"other.json"_s});
    QCOMPARE(gone.code, int(kExitFailed));
    QVERIFY2(gone.err.contains("stats-usage-queue"), gone.err.constData());
    QVERIFY(!QFile::exists(m_folder->path(u"other.json"_s)));
    startBackend(BackendProfile::Reference);
    const CommandRun broken = updateStats({u"--file"_s, u"kept.json"_s});
    QCOMPARE(broken.code, int(kExitFailed));
    QFile file(m_folder->path(u"kept.json"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("not even JSON"));
}

namespace {

/// What a backend says about itself that agrees with the settings but for two.
QByteArray configAnswer(int retry, bool statistics)
{
    QJsonObject config =
        QJsonDocument::fromJson(compiledInJson(u"cliproxyapi-base-settings.json"_s)).object();
    config.insert(u"request-retry"_s, retry);
    config.insert(u"usage-statistics-enabled"_s, statistics);
    config.insert(u"request-log"_s, true);
    config.insert(u"routing"_s, QJsonObject {{u"strategy"_s, u"round-robin"_s}});
    config.insert(u"quota-exceeded"_s,
                  QJsonObject {{u"switch-project"_s, true}, {u"switch-preview-model"_s, true}});
    QJsonArray aliases;
    for (const QJsonValue &text : config.value(u"oauth-model-alias"_s).toArray()) {
        const QString pair = text.toString().section(u':', 1).section(u';', 0, 0);
        aliases.append(QJsonObject {{u"name"_s, pair.section(u'=', 0, 0)},
                                    {u"alias"_s, pair.section(u'=', 1)},
                                    {u"fork"_s, true}});
    }
    config.insert(u"oauth-model-alias"_s, QJsonObject {{u"claude"_s, aliases}});
    config.insert(u"oauth-excluded-models"_s, QJsonObject {});
    return QJsonDocument(config).toJson();
}

} // namespace

void TestBackendCommands::comparesAndAppliesSettings()
{
    using standins::Rule;
    const auto answerConfig = [&](const QByteArray &config, int times) {
        Rule rule;
        rule.match.path = "/v0/management/config";
        rule.times = times;
        rule.steps = replyScript(200, "application/json", config);
        m_backend->addRule(rule);
    };
    answerConfig(configAnswer(0, false), 2);
    answerConfig(configAnswer(3, true), -1);
    const CommandRun diff = run(u"settings diff"_s);
    QCOMPARE(diff.code, int(kExitFailed));
    QVERIFY2(diff.out.contains("request-retry: 0 → 3"), (diff.out + diff.err).constData());
    const CommandRun apply = run(u"settings apply --yes"_s);
    QVERIFY2(apply.code == kExitOk, (apply.out + apply.err).constData());
    QStringList puts;
    for (const auto &request : m_backend->recorded()) {
        if (request.method == "PUT")
            puts.append(QString::fromUtf8(request.target + ' ' + request.body));
    }
    QCOMPARE(puts, (QStringList {u"/v0/management/request-retry {\"value\":3}"_s,
                                 u"/v0/management/usage-statistics-enabled {\"value\":true}"_s}));
    QCOMPARE(run(u"settings diff"_s).code, int(kExitOk));
}

/// What the fake's configuration says is what its single routes were told.
void TestBackendCommands::settingsCanBeTriedOnTheFake()
{
    for (const auto profile : {BackendProfile::Reference, BackendProfile::V7}) {
        startBackend(profile);
        const CommandRun diff = run(u"settings diff"_s);
        QCOMPARE(diff.code, int(kExitFailed));
        QVERIFY2(diff.out.contains("request-retry: 0 → 3"), (diff.out + diff.err).constData());
        const CommandRun apply = run(u"settings apply --yes"_s);
        QVERIFY2(apply.code == kExitOk, (apply.out + apply.err).constData());
        QVERIFY(apply.out.contains("oauth-model-alias"));
        const CommandRun again = run(u"settings diff"_s);
        QVERIFY2(again.code == kExitOk, (again.out + again.err).constData());
        QVERIFY(run(u"settings apply --yes"_s).out.contains("nothing to change"));
    }
}

void TestBackendCommands::setsAgainWhatTheBackendLost()
{
    using standins::Rule;
    for (const auto &[config, times] :
         {std::pair(configAnswer(0, false), 1), std::pair(configAnswer(0, true), 2),
          std::pair(configAnswer(3, true), -1)}) {
        Rule rule;
        rule.match.path = "/v0/management/config";
        rule.times = times;
        rule.steps = replyScript(200, "application/json", config);
        m_backend->addRule(rule);
    }
    const CommandRun apply = run(u"settings apply --yes"_s);
    QVERIFY2(apply.code == kExitOk, (apply.out + apply.err).constData());
    QVERIFY2(apply.err.contains("lost it, set again: request-retry"), apply.err.constData());
    QVERIFY(!apply.err.contains("usage-statistics-enabled"));
    const auto recorded = m_backend->recorded();
    QCOMPARE(std::count_if(recorded.begin(), recorded.end(),
                           [](const auto &request) { return request.method == "PUT"; }),
             4);
}

void TestBackendCommands::givesUpOnASettingTheBackendKeepsLosing()
{
    standins::Rule rule;
    rule.match.path = "/v0/management/config";
    rule.steps = replyScript(200, "application/json", configAnswer(0, true));
    m_backend->addRule(rule);
    const CommandRun apply = run(u"settings apply --yes"_s);
    QCOMPARE(apply.code, int(kExitFailed));
    QVERIFY2(apply.err.contains("has it otherwise: request-retry: 0 → 3"), apply.err.constData());
}

void TestBackendCommands::asksBeforeItAppliesSettings()
{
    standins::Rule rule;
    rule.match.path = "/v0/management/config";
    rule.steps = replyScript(200, "application/json", configAnswer(0, true));
    m_backend->addRule(rule);
    const auto puts = [&] {
        const auto recorded = m_backend->recorded();
        return std::count_if(recorded.begin(), recorded.end(),
                             [](const auto &request) { return request.method == "PUT"; });
    };
    QCOMPARE(run(u"settings apply"_s).code, int(kExitUsage));
    QCOMPARE(run(u"settings apply"_s, {"n\n", false, true}).code, int(kExitUsage));
    QCOMPARE(puts(), 0);
    static_cast<void>(run(u"settings apply"_s, {"y\n", false, true}));
    QVERIFY(puts() > 0);
}

QTEST_GUILESS_MAIN(TestBackendCommands)
#include "tst_backendcommands.moc"

// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/commandtable.h"
#include "app/backend/requestbody.h"
#include "app/backend/shapedrequest.h"
#include "app/backend/shapingflags.h"

#include <QBuffer>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace app::backend;

namespace {

const Command &command(const QString &name)
{
    return *commandTable().find(name);
}

Outcome<ShapedRequest> shaped(const QString &name, const QStringList &args)
{
    const auto flags = parseShapingFlags(args);
    return flags ? shapeRequest(command(name), *flags) : tl::unexpected(flags.error());
}

QByteArray bodyText(const BodySource &body)
{
    switch (body.kind) {
    case BodySource::Kind::Inline:
        return body.bytes;
    case BodySource::Kind::File:
        return "@" + body.path.toUtf8();
    case BodySource::Kind::None:
        break;
    }
    return {};
}

} // namespace

class TestShapingFlags final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesTheRequest_data();
    void makesTheRequest();
    void refusesBeforeAnythingIsSent_data();
    void refusesBeforeAnythingIsSent();
    void noFlagChangesTheRoute();
    void formsKeepTheirParts();
    void helpWinsOverEverything();
    void displayFlagsAreRead();
    void readsFilesRelativeToTheCaller();
    void encodesFormsByteForByte();
    void refusesFilesItCanNotSend_data();
    void refusesFilesItCanNotSend();
};

void TestShapingFlags::makesTheRequest_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("args");
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("body");
    const QByteArray base = "/v0/management/";
    const auto row = [&](const char *tag, const QString &name, const QStringList &args,
                         const QByteArray &request, const QByteArray &body = {}) {
        QTest::newRow(tag) << name << args << request << body;
    };
    row("plain get", u"stats-usage"_s, {}, "GET " + base + "usage");
    row("positional into query", u"logs"_s, {u"100"_s}, "GET " + base + "logs?limit=100");
    row("positional and query", u"logs"_s, {u"5"_s, u"--query"_s, u"after=7"_s},
        "GET " + base + "logs?after=7&limit=5");
    row("query is encoded", u"auth-files"_s, {u"--query"_s, u"a b=c&d=é+%"_s},
        "GET " + base + "auth-files?a%20b=c%26d%3D%C3%A9%2B%25");
    row("query keeps later =", u"auth-files"_s, {u"--query=x=y=z"_s},
        "GET " + base + "auth-files?x=y%3Dz");
    row("query may be empty", u"auth-files"_s, {u"--query"_s, u"x="_s},
        "GET " + base + "auth-files?x=");
    row("path", u"logs-request-by-id"_s, {u"1234abcd"_s},
        "GET " + base + "request-log-by-id/1234abcd");
    row("path is encoded", u"logs-request-error"_s, {u"error-a b%.log"_s},
        "GET " + base + "request-error-logs/error-a%20b%25.log");
    row("alternative path", u"model-list-provider"_s, {u"google"_s},
        "GET /api/provider/google/v1/models");
    row("put-bool", u"ampcode-upstream-api-key"_s, {u"--put-bool"_s, u"true"_s},
        "PUT " + base + "ampcode/upstream-api-key", R"({"value":true})");
    row("put-int", u"ampcode-upstream-api-key"_s, {u"--put-int"_s, u"-7"_s},
        "PUT " + base + "ampcode/upstream-api-key", R"({"value":-7})");
    row("put-string", u"ampcode-upstream-api-key"_s, {u"--put-string"_s, u"a\"é\n--x"_s},
        "PUT " + base + "ampcode/upstream-api-key", "{\"value\":\"a\\\"é\\n--x\"}");
    row("put-string that looks like a flag", u"ampcode-upstream-api-key"_s,
        {u"--put-string"_s, u"--delete"_s}, "PUT " + base + "ampcode/upstream-api-key",
        R"({"value":"--delete"})");
    row("put-json verbatim", u"api-keys"_s, {u"--put-json"_s, u" [ \"b\",\"a\", 1.10 ] "_s},
        "PUT " + base + "api-keys", " [ \"b\",\"a\", 1.10 ] ");
    row("put-json scalar", u"api-keys"_s, {u"--put-json"_s, u"null"_s}, "PUT " + base + "api-keys",
        "null");
    row("put-json from file", u"api-keys"_s, {u"--put-json"_s, u"@k.json"_s},
        "PUT " + base + "api-keys", "@k.json");
    row("patch-json, the description's example", u"api-keys"_s,
        {u"--patch-json"_s, u"{\"old\":null,\"new\":\"sk-example\"}"_s},
        "PATCH " + base + "api-keys", R"({"old":null,"new":"sk-example"})");
    row("delete with query", u"api-keys"_s, {u"--delete"_s, u"--query"_s, u"value=k/1"_s},
        "DELETE " + base + "api-keys?value=k%2F1");
    row("delete with body", u"ampcode-upstream-api-keys"_s,
        {u"--delete"_s, u"--body-file"_s, u"x.json"_s},
        "DELETE " + base + "ampcode/upstream-api-keys", "@x.json");
    row("body file as word", u"stats-usage-import"_s, {u"./e.json"_s},
        "POST " + base + "usage/import", "@./e.json");
    row("stdin as word", u"api-call"_s, {u"-"_s}, "POST " + base + "api-call", "@-");
    row("default query", u"provider-claude-auth-url"_s, {},
        "GET " + base + "anthropic-auth-url?is_webui=true");
    row("default query overridden", u"provider-gemini-auth-url"_s,
        {u"--query"_s, u"is_webui=false"_s}, "GET " + base + "gemini-cli-auth-url?is_webui=false");
    row("words into json", u"auth-file-status"_s, {u"a.json"_s, u"disabled"_s},
        "PATCH " + base + "auth-files/status", R"({"disabled":true,"name":"a.json"})");
    row("enabled is not disabled", u"auth-file-status"_s, {u"a.json"_s, u"enabled"_s},
        "PATCH " + base + "auth-files/status", R"({"disabled":false,"name":"a.json"})");
    row("json instead of words", u"auth-file-status"_s, {u"--patch-json"_s, u"{}"_s},
        "PATCH " + base + "auth-files/status", "{}");
    row("delete by name", u"auth-delete"_s, {u"a b.json"_s},
        "DELETE " + base + "auth-files?name=a%20b.json");
    row("delete all", u"auth-delete"_s, {u"--query"_s, u"all=true"_s},
        "DELETE " + base + "auth-files?all=true");
    row("delete said twice", u"auth-delete"_s, {u"--delete"_s, u"a.json"_s},
        "DELETE " + base + "auth-files?name=a.json");
    row("word that begins with a dash", u"auth-delete"_s, {u"--"_s, u"-a.json"_s},
        "DELETE " + base + "auth-files?name=-a.json");
    row("query instead of word", u"auth-status"_s, {u"--query"_s, u"state=s1"_s},
        "GET " + base + "get-auth-status?state=s1");
}

void TestShapingFlags::makesTheRequest()
{
    QFETCH(QString, name);
    QFETCH(QStringList, args);
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, body);
    const auto result = shaped(name, args);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QCOMPARE(result->method.toLatin1() + ' ' + result->target, request);
    QCOMPARE(bodyText(result->body), body);
}

void TestShapingFlags::refusesBeforeAnythingIsSent_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("args");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *tag, const QString &name, const QStringList &args,
                        const QString &message) { QTest::newRow(tag) << name << args << message; };
    row("logs --delete", u"logs"_s, {u"--delete"_s}, u"log preservation"_s);
    row("logs --delete with more", u"logs"_s, {u"9"_s, u"--delete"_s, u"--query"_s, u"a=b"_s},
        u"log preservation"_s);
    row("method not allowed", u"stats-usage"_s, {u"--put-bool"_s, u"false"_s}, u"only knows GET"_s);
    row("unknown flag", u"logs"_s, {u"--follow"_s}, u"unknown flag --follow"_s);
    row("short unknown flag", u"logs"_s, {u"-n"_s}, u"unknown flag -n"_s);
    row("two methods", u"api-keys"_s, {u"--delete"_s, u"--put-json"_s, u"[]"_s}, u"exclude"_s);
    row("put and patch", u"api-keys"_s, {u"--put-json"_s, u"[]"_s, u"--patch-json"_s, u"{}"_s},
        u"exclude"_s);
    row("twice", u"api-keys"_s, {u"--put-json"_s, u"[]"_s, u"--put-json"_s, u"[]"_s}, u"twice"_s);
    row("two bodies", u"api-keys"_s, {u"--put-json"_s, u"[]"_s, u"--body-file"_s, u"x"_s},
        u"both give a body"_s);
    row("form and body", u"auth-upload"_s, {u"--form"_s, u"a=b"_s, u"--body-file"_s, u"x"_s},
        u"can't be combined"_s);
    row("word and body", u"auth-upload"_s, {u"a.json"_s, u"--body-file"_s, u"x"_s},
        u"both give a body"_s);
    row("json words and json", u"auth-file-status"_s,
        {u"a"_s, u"enabled"_s, u"--patch-json"_s, u"{}"_s}, u"both give a body"_s);
    row("malformed json", u"api-keys"_s, {u"--put-json"_s, u"{\"a\":}"_s}, u"not JSON"_s);
    row("trailing junk", u"api-keys"_s, {u"--put-json"_s, u"{} x"_s}, u"not JSON"_s);
    row("empty json", u"api-keys"_s, {u"--put-json"_s, QString()}, u"not JSON"_s);
    row("bad bool", u"api-keys"_s, {u"--put-bool"_s, u"yes"_s}, u"true or false"_s);
    row("bad int", u"api-keys"_s, {u"--put-int"_s, u"1.5"_s}, u"whole number"_s);
    row("int too large", u"api-keys"_s, {u"--put-int"_s, u"9223372036854775808"_s}, u"whole"_s);
    row("value missing", u"api-keys"_s, {u"--put-json"_s}, u"needs a value"_s);
    row("value not wanted", u"api-keys"_s, {u"--delete=1"_s}, u"takes no value"_s);
    row("query without =", u"logs"_s, {u"--query"_s, u"limit"_s}, u"key=value"_s);
    row("query without key", u"logs"_s, {u"--query"_s, u"=1"_s}, u"key=value"_s);
    row("limit 0", u"logs"_s, {u"0"_s}, u"above 0"_s);
    row("limit text", u"logs"_s, {u"all"_s}, u"above 0"_s);
    row("limit twice", u"logs"_s, {u"1"_s, u"--query"_s, u"limit=2"_s}, u"same thing"_s);
    row("extra word", u"stats-usage"_s, {u"x"_s}, u"unexpected word"_s);
    row("word missing", u"logs-request-by-id"_s, {}, u"missing"_s);
    row("dots in a path", u"logs-request-by-id"_s, {u".."_s}, u"can't be"_s);
    row("slash in a path", u"logs-request-by-id"_s, {u"a/b"_s}, u"must match"_s);
    row("newline in a path", u"logs-request-by-id"_s, {u"ab\n"_s}, u"must match"_s);
    row("dots as a channel", u"model-definitions"_s, {u".."_s}, u"can't be"_s);
    row("unknown provider", u"model-list-provider"_s, {u"x"_s}, u"one of"_s);
    row("bad status word", u"auth-file-status"_s, {u"a"_s, u"off"_s}, u"one of"_s);
    row("half the words", u"auth-file-status"_s, {u"a"_s}, u"missing"_s);
    row("delete nothing", u"auth-delete"_s, {}, u"say what"_s);
    row("delete an empty name", u"auth-delete"_s, {u"--query"_s, u"name="_s}, u"say what"_s);
    row("empty state", u"auth-status"_s, {QString()}, u"empty"_s);
    row("empty state by query", u"auth-status"_s, {u"--query"_s, u"state="_s}, u"missing"_s);
    row("get with a body", u"api-keys"_s, {u"--body-file"_s, u"x"_s}, u"sends no body"_s);
    row("post without a body", u"api-call"_s, {}, u"needs a body"_s);
    row("api-call as a form", u"api-call"_s, {u"--form"_s, u"url=x"_s}, u"JSON file"_s);
    row("pretty and raw", u"logs"_s, {u"--pretty"_s, u"--raw"_s}, u"exclude"_s);
}

void TestShapingFlags::refusesBeforeAnythingIsSent()
{
    QFETCH(QString, name);
    QFETCH(QStringList, args);
    QFETCH(QString, message);
    const auto result = shaped(name, args);
    QVERIFY(!result);
    QCOMPARE(result.error().exitCode, kExitUsage);
    QVERIFY2(result.error().message.contains(message), qPrintable(result.error().message));
}

void TestShapingFlags::noFlagChangesTheRoute()
{
    // Whatever words and values are thrown at a row, the path begins with the row's own.
    const QStringList hostile {u"../config"_s, u"..%2fconfig"_s, u"/v0/management/config"_s,
                               u"a?x=y"_s,     u"a#b"_s,         u"http://h/"_s,
                               u"%2e%2e"_s,    u"a\r\nX: y"_s};
    int sent = 0;
    for (const Command &row : commandTable().commands) {
        if (row.kind != CommandKind::Http)
            continue;
        const QByteArray fixed = row.route.section(u'{', 0, 0).toUtf8();
        for (const QString &word : hostile) {
            ShapingFlags flags;
            flags.words = QStringList(row.positionals.size(), word);
            flags.query.append({u"name"_s, word});
            flags.method = row.defaultMethod;
            const auto result = shapeRequest(row, flags);
            if (!result)
                continue;
            ++sent;
            const QByteArray path = result->target.split('?').first();
            QVERIFY2(path.startsWith(fixed), path.constData());
            QCOMPARE(path.count('/'), row.route.count(u'/'));
            QVERIFY(!result->target.contains('\r') && !result->target.contains('#'));
        }
    }
    QVERIFY(sent > 50);
}

void TestShapingFlags::formsKeepTheirParts()
{
    const auto result =
        shaped(u"provider-vertex-import"_s, {u"./sa.json"_s, u"--form"_s, u"location=a=b"_s});
    QVERIFY(result);
    QCOMPARE(result->form.size(), 2);
    QCOMPARE(result->form.at(0).value, u"a=b"_s);
    QVERIFY(!result->form.at(0).isFile);
    QCOMPARE(result->form.at(1).name, u"file"_s);
    QVERIFY(result->form.at(1).isFile);
}

void TestShapingFlags::helpWinsOverEverything()
{
    for (const QStringList &args : {QStringList {u"--help"_s}, QStringList {u"-h"_s},
                                    QStringList {u"--wrong"_s, u"--help"_s}}) {
        const auto flags = parseShapingFlags(args);
        QVERIFY(flags);
        QVERIFY(flags->help);
    }
    const auto value = parseShapingFlags({u"--put-string"_s, u"--help"_s});
    QVERIFY(value && !value->help);
}

void TestShapingFlags::displayFlagsAreRead()
{
    QCOMPARE(parseShapingFlags({u"--pretty"_s})->pretty, std::optional(true));
    QCOMPARE(parseShapingFlags({u"--raw"_s})->pretty, std::optional(false));
    QCOMPARE(parseShapingFlags({})->pretty, std::optional<bool>());
}

void TestShapingFlags::readsFilesRelativeToTheCaller()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"in.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"a\": 1}\n");
    file.close();
    Environment environment;
    environment.workingDirectory = folder.path();
    QBuffer none;
    none.open(QIODevice::ReadOnly);
    const auto request =
        readRequest(*shaped(u"stats-usage-import"_s, {u"./in.json"_s}), environment, none);
    QVERIFY(request);
    QCOMPARE(request->body, QByteArray("{\"a\": 1}\n"));
    QCOMPARE(request->contentType, QByteArray("application/json"));

    QBuffer input;
    input.setData("[1]");
    input.open(QIODevice::ReadOnly);
    const auto piped =
        readRequest(*shaped(u"api-keys"_s, {u"--put-json"_s, u"@-"_s}), environment, input);
    QVERIFY(piped);
    QCOMPARE(piped->body, QByteArray("[1]"));
}

void TestShapingFlags::encodesFormsByteForByte()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"a\"b.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("\0\r\n--x", 6));
    file.close();
    Environment environment;
    environment.workingDirectory = folder.path();
    QBuffer none;
    const auto request = readRequest(
        *shaped(u"auth-upload"_s, {u"a\"b.json"_s, u"--form"_s, u"k=v"_s}), environment, none);
    QVERIFY(request);
    const QByteArray boundary = request->contentType.split('=').last();
    QVERIFY(request->contentType.startsWith("multipart/form-data; boundary=llm-proxy-"));
    QCOMPARE(request->body,
             "--" + boundary + "\r\nContent-Disposition: form-data; name=\"k\"\r\n\r\nv\r\n--"
                 + boundary
                 + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22b.json\"\r\n"
                   "Content-Type: application/json\r\n\r\n"
                 + QByteArray("\0\r\n--x", 6) + "\r\n--" + boundary + "--\r\n");
}

void TestShapingFlags::refusesFilesItCanNotSend_data()
{
    QTest::addColumn<QStringList>("args");
    QTest::addColumn<QString>("message");
    QTest::newRow("missing") << QStringList {u"--put-json"_s, u"@no.json"_s} << u"no such file"_s;
    QTest::newRow("folder") << QStringList {u"--put-json"_s, u"@."_s} << u"is a folder"_s;
    QTest::newRow("not json") << QStringList {u"--put-json"_s, u"@bad.json"_s} << u"not JSON"_s;
}

void TestShapingFlags::refusesFilesItCanNotSend()
{
    QFETCH(QStringList, args);
    QFETCH(QString, message);
    QTemporaryDir folder;
    QFile file(folder.filePath(u"bad.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{");
    file.close();
    Environment environment;
    environment.workingDirectory = folder.path();
    QBuffer none;
    const auto request = readRequest(*shaped(u"api-keys"_s, args), environment, none);
    QVERIFY(!request);
    QCOMPARE(request.error().exitCode, kExitUsage);
    QVERIFY2(request.error().message.contains(message), qPrintable(request.error().message));
}

QTEST_GUILESS_MAIN(TestShapingFlags)
#include "tst_shapingflags.moc"

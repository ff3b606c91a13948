// SPDX-License-Identifier: LicenseRef-Private
// The demonstration's backend speaks the wire formats, and misbehaves when told.
#include "app/demo/demobackend.h"
#include "tests/standins/fakebackend.h"
#include "tests/support/rawclient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using app::DemoBackend;

namespace {

constexpr const char *kHaiku = "claude-haiku-4-5-20251001";
constexpr const char *kOpus = "claude-opus-4-6";

QByteArray bodyOf(const QByteArray &model, const QByteArray &fields)
{
    return R"({"model":")" + model + R"(","max_tokens":100,"messages":[{"role":"user",)"
           + R"("content":"hi"}])" + fields + '}';
}

QByteArray post(const QByteArray &path, const QByteArray &body,
                const standins::WireHeaders &headers = {})
{
    standins::WireHeaders all {{"Content-Type", "application/json"},
                               {"Authorization", "Bearer k-alpha-0001"}};
    all.insert(all.end(), headers.begin(), headers.end());
    return rawRequest("POST", path, all, body);
}

QJsonObject objectOf(const RawResponse &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

QByteArray errorTextOf(const RawResponse &answer)
{
    return objectOf(answer)["error"_L1]["message"_L1].toString().toUtf8();
}

/// The objects behind "data: "; what is none is left out.
QList<QJsonObject> eventsOf(const RawResponse &answer)
{
    QList<QJsonObject> events;
    for (const QByteArray &line : answer.body.split('\n')) {
        const QJsonDocument data = QJsonDocument::fromJson(line.mid(qsizetype(qstrlen("data: "))));
        if (line.startsWith("data: ") && data.isObject())
            events.append(data.object());
    }
    return events;
}

} // namespace

class TestDemoBackend final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answersWhole_data();
    void answersWhole();
    void streamsInTheDialectsEvents_data();
    void streamsInTheDialectsEvents();
    void namesTheModelWithoutItsSuffix();
    void callsToolsAsOftenAsThePromptAsks();
    void callsToolsOfChatToo();
    void callsOneToolUnasked();
    void argumentsSuitTheSchema();
    void refusesAsTheFakeDoes_data();
    void refusesAsTheFakeDoes();
    void misbehavesWhenAHeaderAsks_data();
    void misbehavesWhenAHeaderAsks();
    void faultsHitTheirModelAsOftenAsAsked();
    void countsTokensAndListsModels();
    void knowsNoOtherPaths_data();
    void knowsNoOtherPaths();
    void answersOneRequestAfterTheOther();
    void readsBodiesInChunks();
    void closesWhatIsNoHttp();
    void goesAwayAndComesBack();

private:
    RawResponse ask(const QByteArray &request)
    {
        RawClient client;
        return client.connectTo(m_backend->port()) ? client.exchange(request) : RawResponse();
    }
    std::unique_ptr<DemoBackend> m_backend;
};

void TestDemoBackend::init()
{
    m_backend = std::make_unique<DemoBackend>();
    QVERIFY2(m_backend->listen(), qPrintable(m_backend->errorText()));
    QCOMPARE(m_backend->url().port(), m_backend->port());
}

void TestDemoBackend::answersWhole_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("end"); ///< what says that the turn is over
    QTest::newRow("Messages") << QByteArray("/v1/messages?beta=true") << QByteArray(kHaiku)
                              << QByteArray(R"("stop_reason":"end_turn")");
    QTest::newRow("Chat") << QByteArray("/v1/chat/completions") << QByteArray("gpt-5")
                          << QByteArray(R"("finish_reason":"stop")");
    QTest::newRow("Responses") << QByteArray("/v1/responses") << QByteArray("gpt-5")
                               << QByteArray(R"("status":"completed")");
}

void TestDemoBackend::answersWhole()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, model);
    QFETCH(QByteArray, end);
    const RawResponse answer = ask(post(path, bodyOf(model, {})));
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.complete);
    QCOMPARE(answer.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(objectOf(answer)["model"_L1].toString().toUtf8(), model);
    QVERIFY2(answer.body.contains("Demo answer 1."), answer.body.constData());
    QVERIFY2(answer.body.contains(end), answer.body.constData());
    QVERIFY(answer.body.contains("\"usage\":{"));
}

void TestDemoBackend::streamsInTheDialectsEvents_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QStringList>("types");
    QTest::addColumn<QByteArray>("last");
    QTest::newRow("Messages") << QByteArray("/v1/messages")
                              << QStringList {u"message_start"_s,       u"content_block_start"_s,
                                              u"content_block_delta"_s, u"content_block_delta"_s,
                                              u"content_block_stop"_s,  u"message_delta"_s,
                                              u"message_stop"_s}
                              << QByteArray("{\"type\":\"message_stop\"}\n\n");
    QTest::newRow("Chat") << QByteArray("/v1/chat/completions") << QStringList {{}, {}, {}}
                          << QByteArray("data: [DONE]\n\n");
    QTest::newRow("Responses") << QByteArray("/v1/responses")
                               << QStringList {u"response.created"_s,
                                               u"response.output_item.added"_s,
                                               u"response.content_part.added"_s,
                                               u"response.output_text.delta"_s,
                                               u"response.output_text.done"_s,
                                               u"response.content_part.done"_s,
                                               u"response.output_item.done"_s,
                                               u"response.completed"_s}
                               << QByteArray("}\n\n");
}

void TestDemoBackend::streamsInTheDialectsEvents()
{
    QFETCH(QByteArray, path);
    QFETCH(QStringList, types);
    QFETCH(QByteArray, last);
    const QByteArray model = path.endsWith("messages") ? kHaiku : "gpt-5";
    const RawResponse answer = ask(post(path, bodyOf(model, R"(,"stream":true)")));
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.complete);
    QCOMPARE(answer.header("Content-Type"), QByteArray("text/event-stream"));
    QVERIFY(answer.chunks.size() >= size_t(types.size()));
    QVERIFY2(answer.body.endsWith(last), answer.body.constData());
    const QList<QJsonObject> events = eventsOf(answer);
    QStringList got;
    QString text;
    for (const QJsonObject &event : events) {
        got += event["type"_L1].toString();
        const QJsonValue delta = event["delta"_L1];
        text += delta.isString() ? delta.toString() : delta["text"_L1].toString();
        text += event["choices"_L1][0]["delta"_L1]["content"_L1].toString();
    }
    QCOMPARE(got, types);
    QCOMPARE(text, u"Demo answer 1."_s);
}

void TestDemoBackend::namesTheModelWithoutItsSuffix()
{
    const RawResponse answer = ask(post("/v1/chat/completions", bodyOf("gpt-5(low)", {})));
    QCOMPARE(answer.status, 200);
    QCOMPARE(objectOf(answer)["model"_L1].toString(), u"gpt-5"_s);
}

void TestDemoBackend::callsToolsAsOftenAsThePromptAsks()
{
    const QByteArray tools =
        R"(,"tools":[{"name":"Bash","input_schema":{"type":"object"}},{"name":"Read",)"
        R"("input_schema":{"type":"object","properties":{"file_path":{"type":"string"}},)"
        R"("required":["file_path"]}}])";
    QByteArray messages = R"({"role":"user","content":"Read it [[tools:2]]"})";
    const auto turn = [&] {
        return objectOf(ask(post("/v1/messages", QByteArray(R"({"model":")") + kHaiku
                                                     + R"(","max_tokens":9,"messages":[)" + messages
                                                     + ']' + tools + '}')));
    };
    for (int call = 0; call < 2; ++call) {
        const QJsonObject answer = turn();
        QCOMPARE(answer["stop_reason"_L1].toString(), u"tool_use"_s);
        const QJsonObject block = answer["content"_L1][0].toObject();
        QCOMPARE(block["name"_L1].toString(), u"Read"_s);
        QCOMPARE(block["input"_L1]["file_path"_L1].toString(), u"/etc/hostname"_s);
        messages += R"(,{"role":"assistant","content":[)"
                    + QJsonDocument(block).toJson(QJsonDocument::Compact)
                    + R"(]},{"role":"user","content":[{"type":"tool_result","tool_use_id":")"
                    + block["id"_L1].toString().toUtf8() + R"(","content":"host"}]})";
    }
    QCOMPARE(turn()["stop_reason"_L1].toString(), u"end_turn"_s);
}

void TestDemoBackend::callsToolsOfChatToo()
{
    const QByteArray fields =
        R"(,"tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object",)"
        R"("properties":{"deep":{"type":"boolean"}},"required":["deep"]}}}])";
    const RawResponse whole = ask(post("/v1/chat/completions", bodyOf("gpt-5", fields)));
    const QJsonObject choice = objectOf(whole)["choices"_L1][0].toObject();
    QCOMPARE(choice["finish_reason"_L1].toString(), u"tool_calls"_s);
    const QJsonValue function = choice["message"_L1]["tool_calls"_L1][0]["function"_L1];
    QCOMPARE(function["name"_L1].toString(), u"look"_s);
    QCOMPARE(function["arguments"_L1].toString(), u"{\"deep\":false}"_s);

    const RawResponse streamed =
        ask(post("/v1/chat/completions", bodyOf("gpt-5", fields + R"(,"stream":true)")));
    const QList<QJsonObject> events = eventsOf(streamed);
    QCOMPARE(events.size(), 2);
    QCOMPARE(events[0]["choices"_L1][0]["delta"_L1]["tool_calls"_L1][0]["function"_L1], function);
    QCOMPARE(events[1]["choices"_L1][0]["finish_reason"_L1].toString(), u"tool_calls"_s);
}

void TestDemoBackend::callsOneToolUnasked()
{
    const QByteArray begin = R"({"model":"gpt-5","tools":[{"function":{"name":"look"}}],)"
                             R"("messages":[{"role":"user","content":"Look"})";
    const QByteArray call = R"(,{"role":"assistant","tool_calls":[]},{"role":"tool",)"
                            R"("tool_call_id":"call_demo_1","content":"nothing"})";
    const auto reason = [&](const QByteArray &messages) {
        return objectOf(ask(post("/v1/chat/completions",
                                 begin + messages + "]}")))["choices"_L1][0]["finish_reason"_L1]
            .toString();
    };
    QCOMPARE(reason({}), u"tool_calls"_s);
    QCOMPARE(reason(call), u"stop"_s);
    QCOMPARE(reason(call + R"(,{"role":"user","content":"Again"})"), u"tool_calls"_s);
    QCOMPARE(reason(R"(,{"role":"user","content":"Now none [[tools:0]]"})"), u"stop"_s);
}

void TestDemoBackend::argumentsSuitTheSchema()
{
    const QByteArray schema =
        R"({"type":"object","properties":{"n":{"type":"integer"},"ok":{"type":"boolean"},)"
        R"("list":{"type":"array"},"more":{"type":"object"},"path":{"type":"string"},)"
        R"("command":{"type":"string"},"unneeded":{"type":"string"}},)"
        R"("required":["n","ok","list","more","path","command"]})";
    const RawResponse answer = ask(post("/v1/messages", bodyOf(kHaiku, R"(,"tools":[{"name":"odd",)"
                                                                       R"("input_schema":)"
                                                                           + schema + "}]")));
    const QJsonObject wanted {{u"n"_s, 1},
                              {u"ok"_s, false},
                              {u"list"_s, QJsonArray()},
                              {u"more"_s, QJsonObject()},
                              {u"path"_s, u"/etc/hostname"_s},
                              {u"command"_s, u"echo demo"_s}};
    QCOMPARE(objectOf(answer)["content"_L1][0]["input"_L1].toObject(), wanted);
}

void TestDemoBackend::refusesAsTheFakeDoes_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isTaken");
    const auto row = [](const char *what, const QByteArray &path, const QByteArray &model,
                        const QByteArray &fields, bool isTaken = false) {
        QTest::newRow(what) << path << bodyOf(model, fields) << isTaken;
    };
    const QByteArray messages = "/v1/messages";
    const QByteArray chat = "/v1/chat/completions";
    row("plain", messages, kHaiku, {}, true);
    row("a suffix in place of adaptive thinking", messages, kHaiku + QByteArray("(none)"),
        R"(,"thinking":{"type":"adaptive"})", true);
    row("adaptive thinking", messages, kHaiku, R"(,"thinking":{"type":"adaptive"})");
    row("effort", messages, kHaiku, R"(,"output_config":{"effort":"high"})");
    row("a level of effort", messages, kOpus, R"(,"output_config":{"effort":"xhigh"})");
    row("temperature and top_p", messages, kHaiku, R"(,"temperature":0.2,"top_p":0.5)");
    row("a small budget", messages, kHaiku, R"(,"thinking":{"type":"enabled","budget_tokens":9})");
    row("plain chat", chat, "gpt-5", {}, true);
    row("temperature", chat, "gpt-5", R"(,"temperature":0)");
    row("reasoning effort", chat, "gpt-5", R"(,"reasoning_effort":"enormous")");
}

void TestDemoBackend::refusesAsTheFakeDoes()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(bool, isTaken);
    standins::FakeBackend fake;
    QVERIFY(fake.start());
    RawClient client;
    QVERIFY(client.connectTo(fake.port()));
    const RawResponse wanted = client.exchange(post(path, body));
    const RawResponse answer = ask(post(path, body));
    QCOMPARE(answer.status, wanted.status);
    QCOMPARE(answer.status == 200, isTaken);
    QCOMPARE(errorTextOf(answer), errorTextOf(wanted));
    QCOMPARE(errorTextOf(answer).isEmpty(), isTaken);
}

void TestDemoBackend::misbehavesWhenAHeaderAsks_data()
{
    QTest::addColumn<QByteArray>("scenario");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isComplete");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("unknown-model") << QByteArray("unknown-model") << 502 << true
                                   << QByteArray("unknown provider for model claude-opus-4-6");
    QTest::newRow("anthropic-529")
        << QByteArray("anthropic-529") << 529 << true << QByteArray("overloaded_error");
    QTest::newRow("cut-rst") << QByteArray("cut-rst") << 200 << false
                             << QByteArray("content_block_delta");
    QTest::newRow("mid-error") << QByteArray("mid-error") << 200 << true
                               << QByteArray("demo upstream broke");
    QTest::newRow("something else")
        << QByteArray("tea") << 200 << true << QByteArray("message_stop");
}

void TestDemoBackend::misbehavesWhenAHeaderAsks()
{
    QFETCH(QByteArray, scenario);
    QFETCH(int, status);
    QFETCH(bool, isComplete);
    QFETCH(QByteArray, text);
    const RawResponse answer = ask(
        post("/v1/messages", bodyOf(kOpus, R"(,"stream":true)"), {{"X-Fake-Scenario", scenario}}));
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.complete, isComplete);
    QVERIFY2(answer.body.contains(text), answer.body.constData());
}

void TestDemoBackend::faultsHitTheirModelAsOftenAsAsked()
{
    m_backend->addFault({.name = "anthropic-529", .model = "claude-*", .times = 2});
    m_backend->addFault({.name = "unknown-model", .model = kHaiku, .times = 1});
    const auto status = [&](const QByteArray &path, const QByteArray &model) {
        return ask(post(path, bodyOf(model, {}))).status;
    };
    QCOMPARE(status("/v1/chat/completions", "gpt-5"), 200);
    QCOMPARE(status("/v1/messages", kHaiku), 529);
    QCOMPARE(status("/v1/messages", kOpus), 529);
    QCOMPARE(status("/v1/messages", kOpus), 200);
    QCOMPARE(status("/v1/messages", kHaiku), 502);
    QCOMPARE(status("/v1/messages", kHaiku), 200);
    m_backend->addFault({.name = "anthropic-529", .model = kOpus, .times = 5});
    m_backend->clearFaults();
    QCOMPARE(status("/v1/messages", kOpus), 200);
}

void TestDemoBackend::countsTokensAndListsModels()
{
    const RawResponse count = ask(post("/v1/messages/count_tokens", bodyOf(kOpus, {})));
    QVERIFY(objectOf(count)["input_tokens"_L1].toInt() > 0);
    const RawResponse list = ask(rawRequest("GET", "/v1/models"));
    QStringList ids;
    for (const QJsonValue model : objectOf(list)["data"_L1].toArray())
        ids += model["id"_L1].toString();
    QVERIFY(ids.contains(QLatin1StringView(kHaiku)));
    QVERIFY(ids.contains(u"gpt-5"_s));
    for (const QString &id : ids) {
        const bool isClaude = id.startsWith(u"claude-");
        const RawResponse answer =
            ask(post(isClaude ? "/v1/messages" : "/v1/chat/completions", bodyOf(id.toUtf8(), {})));
        // Some have ended by the day of the table.
        QVERIFY2(answer.status == 200 || answer.status == 404, qPrintable(id));
    }
}

void TestDemoBackend::knowsNoOtherPaths_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("a HEAD") << QByteArray("HEAD") << QByteArray("/v1/models");
    QTest::newRow("a GET") << QByteArray("GET") << QByteArray("/v1/messages");
    QTest::newRow("an odd target") << QByteArray("DELETE") << QByteArray("//x/%7Ey?a=b+c");
    QTest::newRow("another API") << QByteArray("POST") << QByteArray("/v1/embeddings");
}

void TestDemoBackend::knowsNoOtherPaths()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    RawClient client;
    QVERIFY(client.connectTo(m_backend->port()));
    QVERIFY(client.send(rawRequest(method, target)));
    const RawResponse answer = client.readResponse(method == "HEAD");
    QCOMPARE(answer.status, 404);
    QVERIFY(answer.complete);
    QCOMPARE(answer.header("Content-Length"), QByteArray("18"));
    // A HEAD has no body: what came is all that there is.
    QVERIFY(client.received().isEmpty());
}

void TestDemoBackend::answersOneRequestAfterTheOther()
{
    std::vector<QByteArray> seen;
    m_backend->setWatcher(
        [&seen](const proxy::Request &request) { seen.push_back(request.head.target); });
    RawClient client;
    QVERIFY(client.connectTo(m_backend->port()));
    const QByteArray first = post("/v1/messages?a", bodyOf(kOpus, R"(,"stream":true)"));
    QVERIFY(client.sendInPieces(first, first.size() / 3));
    QVERIFY(client.readResponse().complete);
    QVERIFY(client.send(post("/v1/messages?b", bodyOf(kOpus, {}))
                        + rawRequest("GET", "/v1/models", {{"Connection", "close"}})));
    QVERIFY(client.readResponse().body.contains("Demo answer 2."));
    QCOMPARE(client.readResponse().status, 200);
    QVERIFY(client.waitForEnd());
    QCOMPARE(seen, (std::vector<QByteArray> {"/v1/messages?a", "/v1/messages?b", "/v1/models"}));
}

void TestDemoBackend::readsBodiesInChunks()
{
    QByteArray body;
    m_backend->setWatcher([&body](const proxy::Request &request) { body = request.body; });
    const QByteArray sent = bodyOf(kOpus, {});
    const QByteArray chunks = "5\r\n" + sent.first(5) + "\r\n"
                              + QByteArray::number(sent.size() - 5, 16) + "\r\n" + sent.sliced(5)
                              + "\r\n0\r\n\r\n";
    const RawResponse answer = ask("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n"
                                   + chunks);
    QCOMPARE(answer.status, 200);
    QCOMPARE(body, sent);
}

void TestDemoBackend::closesWhatIsNoHttp()
{
    RawClient client;
    QVERIFY(client.connectTo(m_backend->port()));
    QVERIFY(client.send("\x16\x03\x01 this is not HTTP\r\n\r\n"));
    QVERIFY(client.waitForEnd());
    QVERIFY(client.received().isEmpty());
}

void TestDemoBackend::goesAwayAndComesBack()
{
    const quint16 port = m_backend->port();
    RawClient idle;
    QVERIFY(idle.connectTo(port));
    QCOMPARE(idle.exchange(rawRequest("GET", "/v1/models")).status, 200);
    m_backend->setAccepting(false);
    QVERIFY(idle.waitForEnd());
    QVERIFY(!RawClient().connectTo(port));
    m_backend->setAccepting(true);
    m_backend->setAccepting(true);
    QCOMPARE(m_backend->port(), port);
    QCOMPARE(ask(rawRequest("GET", "/v1/models")).status, 200);
}

QTEST_GUILESS_MAIN(TestDemoBackend)
#include "tst_demobackend.moc"

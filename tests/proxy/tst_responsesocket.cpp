// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/pipelinefixture.h"
#include "tests/support/socketframes.h"
#include "tests/support/startedruns.h"

#include <QTest>

using namespace proxy;
using namespace support;

class TestResponseSocket final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aResponseIsRoutedInItsFrame();
    void whatIsKeptPassesAsItCame();
    void eachResponseHasItsRow();
    void theNextMessageWaitsForTheDecision();
    void otherMessagesPass_data();
    void otherMessagesPass();
    void aSecondRequestWaitsForTheFirstResponse();
    void anAnswerThatIsTooLargeHoldsUpNoOther_data();
    void anAnswerThatIsTooLargeHoldsUpNoOther();
    void nothingIsReadWhileManyWait();
    void howeverAResponseIsAskedForItIsRead_data();
    void howeverAResponseIsAskedForItIsRead();
    void aSocketThatEndsInPlaceOfAnAnswerKeepsTheModelAway();
    void aSocketThatEndsInTheMiddleOfAnAnswerKeepsTheModelAway();
    void aRefusalThatTheOriginalsAnswerConfirmsIsKept();
    void aCloseFrameEndsTheResponseAndNothingFollowsIt();
    void aClientThatClosesIsNoCutOfTheUpstreams();
    void aRefusalThatNothingConfirmsIsForgotten();
    void anExtensionMakesItATunnel();
    void aRefusalOfARoutedModelLeadsBackToTheOriginal();
    void aRefusalOfWhatWasAskedReachesTheClient();
    void aWarmUpIsNoLock();
    void aResponseThatGoesOnKeepsItsModel();
    void errorsOfTheProxyComeAsTheUpstreamsDo();
    void aSocketThatBreaksEndsItsResponse();
    void aClientThatLeavesEndsItsResponse_data();
    void aClientThatLeavesEndsItsResponse();
    void aResponseUnderWayIsNoIdleSocket();
    void anUpstreamThatRefusesTheSocketIsAnswered();
    void withRoutingOffResponsesAreRecordedAllTheSame();
    void aRevokedKeyIsRefusedOnAnOpenSocketToo();
};

namespace {

QByteArray create(const QByteArray &model = kBig, const QByteArray &more = {})
{
    return R"({"type":"response.create","model":")" + model + '"' + more
           + R"(,"input":[{"type":"message","role":"user","content":[{"type":"input_text",)"
             R"("text":"fix it"}]}]})";
}

QByteArray text(const QByteArray &message)
{
    return clientFrame(1, message);
}

QByteArray eventOf(const QByteArray &type, const QByteArray &more = {})
{
    return serverFrame(1, R"({"type":")" + type + '"' + more + '}');
}

QByteArray created(const QByteArray &id = "resp_1")
{
    return eventOf("response.created", R"(,"response":{"id":")" + id + R"("})");
}

QByteArray completed(const QByteArray &id = "resp_1")
{
    return eventOf("response.completed", R"(,"response":{"id":")" + id
                                             + R"(","model":"m-1","status":"completed","usage":)"
                                               R"({"input_tokens":11,"output_tokens":7}})");
}

QByteArray refusal(const QByteArray &status = "400")
{
    return eventOf("error", R"(,"status":)" + status
                                + R"(,"error":{"type":"invalid_request_error","message":"model )"
                                + kSmall + R"( is not supported"})");
}

/// A websocket that the upstream has accepted.
struct Socket
{
    explicit Socket(const QByteArray &extension = {},
                    const ProxyConfig &config = PipelineFixture::usualConfig())
        : fixture(config)
        , client(fixture.connect("/v1/responses", {}, {}, true, "GET"))
    {
        client->isStreaming = true;
        ResponseHead head;
        head.status = 101;
        head.framing = BodyFraming::Tunnel;
        if (!extension.isEmpty())
            head.headers.append("Sec-WebSocket-Extensions", extension);
        fixture.upstream.answer(head);
    }
    /// What the upstream is sent by now.
    QByteArray toUpstream()
    {
        fixture.goOn();
        return fixture.upstream.requests.at(0).source->take(1000000);
    }
    /// What the client is sent since the last call.
    QByteArray toClient() { return std::exchange(client->answered, {}); }
    const Exchange &record(size_t at) { return fixture.records().at(at); }

    PipelineFixture fixture;
    std::shared_ptr<ClientSeat> client;
};

} // namespace

void TestResponseSocket::aResponseIsRoutedInItsFrame()
{
    Socket way;
    way.client->stream(text(create()));
    QCOMPARE(way.toUpstream(), QByteArray());
    QCOMPARE(way.fixture.router.count(), size_t(1));
    QCOMPARE(way.fixture.router.asked(0).question.text, QByteArray("fix it"));
    way.fixture.router.answer(0, Difficulty::Easy);
    QCOMPARE(way.toUpstream(), text(create(kSmall)));
    const QByteArray answer =
        created() + eventOf("response.output_text.delta", R"(,"delta":"x")") + completed();
    way.fixture.upstream.send(answer);
    QCOMPARE(way.toClient(), answer);
    const Exchange &row = way.record(0);
    QCOMPARE(row.decision.requestedModel, kBig);
    QCOMPARE(row.decision.selectedModel, kSmall);
    QCOMPARE(row.end, ExchangeEnd::Complete);
    QCOMPARE(row.status, 200);
    QVERIFY(row.webSocket);
    QCOMPARE(row.usage.input, 11);
    QCOMPARE(row.responseModel, QByteArray("m-1"));
}

void TestResponseSocket::whatIsKeptPassesAsItCame()
{
    Socket way;
    const QByteArray message = create();
    const QByteArray wire =
        clientFrame(1, message.first(20), false) + clientFrame(0, message.sliced(20));
    way.client->stream(wire);
    QCOMPARE(way.toUpstream(), QByteArray());
    way.fixture.router.answer(0, Difficulty::Hard);
    QCOMPARE(way.toUpstream(), wire);
}

void TestResponseSocket::eachResponseHasItsRow()
{
    Socket way;
    for (int at = 0; at < 3; ++at) {
        way.client->stream(
            text(create(kBig, R"(,"metadata":{"turn":")" + QByteArray::number(at) + R"("})")));
        (void)way.toUpstream();
        if (at == 0)
            way.fixture.router.answer(0, Difficulty::Hard);
        (void)way.toUpstream();
        way.fixture.upstream.send(created("r" + QByteArray::number(at))
                                  + completed("r" + QByteArray::number(at)));
        QCOMPARE(way.fixture.records().size(), size_t(at + 1));
    }
    QCOMPARE(way.fixture.open(), 1);
    way.fixture.upstream.send(serverFrame(8, {}));
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.records().size(), size_t(4));
    QCOMPARE(way.record(3).method, QByteArray("GET"));
    QCOMPARE(way.record(3).end, ExchangeEnd::Complete);
    QCOMPARE(way.fixture.open(), 0);
}

void TestResponseSocket::theNextMessageWaitsForTheDecision()
{
    Socket way;
    const QByteArray cancel = text(R"({"type":"response.cancel"})");
    way.client->stream(text(create()) + cancel);
    QCOMPARE(way.toUpstream(), QByteArray());
    way.fixture.router.answer(0, Difficulty::Hard);
    QByteArray sent = way.toUpstream();
    sent += way.toUpstream();
    QCOMPARE(sent, text(create()) + cancel);
}

void TestResponseSocket::otherMessagesPass_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("another type") << text(R"({"type":"response.append","model":"x","input":[]})");
    QTest::newRow("no JSON") << text("{\"type\":response.create");
    QTest::newRow("binary") << clientFrame(2, "response.create");
    QTest::newRow("a ping") << clientFrame(9, "x");
    QTest::newRow("not masked") << serverFrame(1, create());
    QTest::newRow("a close frame") << clientFrame(8, {});
}

void TestResponseSocket::otherMessagesPass()
{
    QFETCH(QByteArray, wire);
    Socket way;
    way.client->stream(wire);
    QCOMPARE(way.toUpstream(), wire);
    QCOMPARE(way.fixture.router.count(), size_t(0));
    QCOMPARE(way.fixture.open(), 1);
}

void TestResponseSocket::aSecondRequestWaitsForTheFirstResponse()
{
    Socket way;
    const QByteArray cancel = text(R"({"type":"response.cancel"})");
    way.client->stream(text(create()) + text(create(kBig, R"(,"metadata":{"n":"2"})")) + cancel);
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Easy);
    // What is not asked for passes what waits.
    QByteArray sent = way.toUpstream();
    sent += way.toUpstream();
    QCOMPARE(sent, text(create(kSmall)) + cancel);
    way.fixture.upstream.send(created("1"));
    QCOMPARE(way.toUpstream(), QByteArray());
    way.fixture.upstream.send(completed("1"));
    QCOMPARE(way.toUpstream(), text(create(kSmall, R"(,"metadata":{"n":"2"})")));
    way.fixture.upstream.send(created("2") + completed("2"));
    QCOMPARE(way.fixture.records().size(), size_t(2));
    QCOMPARE(way.toClient(), created("1") + completed("1") + created("2") + completed("2"));
}

void TestResponseSocket::anAnswerThatIsTooLargeHoldsUpNoOther_data()
{
    QTest::addColumn<bool>("isFirst");
    QTest::newRow("the first event") << true;
    QTest::newRow("a later one") << false;
}

void TestResponseSocket::anAnswerThatIsTooLargeHoldsUpNoOther()
{
    QFETCH(bool, isFirst);
    Socket way;
    way.fixture.steps.socketMessages.limit = 2000;
    way.client->stream(text(create()) + text(create(kBig, R"(,"metadata":{"n":"2"})")));
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Hard);
    QCOMPARE(way.toUpstream(), text(create()));
    const QByteArray large =
        eventOf("response.completed", R"(,"x":")" + QByteArray(3000, 'x') + '"');
    if (!isFirst)
        way.fixture.upstream.send(created());
    way.fixture.upstream.send(large);
    QCOMPARE(way.toClient(), (isFirst ? QByteArray() : created()) + large);
    QCOMPARE(way.toUpstream(), text(create(kBig, R"(,"metadata":{"n":"2"})")));
    QCOMPARE(way.fixture.records().size(), size_t(1));
}

void TestResponseSocket::nothingIsReadWhileManyWait()
{
    Socket way;
    QByteArray many;
    for (int at = 0; at < 40; ++at)
        many += text(create(kBig, R"(,"metadata":{"n":")" + QByteArray::number(at) + R"("})"));
    way.client->stream(many);
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Hard);
    QByteArray sent;
    for (int at = 0; at < 40; ++at) {
        for (int calls = 0; calls < 3; ++calls)
            sent += way.toUpstream();
        way.fixture.upstream.send(created() + completed());
    }
    QCOMPARE(sent, many);
    QCOMPARE(way.fixture.records().size(), size_t(40));
}

void TestResponseSocket::howeverAResponseIsAskedForItIsRead_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("routed");
    const auto row = [](const char *name, unsigned kind, const QByteArray &begin) {
        const auto message = [&begin](const QByteArray &model) {
            return begin + create(model).mid(begin.contains('{') ? 25 : 0);
        };
        QTest::newRow(name) << clientFrame(kind, message(kBig))
                            << clientFrame(kind, message(kSmall));
    };
    row("binary", 2, {});
    row("spaces", 1, "  \n");
    row("with an escape in its type", 1, R"({"type":"response\u002ecreate")");
    row("its type last", 1, R"({"a":1,"type":"response.create")");
}

void TestResponseSocket::howeverAResponseIsAskedForItIsRead()
{
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, routed);
    Socket way;
    way.client->stream(wire);
    QCOMPARE(way.toUpstream(), QByteArray());
    way.fixture.router.answer(0, Difficulty::Easy);
    QCOMPARE(way.toUpstream(), routed);
}

void TestResponseSocket::anExtensionMakesItATunnel()
{
    Socket way("permessage-deflate");
    way.client->stream(text(create()));
    QCOMPARE(way.toUpstream(), text(create()));
    way.fixture.upstream.send(created());
    QCOMPARE(way.toClient(), created());
    QCOMPARE(way.fixture.router.count(), size_t(0));
    QCOMPARE(way.fixture.open(), 1);
}

void TestResponseSocket::aRefusalOfARoutedModelLeadsBackToTheOriginal()
{
    Socket way;
    way.client->stream(text(create()));
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Easy);
    QCOMPARE(way.toUpstream(), text(create(kSmall)));
    const QByteArray pong = serverFrame(10, "x");
    const QByteArray refused = refusal();
    // In pieces, with a pong before it.
    way.fixture.upstream.send(pong + refused.first(9));
    QCOMPARE(way.toClient(), pong);
    way.fixture.upstream.send(refused.sliced(9));
    QCOMPARE(way.toClient(), QByteArray());
    QCOMPARE(way.toUpstream(), text(create()));
    way.fixture.upstream.send(created() + completed());
    QCOMPARE(way.toClient(), created() + completed());
    const Exchange &row = way.record(0);
    QCOMPARE(row.decision.selectedModel, kBig);
    QCOMPARE(row.end, ExchangeEnd::Complete);
    QCOMPARE(row.upstreamAttempts, 2);
}

void TestResponseSocket::aRefusalOfWhatWasAskedReachesTheClient()
{
    Socket way;
    way.client->stream(text(create()));
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Hard);
    (void)way.toUpstream();
    way.fixture.upstream.send(refusal("429"));
    QCOMPARE(way.toClient(), refusal("429"));
    QCOMPARE(way.record(0).status, 429);
    // The next one is read again.
    way.client->stream(text(create(kBig, R"(,"metadata":{"a":"b"})")));
    QCOMPARE(way.fixture.open(), 1);
    (void)way.toUpstream();
    QCOMPARE(way.fixture.open() + int(way.fixture.records().size()), 3);
}

void TestResponseSocket::aSocketThatEndsInPlaceOfAnAnswerKeepsTheModelAway()
{
    PipelineFixture fixture;
    const auto open = [&fixture] {
        auto client = fixture.connect("/v1/responses", {}, {}, true, "GET");
        client->isStreaming = true;
        fixture.upstream.answer(101);
        client->stream(text(create()));
        BodySource *source = fixture.upstream.requests.back().source;
        QByteArray sent = source->take(1000000);
        if (fixture.router.count() == 1 && sent.isEmpty())
            fixture.router.answer(0, Difficulty::Easy);
        fixture.goOn();
        return sent + source->take(1000000);
    };
    QCOMPARE(open(), text(create(kSmall)));
    fixture.upstream.finish();
    // The client connects again, and asks again.
    QCOMPARE(open(), text(create()));
}

void TestResponseSocket::aSocketThatEndsInTheMiddleOfAnAnswerKeepsTheModelAway()
{
    Socket way;
    way.client->stream(text(create()));
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Easy);
    QCOMPARE(way.toUpstream(), text(create(kSmall)));
    // An overloaded provider, as CLIProxyAPI tells it.
    way.fixture.upstream.send(created());
    way.fixture.upstream.finish();
    auto again = way.fixture.connect("/v1/responses", {}, {}, true, "GET");
    again->isStreaming = true;
    way.fixture.upstream.answer(101);
    again->stream(text(create()));
    BodySource *source = way.fixture.upstream.requests.back().source;
    QByteArray sent = source->take(1000000);
    way.fixture.goOn();
    QCOMPARE(sent + source->take(1000000), text(create()));
}

void TestResponseSocket::aRefusalThatTheOriginalsAnswerConfirmsIsKept()
{
    PipelineFixture fixture;
    const auto open = [&fixture](const QByteArray &more) {
        auto client = fixture.connect("/v1/responses", {}, {}, true, "GET");
        client->isStreaming = true;
        fixture.upstream.answer(101);
        client->stream(text(create(kBig, more)));
        BodySource *source = fixture.upstream.requests.back().source;
        QByteArray sent = source->take(1000000);
        if (sent.isEmpty())
            fixture.router.answer(fixture.router.count() - 1, Difficulty::Easy);
        fixture.goOn();
        return sent + source->take(1000000);
    };
    QCOMPARE(open({}), text(create(kSmall)));
    fixture.upstream.send(refusal());
    fixture.goOn();
    // The original is answered, and breaks off: the refused shape is no less refused by that.
    fixture.upstream.send(created());
    fixture.upstream.finish();
    const QByteArray other = R"(,"prompt_cache_key":"another-session-0123456789")";
    QCOMPARE(open(other), text(create(kBig, other)));
}

void TestResponseSocket::aCloseFrameEndsTheResponseAndNothingFollowsIt()
{
    Socket way;
    way.client->stream(text(create()));
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Easy);
    (void)way.toUpstream();
    way.fixture.upstream.send(created());
    (void)way.toClient();
    const QByteArray close = serverFrame(8, "\x03\xf3try again");
    way.fixture.upstream.send(close);
    // The client answers it, and is gone before the upstream is.
    QCOMPARE(way.record(0).end, ExchangeEnd::Cut);
    QCOMPARE(way.record(0).error->code, ErrorCode::UpstreamCut);
    way.client->stream(clientFrame(8, "\x03\xf3"));
    way.client->leave();
    QCOMPARE(way.toClient(), close);
    QCOMPARE(way.fixture.open(), 0);
}

void TestResponseSocket::aClientThatClosesIsNoCutOfTheUpstreams()
{
    Socket way;
    way.client->stream(text(create()));
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Easy);
    (void)way.toUpstream();
    way.fixture.upstream.send(created());
    way.client->stream(clientFrame(8, "\x03\xe8"));
    (void)way.toUpstream();
    way.fixture.upstream.send(serverFrame(8, "\x03\xe8"));
    way.client->leave();
    QCOMPARE(way.record(0).end, ExchangeEnd::ClientGone);
}

void TestResponseSocket::aRefusalThatNothingConfirmsIsForgotten()
{
    PipelineFixture fixture;
    const auto open = [&fixture](const QByteArray &more) {
        auto client = fixture.connect("/v1/responses", {}, {}, true, "GET");
        client->isStreaming = true;
        fixture.upstream.answer(101);
        client->stream(text(create(kBig, more)));
        BodySource *source = fixture.upstream.requests.back().source;
        QByteArray sent = source->take(1000000);
        if (sent.isEmpty())
            fixture.router.answer(fixture.router.count() - 1, Difficulty::Easy);
        fixture.goOn();
        return sent + source->take(1000000);
    };
    QCOMPARE(open({}), text(create(kSmall)));
    // As CLIProxyAPI does it: the refusal, and the end behind it.
    fixture.upstream.send(refusal());
    fixture.goOn();
    fixture.upstream.finish();
    const QByteArray other = R"(,"prompt_cache_key":"another-session-0123456789")";
    QCOMPARE(open(other), text(create(kSmall, other)));
}

void TestResponseSocket::aWarmUpIsNoLock()
{
    Socket way;
    const QByteArray warmUp = text(create(kBig, R"(,"generate":false)"));
    way.client->stream(warmUp);
    QCOMPARE(way.toUpstream(), warmUp);
    QCOMPARE(way.fixture.router.count(), size_t(0));
    way.fixture.upstream.send(created("warm") + completed("warm"));
    way.client->stream(text(create(kBig, R"(,"previous_response_id":"warm")")));
    (void)way.toUpstream();
    QCOMPARE(way.fixture.router.count(), size_t(1));
    way.fixture.router.answer(0, Difficulty::Easy);
    QCOMPARE(way.toUpstream(), text(create(kSmall, R"(,"previous_response_id":"warm")")));
}

void TestResponseSocket::aResponseThatGoesOnKeepsItsModel()
{
    Socket way;
    way.client->stream(text(create()));
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Easy);
    (void)way.toUpstream();
    way.fixture.upstream.send(created("first") + completed("first"));
    way.client->stream(text(create(kBig, R"(,"previous_response_id":"first")")));
    QCOMPARE(way.toUpstream(), text(create(kSmall, R"(,"previous_response_id":"first")")));
    QCOMPARE(way.fixture.router.count(), size_t(1));
}

void TestResponseSocket::errorsOfTheProxyComeAsTheUpstreamsDo()
{
    ProxyConfig config = PipelineFixture::usualConfig();
    config.server.maxBodyBytes = 50;
    Socket way({}, config);
    way.client->stream(text(create()));
    QCOMPARE(way.toUpstream(), QByteArray());
    const QByteArray told = way.toClient();
    QVERIFY2(told.contains(R"({"type":"error","status":413,"headers":{)"), told.constData());
    QVERIFY2(told.contains(R"(},"error":{"message":)"), told.constData());
    QCOMPARE(way.record(0).status, 413);
    // The websocket goes on.
    way.client->stream(text("x"));
    QCOMPARE(way.toUpstream(), text("x"));
}

void TestResponseSocket::aSocketThatBreaksEndsItsResponse()
{
    Socket way;
    way.client->stream(text(create()));
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Easy);
    (void)way.toUpstream();
    way.fixture.upstream.send(created());
    way.fixture.upstream.fail(ErrorCode::UpstreamCut);
    QCOMPARE(way.fixture.records().size(), size_t(2));
    QCOMPARE(way.record(0).end, ExchangeEnd::Cut);
    QCOMPARE(way.record(1).end, ExchangeEnd::Cut);
    QCOMPARE(way.fixture.open(), 0);
}

void TestResponseSocket::aClientThatLeavesEndsItsResponse_data()
{
    QTest::addColumn<int>("reached");
    QTest::newRow("while it is decided") << 0;
    QTest::newRow("before the first event") << 1;
    QTest::newRow("behind the first event") << 2;
    QTest::newRow("in the middle of a held event") << 3;
}

void TestResponseSocket::aClientThatLeavesEndsItsResponse()
{
    QFETCH(int, reached);
    Socket way;
    way.client->stream(text(create()));
    (void)way.toUpstream();
    if (reached > 0)
        way.fixture.router.answer(0, Difficulty::Easy);
    (void)way.toUpstream();
    if (reached > 1)
        way.fixture.upstream.send(reached == 2 ? created() : created().first(5));
    way.client->leave();
    QCOMPARE(way.fixture.records().size(), size_t(2));
    QCOMPARE(way.record(0).end, ExchangeEnd::ClientGone);
    QCOMPARE(way.record(1).end, ExchangeEnd::ClientGone);
    QCOMPARE(way.fixture.open(), 0);
    way.fixture.goOn();
}

void TestResponseSocket::aResponseUnderWayIsNoIdleSocket()
{
    Socket way;
    way.client->stream(text(create()));
    (void)way.toUpstream();
    way.fixture.router.answer(0, Difficulty::Hard);
    (void)way.toUpstream();
    way.fixture.now += std::chrono::seconds(60);
    way.fixture.pipeline->open().cutIdleTunnels();
    QCOMPARE(way.fixture.open(), 2);
    way.fixture.upstream.send(created() + completed());
    way.fixture.now += std::chrono::seconds(60);
    way.fixture.pipeline->open().cutIdleTunnels();
    QCOMPARE(way.fixture.open(), 0);
}

void TestResponseSocket::anUpstreamThatRefusesTheSocketIsAnswered()
{
    PipelineFixture fixture;
    const auto client = fixture.connect("/v1/responses", {}, {}, true, "GET");
    fixture.upstream.answer(404, "no such path");
    fixture.upstream.finish();
    QCOMPARE(client->answer.status, 404);
    QCOMPARE(client->answered, QByteArray("no such path"));
    QCOMPARE(fixture.records().size(), size_t(1));
}

void TestResponseSocket::withRoutingOffResponsesAreRecordedAllTheSame()
{
    Socket way({}, PipelineFixture::offConfig());
    way.client->stream(text(create()));
    QCOMPARE(way.toUpstream(), text(create()));
    way.fixture.upstream.send(created() + completed());
    QCOMPARE(way.record(0).usage.output, 7);
    QCOMPARE(way.record(0).decision.selectedModel, kBig);
}

void TestResponseSocket::aRevokedKeyIsRefusedOnAnOpenSocketToo()
{
    const QString known = QStringLiteral("[{\"name\":\"alice\",\"key\":\"a-key-of-alice-0001\"}]");
    QString revoked = known;
    revoked.insert(revoked.size() - 2, QStringLiteral(",\"revoked\":true"));
    ProxyConfig config = PipelineFixture::usualConfig();
    config.server.clients = known;
    PipelineFixture fixture(config);
    ClientRegister clients;
    clients.apply(config.server);
    fixture.steps.clients = &clients;
    const auto seat = std::make_shared<ClientSeat>();
    seat->transcript = &fixture.transcript;
    seat->head.method = "GET";
    seat->head.target = seat->head.normalisedPath = "/v1/responses";
    seat->head.upgradesToWebSocket = true;
    seat->head.headers.append("Authorization", "Bearer a-key-of-alice-0001");
    seat->head.peer = QHostAddress(QHostAddress::LocalHost);
    seat->isStreaming = true;
    fixture.pipeline->accept(std::make_unique<ScriptedClient>(seat));
    ResponseHead accepted;
    accepted.status = 101;
    accepted.framing = BodyFraming::Tunnel;
    fixture.upstream.answer(accepted);
    const auto toUpstream = [&fixture] {
        fixture.goOn();
        return fixture.upstream.requests.at(0).source->take(1000000);
    };
    seat->stream(text(create()));
    QCOMPARE(toUpstream(), QByteArray());
    fixture.router.answer(0, Difficulty::Easy);
    QCOMPARE(toUpstream(), text(create(kSmall)));
    fixture.upstream.send(created() + completed());
    QCOMPARE(fixture.records().at(0).clientName, QByteArray("alice"));
    seat->answered.clear();
    config.server.clients = revoked;
    clients.apply(config.server);
    seat->stream(text(create()));
    QCOMPARE(toUpstream(), QByteArray());
    QVERIFY2(seat->answered.contains("this proxy key was revoked"), seat->answered.constData());
    QCOMPARE(fixture.records().at(1).status, 401);
}

QTEST_GUILESS_MAIN(TestResponseSocket)
#include "tst_responsesocket.moc"

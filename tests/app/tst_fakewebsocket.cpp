// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/fakebackend.h"
#include "tests/standins/websocketframes.h"
#include "tests/support/rawclient.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace standins;

namespace {

constexpr std::chrono::milliseconds kSoon {5000};

QByteArray upgrade(const QByteArray &scenario = {}, const QByteArray &key = "k-alpha-0001")
{
    return rawRequest("GET", "/v1/responses",
                      {{"Connection", "Upgrade"},
                       {"Upgrade", "websocket"},
                       {"Sec-WebSocket-Version", "13"},
                       {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                       {"x-codex-turn-state", "turn-7"},
                       {"X-Fake-Scenario", scenario},
                       {"Authorization", "Bearer " + key}});
}

} // namespace

class TestFakeWebSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void codesFramesOfEverySize_data();
    void codesFramesOfEverySize();
    void asksForAKeyFirst();
    void answersTheUpgrade();
    void refusesFrames_data();
    void refusesFrames();
    void preparesWithoutAnswering();
    void answersATurnAndAToolTurn();
    void echoesOpaqueFrames();
    void endsAsTold_data();
    void endsAsTold();
    void sendsAFrameTogetherWithThe101();
    void delaysTheUpgrade();
    void staysSilentForTenMinutes();
    void seesTheClientLeave();
    void opensTheRelayWithoutAKey();

private:
    void open(const QByteArray &scenario = {})
    {
        m_client = std::make_unique<RawClient>();
        m_client->connectTo(m_backend->port());
        m_client->send(upgrade(scenario));
        QCOMPARE(m_client->readResponse().status, 101);
    }
    void sendText(const QByteArray &text)
    {
        m_client->send(encodeMaskedFrame(FrameType::Text, text));
    }
    QByteArray readMessage()
    {
        std::optional<WebSocketFrame> frame;
        m_client->waitUntil(
            [&] {
                QByteArray bytes = m_client->received().mid(m_read);
                const qsizetype before = bytes.size();
                frame = takeFrame(bytes);
                m_read += frame ? before - bytes.size() : 0;
                return frame.has_value();
            },
            kSoon);
        return frame ? frame->payload : QByteArray();
    }
    QJsonObject readObject() { return QJsonDocument::fromJson(readMessage()).object(); }

    std::unique_ptr<FakeBackend> m_backend;
    std::unique_ptr<RawClient> m_client;
    qsizetype m_read = 0;
};

void TestFakeWebSocket::init()
{
    m_backend = std::make_unique<FakeBackend>();
    QVERIFY(m_backend->start());
    m_read = 0;
}

void TestFakeWebSocket::codesFramesOfEverySize_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 125, 126, 65535, 65536, 4 * 1024 * 1024})
        QTest::addRow("%d", size) << size;
}

void TestFakeWebSocket::codesFramesOfEverySize()
{
    QFETCH(int, size);
    const QByteArray payload(size, 'p');
    for (QByteArray bytes :
         {encodeFrame(FrameType::Binary, payload), encodeMaskedFrame(FrameType::Binary, payload)}) {
        QByteArray partial = bytes.chopped(1);
        QVERIFY(!takeFrame(partial));
        bytes += "rest";
        const auto frame = takeFrame(bytes);
        QVERIFY(frame);
        QCOMPARE(frame->type, FrameType::Binary);
        QVERIFY(frame->last);
        QCOMPARE(frame->payload, payload);
        QCOMPARE(bytes, QByteArray("rest"));
    }
}

void TestFakeWebSocket::asksForAKeyFirst()
{
    RawClient client;
    client.connectTo(m_backend->port());
    const RawResponse response = client.exchange(upgrade({}, "nope"));
    QCOMPARE(response.status, 401);
    QCOMPARE(response.body, QByteArray("{\"error\":\"Invalid API key\"}"));
}

void TestFakeWebSocket::answersTheUpgrade()
{
    RawClient client;
    client.connectTo(m_backend->port());
    const RawResponse response = client.exchange(upgrade());
    QCOMPARE(response.rawHead,
             QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\n"
                        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                        "x-codex-turn-state: turn-7\r\n\r\n"));
    RawClient other;
    other.connectTo(m_backend->port());
    QCOMPARE(other.exchange(upgrade("ws-refused-404")).status, 404);
}

void TestFakeWebSocket::refusesFrames_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("second");
    QTest::addColumn<QString>("message");
    const QByteArray create = "{\"type\":\"response.create\",\"model\":\"gpt-5\",\"input\":[]}";
    QTest::newRow("no model") << QByteArray("{\"type\":\"response.create\"}") << QByteArray()
                              << QStringLiteral("missing model in response.create request");
    QTest::newRow("other type") << QByteArray("{\"type\":\"x\"}") << QByteArray()
                                << QStringLiteral("unsupported websocket request type: x");
    QTest::newRow("append first") << QByteArray("{\"type\":\"response.append\",\"input\":[]}")
                                  << QByteArray()
                                  << QStringLiteral(
                                         "websocket request received before response.create");
    QTest::newRow("no input later")
        << create << QByteArray("{\"type\":\"response.append\",\"input\":\"x\"}")
        << QStringLiteral("websocket request requires array field: input");
}

void TestFakeWebSocket::refusesFrames()
{
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, second);
    QFETCH(QString, message);
    open();
    sendText(first);
    QJsonObject object = readObject();
    if (!second.isEmpty()) {
        while (object[u"type"].toString() != u"response.completed")
            object = readObject();
        sendText(second);
        object = readObject();
    }
    QCOMPARE(object[u"type"].toString(), QStringLiteral("error"));
    QCOMPARE(object[u"status"].toInt(), 400);
    QCOMPARE(object[u"error"][u"message"].toString(), message);
    // The socket stays open.
    sendText("{\"type\":\"response.create\",\"model\":\"gpt-5\",\"input\":[]}");
    QCOMPARE(readObject()[u"type"].toString(), QStringLiteral("response.created"));
}

void TestFakeWebSocket::preparesWithoutAnswering()
{
    open();
    sendText("{\"type\":\"response.create\",\"model\":\"gpt-5\",\"generate\":false}");
    QCOMPARE(readObject()[u"type"].toString(), QStringLiteral("response.created"));
    const QJsonObject done = readObject();
    QCOMPARE(done[u"type"].toString(), QStringLiteral("response.completed"));
    const QJsonObject response = done[u"response"].toObject();
    QVERIFY(response[u"id"].toString().startsWith(u"resp_prewarm_"));
    QCOMPARE(response[u"usage"][u"total_tokens"].toInt(-1), 0);
}

void TestFakeWebSocket::answersATurnAndAToolTurn()
{
    open();
    sendText("{\"type\":\"response.create\",\"model\":\"gpt-5\",\"input\":[{\"role\":\"user\","
             "\"content\":\"Run `ls`\"}],\"tools\":[{\"type\":\"function\",\"name\":\"shell\","
             "\"parameters\":{\"properties\":{\"command\":{\"type\":\"array\",\"items\":{\"type\":"
             "\"string\"}}},\"required\":[\"command\"]}}]}");
    QJsonObject event;
    QByteArray call;
    while (event[u"type"].toString() != u"response.completed") {
        event = readObject();
        if (event[u"type"].toString() == u"response.output_item.done")
            call = event[u"item"][u"arguments"].toString().toUtf8();
    }
    QCOMPARE(call, QByteArray("{\"command\":[\"ls\"]}"));
    sendText("{\"type\":\"response.append\",\"input\":[{\"type\":\"function_call_output\","
             "\"output\":\"x\"}]}");
    QCOMPARE(readObject()[u"type"].toString(), QStringLiteral("response.created"));
    QVERIFY(m_backend->recorded()[0].frames.size() == 2);
}

void TestFakeWebSocket::echoesOpaqueFrames()
{
    open("ws-echo-binary");
    for (const int size : {1, 70000, 4 * 1024 * 1024}) {
        const QByteArray payload(size, 'b');
        m_client->send(encodeMaskedFrame(FrameType::Binary, payload.first(size / 3), false));
        m_client->send(encodeMaskedFrame(FrameType::Continuation, payload.sliced(size / 3), true));
        QByteArray echoed = readMessage();
        if (echoed.size() < size)
            echoed += readMessage();
        QCOMPARE(echoed, payload);
    }
}

void TestFakeWebSocket::endsAsTold_data()
{
    QTest::addColumn<QByteArray>("scenario");
    QTest::addColumn<WireEnd>("end");
    QTest::newRow("FIN") << QByteArray("ws-server-fin") << WireEnd::PeerFin;
    QTest::newRow("reset") << QByteArray("ws-server-rst") << WireEnd::PeerReset;
}

void TestFakeWebSocket::endsAsTold()
{
    QFETCH(QByteArray, scenario);
    QFETCH(WireEnd, end);
    open(scenario);
    sendText("{\"type\":\"response.create\",\"model\":\"gpt-5\",\"input\":[]}");
    QVERIFY(m_client->waitForEnd(kSoon));
    QCOMPARE(m_client->end(), end);
}

void TestFakeWebSocket::sendsAFrameTogetherWithThe101()
{
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(upgrade("ws-data-with-101"));
    QVERIFY(client.waitForText("early"));
    QCOMPARE(client.arrivals().size(), 1U);
}

void TestFakeWebSocket::delaysTheUpgrade()
{
    m_backend = std::make_unique<FakeBackend>(FakeBackendOptions {.manualClock = true});
    QVERIFY(m_backend->start());
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(upgrade("ws-upgrade-late"));
    QVERIFY(m_backend->waitForRequests(1, kSoon));
    m_backend->advanceClock(std::chrono::seconds(19));
    client.readFor(std::chrono::milliseconds(20));
    QVERIFY(client.received().isEmpty());
    m_backend->advanceClock(std::chrono::seconds(1));
    QCOMPARE(client.readResponse().status, 101);
}

void TestFakeWebSocket::staysSilentForTenMinutes()
{
    m_backend = std::make_unique<FakeBackend>(FakeBackendOptions {.manualClock = true});
    QVERIFY(m_backend->start());
    open("ws-idle");
    sendText("{\"type\":\"response.create\",\"model\":\"gpt-5\",\"input\":[]}");
    QVERIFY(m_backend->waitUntil(
        [](const FakeBackend::Requests &seen) { return !seen[0].frames.empty(); }, kSoon));
    m_backend->advanceClock(std::chrono::minutes(9));
    m_client->readFor(std::chrono::milliseconds(20));
    QVERIFY(m_client->received().isEmpty());
    m_backend->advanceClock(std::chrono::minutes(1));
    QCOMPARE(readObject()[u"type"].toString(), QStringLiteral("response.created"));
}

void TestFakeWebSocket::seesTheClientLeave()
{
    open();
    m_client->reset();
    QVERIFY(m_backend->waitForClientClose(0, kSoon));
    QCOMPARE(m_backend->recorded()[0].end, WireEnd::PeerReset);
}

void TestFakeWebSocket::opensTheRelayWithoutAKey()
{
    const WireHeaders headers {{"Connection", "Upgrade"},
                               {"Upgrade", "websocket"},
                               {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    RawClient client;
    client.connectTo(m_backend->port());
    QCOMPARE(client.exchange(rawRequest("GET", "/v1/ws", headers)).status, 101);
    m_backend = std::make_unique<FakeBackend>(FakeBackendOptions {.profile = BackendProfile::V7});
    QVERIFY(m_backend->start());
    QVERIFY(client.connectTo(m_backend->port()));
    QCOMPARE(client.exchange(rawRequest("GET", "/v1/ws", headers)).status, 401);
}

QTEST_GUILESS_MAIN(TestFakeWebSocket)
#include "tst_fakewebsocket.moc"

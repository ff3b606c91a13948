// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreamclient.h"

#include "tests/support/fakebodysource.h"
#include "tests/support/requests.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/upstreamrecorder.h"

#include <QTest>

using namespace support;
using proxy::BodyFraming;
using proxy::ErrorCode;
using proxy::UpstreamCall;
using proxy::UpstreamClient;
using proxy::UpstreamRequest;

namespace {

constexpr qint64 kLarge = 20 * 1024 * 1024;

QByteArray largeBody()
{
    QByteArray body(kLarge, Qt::Uninitialized);
    quint32 value = 1;
    for (char &byte : body) {
        value = value * 2654435761U + 1;
        byte = static_cast<char>(value >> 24);
    }
    return body;
}

UpstreamRequest streamed(FakeBodySource &source, BodyFraming framing)
{
    UpstreamRequest sent = request("POST", "/upload");
    if (framing == BodyFraming::Chunked)
        sent.headers.append("Transfer-Encoding", "chunked");
    sent.framing = framing;
    sent.source = &source;
    return sent;
}

UpstreamRequest webSocket(FakeBodySource &source)
{
    UpstreamRequest sent = request("GET", "/v1/responses");
    sent.headers.append("Connection", "Upgrade");
    sent.headers.append("Upgrade", "websocket");
    sent.upgradesToWebSocket = true;
    sent.source = &source;
    return sent;
}

const QByteArray kSwitched = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                             "Upgrade: websocket\r\n\r\n";

} // namespace

class TestUpstreamUpload final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsALargeBodyByteForByte();
    void hearsAnEarlyAnswerInALargeUpload_data();
    void hearsAnEarlyAnswerInALargeUpload();
    void goesOnAfter100();
    void streamsABodyWithALength();
    void streamsABodyInChunks();
    void streamsAsFastAsTheUpstreamTakesIt();
    void stopsAStreamedUploadAtAnEarlyAnswer();
    void tellsAFailureOfTheClientsBody();
    void tunnelsAfter101();
    void holdsClientBytesUntil101();
    void endsATunnelWithTheUpstream();
    void cutsATunnelThatIsReset();
};

void TestUpstreamUpload::sendsALargeBodyByteForByte()
{
    const QByteArray body = largeBody();
    ScriptedServer server({{awaitBytes(kLarge), sending(kOk)}});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    const auto call = client.send(post(body), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QVERIFY(recorder.finished);
    QVERIFY(server.received(0).endsWith(body));
    QVERIFY(call->facts().sentAt);
    QCOMPARE(client.status().idleConnections, 1);
}

void TestUpstreamUpload::hearsAnEarlyAnswerInALargeUpload_data()
{
    QTest::addColumn<Script>("rest");
    QTest::newRow("closes with the upload unread") << Script {slamShut()};
    QTest::newRow("resets") << Script {turn(), reset()};
    QTest::newRow("ends its side and reads no more") << Script {deaf(), fin()};
    QTest::newRow("reads no more and says nothing") << Script {deaf()};
    QTest::newRow("goes on reading") << Script {};
}

void TestUpstreamUpload::hearsAnEarlyAnswerInALargeUpload()
{
    QFETCH(Script, rest);
    const QByteArray body = largeBody();
    for (const int status : {413, 401, 413}) {
        Script script {awaitHeads(), sending("HTTP/1.1 " + QByteArray::number(status)
                                             + " No\r\nContent-Length: 5\r\n\r\nsorry")};
        script.insert(script.end(), rest.begin(), rest.end());
        ScriptedServer server({script});
        UpstreamClient client(settingsFor(server.serverPort()));
        UpstreamRecorder recorder;
        const auto call = client.send(post(body), &recorder);
        QTRY_VERIFY(recorder.isOver());
        QVERIFY(recorder.finished);
        QCOMPARE(recorder.head.status, status);
        QCOMPARE(recorder.payload, QByteArray("sorry"));
        QCOMPARE(client.status().idleConnections, 0);
        QCOMPARE(server.connectionCount(), 1);
    }
}

void TestUpstreamUpload::goesOnAfter100()
{
    const QByteArray body = largeBody();
    ScriptedServer server({{awaitHeads(), sending("HTTP/1.1 100 Continue\r\n\r\n"),
                            awaitBytes(kLarge), sending(kOk)}});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    const auto call = client.send(post(body), &recorder);
    QTRY_VERIFY(recorder.finished);
    QVERIFY(server.received(0).endsWith(body));
}

void TestUpstreamUpload::streamsABodyWithALength()
{
    ScriptedServer server({{awaitBytes(71), sending(kOk)}});
    UpstreamClient client(settingsFor(server.serverPort()));
    FakeBodySource source;
    UpstreamRequest sent = streamed(source, BodyFraming::Length);
    sent.headers.append("Content-Length", "10");
    UpstreamRecorder recorder;
    const auto call = client.send(std::move(sent), &recorder);
    QTRY_VERIFY(server.connectionCount() == 1 && server.received(0).endsWith("\r\n\r\n"));
    source.feed("hello");
    QTRY_VERIFY(server.received(0).endsWith("hello"));
    QVERIFY(!call->facts().sentAt);
    source.feed("world", true);
    QTRY_VERIFY(recorder.finished);
    QVERIFY(server.received(0).endsWith("\r\n\r\nhelloworld"));
    QVERIFY(call->facts().sentAt);
    QVERIFY(source.observer == nullptr);
    QCOMPARE(client.status().idleConnections, 1);
}

void TestUpstreamUpload::streamsABodyInChunks()
{
    ScriptedServer server({{awaitHeads(2), sending(kOk)}});
    UpstreamClient client(settingsFor(server.serverPort()));
    FakeBodySource source;
    source.bytes = "first";
    UpstreamRecorder recorder;
    const auto call = client.send(streamed(source, BodyFraming::Chunked), &recorder);
    QTRY_VERIFY(server.connectionCount() == 1 && server.received(0).endsWith("5\r\nfirst\r\n"));
    source.feed("twenty-six bytes of a body");
    QTRY_VERIFY(server.received(0).endsWith("1a\r\ntwenty-six bytes of a body\r\n"));
    source.feed({}, true);
    QTRY_VERIFY(recorder.finished);
    QVERIFY(server.received(0).endsWith("body\r\n0\r\n\r\n"));
    QCOMPARE(server.received(0).count("0\r\n\r\n"), 1);
}

void TestUpstreamUpload::streamsAsFastAsTheUpstreamTakesIt()
{
    ScriptedServer server({{awaitHeads(), deaf()}});
    UpstreamClient client(settingsFor(server.serverPort()));
    FakeBodySource source;
    constexpr qsizetype kEndless = 64 * 1024 * 1024;
    source.bytes = QByteArray(kEndless, 'x');
    UpstreamRecorder recorder;
    const auto call = client.send(streamed(source, BodyFraming::Chunked), &recorder);
    // The kernels' buffers fill, then nothing more is taken.
    int before = -1;
    while (source.takes != before || source.takes == 0) {
        before = source.takes;
        QTest::qWait(50);
    }
    QVERIFY(source.bytes.size() > kEndless / 2);
}

void TestUpstreamUpload::stopsAStreamedUploadAtAnEarlyAnswer()
{
    ScriptedServer server({{awaitHeads(), sending(kOk)}});
    UpstreamClient client(settingsFor(server.serverPort()));
    FakeBodySource source;
    source.bytes = "begin";
    UpstreamRecorder recorder;
    const auto call = client.send(streamed(source, BodyFraming::Chunked), &recorder);
    QTRY_VERIFY(recorder.finished);
    QVERIFY(source.observer == nullptr);
    QCOMPARE(client.status().idleConnections, 0);
    QTRY_VERIFY(server.isClosed(0));
}

void TestUpstreamUpload::tellsAFailureOfTheClientsBody()
{
    ScriptedServer server({{awaitHeads()}});
    UpstreamClient client(settingsFor(server.serverPort()));
    FakeBodySource source;
    UpstreamRecorder recorder;
    const auto call = client.send(streamed(source, BodyFraming::Chunked), &recorder);
    QTRY_VERIFY(server.connectionCount() == 1 && !server.received(0).isEmpty());
    source.observer->bodyFailed(
        {.code = ErrorCode::RequestTimeout, .source = proxy::ErrorSource::Client});
    QCOMPARE(recorder.error->code, ErrorCode::RequestTimeout);
    QCOMPARE(recorder.ends, 1);
    QTRY_VERIFY(server.isClosed(0));
}

void TestUpstreamUpload::tunnelsAfter101()
{
    ScriptedServer server(
        {{awaitHeads(), sending(kSwitched + "early"), awaitHeads(2), sending("\x81\x05hello")}});
    UpstreamClient client(settingsFor(server.serverPort()));
    FakeBodySource source;
    UpstreamRecorder recorder;
    const auto call = client.send(webSocket(source), &recorder);
    QTRY_COMPARE(recorder.heads, 1);
    QCOMPARE(recorder.head.status, 101);
    QCOMPARE(recorder.head.framing, BodyFraming::Tunnel);
    QCOMPARE(recorder.payload, QByteArray("early"));
    source.feed("raw\r\n\r\n");
    QTRY_VERIFY(recorder.payload.endsWith("hello"));
    QVERIFY(server.received(0).endsWith("\r\n\r\nraw\r\n\r\n"));
    // The client's end goes on as an end, and the other direction stays open.
    source.feed({}, true);
    QTRY_VERIFY(server.isClosed(0));
    QVERIFY(!recorder.error);
}

void TestUpstreamUpload::holdsClientBytesUntil101()
{
    ScriptedServer server({{awaitHeads(), sending(kOk)}});
    UpstreamClient client(settingsFor(server.serverPort()));
    FakeBodySource source;
    source.bytes = "frames the client could not wait with";
    UpstreamRecorder recorder;
    const auto call = client.send(webSocket(source), &recorder);
    QTRY_VERIFY(recorder.finished);
    QCOMPARE(recorder.head.status, 200);
    QCOMPARE(source.takes, 0);
    QVERIFY(!server.received(0).contains("frames"));
}

void TestUpstreamUpload::endsATunnelWithTheUpstream()
{
    ScriptedServer server({{awaitHeads(), sending(kSwitched + "bye"), turn(), fin()}});
    UpstreamClient client(settingsFor(server.serverPort()));
    FakeBodySource source;
    UpstreamRecorder recorder;
    const auto call = client.send(webSocket(source), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QVERIFY(recorder.finished);
    QCOMPARE(recorder.payload, QByteArray("bye"));
    QVERIFY(source.observer == nullptr);
}

void TestUpstreamUpload::cutsATunnelThatIsReset()
{
    ScriptedServer server({{awaitHeads(), sending(kSwitched), turn(), reset()}});
    UpstreamClient client(settingsFor(server.serverPort()));
    FakeBodySource source;
    UpstreamRecorder recorder;
    const auto call = client.send(webSocket(source), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamCut);
}

QTEST_GUILESS_MAIN(TestUpstreamUpload)
#include "tst_upstreamupload.moc"

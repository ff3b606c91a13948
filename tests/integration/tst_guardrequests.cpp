// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/rawclient.h"
#include "tests/support/scriptedfront.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace std::chrono_literals;

class TestGuardRequests final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void servesBothLoopbackAddresses();
    void namesTheConflictWhenAnAddressIsTaken_data();
    void namesTheConflictWhenAnAddressIsTaken();
    void refusesWhatIsNoAddress();
    void answersOneRequestAfterTheOtherOnOneConnection();
    void readsRequestsHoweverTheyAreSplit_data();
    void readsRequestsHoweverTheyAreSplit();
    void answersPipelinedRequestsInOrder();
    void runsOneExchangeAtATime();
    void keepsAtMostSoMuchInputWaiting();
    void collectsChunkedBodies();
    void collectsLargeBodies_data();
    void collectsLargeBodies();
    void keepsBinaryBodiesByteForByte();
    void streamsABodyThatIsNotCollected();
    void stopsReadingABodyThatNobodyTakes();
    void continuesOnlyWhenTheBodyIsWanted();
    void leavesOutTheContinueWhenTheBodyIsThere();
    void closesWhenTheBodyWasNotRead();
    void honoursConnectionClose();
    void speaksHttp10();
    void keepsHttp10AliveWhenAsked();
    void sendsNoBodyToHead();
    void forgetsAnEmptyLineBetweenRequests();
    void answersTenThousandPipelinedRequests();
    void outlivesItsListener();
};

using proxy::BodyFraming;
using standins::WireEnd;

namespace {

QByteArray post(const QByteArray &target, const QByteArray &body)
{
    return rawRequest("POST", target, {}, body);
}

QByteArray chunked(const QByteArray &target, const QByteArray &wire)
{
    return rawRequest("POST", target, {{"Transfer-Encoding", "chunked"}}) + wire;
}

} // namespace

void TestGuardRequests::servesBothLoopbackAddresses()
{
    ScriptedFront front;
    RawClient four;
    QVERIFY(four.connectTo(front.port()));
    QCOMPARE(four.exchange(rawRequest("GET", "/four")).body, QByteArray("GET /four "));
    QTcpServer probe;
    if (!probe.listen(QHostAddress::LocalHostIPv6))
        QSKIP("no IPv6 here");
    RawClient six;
    QVERIFY(six.connectTo(front.port(), QStringLiteral("::1")));
    QCOMPARE(six.exchange(rawRequest("GET", "/six")).body, QByteArray("GET /six "));
    QCOMPARE(front.last().head.peer, QHostAddress(QHostAddress::LocalHostIPv6));
    QCOMPARE(front.last().head.peerPort, six.localPort());
}

void TestGuardRequests::namesTheConflictWhenAnAddressIsTaken_data()
{
    QTest::addColumn<QHostAddress>("taken");
    QTest::newRow("127.0.0.1") << QHostAddress(QHostAddress::LocalHost);
    QTest::newRow("::1") << QHostAddress(QHostAddress::LocalHostIPv6);
}

void TestGuardRequests::namesTheConflictWhenAnAddressIsTaken()
{
    QFETCH(QHostAddress, taken);
    QTcpServer other;
    if (!other.listen(taken))
        QSKIP("no IPv6 here");
    proxy::FrontCallbacks callbacks;
    callbacks.onRequest = [](std::unique_ptr<proxy::ClientStream>) {};
    proxy::Listener listener(callbacks);
    proxy::ServerSettings settings;
    settings.port = other.serverPort();
    const auto port = listener.listen(settings);
    QVERIFY(!port);
    QVERIFY(port.error().detail.text().contains(QString::number(other.serverPort())));
    QVERIFY(!listener.isListening());
}

void TestGuardRequests::refusesWhatIsNoAddress()
{
    proxy::Listener listener({});
    proxy::ServerSettings settings;
    settings.hosts = QStringList {QStringLiteral("not an address")};
    const auto port = listener.listen(settings);
    QVERIFY(!port);
    QCOMPARE(port.error().code, proxy::ErrorCode::InvalidConfig);
}

void TestGuardRequests::answersOneRequestAfterTheOtherOnOneConnection()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    for (int i = 0; i < 20; ++i) {
        const QByteArray target = "/n" + QByteArray::number(i);
        const RawResponse response = client.exchange(post(target, "body"));
        QVERIFY(response.complete);
        QCOMPARE(response.body, "POST " + target + " body");
    }
    const proxy::FrontCounters counters = front.listener->counters();
    QCOMPARE(counters.connectionsAccepted, quint64(1));
    QCOMPARE(counters.requests, quint64(20));
    QCOMPARE(counters.openConnections, 1);
    QCOMPARE(counters.openExchanges, 0);
}

void TestGuardRequests::readsRequestsHoweverTheyAreSplit_data()
{
    QTest::addColumn<int>("piece");
    for (const int piece : {1, 2, 7, 61, 400})
        QTest::addRow("%d bytes a segment", piece) << piece;
}

void TestGuardRequests::readsRequestsHoweverTheyAreSplit()
{
    QFETCH(int, piece);
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    const QByteArray wire = post("/a", "first") + chunked("/b", "3\r\nsec\r\n3\r\nond\r\n0\r\n\r\n")
                            + rawRequest("GET", "/c") + post("/d", "fourth");
    QVERIFY(client.sendInPieces(wire, piece));
    for (const char *expected : {"POST /a first", "POST /b second", "GET /c ", "POST /d fourth"})
        QCOMPARE(client.readResponse().body, QByteArray(expected));
}

void TestGuardRequests::answersPipelinedRequestsInOrder()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QByteArray wire;
    for (int i = 0; i < 50; ++i)
        wire += post("/" + QByteArray::number(i), QByteArray(i, 'x'));
    QVERIFY(client.send(wire));
    for (int i = 0; i < 50; ++i)
        QCOMPARE(client.readResponse().body,
                 "POST /" + QByteArray::number(i) + ' ' + QByteArray(i, 'x'));
}

void TestGuardRequests::runsOneExchangeAtATime()
{
    ScriptedFront front;
    front.onRequest = [](ScriptedExchange &) {};
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(rawRequest("GET", "/one") + rawRequest("GET", "/two")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    client.readFor(30ms);
    QCOMPARE(front.exchanges.size(), size_t(1));
    QVERIFY(client.received().isEmpty());
    front.last().reply("1");
    QTRY_COMPARE(front.exchanges.size(), size_t(2));
    front.last().reply("2");
    QCOMPARE(client.readResponse().body, QByteArray("1"));
    QCOMPARE(client.readResponse().body, QByteArray("2"));
}

void TestGuardRequests::keepsAtMostSoMuchInputWaiting()
{
    ScriptedFront front;
    front.onRequest = [](ScriptedExchange &) {};
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, front.port());
    QVERIFY(client.waitForConnected());
    client.write(rawRequest("GET", "/slow"));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    const qint64 flood = 40LL * 1024 * 1024;
    client.write(post("/flood", QByteArray(flood, 'x')));
    // The kernel's buffers take some megabytes; the guard no more than its limit.
    qint64 before = -1;
    while (before != client.bytesToWrite()) {
        before = client.bytesToWrite();
        QTest::qWait(100);
    }
    QVERIFY(before > flood / 2);
    front.onRequest = [&front](ScriptedExchange &exchange) {
        front.collect(exchange, ScriptedFront::echo);
    };
    front.last().reply("done");
    QTRY_COMPARE_WITH_TIMEOUT(front.last().body.size(), flood, 10000);
}

void TestGuardRequests::collectsChunkedBodies()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QByteArray wire;
    QByteArray body;
    for (int i = 1; i < 200; ++i) {
        const QByteArray piece(i * 7, static_cast<char>('a' + i % 26));
        body += piece;
        wire += QByteArray::number(piece.size(), 16) + ";ext=\"1\"\r\n" + piece + "\r\n";
    }
    const RawResponse response = client.exchange(chunked("/c", wire + "0\r\n\r\n"));
    QCOMPARE(response.body, "POST /c " + body);
    QCOMPARE(client.exchange(rawRequest("GET", "/next")).body, QByteArray("GET /next "));
}

void TestGuardRequests::collectsLargeBodies_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<bool>("inChunks");
    QTest::newRow("2 MB") << 2LL * 1024 * 1024 << false;
    QTest::newRow("20 MB") << 20LL * 1024 * 1024 << false;
    QTest::newRow("2 MB in chunks") << 2LL * 1024 * 1024 << true;
    QTest::newRow("20 MB in chunks") << 20LL * 1024 * 1024 << true;
}

void TestGuardRequests::collectsLargeBodies()
{
    QFETCH(qint64, size);
    QFETCH(bool, inChunks);
    QByteArray body(size, Qt::Uninitialized);
    QRandomGenerator random(7);
    random.fillRange(reinterpret_cast<quint32 *>(body.data()), body.size() / 4);
    ScriptedFront front;
    front.onRequest = [&front](ScriptedExchange &exchange) {
        front.collect(exchange, [](ScriptedExchange &whole) { whole.reply("ok"); });
    };
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    for (int i = 0; i < 2; ++i) {
        QByteArray wire = post("/large", body);
        if (inChunks) {
            wire = rawRequest("POST", "/large", {{"Transfer-Encoding", "chunked"}});
            for (qsizetype at = 0; at < body.size(); at += 100000) {
                const QByteArray piece = body.mid(at, 100000);
                wire += QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
            }
            wire += "0\r\n\r\n";
        }
        QCOMPARE(client.exchange(wire).body, QByteArray("ok"));
        QVERIFY(front.last().body == body);
    }
    QCOMPARE(front.listener->counters().bufferedBytes, 0);
}

void TestGuardRequests::keepsBinaryBodiesByteForByte()
{
    QByteArray body;
    for (int i = 0; i < 256; ++i)
        body += static_cast<char>(i);
    body += "\r\n\r\nGET / HTTP/1.1\r\n\r\n";
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QCOMPARE(client.exchange(post("/b", body)).body, "POST /b " + body);
    QCOMPARE(front.exchanges.size(), size_t(1));
}

void TestGuardRequests::streamsABodyThatIsNotCollected()
{
    ScriptedFront front;
    front.onRequest = [](ScriptedExchange &exchange) { exchange.observe(); };
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(
        client.send("POST /s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\nabc"));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    QTRY_COMPARE(front.last().body, QByteArray("abc"));
    QVERIFY(client.send(QByteArray(2999997, 'x')));
    QTRY_VERIFY(front.last().bodyEnded);
    QCOMPARE(front.last().body.size(), 3000000);
    QCOMPARE(front.last().stream->bytesIn(), 3000000);
    front.last().reply("ok");
    QCOMPARE(client.readResponse().body, QByteArray("ok"));
    QTRY_COMPARE(front.last().finished, 1);
}

void TestGuardRequests::stopsReadingABodyThatNobodyTakes()
{
    ScriptedFront front;
    front.onRequest = [](ScriptedExchange &exchange) {
        exchange.takesBody = false;
        exchange.observe();
    };
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, front.port());
    const qint64 size = 40LL * 1024 * 1024;
    client.write(post("/s", QByteArray(size, 'x')));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    qint64 before = -1;
    while (before != client.bytesToWrite()) {
        before = client.bytesToWrite();
        QTest::qWait(100);
    }
    QVERIFY(before > size / 2);
    QVERIFY(front.last().stream->bytesIn() < 2 * proxy::BodyIntake::kWindow);
    front.last().takesBody = true;
    front.last().bodyReady();
    QTRY_VERIFY_WITH_TIMEOUT(front.last().bodyEnded, 10000);
    QCOMPARE(front.last().body.size(), size);
}

void TestGuardRequests::continuesOnlyWhenTheBodyIsWanted()
{
    ScriptedFront front;
    front.onRequest = [](ScriptedExchange &) {};
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(rawRequest("GET", "/first")
                        + "POST /e HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
                          "Expect: 100-continue\r\n\r\n"));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.last().reply("1");
    QTRY_COMPARE(front.exchanges.size(), size_t(2));
    QCOMPARE(client.readResponse().body, QByteArray("1"));
    client.readFor(20ms);
    QVERIFY(client.received().isEmpty());
    front.collect(front.last(), ScriptedFront::echo);
    QVERIFY(client.waitForText("HTTP/1.1 100 Continue\r\n\r\n"));
    QVERIFY(client.send("body"));
    QCOMPARE(client.readResponse().body, QByteArray("POST /e body"));
}

void TestGuardRequests::leavesOutTheContinueWhenTheBodyIsThere()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send("POST /e HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
                        "Expect: 100-continue\r\n\r\nbo"));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    QVERIFY(client.send("dy"));
    const RawResponse response = client.readResponse();
    QCOMPARE(response.body, QByteArray("POST /e body"));
    QVERIFY(!client.arrivals().front().bytes.contains("100 Continue"));
}

void TestGuardRequests::closesWhenTheBodyWasNotRead()
{
    ScriptedFront front;
    front.onRequest = [](ScriptedExchange &exchange) { exchange.reply("no, thanks"); };
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    // The client goes on sending: the answer must survive that.
    QVERIFY(client.send("POST /e HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n\r\n"));
    client.send(QByteArray(5000000, 'x'));
    const RawResponse response = client.readResponse();
    QCOMPARE(response.body, QByteArray("no, thanks"));
    QCOMPARE(response.header("connection"), QByteArray("close"));
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.end(), WireEnd::PeerFin);
}

void TestGuardRequests::honoursConnectionClose()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(rawRequest("GET", "/x", {{"Connection", "close"}})
                        + rawRequest("GET", "/never")));
    const RawResponse response = client.readResponse();
    QCOMPARE(response.header("connection"), QByteArray("close"));
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.end(), WireEnd::PeerFin);
    QCOMPARE(front.exchanges.size(), size_t(1));
    client.close();
    QTRY_COMPARE(front.listener->openConnections(), 0);
}

void TestGuardRequests::speaksHttp10()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    const RawResponse response =
        client.exchange("POST /old HTTP/1.0\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
    QCOMPARE(response.version, QByteArray("HTTP/1.1"));
    QCOMPARE(response.body, QByteArray("POST /old abc"));
    QVERIFY(client.waitForEnd());
}

void TestGuardRequests::keepsHttp10AliveWhenAsked()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    const QByteArray request =
        "GET /old HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n";
    for (int i = 0; i < 2; ++i) {
        const RawResponse response = client.exchange(request);
        QCOMPARE(response.body, QByteArray("GET /old "));
        QCOMPARE(response.header("connection"), QByteArray("keep-alive"));
    }
}

void TestGuardRequests::sendsNoBodyToHead()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(rawRequest("HEAD", "/h") + rawRequest("GET", "/g")));
    const RawResponse response = client.readResponse(true);
    QCOMPARE(response.header("content-length"), QByteArray("8"));
    QCOMPARE(client.readResponse().body, QByteArray("GET /g "));
}

void TestGuardRequests::forgetsAnEmptyLineBetweenRequests()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(post("/a", "1") + "\r\n" + post("/b", "2")));
    QCOMPARE(client.readResponse().body, QByteArray("POST /a 1"));
    QCOMPARE(client.readResponse().body, QByteArray("POST /b 2"));
}

void TestGuardRequests::answersTenThousandPipelinedRequests()
{
    ScriptedFront front;
    qint64 answered = 0;
    front.onRequest = [&answered, &front](ScriptedExchange &exchange) {
        ++answered;
        exchange.reply("x");
        front.exchanges.clear();
    };
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, front.port());
    client.write(rawRequest("GET", "/x").repeated(10000));
    connect(&client, &QTcpSocket::readyRead, &client, [&client] { client.readAll(); });
    QTRY_COMPARE_WITH_TIMEOUT(answered, 10000, 20000);
}

void TestGuardRequests::outlivesItsListener()
{
    ScriptedFront front;
    front.onRequest = [](ScriptedExchange &exchange) { exchange.observe(); };
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.listener.reset();
    QVERIFY(client.waitForEnd());
    ScriptedExchange &exchange = front.last();
    QCOMPARE(exchange.gone, 0);
    QVERIFY(exchange.stream->isClientGone());
    exchange.reply("nobody hears this");
    exchange.stream->cut();
    exchange.stream.reset();
}

QTEST_GUILESS_MAIN(TestGuardRequests)
#include "tst_guardrequests.moc"

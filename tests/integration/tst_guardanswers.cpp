// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/rawclient.h"
#include "tests/support/scriptedfront.h"
#include "tests/support/systemfacts.h"

#include <QHostAddress>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace std::chrono_literals;
using proxy::BodyFraming;
using proxy::ErrorCode;
using standins::WireEnd;
using standins::WireFraming;

class TestGuardAnswers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void adaptsTheFramingToTheClient_data();
    void adaptsTheFramingToTheClient();
    void passesChunksUntouched();
    void leavesOutTheBodyOfHead_data();
    void leavesOutTheBodyOfHead();
    void cutsAnAnswerThatBreaksItsPromise();
    void cutsSoThatItIsNoEnd_data();
    void cutsSoThatItIsNoEnd();
    void cutsWhenTheStreamIsDestroyed();
    void tellsWhenASlowClientCatchesUp();
    void tellsWhenTheClientLeaves_data();
    void tellsWhenTheClientLeaves();
    void tellsTheCollectorWhenTheClientLeaves();
    void noticesTheClientsLeavingBehindUnreadInput();
    void tellsALateObserverThatTheClientLeft();
    void staysSilentAfterTheStreamIsDestroyed();
    void tellsWhenTheLastByteIsOut();
    void holdsTheBytesOfATunnelUntilItIsOpen();
    void endsATunnelFromEitherSide_data();
    void endsATunnelFromEitherSide();
    void goesOnAfterARefusedUpgrade();
    void closesIdleConnectionsAtStop();
    void answersWhoConnectedBeforeTheStop();
    void finishesExchangesAtStop();
    void aCutWaitsForNoClient_data();
    void aCutWaitsForNoClient();
    void aCutOfWhatEndsByCloseIsNoEnd();
};

namespace {

QByteArray get(const QByteArray &version, const QByteArray &method = "GET")
{
    return method + " /x " + version + "\r\nHost: localhost\r\n\r\n";
}

const QByteArray kUpgrade = "GET /v1/responses HTTP/1.1\r\nHost: localhost\r\n"
                            "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

/// A front whose exchanges are watched and answered by the test.
void watch(ScriptedFront &front)
{
    front.onRequest = [](ScriptedExchange &exchange) { exchange.observe(); };
}

} // namespace

void TestGuardAnswers::adaptsTheFramingToTheClient_data()
{
    QTest::addColumn<BodyFraming>("framing");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<WireFraming>("seen");
    QTest::addColumn<bool>("closes");
    QTest::newRow("length to 1.1")
        << BodyFraming::Length << QByteArray("HTTP/1.1") << WireFraming::Length << false;
    QTest::newRow("length to 1.0")
        << BodyFraming::Length << QByteArray("HTTP/1.0") << WireFraming::Length << true;
    QTest::newRow("chunked to 1.1")
        << BodyFraming::Chunked << QByteArray("HTTP/1.1") << WireFraming::Chunked << false;
    QTest::newRow("chunked to 1.0")
        << BodyFraming::Chunked << QByteArray("HTTP/1.0") << WireFraming::UntilClose << true;
    QTest::newRow("until close to 1.1")
        << BodyFraming::UntilClose << QByteArray("HTTP/1.1") << WireFraming::Chunked << false;
    QTest::newRow("until close to 1.0")
        << BodyFraming::UntilClose << QByteArray("HTTP/1.0") << WireFraming::UntilClose << true;
}

void TestGuardAnswers::adaptsTheFramingToTheClient()
{
    QFETCH(BodyFraming, framing);
    QFETCH(QByteArray, version);
    QFETCH(bool, closes);
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get(version)));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    ScriptedExchange &exchange = front.last();
    exchange.begin(framing, 10);
    for (const char *piece : {"first", "other"}) {
        if (framing == BodyFraming::Chunked)
            exchange.writeChunk(piece);
        else
            exchange.write(piece);
    }
    if (framing == BodyFraming::Chunked)
        exchange.stream->write({"0\r\n\r\n", {}});
    exchange.stream->end();
    const RawResponse response = client.readResponse();
    QVERIFY(response.complete);
    QTEST(response.framing, "seen");
    QCOMPARE(response.body, QByteArray("firstother"));
    QCOMPARE(response.reason, QByteArray("Scripted"));
    QCOMPARE(response.header("connection"), QByteArray(closes ? "close" : ""));
    if (closes) {
        QVERIFY(client.waitForEnd());
        QCOMPARE(client.end(), WireEnd::PeerFin);
        return;
    }
    QVERIFY(client.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(2));
}

void TestGuardAnswers::passesChunksUntouched()
{
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.last().begin(BodyFraming::Chunked);
    const QByteArray wire = "0003;odd=1\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n";
    const QByteArrayView payload = "abc";
    front.last().stream->write({wire, {&payload, 1}});
    front.last().stream->end();
    QVERIFY(client.waitForText("X-Trailer: 1\r\n\r\n"));
    QVERIFY(client.received().endsWith("\r\n\r\n" + wire));
    QCOMPARE(front.last().stream->bytesOut(), wire.size());
}

void TestGuardAnswers::leavesOutTheBodyOfHead_data()
{
    QTest::addColumn<BodyFraming>("framing");
    QTest::newRow("length") << BodyFraming::Length;
    QTest::newRow("chunked") << BodyFraming::Chunked;
    QTest::newRow("none") << BodyFraming::None;
}

void TestGuardAnswers::leavesOutTheBodyOfHead()
{
    QFETCH(BodyFraming, framing);
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get("HTTP/1.1", "HEAD") + get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.last().begin(framing, 3);
    if (framing != BodyFraming::None)
        front.last().write("abc");
    front.last().stream->end();
    QTRY_COMPARE(front.exchanges.size(), size_t(2));
    front.last().reply("second");
    QCOMPARE(client.readResponse(true).status, 200);
    QCOMPARE(client.readResponse().body, QByteArray("second"));
}

void TestGuardAnswers::cutsAnAnswerThatBreaksItsPromise()
{
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.last().begin(BodyFraming::Length, 10);
    front.last().write("short");
    front.last().stream->end();
    QVERIFY(client.waitForEnd());
    QVERIFY(client.received().endsWith("\r\n\r\nshort"));
}

void TestGuardAnswers::cutsSoThatItIsNoEnd_data()
{
    QTest::addColumn<BodyFraming>("framing");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<WireEnd>("end");
    QTest::newRow("chunked to 1.1")
        << BodyFraming::Chunked << QByteArray("HTTP/1.1") << WireEnd::PeerFin;
    QTest::newRow("length to 1.1")
        << BodyFraming::Length << QByteArray("HTTP/1.1") << WireEnd::PeerFin;
    QTest::newRow("length to 1.0")
        << BodyFraming::Length << QByteArray("HTTP/1.0") << WireEnd::PeerFin;
    QTest::newRow("until close to 1.1")
        << BodyFraming::UntilClose << QByteArray("HTTP/1.1") << WireEnd::PeerFin;
    QTest::newRow("chunked to 1.0")
        << BodyFraming::Chunked << QByteArray("HTTP/1.0") << WireEnd::PeerReset;
    QTest::newRow("until close to 1.0")
        << BodyFraming::UntilClose << QByteArray("HTTP/1.0") << WireEnd::PeerReset;
}

void TestGuardAnswers::cutsSoThatItIsNoEnd()
{
    QFETCH(BodyFraming, framing);
    QFETCH(QByteArray, version);
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get(version)));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.last().begin(framing, 1000000);
    const QByteArray text(100000, 'x');
    if (framing == BodyFraming::Chunked)
        front.last().writeChunk(text);
    else
        front.last().write(text);
    front.last().stream->cut();
    QVERIFY(client.waitForEnd());
    QTEST(client.end(), "end");
    QCOMPARE(client.received().count('x'), text.size()); // what was written came through
    QVERIFY(!client.received().endsWith("0\r\n\r\n"));
}

void TestGuardAnswers::cutsWhenTheStreamIsDestroyed()
{
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.exchanges.clear();
    QVERIFY(client.waitForEnd());
    QVERIFY(client.received().isEmpty());
    QCOMPARE(front.listener->openExchanges(), 0);
}

void TestGuardAnswers::tellsWhenASlowClientCatchesUp()
{
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port(), QStringLiteral("127.0.0.1"), 4096));
    QVERIFY(client.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    ScriptedExchange &exchange = front.last();
    exchange.begin(BodyFraming::UntilClose);
    qint64 written = 0;
    const QByteArray piece(64 * 1024, 'x');
    while (exchange.stream->unsentBytes() < proxy::ClientSink::kHighWater) {
        exchange.write(piece);
        written += piece.size();
    }
    QCOMPARE(exchange.drained, 0);
    QVERIFY(client.waitUntil([&] { return exchange.drained > 0; }));
    QVERIFY(exchange.stream->unsentBytes() < proxy::ClientSink::kLowWater);
    exchange.write("end");
    exchange.stream->end();
    const RawResponse response = client.readResponse();
    QVERIFY(response.complete);
    QCOMPARE(response.body.size(), written + 3);
    QCOMPARE(exchange.drained, 1);
}

void TestGuardAnswers::tellsWhenTheClientLeaves_data()
{
    QTest::addColumn<int>("how");
    QTest::addColumn<bool>("inAnswer");
    QTest::newRow("FIN before the answer") << 0 << false;
    QTest::newRow("half-close before the answer") << 1 << false;
    QTest::newRow("reset before the answer") << 2 << false;
    QTest::newRow("FIN in the answer") << 0 << true;
    QTest::newRow("half-close in the answer") << 1 << true;
    QTest::newRow("reset in the answer") << 2 << true;
}

void TestGuardAnswers::tellsWhenTheClientLeaves()
{
    QFETCH(int, how);
    QFETCH(bool, inAnswer);
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    if (inAnswer) {
        front.last().begin(BodyFraming::UntilClose);
        front.last().write("some");
    }
    if (how == 0)
        client.close();
    else if (how == 1)
        client.shutdownWrite();
    else
        client.reset();
    QTRY_COMPARE(front.last().gone, 1);
    QVERIFY(front.last().stream->isClientGone());
    QCOMPARE(front.last().finished, 0);
    front.last().write("ignored");
    front.last().stream->end();
    QTRY_COMPARE(front.listener->openConnections(), 0);
    QCOMPARE(front.listener->openExchanges(), 0);
    QCOMPARE(front.last().gone, 1);
}

void TestGuardAnswers::tellsTheCollectorWhenTheClientLeaves()
{
    ScriptedFront front;
    front.onRequest = [&front](ScriptedExchange &exchange) {
        exchange.stream->setSinkObserver(&exchange);
        front.collect(exchange, [](ScriptedExchange &) {});
    };
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf"));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    client.close();
    QTRY_VERIFY(front.last().failed);
    QCOMPARE(front.last().failed->code, ErrorCode::ClientGone);
    QCOMPARE(front.last().gone, 0);
    QCOMPARE(front.listener->counters().bufferedBytes, 0);
}

void TestGuardAnswers::noticesTheClientsLeavingBehindUnreadInput()
{
    if (!support::kTellsAll)
        QSKIP("this system does not tell of an end behind unread bytes");
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    // More than is kept while an exchange runs; what comes then stays in the kernel, and the FIN
    // behind it. It must fit there, or the FIN does not even reach this side.
    QVERIFY(client.send(get("HTTP/1.1") + QByteArray(280000, 'x')));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    client.readFor(100ms);
    QVERIFY(client.send(QByteArray(10000, 'x')));
    client.close();
    QTRY_COMPARE(front.last().gone, 1);
}

void TestGuardAnswers::tellsALateObserverThatTheClientLeft()
{
    ScriptedFront front;
    front.onRequest = [](ScriptedExchange &) {};
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    client.close();
    QTRY_VERIFY(front.last().stream->isClientGone());
    front.last().observe();
    QCOMPARE(front.last().gone, 0);
    QTRY_COMPARE(front.last().gone, 1);
}

void TestGuardAnswers::staysSilentAfterTheStreamIsDestroyed()
{
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.last().reply("done");
    front.last().stream.reset();
    QCOMPARE(client.readResponse().body, QByteArray("done"));
    client.close();
    QTRY_COMPARE(front.listener->openConnections(), 0);
    QCOMPARE(front.last().finished + front.last().gone, 0);
}

void TestGuardAnswers::tellsWhenTheLastByteIsOut()
{
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port(), QStringLiteral("127.0.0.1"), 4096));
    QVERIFY(client.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.last().reply(QByteArray(20 * 1024 * 1024, 'x'));
    QVERIFY(front.last().stream->unsentBytes() > 0);
    QCOMPARE(front.last().finished, 0);
    const RawResponse response = client.readResponse();
    QCOMPARE(response.body.size(), 20 * 1024 * 1024);
    QTRY_COMPARE(front.last().finished, 1);
    QCOMPARE(front.last().gone, 0);
}

void TestGuardAnswers::holdsTheBytesOfATunnelUntilItIsOpen()
{
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(kUpgrade + "early frame"));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    ScriptedExchange &exchange = front.last();
    QVERIFY(exchange.head.upgradesToWebSocket);
    client.readFor(20ms);
    QVERIFY(exchange.body.isEmpty());
    exchange.begin(BodyFraming::Tunnel, 0, 101);
    exchange.stream->flush();
    QVERIFY(client.waitForText("\r\n\r\n"));
    QVERIFY(client.received().startsWith("HTTP/1.1 101 "));
    QVERIFY(client.received().contains("Connection: Upgrade\r\nUpgrade: websocket\r\n"));
    QTRY_COMPARE(exchange.body, QByteArray("early frame"));
    client.clearReceived();
    exchange.write("\x81\x02hi");
    QVERIFY(client.waitForBytes(4));
    QCOMPARE(client.received(), QByteArray("\x81\x02hi"));
    QVERIFY(client.send("GET / HTTP/1.1\r\n\r\n")); // only bytes now
    QTRY_COMPARE(exchange.body, QByteArray("early frameGET / HTTP/1.1\r\n\r\n"));
    QCOMPARE(front.exchanges.size(), size_t(1));
}

void TestGuardAnswers::endsATunnelFromEitherSide_data()
{
    QTest::addColumn<QByteArray>("side");
    for (const char *side : {"client", "end", "cut"})
        QTest::newRow(side) << QByteArray(side);
}

void TestGuardAnswers::endsATunnelFromEitherSide()
{
    QFETCH(QByteArray, side);
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(kUpgrade));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    ScriptedExchange &exchange = front.last();
    exchange.begin(BodyFraming::Tunnel, 0, 101);
    exchange.write("hello");
    QVERIFY(client.waitForText("hello"));
    QVERIFY(!exchange.stream->atEnd());
    if (side == "client") {
        QVERIFY(client.send("bye"));
        client.shutdownWrite();
        QTRY_COMPARE(exchange.gone, 1);
        QCOMPARE(exchange.body, QByteArray("bye"));
        QVERIFY(exchange.bodyEnded);
        return;
    }
    if (side == "end")
        exchange.stream->end();
    else
        exchange.stream->cut();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.end(), side == "end" ? WireEnd::PeerFin : WireEnd::PeerReset);
}

void TestGuardAnswers::goesOnAfterARefusedUpgrade()
{
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(kUpgrade));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.last().reply("no tunnel here");
    QCOMPARE(client.readResponse().body, QByteArray("no tunnel here"));
    QVERIFY(client.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(2));
}

void TestGuardAnswers::closesIdleConnectionsAtStop()
{
    ScriptedFront front;
    QSignalSpy drained(front.listener.get(), &proxy::Listener::drained);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QCOMPARE(client.exchange(get("HTTP/1.1")).status, 200);
    const quint16 port = front.port();
    front.listener->stopAccepting();
    QVERIFY(!front.listener->isListening());
    RawClient late;
    QVERIFY(!late.connectTo(port));
    front.listener->closeIdle();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.end(), WireEnd::PeerFin);
    QTRY_COMPARE(drained.size(), 1);
}

/// One waits to be accepted with its request, one is accepted and sends it afterwards.
void TestGuardAnswers::answersWhoConnectedBeforeTheStop()
{
    ScriptedFront front;
    RawClient accepted;
    QVERIFY(accepted.connectTo(front.port()));
    QTRY_COMPARE(front.listener->openConnections(), 1);
    // Nothing is accepted meanwhile: these waits run no event loop.
    QTcpSocket waiting;
    waiting.connectToHost(QHostAddress::LocalHost, front.port());
    QVERIFY(waiting.waitForConnected());
    waiting.write(get("HTTP/1.1"));
    QVERIFY(waiting.waitForBytesWritten());
    QCOMPARE(front.listener->openConnections(), 1);
    QSignalSpy drained(front.listener.get(), &proxy::Listener::drained);
    front.listener->stopAccepting();
    front.listener->closeIdle();
    QVERIFY(accepted.send(get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(2));
    QTRY_VERIFY(waiting.peek(15).startsWith("HTTP/1.1 200 OK"));
    QCOMPARE(accepted.readResponse().status, 200);
    QTRY_COMPARE(drained.size(), 1);
}

void TestGuardAnswers::finishesExchangesAtStop()
{
    ScriptedFront front;
    watch(front);
    QSignalSpy drained(front.listener.get(), &proxy::Listener::drained);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get("HTTP/1.1") + get("HTTP/1.1")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.listener->stopAccepting();
    front.listener->closeIdle();
    QCOMPARE(front.listener->openExchanges(), 1);
    front.last().reply("last words");
    const RawResponse response = client.readResponse();
    QCOMPARE(response.body, QByteArray("last words"));
    QCOMPARE(response.header("connection"), QByteArray("close"));
    QVERIFY(client.waitForEnd());
    QCOMPARE(front.exchanges.size(), size_t(1));
    client.close();
    QTRY_COMPARE(drained.size(), 1);
}

void TestGuardAnswers::aCutWaitsForNoClient_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<int>("exchanges");
    QTest::addColumn<qint64>("answer"); // bytes; -1: none
    QTest::addColumn<bool>("isCut"); // the exchange was, before
    const QByteArray whole = get("HTTP/1.1");
    const QByteArray head = "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n";
    constexpr qint64 kMuch = 32 << 20;
    QTest::newRow("nothing was sent") << QByteArray() << 0 << qint64(-1) << false;
    QTest::newRow("half a head") << whole.chopped(4) << 0 << qint64(-1) << false;
    QTest::newRow("half a body") << head + "1234" << 1 << qint64(-1) << false;
    QTest::newRow("half a body, cut") << head + "1234" << 1 << qint64(-1) << true;
    QTest::newRow("a request without an answer") << whole << 1 << qint64(-1) << false;
    QTest::newRow("an answer nobody takes") << whole << 1 << kMuch << false;
    QTest::newRow("an answer nobody takes, cut") << whole << 1 << kMuch << true;
    QTest::newRow("a refused request") << QByteArray("BAD\r\n\r\n") << 0 << qint64(-1) << false;
}

void TestGuardAnswers::aCutWaitsForNoClient()
{
    QFETCH(QByteArray, sent);
    QFETCH(int, exchanges);
    QFETCH(qint64, answer);
    QFETCH(bool, isCut);
    ScriptedFront front;
    watch(front);
    QSignalSpy drained(front.listener.get(), &proxy::Listener::drained);
    // A client that reads nothing of its own.
    QTcpSocket client;
    client.setReadBufferSize(1);
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), front.port());
    QTRY_COMPARE(front.listener->openConnections(), 1);
    client.write(sent);
    QTRY_COMPARE(front.exchanges.size(), size_t(exchanges));
    if (sent.startsWith("BAD"))
        QTRY_COMPARE(front.refused.size(), size_t(1));
    if (answer >= 0) {
        front.last().begin(BodyFraming::Length, answer * 2);
        front.last().write(QByteArray(answer, 'z'));
        QVERIFY(front.last().stream->unsentBytes() > 0);
    }
    front.listener->stopAccepting();
    if (isCut)
        front.last().stream->cut();
    front.listener->cutAll();
    QCOMPARE(front.listener->openConnections(), 0);
    QTRY_COMPARE(drained.size(), 1);
    QCOMPARE(front.listener->openExchanges(), 0);
}

void TestGuardAnswers::aCutOfWhatEndsByCloseIsNoEnd()
{
    ScriptedFront front;
    watch(front);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(get("HTTP/1.0")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    front.last().begin(BodyFraming::UntilClose);
    front.last().write(QByteArray(32 << 20, 'z'));
    front.last().stream->end(); // whole, but not all of it is out
    front.listener->cutAll();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.end(), WireEnd::PeerReset);
}

QTEST_GUILESS_MAIN(TestGuardAnswers)
#include "tst_guardanswers.moc"

// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/rawclient.h"
#include "tests/support/scriptedfront.h"

#include <QTcpSocket>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace std::chrono_literals;
using proxy::ErrorCode;
using standins::WireEnd;

class TestGuardRefusals final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersOnceAndClosesWhereRequestsCouldBeSmuggled_data();
    void answersOnceAndClosesWhereRequestsCouldBeSmuggled();
    void refusesBadChunks_data();
    void refusesBadChunks();
    void failsAStreamedBodyWithBadChunks();
    void answersEachRefusalWithItsStatus_data();
    void answersEachRefusalWithItsStatus();
    void shapesTheErrorForTheDialectOfThePath();
    void recordsWhatItRefused();
    void sendsNoErrorBodyToHead();
    void answersRequestsBeforeTheRefusedOne();
    void timesOutASlowHead();
    void timesOutASlowBody();
    void timesOutASlowStreamedBody();
    void letsIdleConnectionsGoWithoutAWord_data();
    void letsIdleConnectionsGoWithoutAWord();
    void refusesABodyOverTheLimit_data();
    void refusesABodyOverTheLimit();
    void refusesMoreBufferedBodiesThanThereIsRoomFor();
    void refusesConnectionsOverTheCap();
    void goesOnWhenDescriptorsAreThereAgain();
    void appliesSettingsToRequestsToCome();
};

namespace {

QByteArray withFields(const QByteArray &fields, const QByteArray &body)
{
    return "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n" + body;
}

const QByteArray kSecond = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

template <class T> proxy::ServerSettings with(T proxy::ServerSettings::*field, T value)
{
    proxy::ServerSettings settings;
    settings.*field = value;
    return settings;
}

int connectBlocking(quint16 port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        qFatal("cannot connect");
    return descriptor;
}

int count(const QByteArray &bytes, const char *text)
{
    return static_cast<int>(bytes.count(text));
}

} // namespace

void TestGuardRefusals::answersOnceAndClosesWhereRequestsCouldBeSmuggled_data()
{
    QTest::addColumn<QByteArray>("wire");
    const auto row = [](const char *name, const QByteArray &fields, const QByteArray &body = {}) {
        QTest::newRow(name) << withFields(fields, body + kSecond);
    };
    row("CL.TE", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n");
    row("TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\n");
    row("TE.TE", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "0\r\n\r\n");
    row("obscured TE", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n");
    row("TE behind a vertical tab",
        "Transfer-Encoding: \x0b"
        "chunked\r\n",
        "0\r\n\r\n");
    row("space before colon", "Transfer-Encoding : chunked\r\n", "0\r\n\r\n");
    row("length with space before colon", "Content-Length : 3\r\n", "abc");
    row("two lengths", "Content-Length: 0\r\nContent-Length: 43\r\n");
    row("two equal lengths", "Content-Length: 3\r\nContent-Length: 3\r\n", "abc");
    row("negative length", "Content-Length: -3\r\n");
    row("signed length", "Content-Length: +3\r\n", "abc");
    row("overflowing length", "Content-Length: 99999999999999999999\r\n");
    row("length list", "Content-Length: 3, 3\r\n", "abc");
    row("bare LF after a field", "X: 1\nContent-Length: 3\r\n", "abc");
    row("bare CR in a field", "X: 1\rContent-Length: 3\r\n", "abc");
    row("continuation line", "X: 1\r\n Content-Length: 3\r\n", "abc");
    row("NUL in a field", QByteArray("X: \0\r\n", 6));
    row("no colon", "Content-Length 3\r\n", "abc");
    row("two hosts", "Host: localhost\r\n");
    QTest::newRow("chunked on 1.0")
        << "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
               + kSecond;
    QTest::newRow("bare LF head") << "GET / HTTP/1.1\nHost: localhost\n\n" + kSecond;
    QTest::newRow("garbage") << "\x01\x02" + kSecond;
}

void TestGuardRefusals::answersOnceAndClosesWhereRequestsCouldBeSmuggled()
{
    QFETCH(QByteArray, wire);
    for (const qsizetype piece : {qsizetype(1), qsizetype(13), wire.size()}) {
        ScriptedFront front;
        RawClient client;
        QVERIFY(client.connectTo(front.port()));
        client.sendInPieces(wire, piece);
        QVERIFY(client.waitForEnd());
        QVERIFY(client.received().startsWith("HTTP/1.1 400 Bad Request\r\n"));
        QCOMPARE(count(client.received(), "HTTP/1.1 "), 1);
        QVERIFY(client.received().contains("\r\nConnection: close\r\n"));
        QVERIFY(front.exchanges.empty());
        QCOMPARE(front.refused.size(), size_t(1));
        QCOMPARE(front.refused.front().status, 400);
    }
}

void TestGuardRefusals::refusesBadChunks_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no size") << QByteArray("\r\nabc\r\n0\r\n\r\n");
    QTest::newRow("negative size") << QByteArray("-3\r\nabc\r\n0\r\n\r\n");
    QTest::newRow("hex prefix") << QByteArray("0x3\r\nabc\r\n0\r\n\r\n");
    QTest::newRow("size and space") << QByteArray("3 \r\nabc\r\n0\r\n\r\n");
    QTest::newRow("bare LF after size") << QByteArray("3\nabc\r\n0\r\n\r\n");
    QTest::newRow("chunk too long") << QByteArray("3\r\nabcd\r\n0\r\n\r\n");
    QTest::newRow("chunk too short") << QByteArray("4\r\nabc\r\n0\r\n\r\n");
    QTest::newRow("overflowing size") << QByteArray("FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n");
    QTest::newRow("trailer") << QByteArray("3\r\nabc\r\n0\r\nX: 1\r\n\r\n");
    QTest::newRow("bare LF at the end") << QByteArray("3\r\nabc\r\n0\r\n\n");
}

void TestGuardRefusals::refusesBadChunks()
{
    QFETCH(QByteArray, body);
    const QByteArray wire = withFields("Transfer-Encoding: chunked\r\n", body + kSecond);
    for (const qsizetype piece : {qsizetype(1), wire.size()}) {
        ScriptedFront front;
        RawClient client;
        QVERIFY(client.connectTo(front.port()));
        client.sendInPieces(wire, piece);
        QVERIFY(client.waitForEnd());
        QVERIFY(client.received().startsWith("HTTP/1.1 400 Bad Request\r\n"));
        QCOMPARE(count(client.received(), "HTTP/1.1 "), 1);
        QCOMPARE(front.exchanges.size(), size_t(1));
        QCOMPARE(front.last().failed->code, ErrorCode::MalformedRequest);
    }
}

void TestGuardRefusals::failsAStreamedBodyWithBadChunks()
{
    ScriptedFront front;
    front.onRequest = [](ScriptedExchange &exchange) { exchange.observe(); };
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(withFields("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    QTRY_COMPARE(front.last().body, QByteArray("abc"));
    QVERIFY(client.send("junk\r\n" + kSecond));
    QTRY_VERIFY(front.last().failed);
    QCOMPARE(front.last().failed->code, ErrorCode::MalformedRequest);
    front.last().reply("sorry");
    QVERIFY(client.waitForEnd());
    QCOMPARE(count(client.received(), "HTTP/1.1 "), 1);
    QCOMPARE(front.exchanges.size(), size_t(1));
}

void TestGuardRefusals::answersEachRefusalWithItsStatus_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<int>("status");
    QTest::newRow("other host") << QByteArray("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                                << 421;
    QTest::newRow("absolute form of another")
        << QByteArray("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n") << 421;
    QTest::newRow("web socket for another host")
        << QByteArray("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: upgrade\r\n"
                      "Upgrade: websocket\r\n\r\n")
        << 421;
    QTest::newRow("CONNECT") << QByteArray("CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n") << 405;
    QTest::newRow("TRACE") << QByteArray("TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n") << 405;
    QTest::newRow("long target") << "GET /" + QByteArray(100000, 'a') + " HTTP/1.1\r\n" << 414;
    QTest::newRow("large head") << withFields("X: " + QByteArray(200000, 'a') + "\r\n", {}) << 431;
    QTest::newRow("many fields") << withFields(QByteArray("X: 1\r\n").repeated(300), {}) << 431;
}

void TestGuardRefusals::answersEachRefusalWithItsStatus()
{
    QFETCH(QByteArray, wire);
    QFETCH(int, status);
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    client.send(wire);
    const RawResponse response = client.readResponse();
    QCOMPARE(response.status, status);
    QVERIFY(response.complete);
    // With the answer, not when the connection has lingered for two seconds.
    QVERIFY(client.waitForEnd(1500ms));
    QCOMPARE(client.end(), WireEnd::PeerFin);
    QVERIFY(front.exchanges.empty());
    QCOMPARE(front.listener->counters().requestsRefused, quint64(1));
}

void TestGuardRefusals::shapesTheErrorForTheDialectOfThePath()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    const RawResponse response = client.exchange(withFields("Content-Length: x\r\n", {}));
    QVERIFY(response.body.contains("invalid_request_error"));
    QVERIFY(response.body.startsWith("{\"type\":\"error\""));
}

void TestGuardRefusals::recordsWhatItRefused()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    client.send("POST /v1/messages?x HTTP/1.1\r\nbroken\r\n");
    QVERIFY(client.waitForEnd());
    QCOMPARE(front.refused.size(), size_t(1));
    const RefusedRequest &refused = front.refused.front();
    QCOMPARE(refused.head.method, QByteArray("POST"));
    QCOMPARE(refused.head.target, QByteArray("/v1/messages?x"));
    QCOMPARE(refused.head.dialect(), proxy::Dialect::Anthropic);
    QCOMPARE(refused.head.peer, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(refused.error.code, ErrorCode::MalformedRequest);
}

void TestGuardRefusals::sendsNoErrorBodyToHead()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    client.send("HEAD / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    QVERIFY(client.waitForEnd());
    QVERIFY(client.received().startsWith("HTTP/1.1 421 "));
    QVERIFY(client.received().endsWith("\r\n\r\n"));
}

void TestGuardRefusals::answersRequestsBeforeTheRefusedOne()
{
    ScriptedFront front;
    front.onRequest = [](ScriptedExchange &) {};
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(rawRequest("GET", "/good") + "nonsense\r\n\r\n" + kSecond));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    QVERIFY(front.refused.empty());
    front.last().reply("fine");
    QCOMPARE(client.readResponse().body, QByteArray("fine"));
    QCOMPARE(client.readResponse().status, 400);
    QVERIFY(client.waitForEnd());
    QCOMPARE(front.exchanges.size(), size_t(1));
}

void TestGuardRefusals::timesOutASlowHead()
{
    ScriptedFront front(with(&proxy::ServerSettings::headTimeout, std::chrono::milliseconds(50ms)));
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send("GET /slow HTTP/1.1\r\n"));
    // Each byte comes in time; the head as a whole does not.
    while (client.end() == WireEnd::Open && client.received().isEmpty()) {
        client.send("X");
        client.readFor(10ms);
    }
    QCOMPARE(client.readResponse().status, 408);
    QVERIFY(client.waitForEnd());
    QCOMPARE(front.refused.front().error.code, ErrorCode::RequestTimeout);
    QCOMPARE(front.refused.front().head.target, QByteArray("/slow"));
}

void TestGuardRefusals::timesOutASlowBody()
{
    ScriptedFront front(with(&proxy::ServerSettings::bodyTimeout, std::chrono::milliseconds(50ms)));
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    const RawResponse response = client.exchange(withFields("Content-Length: 10\r\n", "only"));
    QCOMPARE(response.status, 408);
    QVERIFY(client.waitForEnd());
    QCOMPARE(front.last().failed->code, ErrorCode::RequestTimeout);
}

void TestGuardRefusals::timesOutASlowStreamedBody()
{
    ScriptedFront front(with(&proxy::ServerSettings::bodyTimeout, std::chrono::milliseconds(50ms)));
    front.onRequest = [](ScriptedExchange &exchange) { exchange.observe(); };
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QVERIFY(client.send(withFields("Content-Length: 10\r\n", "only")));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    QTRY_VERIFY(front.last().failed);
    QCOMPARE(front.last().failed->code, ErrorCode::RequestTimeout);
    QCOMPARE(front.last().gone, 0);
}

void TestGuardRefusals::letsIdleConnectionsGoWithoutAWord_data()
{
    QTest::addColumn<bool>("used");
    QTest::newRow("never used") << false;
    QTest::newRow("after a request") << true;
}

void TestGuardRefusals::letsIdleConnectionsGoWithoutAWord()
{
    QFETCH(bool, used);
    proxy::ServerSettings settings;
    settings.headTimeout = settings.keepAliveTimeout = 40ms;
    ScriptedFront front(settings);
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    if (used)
        QCOMPARE(client.exchange(rawRequest("GET", "/x")).status, 200);
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.end(), WireEnd::PeerFin);
    QVERIFY(client.received().isEmpty());
    QVERIFY(front.refused.empty());
    QTRY_COMPARE(front.listener->openConnections(), 0);
}

void TestGuardRefusals::refusesABodyOverTheLimit_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("by its length") << withFields("Content-Length: 1001\r\n", {});
    QTest::newRow("by its length, expecting")
        << withFields("Content-Length: 1001\r\nExpect: 100-continue\r\n", {});
    QTest::newRow("chunk by chunk")
        << withFields("Transfer-Encoding: chunked\r\n",
                      "1f4\r\n" + QByteArray(500, 'x') + "\r\n1f5\r\n" + QByteArray(501, 'x'));
}

void TestGuardRefusals::refusesABodyOverTheLimit()
{
    QFETCH(QByteArray, wire);
    ScriptedFront front(with(&proxy::ServerSettings::maxBodyBytes, qint64(1000)));
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    const RawResponse response = client.exchange(wire);
    QCOMPARE(response.status, 413);
    QVERIFY(!client.arrivals().front().bytes.contains("100 Continue"));
    QVERIFY(client.waitForEnd());
    QCOMPARE(front.last().failed->code, ErrorCode::BodyTooLarge);
    QCOMPARE(front.listener->counters().bufferedBytes, 0);
}

void TestGuardRefusals::refusesMoreBufferedBodiesThanThereIsRoomFor()
{
    ScriptedFront front(with(&proxy::ServerSettings::maxBufferedBytes, qint64(1500)));
    front.onRequest = [&front](ScriptedExchange &exchange) {
        front.collect(exchange, [](ScriptedExchange &) {});
    };
    const QByteArray wire = withFields("Content-Length: 1000\r\n", QByteArray(1000, 'x'));
    RawClient first;
    RawClient second;
    QVERIFY(first.connectTo(front.port()) && second.connectTo(front.port()));
    QVERIFY(first.send(wire));
    QTRY_COMPARE(front.exchanges.size(), size_t(1));
    QTRY_COMPARE(front.last().body.size(), 1000);
    QCOMPARE(front.listener->counters().bufferedBytes, 1000);
    QCOMPARE(second.exchange(wire).status, 503);
    front.exchanges.front()->reply("ok"); // which frees its body
    QCOMPARE(front.listener->counters().bufferedBytes, 0);
    RawClient third;
    QVERIFY(third.connectTo(front.port()));
    QVERIFY(third.send(wire));
    QTRY_COMPARE(front.exchanges.size(), size_t(3));
    QTRY_COMPARE(front.last().body.size(), 1000);
}

void TestGuardRefusals::refusesConnectionsOverTheCap()
{
    ScriptedFront front(with(&proxy::ServerSettings::maxConnections, 2));
    RawClient one;
    RawClient two;
    QVERIFY(one.connectTo(front.port()) && two.connectTo(front.port()));
    QCOMPARE(one.exchange(rawRequest("GET", "/1")).status, 200);
    QCOMPARE(two.exchange(rawRequest("GET", "/2")).status, 200);
    RawClient three;
    QVERIFY(three.connectTo(front.port()));
    const RawResponse response = three.exchange(rawRequest("GET", "/3"));
    QCOMPARE(response.status, 503);
    QCOMPARE(response.header("retry-after"), QByteArray("1"));
    QVERIFY(three.waitForEnd());
    QCOMPARE(three.end(), WireEnd::PeerFin);
    QCOMPARE(front.exchanges.size(), size_t(2));
    QCOMPARE(front.listener->counters().connectionsRefused, quint64(1));
    one.close();
    three.close();
    QTRY_COMPARE(front.listener->openConnections(), 1);
    RawClient four;
    QVERIFY(four.connectTo(front.port()));
    QCOMPARE(four.exchange(rawRequest("GET", "/4")).status, 200);
}

void TestGuardRefusals::goesOnWhenDescriptorsAreThereAgain()
{
    ScriptedFront front;
    rlimit before {};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
    // Connected without a turn of the event loop: nothing is accepted yet, and no descriptor will
    // be left for it.
    std::vector<int> clients;
    for (int i = 0; i < 4; ++i)
        clients.push_back(connectBlocking(front.port()));
    const int next = dup(0);
    close(next);
    rlimit scarce = before;
    scarce.rlim_cur = static_cast<rlim_t>(next);
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &scarce), 0);
    rusage usedBefore {};
    getrusage(RUSAGE_SELF, &usedBefore);
    QTest::qWait(400);
    rusage used {};
    getrusage(RUSAGE_SELF, &used);
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &before), 0);
    QVERIFY(front.exchanges.empty());
    const auto cpuMs = [](const rusage &usage) {
        return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
               + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
    };
    QVERIFY2(cpuMs(used) - cpuMs(usedBefore) < 200, "accept() is tried in a busy loop");
    for (const int client : clients) {
        const QByteArray request = rawRequest("GET", "/x");
        QCOMPARE(::send(client, request.constData(), static_cast<size_t>(request.size()), 0),
                 ssize_t(request.size()));
        char answer[12] = {};
        QTRY_VERIFY(::recv(client, answer, sizeof answer, MSG_DONTWAIT | MSG_PEEK) > 11);
        QCOMPARE(QByteArray(answer, sizeof answer), QByteArray("HTTP/1.1 200"));
        close(client);
    }
}

void TestGuardRefusals::appliesSettingsToRequestsToCome()
{
    ScriptedFront front;
    RawClient client;
    QVERIFY(client.connectTo(front.port()));
    QCOMPARE(client.exchange(rawRequest("GET", "/x")).status, 200);
    proxy::ServerSettings changed = front.settings;
    changed.allowedHosts = QStringList {QStringLiteral("proxy.example")};
    front.listener->applySettings(changed);
    QCOMPARE(client.exchange("GET / HTTP/1.1\r\nHost: proxy.example\r\n\r\n").status, 200);
}

QTEST_GUILESS_MAIN(TestGuardRefusals)
#include "tst_guardrefusals.moc"

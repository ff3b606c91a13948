// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreamclient.h"

#include "tests/support/fakebodysource.h"
#include "tests/support/requests.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/upstreamrecorder.h"

#include <QTest>

#include <sys/socket.h>
#include <unistd.h>

using namespace std::chrono_literals;
using namespace support;
using proxy::ErrorCode;
using proxy::Instant;
using proxy::UpstreamCall;
using proxy::UpstreamClient;
using proxy::UpstreamRequest;
using proxy::UpstreamSettings;

namespace {

const QByteArray kStreamHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Sends one request and waits for its end.
void exchange(UpstreamClient &client, UpstreamRequest request, UpstreamRecorder &recorder)
{
    const std::unique_ptr<UpstreamCall> call = client.send(std::move(request), &recorder);
    QVERIFY(QTest::qWaitFor([&] { return recorder.isOver(); }));
}

/// A port on which connecting takes for ever: its queue is full and nobody accepts.
class FullPort final
{
public:
    FullPort()
    {
        if (::listen(static_cast<int>(m_server.socketDescriptor()), 0) != 0)
            qFatal("listen");
        m_server.pauseAccepting();
        for (QTcpSocket &filler : m_fillers)
            filler.connectToHost(QHostAddress::LocalHost, m_server.serverPort());
        if (!m_fillers[0].waitForConnected())
            qFatal("the first connect fits");
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

private:
    ScriptedServer m_server {{Script {}}};
    QTcpSocket m_fillers[3];
};

} // namespace

class TestUpstreamPolicy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void triesToConnectTwice();
    void retriesAsOftenAsTheSettingsSay();
    void findsAnUpstreamThatRestarts();
    void resendsWhereNothingWasWritten();
    void doesNotResendWhatTheKernelTook_data();
    void doesNotResendWhatTheKernelTook();
    void resendsSafeMethods();
    void resendsWhatWasNotSentToItsEnd();
    void doesNotResendABodyThatStreamsThrough();
    void doesNotResendAfterAnyByteOfAnAnswer();
    void resendsOnAFreshConnection();

    void limitsConnecting();
    void limitsTheWaitForAHead();
    void aClientThatSendsSlowlyIsNoSilentUpstream();
    void limitsSilence();
    void doesNotLimitATrickle();
    void doesNotTakeAPauseForSilence();
    void doesNotLimitATunnel();
    void doesNotLimitASlowClient();
    void closesIdleConnections();

    void opensTheBreakerAfterFailedConnects();
    void closesTheBreakerByABareConnect();
    void closesTheBreakerByHand();
    void probesOnRequest();
    void forgetsFailuresWithAConnection();
    void doesNotCountAnswers();
    void countsSilenceOfAllConnections();
    void doesNotCountSilenceBesideAnswers();
    void startsClosedAtANewPlace();

    void carriesManyStreamsAtOnce();
    void boundsWhatASlowClientLeaves();

private:
    void sendFailing(UpstreamClient &client, int times, ErrorCode code);

    std::function<void()> m_onClock;
    Instant m_now;
    proxy::Clock m_clock = [this] {
        if (m_onClock)
            std::exchange(m_onClock, nullptr)();
        return m_now;
    };
};

void TestUpstreamPolicy::init()
{
    m_now = std::chrono::steady_clock::now();
    m_onClock = nullptr;
}

void TestUpstreamPolicy::sendFailing(UpstreamClient &client, int times, ErrorCode code)
{
    for (int i = 0; i < times; ++i) {
        UpstreamRecorder recorder;
        exchange(client, post(), recorder);
        QVERIFY(recorder.error);
        QCOMPARE(recorder.error->code, code);
    }
}

void TestUpstreamPolicy::triesToConnectTwice()
{
    UpstreamClient client(settingsFor(deadPort()));
    UpstreamRecorder recorder;
    const auto call = client.send(post(), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamRefused);
    QVERIFY(!recorder.error->detail.isEmpty());
    QCOMPARE(call->facts().attempts, 2);
    QCOMPARE(client.status().retries, 1U);
    QCOMPARE(client.status().reachable, std::optional(false));
    QCOMPARE(client.status().consecutiveFailures, 2);
    QVERIFY(!client.status().lastError.isEmpty());
}

void TestUpstreamPolicy::retriesAsOftenAsTheSettingsSay()
{
    for (const int retries : {0, 2}) {
        UpstreamSettings settings = settingsFor(deadPort());
        settings.retries = retries;
        UpstreamClient client(settings);
        UpstreamRecorder recorder;
        const auto call = client.send(post(), &recorder);
        QTRY_VERIFY(recorder.isOver());
        QCOMPARE(call->facts().attempts, retries + 1);
    }
}

void TestUpstreamPolicy::findsAnUpstreamThatRestarts()
{
    const quint16 port = deadPort();
    UpstreamClient client(settingsFor(port));
    UpstreamRecorder recorder;
    const auto call = client.send(post(), &recorder);
    QTRY_COMPARE(client.status().consecutiveFailures, 1);
    ScriptedServer server({answering(kOk)});
    server.close();
    QVERIFY(server.listen(QHostAddress::LocalHost, port));
    QTRY_VERIFY(recorder.isOver());
    QVERIFY(recorder.finished);
    QCOMPARE(call->facts().attempts, 2);
}

void TestUpstreamPolicy::resendsWhereNothingWasWritten()
{
    ScriptedServer server({{awaitHeads(), sending(kOk)}, answering(kOk)});
    UpstreamClient client(settingsFor(server.serverPort()), m_clock);
    UpstreamRecorder warm;
    exchange(client, post(), warm);
    // Between the look at the connection and the first byte of the request.
    UpstreamRecorder recorder;
    m_onClock = [&] { m_onClock = [&] { server.dropConnection(0); }; };
    const auto call = client.send(post(), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QVERIFY(recorder.finished);
    QCOMPARE(call->facts().attempts, 1);
    QVERIFY(!call->facts().reusedConnection);
    QCOMPARE(server.connectionCount(), 2);
    QCOMPARE(server.received(0).count("POST"), 1);
    QCOMPARE(server.received(1).count("POST"), 1);
}

void TestUpstreamPolicy::doesNotResendWhatTheKernelTook_data()
{
    QTest::addColumn<bool>("resets");
    QTest::newRow("closed") << false;
    // At once, long before the kernel acknowledges what the program has read.
    QTest::newRow("reset") << true;
}

void TestUpstreamPolicy::doesNotResendWhatTheKernelTook()
{
    QFETCH(bool, resets);
    ScriptedServer server(
        {{awaitHeads(), sending(kOk), awaitHeads(2), resets ? slamShut() : fin()}, answering(kOk)});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder warm;
    exchange(client, post(), warm);
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QVERIFY(recorder.error);
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamClosed);
    QCOMPARE(server.connectionCount(), 1);
}

void TestUpstreamPolicy::resendsSafeMethods()
{
    ScriptedServer server({{awaitHeads(), sending(kOk), awaitHeads(2), fin()}, answering(kOk)});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder warm;
    exchange(client, post(), warm);
    UpstreamRecorder recorder;
    exchange(client, request("GET", "/v1/models"), recorder);
    QVERIFY(recorder.finished);
    QCOMPARE(server.connectionCount(), 2);
}

void TestUpstreamPolicy::resendsWhatWasNotSentToItsEnd()
{
    const QByteArray body(30 * 1024 * 1024, 'x');
    ScriptedServer server({{awaitHeads(), sending(kOk), awaitHeads(2), slamShut()},
                           {awaitBytes(body.size()), sending(kOk)}});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder warm;
    exchange(client, post(), warm);
    UpstreamRecorder recorder;
    const auto call = client.send(post(body), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QVERIFY(recorder.finished);
    QCOMPARE(call->facts().attempts, 2);
    QVERIFY(server.received(1).endsWith(body));
}

void TestUpstreamPolicy::doesNotResendABodyThatStreamsThrough()
{
    ScriptedServer server(
        {{awaitHeads(), sending(kOk), awaitHeads(2), slamShut()}, answering(kOk)});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder warm;
    exchange(client, post(), warm);
    FakeBodySource source;
    source.bytes = "part";
    UpstreamRequest sent = request("POST", "/upload");
    sent.framing = proxy::BodyFraming::Chunked;
    sent.source = &source;
    UpstreamRecorder recorder;
    exchange(client, std::move(sent), recorder);
    QVERIFY(recorder.error);
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamClosed);
    QCOMPARE(server.connectionCount(), 1);
}

void TestUpstreamPolicy::doesNotResendAfterAnyByteOfAnAnswer()
{
    ScriptedServer server(
        {{awaitHeads(), sending(kOk), awaitHeads(2), sending("HTTP/1.1 103 Hi\r\n\r\n"), fin()},
         answering(kOk)});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder warm;
    exchange(client, post(), warm);
    UpstreamRecorder recorder;
    exchange(client, request("GET", "/"), recorder);
    QVERIFY(recorder.error);
    QCOMPARE(server.connectionCount(), 1);
}

void TestUpstreamPolicy::resendsOnAFreshConnection()
{
    // Two warm connections, both dying with their second request: one try each way, no more.
    const Script dying {awaitHeads(), sending(kOk), awaitHeads(2), fin()};
    ScriptedServer server({dying, dying, {awaitHeads(), fin()}});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder one;
    UpstreamRecorder two;
    const auto first = client.send(post(), &one);
    const auto second = client.send(post(), &two);
    QTRY_VERIFY(one.finished && two.finished);
    UpstreamRecorder recorder;
    const auto call = client.send(request("GET", "/"), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QVERIFY(recorder.error);
    QCOMPARE(call->facts().attempts, 2);
    QCOMPARE(server.connectionCount(), 3);
}

void TestUpstreamPolicy::limitsConnecting()
{
    const FullPort full;
    UpstreamClient client(settingsFor(full.port()), m_clock);
    UpstreamRecorder recorder;
    const auto call = client.send(post(), &recorder);
    m_now += 4900ms;
    QTest::qWait(300);
    QVERIFY(!recorder.isOver());
    m_now += 200ms;
    QTRY_VERIFY(recorder.isOver());
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamConnectTimeout);
    QCOMPARE(client.status().consecutiveFailures, 1);
}

void TestUpstreamPolicy::aClientThatSendsSlowlyIsNoSilentUpstream()
{
    ScriptedServer server({{awaitBytes(71)}});
    UpstreamClient client(settingsFor(server.serverPort()), m_clock);
    FakeBodySource source;
    UpstreamRequest sent = request("POST", "/upload");
    sent.headers.append("Content-Length", "10");
    sent.framing = proxy::BodyFraming::Length;
    sent.source = &source;
    UpstreamRecorder recorder;
    const auto call = client.send(std::move(sent), &recorder);
    QTRY_VERIFY(server.connectionCount() == 1 && server.received(0).endsWith("\r\n\r\n"));
    source.feed("hello");
    QTRY_VERIFY(server.received(0).endsWith("hello"));
    for (int pause = 0; pause < 2; ++pause) {
        m_now += 601s;
        QTest::qWait(600);
        QVERIFY(!recorder.isOver());
    }
    // With the last byte the wait for the upstream begins.
    source.feed("world", true);
    QTRY_VERIFY(call->facts().sentAt);
    QTest::qWait(600);
    QVERIFY(!recorder.isOver());
    m_now += 601s;
    QTRY_VERIFY(recorder.isOver());
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamFirstByteTimeout);
}

void TestUpstreamPolicy::limitsTheWaitForAHead()
{
    ScriptedServer server({{awaitHeads(), sending("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")}});
    UpstreamClient client(settingsFor(server.serverPort()), m_clock);
    UpstreamRecorder recorder;
    const auto call = client.send(post(), &recorder);
    QTRY_VERIFY(server.connectionCount() == 1 && server.sent(0) > 0);
    m_now += 601s;
    QTRY_VERIFY(recorder.isOver());
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamFirstByteTimeout);
    QCOMPARE(recorder.heads, 0);
    QTRY_VERIFY(server.isClosed(0));
    QCOMPARE(server.connectionCount(), 1);
}

void TestUpstreamPolicy::limitsSilence()
{
    ScriptedServer server({{awaitHeads(), sending(kStreamHead + "2\r\nhi\r\n")}});
    UpstreamClient client(settingsFor(server.serverPort()), m_clock);
    UpstreamRecorder recorder;
    const auto call = client.send(post(), &recorder);
    QTRY_COMPARE(recorder.payload, QByteArray("hi"));
    // The sweep that notes the progress comes before the one that misses any.
    QTRY_VERIFY((m_now += 601s, recorder.isOver()));
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamIdleTimeout);
    QTRY_VERIFY(server.isClosed(0));
}

void TestUpstreamPolicy::doesNotLimitATrickle()
{
    ScriptedServer server({{awaitHeads(), sending(kStreamHead)}});
    UpstreamSettings settings = settingsFor(server.serverPort());
    settings.idleTimeout = 400ms;
    UpstreamClient client(settings, m_clock);
    UpstreamRecorder recorder;
    const auto call = client.send(post(), &recorder);
    QTRY_COMPARE(recorder.heads, 1);
    QByteArray expected;
    for (int i = 0; i < 4; ++i) {
        m_now += 390ms;
        server.sendToAll("2\r\nhi\r\n");
        expected += "hi";
        QTRY_COMPARE(recorder.payload, expected);
        QTest::qWait(120);
    }
    QVERIFY(!recorder.isOver());
    server.sendToAll("0\r\n\r\n");
    QTRY_VERIFY(recorder.finished);
}

void TestUpstreamPolicy::doesNotTakeAPauseForSilence()
{
    ScriptedServer server({{awaitHeads(), sending(kStreamHead + "2\r\nhi\r\n"), turn(), turn(),
                            sending("5\r\nthere\r\n0\r\n\r\n")}});
    UpstreamClient client(settingsFor(server.serverPort()), m_clock);
    UpstreamRecorder recorder;
    std::unique_ptr<UpstreamCall> call;
    recorder.onPaused = [&] { call->pause(); };
    call = client.send(post(), &recorder);
    QTRY_COMPARE(recorder.payload, QByteArray("hi"));
    QTRY_COMPARE(server.sent(0), kStreamHead.size() + 7 + 15);
    m_now += 601s;
    QTest::qWait(300);
    QVERIFY(!recorder.isOver());
    QCOMPARE(recorder.payload, QByteArray("hi"));
    recorder.onPaused = nullptr;
    call->resume();
    QTRY_VERIFY(recorder.finished);
    QCOMPARE(recorder.payload, QByteArray("hithere"));
}

void TestUpstreamPolicy::doesNotLimitATunnel()
{
    ScriptedServer server({{awaitHeads(), sending("HTTP/1.1 101 Switching Protocols\r\n\r\n")}});
    UpstreamClient client(settingsFor(server.serverPort()), m_clock);
    FakeBodySource source;
    UpstreamRequest sent = request("GET", "/");
    sent.upgradesToWebSocket = true;
    sent.source = &source;
    UpstreamRecorder recorder;
    const auto call = client.send(std::move(sent), &recorder);
    QTRY_COMPARE(recorder.heads, 1);
    m_now += 100h;
    QTest::qWait(300);
    QVERIFY(!recorder.isOver());
    source.feed("still here");
    QTRY_VERIFY(server.received(0).endsWith("still here"));
}

void TestUpstreamPolicy::doesNotLimitASlowClient()
{
    ScriptedServer server({{awaitHeads()}});
    UpstreamClient client(settingsFor(server.serverPort()), m_clock);
    FakeBodySource source;
    UpstreamRequest sent = request("POST", "/");
    sent.framing = proxy::BodyFraming::Chunked;
    sent.source = &source;
    UpstreamRecorder recorder;
    const auto call = client.send(std::move(sent), &recorder);
    QTRY_VERIFY(server.connectionCount() == 1 && !server.received(0).isEmpty());
    m_now += 601s;
    QTest::qWait(300);
    QVERIFY(!recorder.isOver());
}

void TestUpstreamPolicy::closesIdleConnections()
{
    ScriptedServer server({answering(kOk, 2)});
    UpstreamClient client(settingsFor(server.serverPort()), m_clock);
    std::vector<std::unique_ptr<UpstreamRecorder>> recorders;
    std::vector<std::unique_ptr<UpstreamCall>> calls;
    for (int i = 0; i < 40; ++i) {
        recorders.push_back(std::make_unique<UpstreamRecorder>());
        calls.push_back(client.send(post(), recorders.back().get()));
    }
    QTRY_COMPARE(client.status().idleConnections, 40);
    // A burst's connections go soon, the others later.
    m_now += 2s;
    QTRY_COMPARE(client.status().idleConnections, 16);
    m_now += 14s;
    QTRY_COMPARE(client.status().idleConnections, 0);
    for (int i = 0; i < 40; ++i)
        QTRY_VERIFY(server.isClosed(i));
}

void TestUpstreamPolicy::opensTheBreakerAfterFailedConnects()
{
    UpstreamSettings settings = settingsFor(deadPort());
    settings.retries = 0;
    UpstreamClient client(settings);
    int changes = 0;
    client.setBreakerObserver([&] { ++changes; });
    sendFailing(client, 4, ErrorCode::UpstreamRefused);
    QVERIFY(!client.status().breakerOpen);
    sendFailing(client, 1, ErrorCode::UpstreamRefused);
    QVERIFY(client.status().breakerOpen);
    QCOMPARE(changes, 1);
    QVERIFY(client.status().breakerSince && client.status().nextProbe);
    const quint64 opened = client.status().connectionsOpened;
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamBreakerOpen);
    QCOMPARE(recorder.error->retryAfter, std::optional(1s));
    QCOMPARE(client.status().connectionsOpened, opened);
}

void TestUpstreamPolicy::closesTheBreakerByABareConnect()
{
    const quint16 port = deadPort();
    UpstreamSettings settings = settingsFor(port);
    settings.breakerThreshold = 1;
    UpstreamClient client(settings);
    sendFailing(client, 1, ErrorCode::UpstreamRefused);
    QVERIFY(client.status().breakerOpen);
    ScriptedServer server({Script {}, answering(kOk)});
    server.close();
    QVERIFY(server.listen(QHostAddress::LocalHost, port));
    QTRY_VERIFY(!client.status().breakerOpen);
    QCOMPARE(client.status().reachable, std::optional(true));
    QCOMPARE(client.status().consecutiveFailures, 0);
    QTRY_VERIFY(server.connectionCount() == 1 && server.isClosed(0));
    QCOMPARE(server.received(0), QByteArray());
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QVERIFY(recorder.finished);
}

void TestUpstreamPolicy::closesTheBreakerByHand()
{
    UpstreamSettings settings = settingsFor(deadPort());
    settings.breakerThreshold = 1;
    UpstreamClient client(settings);
    sendFailing(client, 1, ErrorCode::UpstreamRefused);
    client.resetBreaker();
    QVERIFY(!client.status().breakerOpen);
    QVERIFY(!client.status().nextProbe);
    sendFailing(client, 1, ErrorCode::UpstreamRefused);
    QVERIFY(client.status().breakerOpen);
}

void TestUpstreamPolicy::probesOnRequest()
{
    ScriptedServer server({Script {}});
    UpstreamClient client(settingsFor(server.serverPort()));
    QVERIFY(!client.status().reachable);
    client.probeNow();
    QTRY_COMPARE(client.status().reachable, std::optional(true));
    QTRY_VERIFY(server.isClosed(0));
    UpstreamSettings dead = settingsFor(deadPort());
    client.applySettings(dead);
    QVERIFY(!client.status().reachable);
    client.probeNow();
    QTRY_COMPARE(client.status().reachable, std::optional(false));
    QVERIFY(!client.status().breakerOpen);
}

void TestUpstreamPolicy::forgetsFailuresWithAConnection()
{
    const quint16 port = deadPort();
    UpstreamSettings settings = settingsFor(port);
    settings.retries = 0;
    UpstreamClient client(settings);
    sendFailing(client, 4, ErrorCode::UpstreamRefused);
    ScriptedServer server({{awaitHeads(), fin()}});
    server.close();
    QVERIFY(server.listen(QHostAddress::LocalHost, port));
    sendFailing(client, 1, ErrorCode::UpstreamClosed);
    QCOMPARE(client.status().consecutiveFailures, 0);
}

void TestUpstreamPolicy::doesNotCountAnswers()
{
    ScriptedServer server(
        {answering("HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")});
    UpstreamSettings settings = settingsFor(server.serverPort());
    settings.breakerThreshold = 1;
    UpstreamClient client(settings);
    for (int i = 0; i < 6; ++i) {
        UpstreamRecorder recorder;
        exchange(client, post(), recorder);
        QCOMPARE(recorder.head.status, 503);
    }
    QVERIFY(!client.status().breakerOpen);
}

void TestUpstreamPolicy::countsSilenceOfAllConnections()
{
    ScriptedServer server({{awaitHeads()}});
    UpstreamSettings settings = settingsFor(server.serverPort());
    settings.breakerThreshold = 1;
    UpstreamClient client(settings, m_clock);
    UpstreamRecorder recorder;
    const auto call = client.send(post(), &recorder);
    QTRY_VERIFY(server.connectionCount() == 1 && !server.received(0).isEmpty());
    m_now += 601s;
    QTRY_VERIFY(recorder.isOver());
    QVERIFY(client.status().breakerOpen);
}

void TestUpstreamPolicy::doesNotCountSilenceBesideAnswers()
{
    ScriptedServer server({{awaitHeads()}, answering(kOk)});
    UpstreamSettings settings = settingsFor(server.serverPort());
    settings.breakerThreshold = 1;
    UpstreamClient client(settings, m_clock);
    UpstreamRecorder silent;
    const auto call = client.send(post(), &silent);
    QTRY_VERIFY(server.connectionCount() == 1 && !server.received(0).isEmpty());
    m_now += 1s;
    UpstreamRecorder answered;
    exchange(client, post(), answered);
    QVERIFY(answered.finished);
    m_now += 601s;
    QTRY_VERIFY(silent.isOver());
    QCOMPARE(silent.error->code, ErrorCode::UpstreamFirstByteTimeout);
    QVERIFY(!client.status().breakerOpen);
}

void TestUpstreamPolicy::startsClosedAtANewPlace()
{
    UpstreamSettings settings = settingsFor(deadPort());
    settings.breakerThreshold = 1;
    UpstreamClient client(settings);
    sendFailing(client, 1, ErrorCode::UpstreamRefused);
    ScriptedServer server({answering(kOk)});
    client.applySettings(settingsFor(server.serverPort()));
    QVERIFY(!client.status().breakerOpen);
    QVERIFY(!client.status().reachable);
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QVERIFY(recorder.finished);
}

void TestUpstreamPolicy::carriesManyStreamsAtOnce()
{
    constexpr int kStreams = 600;
    // No stream's end is sent before every stream has begun.
    ScriptedServer server({{awaitHeads(), sending(kStreamHead + "2\r\nhi\r\n")}});
    UpstreamClient client(settingsFor(server.serverPort()));
    std::vector<std::unique_ptr<UpstreamRecorder>> recorders;
    std::vector<std::unique_ptr<UpstreamCall>> calls;
    for (int i = 0; i < kStreams; ++i) {
        recorders.push_back(std::make_unique<UpstreamRecorder>());
        calls.push_back(client.send(post(), recorders.back().get()));
    }
    QCOMPARE(client.status().activeCalls, kStreams);
    for (const auto &recorder : recorders)
        QTRY_COMPARE(recorder->payload, QByteArray("hi"));
    server.sendToAll("3\r\nbye\r\n0\r\n\r\n");
    for (const auto &recorder : recorders) {
        QTRY_VERIFY(recorder->finished);
        QCOMPARE(recorder->payload, QByteArray("hibye"));
    }
    QCOMPARE(client.status().activeCalls, 0);
    QVERIFY(client.status().idleConnections <= 256);
}

void TestUpstreamPolicy::boundsWhatASlowClientLeaves()
{
    const QByteArray body(64 * 1024 * 1024, 'x');
    ScriptedServer server({answering("HTTP/1.1 200 OK\r\nContent-Length: "
                                     + QByteArray::number(body.size()) + "\r\n\r\n" + body)});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    std::unique_ptr<UpstreamCall> call;
    recorder.onPaused = [&] { call->pause(); };
    call = client.send(post(), &recorder);
    QTRY_VERIFY(!recorder.payload.isEmpty());
    // Paused after one event's share; then the kernels fill and the upstream stands still.
    qint64 before = -1;
    while (server.sent(0) != before) {
        before = server.sent(0);
        QTest::qWait(50);
    }
    QVERIFY(recorder.payload.size() <= 256 * 1024);
    QVERIFY(server.sent(0) < body.size() / 2);
    recorder.onPaused = nullptr;
    call->resume();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.finished, 20000);
    QVERIFY(recorder.payload == body);
}

QTEST_GUILESS_MAIN(TestUpstreamPolicy)
#include "tst_upstreampolicy.moc"

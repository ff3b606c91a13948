// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreamclient.h"

#include "tests/support/requests.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/upstreamrecorder.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace support;
using proxy::BodyFraming;
using proxy::ErrorCode;
using proxy::UpstreamCall;
using proxy::UpstreamClient;
using proxy::UpstreamRequest;
using proxy::UpstreamSettings;

namespace {

/// Sends one request and waits for its end.
void exchange(UpstreamClient &client, UpstreamRequest request, UpstreamRecorder &recorder)
{
    const std::unique_ptr<UpstreamCall> call = client.send(std::move(request), &recorder);
    QVERIFY(QTest::qWaitFor([&] { return recorder.isOver(); }));
}

} // namespace

class TestUpstreamClient final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatItWasGiven();
    void leavesTheTargetAsRewriteMadeIt();
    void relaysTheAnswerAsItCame();
    void answersWithoutABody_data();
    void answersWithoutABody();
    void skips103();
    void reusesItsConnection();
    void doesNotReuse_data();
    void doesNotReuse();
    void noticesAnIdleConnectionBeingClosed();
    void findsTheOtherAddressOfLocalhost();
    void passesBytesThatLookCompressed();
    void passesTrailersAndChunks();
    void takesAFinAsTheEndOfACloseDelimitedAnswer();
    void takesAResetAsACut();
    void tellsFaultsBeforeTheHead_data();
    void tellsFaultsBeforeTheHead();
    void tellsFaultsAfterTheHead_data();
    void tellsFaultsAfterTheHead();
    void neverSpeaksFromInsideACall();
    void survivesBeingDestroyedInsideAnyCallback_data();
    void survivesBeingDestroyedInsideAnyCallback();
    void closesAtOnceWhenTheCallIsDropped();
    void outlivesSettingsAndDropsOldPlaces();
    void leavesNothingBehindWhenDestroyedFirst();
};

void TestUpstreamClient::sendsWhatItWasGiven()
{
    ScriptedServer server({answering(kOk)});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRequest odd = request("post", "//v1/%7E?a=b+c", "body");
    odd.headers.append("X-Twice", "1");
    odd.headers.append("x-twice", "2");
    UpstreamRecorder recorder;
    exchange(client, std::move(odd), recorder);
    QVERIFY(recorder.finished);
    QCOMPARE(server.received(0),
             QByteArray("post //v1/%7E?a=b+c HTTP/1.1\r\nHost: upstream\r\nContent-Length: 4\r\n"
                        "X-Twice: 1\r\nx-twice: 2\r\n\r\nbody"));
}

void TestUpstreamClient::leavesTheTargetAsRewriteMadeIt()
{
    ScriptedServer server({answering(kOk, 2)});
    UpstreamSettings settings = settingsFor(server.serverPort());
    settings.url.setPath(QStringLiteral("/a b/"));
    UpstreamClient client(settings);
    UpstreamRecorder recorder;
    exchange(client, request("GET", "/v1/models?x=1"), recorder);
    QVERIFY(server.received(0).startsWith("GET /v1/models?x=1 HTTP/1.1\r\n"));
    UpstreamRecorder second;
    exchange(client, request("OPTIONS", "*"), second);
    QVERIFY(server.received(0).contains("OPTIONS * HTTP/1.1\r\n"));
}

void TestUpstreamClient::relaysTheAnswerAsItCame()
{
    const QByteArray fields = "Set-Cookie: a=1\r\nsEt-cookie: b=2\r\nX-Empty: \r\n";
    ScriptedServer server(
        {answering("HTTP/1.1 418 Short and stout\r\n" + fields + "Content-Length: 3\r\n\r\ntea")});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QCOMPARE(recorder.head.status, 418);
    QCOMPARE(recorder.head.reason, QByteArray("Short and stout"));
    QByteArray out;
    recorder.head.headers.appendTo(out);
    QCOMPARE(out, fields + "Content-Length: 3\r\n");
    QCOMPARE(recorder.payload, QByteArray("tea"));
    QCOMPARE(recorder.ends, 1);
}

void TestUpstreamClient::answersWithoutABody_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("answer");
    const QByteArray length = "Content-Length: 9\r\n\r\n";
    QTest::newRow("HEAD") << QByteArray("HEAD") << "HTTP/1.1 200 OK\r\n" + length;
    QTest::newRow("204") << QByteArray("DELETE") << "HTTP/1.1 204 No Content\r\n" + length;
    QTest::newRow("304") << QByteArray("GET") << "HTTP/1.1 304 Not Modified\r\n" + length;
}

void TestUpstreamClient::answersWithoutABody()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, answer);
    ScriptedServer server({answering(answer, 2)});
    UpstreamClient client(settingsFor(server.serverPort()));
    for (int i = 0; i < 2; ++i) {
        UpstreamRecorder recorder;
        exchange(client, request(method, "/"), recorder);
        QVERIFY(recorder.finished);
        QCOMPARE(recorder.wire, QByteArray());
        QCOMPARE(recorder.head.headers.first("Content-Length"), QByteArrayView("9"));
    }
    QCOMPARE(server.connectionCount(), 1);
}

void TestUpstreamClient::skips103()
{
    ScriptedServer server(
        {{awaitHeads(), sending("HTTP/1.1 103 Early Hints\r\n\r\n"), turn(),
          sending("HTTP/1.1 103 Early Hints\r\n\r\n" + kOk), awaitHeads(2), sending(kOk)}});
    UpstreamClient client(settingsFor(server.serverPort()));
    for (int i = 0; i < 2; ++i) {
        UpstreamRecorder recorder;
        exchange(client, post(), recorder);
        QCOMPARE(recorder.heads, 1);
        QCOMPARE(recorder.head.status, 200);
        QCOMPARE(recorder.payload, QByteArray("ok"));
    }
    QCOMPARE(server.connectionCount(), 1);
}

void TestUpstreamClient::reusesItsConnection()
{
    ScriptedServer server({answering(kOk, 3)});
    UpstreamClient client(settingsFor(server.serverPort()));
    for (int i = 0; i < 3; ++i) {
        UpstreamRecorder recorder;
        const auto call = client.send(post(), &recorder);
        QTRY_VERIFY(recorder.finished);
        QCOMPARE(call->facts().reusedConnection, i > 0);
        QCOMPARE(call->facts().attempts, 1);
        QVERIFY(call->facts().connectedAt && call->facts().sentAt);
    }
    QCOMPARE(server.connectionCount(), 1);
    QCOMPARE(client.status().connectionsOpened, 1U);
    QCOMPARE(client.status().connectionsReused, 2U);
    QCOMPARE(client.status().idleConnections, 1);
    QCOMPARE(client.status().activeCalls, 0);
}

void TestUpstreamClient::doesNotReuse_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("Connection: close")
        << QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
    QTest::newRow("bytes after the end") << kOk + "HTTP/1.1 200 OK\r\n\r\n";
}

void TestUpstreamClient::doesNotReuse()
{
    QFETCH(QByteArray, answer);
    ScriptedServer server({answering(answer, 2)});
    UpstreamClient client(settingsFor(server.serverPort()));
    for (int i = 0; i < 2; ++i) {
        UpstreamRecorder recorder;
        exchange(client, post(), recorder);
        QVERIFY(recorder.finished);
        QCOMPARE(recorder.payload, QByteArray("ok"));
        QCOMPARE(client.status().idleConnections, 0);
        QTRY_VERIFY(server.isClosed(i));
    }
    QCOMPARE(server.connectionCount(), 2);
}

void TestUpstreamClient::noticesAnIdleConnectionBeingClosed()
{
    ScriptedServer server({{awaitHeads(), sending(kOk), turn(), turn(), fin()}, answering(kOk)});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder first;
    exchange(client, post(), first);
    QTRY_COMPARE(client.status().idleConnections, 0);
    QTRY_VERIFY(server.isClosed(0));
    UpstreamRecorder second;
    exchange(client, post(), second);
    QVERIFY(second.finished);
    QCOMPARE(server.connectionCount(), 2);
}

void TestUpstreamClient::findsTheOtherAddressOfLocalhost()
{
    ScriptedServer server({answering(kOk)});
    UpstreamSettings settings = settingsFor(server.serverPort());
    settings.url.setHost(QStringLiteral("localhost"));
    UpstreamClient client(settings);
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QVERIFY(recorder.finished);
}

void TestUpstreamClient::passesBytesThatLookCompressed()
{
    QByteArray body;
    for (int i = 0; i < 300000; ++i)
        body.append(static_cast<char>(i * 7));
    ScriptedServer server({answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                                     + QByteArray::number(body.size()) + "\r\n\r\n" + body)});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QVERIFY(recorder.wire == body);
    QCOMPARE(recorder.head.headers.first("Content-Encoding"), QByteArrayView("gzip"));
}

void TestUpstreamClient::passesTrailersAndChunks()
{
    const QByteArray chunks = "3;a=b\r\nabc\r\n002\r\nde\r\n0\r\nX-Sum: 5\r\nX-Sum: 6\r\n\r\n";
    ScriptedServer server({answering(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n" + chunks)});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QVERIFY(recorder.finished);
    QCOMPARE(recorder.wire, chunks);
    QCOMPARE(recorder.payload, QByteArray("abcde"));
    QCOMPARE(client.status().idleConnections, 1);
}

void TestUpstreamClient::takesAFinAsTheEndOfACloseDelimitedAnswer()
{
    ScriptedServer server(
        {{awaitHeads(), sending("HTTP/1.1 200 OK\r\n\r\nhel"), turn(), sending("lo"), fin()}});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QVERIFY(recorder.finished);
    QCOMPARE(recorder.head.framing, BodyFraming::UntilClose);
    QCOMPARE(recorder.payload, QByteArray("hello"));
}

void TestUpstreamClient::takesAResetAsACut()
{
    ScriptedServer server(
        {{awaitHeads(), sending("HTTP/1.1 200 OK\r\n\r\nhello"), turn(), reset()}});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QCOMPARE(recorder.payload, QByteArray("hello"));
    QVERIFY(!recorder.finished);
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamCut);
}

void TestUpstreamClient::tellsFaultsBeforeTheHead_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<bool>("resets");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("closed without a word") << QByteArray() << false << ErrorCode::UpstreamClosed;
    QTest::newRow("reset without a word") << QByteArray() << true << ErrorCode::UpstreamClosed;
    QTest::newRow("cut in the head")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-") << false << ErrorCode::UpstreamClosed;
    QTest::newRow("closed after 103")
        << QByteArray("HTTP/1.1 103 Early Hints\r\n\r\n") << false << ErrorCode::UpstreamClosed;
    QTest::newRow("not HTTP") << QByteArray("220 smtp ready\r\n\r\n") << false
                              << ErrorCode::UpstreamMalformed;
    QTest::newRow("differing lengths")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n") << false
        << ErrorCode::UpstreamMalformed;
    QTest::newRow("unasked 101") << QByteArray("HTTP/1.1 101 Switching Protocols\r\n\r\n") << false
                                 << ErrorCode::UpstreamMalformed;
}

void TestUpstreamClient::tellsFaultsBeforeTheHead()
{
    QFETCH(QByteArray, sent);
    QFETCH(bool, resets);
    QFETCH(ErrorCode, code);
    Script script {awaitHeads(), sending(sent), turn()};
    script.push_back(resets ? reset() : fin());
    ScriptedServer server({script, answering(kOk)});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QCOMPARE(recorder.heads, 0);
    QCOMPARE(recorder.error->code, code);
    QCOMPARE(recorder.error->source, proxy::ErrorSource::Upstream);
    QVERIFY(!recorder.error->detail.isEmpty());
    // A fresh connection may have been billed: nothing is sent again.
    QCOMPARE(server.connectionCount(), 1);
    QTRY_VERIFY(server.isClosed(0));
}

void TestUpstreamClient::tellsFaultsAfterTheHead_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("short body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")
                                << QByteArray("hello");
    QTest::newRow("cut in mid-chunk")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
        << QByteArray("hel");
    QTest::newRow("cut between chunks")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n")
        << QByteArray("hel");
    QTest::newRow("broken chunk") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\nXY\r\n")
                                  << QByteArray("hel");
}

void TestUpstreamClient::tellsFaultsAfterTheHead()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, payload);
    ScriptedServer server({{awaitHeads(), sending(answer), fin()}});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QCOMPARE(recorder.heads, 1);
    QCOMPARE(recorder.payload, payload);
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamCut);
    QCOMPARE(recorder.ends, 1);
}

void TestUpstreamClient::neverSpeaksFromInsideACall()
{
    UpstreamSettings settings = settingsFor(deadPort());
    settings.retries = 0;
    settings.breakerThreshold = 1;
    UpstreamClient client(settings);
    for (const ErrorCode code : {ErrorCode::UpstreamRefused, ErrorCode::UpstreamBreakerOpen}) {
        UpstreamRecorder recorder;
        const auto call = client.send(post(), &recorder);
        QCOMPARE(recorder.ends, 0);
        QTRY_COMPARE(recorder.ends, 1);
        QCOMPARE(recorder.error->code, code);
    }
}

void TestUpstreamClient::survivesBeingDestroyedInsideAnyCallback_data()
{
    QTest::addColumn<int>("callback");
    QTest::newRow("head") << 0;
    QTest::newRow("pause") << 1;
    QTest::newRow("end") << 2;
    QTest::newRow("failure") << 3;
}

void TestUpstreamClient::survivesBeingDestroyedInsideAnyCallback()
{
    QFETCH(int, callback);
    const QByteArray answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    const bool isWhole = callback == 2;
    ScriptedServer server({{awaitHeads(), sending(answer + "he"), turn(), turn(),
                            sending(isWhole ? "llo" : ""), fin()}});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    std::unique_ptr<UpstreamCall> call;
    bool isDropped = false;
    const auto drop = [&] {
        call.reset();
        isDropped = true;
    };
    (callback == 0 ? recorder.onHead : callback == 1 ? recorder.onPaused : recorder.onEnd) = drop;
    call = client.send(post(), &recorder);
    QTRY_VERIFY(isDropped);
    QTRY_VERIFY(server.isClosed(0));
    QCOMPARE(recorder.ends, callback >= 2 ? 1 : 0);
    QCOMPARE(client.status().activeCalls, 0);
}

void TestUpstreamClient::closesAtOnceWhenTheCallIsDropped()
{
    ScriptedServer server({{awaitHeads()}});
    UpstreamClient client(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    auto call = client.send(post(), &recorder);
    QTRY_VERIFY(server.connectionCount() == 1 && !server.received(0).isEmpty());
    call.reset();
    QTRY_VERIFY(server.isClosed(0));
    QCOMPARE(recorder.ends, 0);
    // Also before there is a connection.
    client.send(post(), &recorder).reset();
    QCOMPARE(client.status().activeCalls, 0);
}

void TestUpstreamClient::outlivesSettingsAndDropsOldPlaces()
{
    ScriptedServer old({{awaitHeads(), sending(kOk), awaitHeads(2),
                         sending("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nol"), turn(), turn(),
                         sending("d!")}});
    ScriptedServer fresh({answering(kOk, 2)});
    UpstreamClient client(settingsFor(old.serverPort()));
    UpstreamRecorder warm;
    exchange(client, post(), warm);
    UpstreamRecorder underWay;
    const auto call = client.send(post(), &underWay);
    QTRY_COMPARE(underWay.heads, 1);
    client.applySettings(settingsFor(fresh.serverPort()));
    UpstreamRecorder recorder;
    exchange(client, post(), recorder);
    QVERIFY(recorder.finished);
    QTRY_VERIFY(underWay.finished);
    QCOMPARE(underWay.payload, QByteArray("old!"));
    QTRY_VERIFY(old.isClosed(0));
    QCOMPARE(fresh.connectionCount(), 1);
}

void TestUpstreamClient::leavesNothingBehindWhenDestroyedFirst()
{
    ScriptedServer server({{awaitHeads()}});
    auto client = std::make_unique<UpstreamClient>(settingsFor(server.serverPort()));
    UpstreamRecorder recorder;
    const auto call = client->send(post(), &recorder);
    QTRY_VERIFY(server.connectionCount() == 1 && !server.received(0).isEmpty());
    client.reset();
    QTRY_VERIFY(server.isClosed(0));
    QCOMPARE(recorder.ends, 0);
    call->pause();
    call->resume();
}

QTEST_GUILESS_MAIN(TestUpstreamClient)
#include "tst_upstreamclient.moc"

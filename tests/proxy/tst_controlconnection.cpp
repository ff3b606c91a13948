// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/control/controlconnection.h"
#include "tests/support/answeringserver.h"

#include <QSignalSpy>
#include <QTest>

using proxy::ControlConnection;
using proxy::ControlReply;
using proxy::ControlRequest;
using After = AnsweringServer::After;

namespace {

constexpr qsizetype kMaxBody = 1000;

/// What a connection was told.
struct Told
{
    int times = 0;
    ControlReply reply;

    ControlConnection::Done callback()
    {
        return [this](const ControlReply &came) {
            ++times;
            reply = came;
        };
    }
};

ControlRequest getOf(const QUrl &url)
{
    ControlRequest request;
    request.url = url;
    return request;
}

QByteArray repeated(const QByteArray &bytes, qsizetype times)
{
    return bytes.repeated(times);
}

/// Sends one piece again and again, for as long as somebody takes it, after a first.
class EndlessServer final : public QTcpServer
{
public:
    EndlessServer(QByteArray first, QByteArray again)
        : m_first(std::move(first))
        , m_again(std::move(again))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            ++open;
            connect(socket, &QTcpSocket::disconnected, this, [this] { --open; });
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                if (std::exchange(m_isAsked, true))
                    return;
                sent += socket->write(m_first);
                go(socket);
            });
            connect(socket, &QTcpSocket::bytesWritten, socket, [this, socket] { go(socket); });
        });
    }

    [[nodiscard]] QUrl url() const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort()));
    }

    int open = 0;
    qint64 sent = 0;

private:
    void go(QTcpSocket *socket)
    {
        while (socket->state() == QTcpSocket::ConnectedState && socket->bytesToWrite() < (64 << 10))
            sent += socket->write(m_again);
    }

    QByteArray m_first;
    QByteArray m_again;
    bool m_isAsked = false;
};

} // namespace

class TestControlConnection final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatWasAskedForAndNothingElse();
    void keepsItsConnectionAfterAWholeAnswer();
    void tellsWhatCame_data();
    void tellsWhatCame();
    void endsAtTheLimitsOfAnEndlessAnswer_data();
    void endsAtTheLimitsOfAnEndlessAnswer();
    void letsOtherEventsThroughWhileItReads();
    void aDroppedCallIsNotToldAndClosesAtOnce_data();
    void aDroppedCallIsNotToldAndClosesAtOnce();
    void anAnswerThatWasCompleteStaysSoWhenTheConnectionEnds();
    void theHeadIsEnoughWhereNoMoreIsWanted();
    void whoeverHearsOfItMayEndTheConnection();
    void goesThroughTheSystemsProxyExceptToThisMachine();
};

void TestControlConnection::sendsWhatWasAskedForAndNothingElse()
{
    AnsweringServer server({AnsweringServer::answer(200, "{}")});
    ControlConnection connection(kMaxBody);
    Told told;
    ControlRequest request = getOf(server.url());
    request.method = "POST";
    request.url.setPath(QStringLiteral("/a b/c"));
    request.url.setQuery(QStringLiteral("x=1"));
    request.url.setUserInfo(QStringLiteral("me:secret"));
    request.headers.append("Authorization", "Bearer k");
    request.body = "abc";
    connection.send(request, told.callback());
    QCOMPARE(told.times, 0);
    QTRY_COMPARE(told.times, 1);
    const QByteArray host = "127.0.0.1:" + QByteArray::number(server.serverPort());
    QCOMPARE(server.requests()[0].head, "POST /a%20b/c?x=1 HTTP/1.1\r\nHost: " + host
                                            + "\r\nUser-Agent: llm-proxy/" LLMPROXY_VERSION
                                              "\r\nAccept-Encoding: identity\r\n"
                                              "Authorization: Bearer k\r\nContent-Length: 3");
    QCOMPARE(server.requests()[0].body, QByteArray("abc"));
}

void TestControlConnection::keepsItsConnectionAfterAWholeAnswer()
{
    AnsweringServer server({AnsweringServer::answer(200, "{}")});
    ControlConnection connection(kMaxBody);
    for (int times = 1; times <= 3; ++times) {
        Told told;
        connection.send(getOf(server.url()), told.callback());
        QTRY_COMPARE(told.times, 1);
        QCOMPARE(told.reply.body, QByteArray("{}"));
    }
    QCOMPARE(server.accepted(), 1);

    AnsweringServer other({AnsweringServer::answer(200, "[]")});
    Told told;
    connection.send(getOf(other.url()), told.callback());
    QTRY_COMPARE(told.reply.body, QByteArray("[]"));
    QTRY_COMPARE(server.open(), 0);
}

void TestControlConnection::tellsWhatCame_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isFaulty");
    const auto row = [](const char *what, const QByteArray &bytes, bool closes, int status,
                        const QByteArray &body, bool isFaulty) {
        QTest::newRow(what) << bytes << closes << status << body << isFaulty;
    };
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    row("with its length", ok + "Content-Length: 2\r\n\r\nhi", false, 200, "hi", false);
    row("in chunks", ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1;x\r\ni\r\n0\r\n\r\n",
        false, 200, "hi", false);
    row("up to the end", ok + "\r\nhi", true, 200, "hi", false);
    row("after an early hint",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nhi", false,
        200, "hi", false);
    row("a redirect",
        "HTTP/1.1 307 X\r\nLocation: https://127.0.0.1/x\r\nContent-Length: 0\r\n\r\n", true, 307,
        "", false);
    row("a redirect to itself", "HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", false,
        302, "", false);
    row("an error with a body that never comes", "HTTP/1.1 500 X\r\nContent-Length: 9\r\n\r\n",
        false, 500, "", false);
    row("a coding that nobody asked for",
        ok + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi", false, 200, "hi", false);
    row("a cut body", ok + "Content-Length: 9\r\n\r\nhi", true, 200, "hi", true);
    row("a broken chunk", ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", false, 200, "", true);
    row("two lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi", false, 0, "", true);
    row("a length that is none", ok + "Content-Length: -1\r\n\r\nhi", false, 0, "", true);
    row("a switch nobody asked for", "HTTP/1.1 101 X\r\nUpgrade: x\r\n\r\n", false, 0, "", true);
    row("no HTTP", "SSH-2.0-x\r\n\r\n", false, 0, "", true);
    row("nothing", "", true, 0, "", true);
}

void TestControlConnection::tellsWhatCame()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, closes);
    AnsweringServer server({{.bytes = bytes, .after = closes ? After::Close : After::KeepOpen}});
    ControlConnection connection(kMaxBody);
    Told told;
    connection.send(getOf(server.url()), told.callback());
    QTRY_COMPARE(told.times, 1);
    QTEST(told.reply.status, "status");
    QTEST(told.reply.body, "body");
    QTEST(!told.reply.fault.isEmpty(), "isFaulty");
    QVERIFY(!told.reply.isTooLarge);
    QCOMPARE(server.requests().size(), size_t(1));
    QCOMPARE(server.accepted(), 1);
}

void TestControlConnection::endsAtTheLimitsOfAnEndlessAnswer_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("again");
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("a head") << ok << repeated("X-1: y\r\n", 1000);
    QTest::newRow("one field") << ok + "X-1: " << QByteArray(9000, 'y');
    QTest::newRow("a status line") << QByteArray("HTTP/1.1 200 ") << QByteArray(9000, 'y');
    QTest::newRow("interim answers")
        << QByteArray() << repeated("HTTP/1.1 100 Continue\r\n\r\n", 400);
    QTest::newRow("early hints") << QByteArray()
                                 << repeated("HTTP/1.1 103 X\r\nLink: " + QByteArray(500, 'y')
                                                 + "\r\n\r\n",
                                             10);
    QTest::newRow("a body") << ok + "\r\n" << QByteArray(9000, 'y');
    QTest::newRow("a body that told a length of its own")
        << ok + "Content-Length: 900000000000\r\n\r\n"
        << QByteArray(9000, 'y');
    QTest::newRow("one chunk") << chunked + "fffffffffff\r\n" << QByteArray(9000, 'y');
    QTest::newRow("an extension of a chunk") << chunked + "1;" << QByteArray(9000, 'y');
    QTest::newRow("extensions of tiny chunks")
        << chunked << "1;" + QByteArray(9000, 'y') + "\r\nz\r\n";
    QTest::newRow("zeros before a chunk's size") << chunked << QByteArray(9000, '0');
    QTest::newRow("trailers") << chunked + "0\r\n" << repeated("X-1: y\r\n", 1000);
    QTest::newRow("a coding that would grow") << ok + "Content-Encoding: gzip\r\n\r\n"
                                              << QByteArray(9000, '\0');
}

void TestControlConnection::endsAtTheLimitsOfAnEndlessAnswer()
{
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, again);
    EndlessServer server(first, again);
    ControlConnection connection(kMaxBody);
    Told told;
    connection.send(getOf(server.url()), told.callback());
    QTRY_COMPARE(told.times, 1);
    // Which limit comes first is up to how the bytes are cut on their way.
    QCOMPARE(told.reply.fault.isEmpty(), told.reply.isTooLarge);
    QVERIFY(told.reply.body.size() <= kMaxBody);
    QTRY_COMPARE(server.open, 0);
    // What the kernels hold on the way is not small.
    QVERIFY2(server.sent < (16 << 20), qPrintable(QString::number(server.sent)));
}

void TestControlConnection::letsOtherEventsThroughWhileItReads()
{
    const QByteArray body(16 << 20, 'y');
    AnsweringServer server({AnsweringServer::answer(200, body)});
    ControlConnection connection(body.size());
    Told told;
    int turns = 0;
    QTimer others;
    connect(&others, &QTimer::timeout, this, [&turns] { ++turns; });
    others.start(0);
    connection.send(getOf(server.url()), told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.reply.body.size(), body.size());
    QVERIFY2(turns >= 64, qPrintable(QString::number(turns)));
}

void TestControlConnection::aDroppedCallIsNotToldAndClosesAtOnce_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isTls");
    QTest::newRow("nothing came") << QByteArray() << false;
    QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nCont") << false;
    QTest::newRow("half a body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi")
                                 << false;
    QTest::newRow("a TLS handshake that never ends") << QByteArray() << true;
}

void TestControlConnection::aDroppedCallIsNotToldAndClosesAtOnce()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isTls);
    AnsweringServer server({{.bytes = bytes}});
    ControlConnection connection(kMaxBody);
    Told told;
    QUrl url = server.url();
    if (isTls)
        url.setScheme(QStringLiteral("https"));
    connection.send(getOf(url), told.callback());
    QVERIFY(connection.isBusy());
    QTRY_COMPARE(server.open(), 1);
    if (!isTls)
        QTRY_COMPARE(server.requests().size(), size_t(1));
    connection.drop();
    QVERIFY(!connection.isBusy());
    QTRY_COMPARE(server.open(), 0);
    QCOMPARE(told.times, 0);

    server.setSteps({AnsweringServer::answer(200, "[]")});
    connection.send(getOf(server.url()), told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.reply.body, QByteArray("[]"));
}

void TestControlConnection::anAnswerThatWasCompleteStaysSoWhenTheConnectionEnds()
{
    for (const After after : {After::Close, After::Reset}) {
        AnsweringServer server({{.bytes = AnsweringServer::answer(200, "{}").bytes, .after = after},
                                AnsweringServer::answer(200, "[]")});
        ControlConnection connection(kMaxBody);
        Told first;
        connection.send(getOf(server.url()), first.callback());
        QTRY_COMPARE(first.times, 1);
        if (after == After::Close) {
            QCOMPARE(first.reply.body, QByteArray("{}"));
            QVERIFY(first.reply.fault.isEmpty());
        }
        QTRY_COMPARE(server.open(), 0);
        Told second;
        connection.send(getOf(server.url()), second.callback());
        QTRY_COMPARE(second.times, 1);
        QCOMPARE(second.reply.body, QByteArray("[]"));
        QCOMPARE(first.times, 1);
    }
}

void TestControlConnection::theHeadIsEnoughWhereNoMoreIsWanted()
{
    AnsweringServer server({{.bytes = "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 9\r\n\r\n"}});
    ControlConnection connection(0, ControlConnection::Wants::HeadAlone);
    Told told;
    connection.send(getOf(server.url()), told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.reply.status, 200);
    QCOMPARE(told.reply.headers.first("x-a").value_or(""), QByteArrayView("b"));
    QTRY_COMPARE(server.open(), 0);
}

void TestControlConnection::whoeverHearsOfItMayEndTheConnection()
{
    for (const QByteArray &bytes :
         {AnsweringServer::answer(200, "{}").bytes, QByteArray("no HTTP\r\n\r\n"),
          AnsweringServer::answer(404, "").bytes}) {
        AnsweringServer server({{.bytes = bytes}});
        auto connection = std::make_unique<ControlConnection>(kMaxBody);
        connection->send(getOf(server.url()),
                         [&connection](const ControlReply &) { connection.reset(); });
        QTRY_VERIFY(!connection);
        QTRY_COMPARE(server.open(), 0);
    }
}

void TestControlConnection::goesThroughTheSystemsProxyExceptToThisMachine()
{
    AnsweringServer proxy(
        {{.bytes = "HTTP/1.1 200 Connected\r\n\r\n"}, AnsweringServer::answer(200, "{}")});
    QNetworkProxyFactory::setUseSystemConfiguration(true);
    QVERIFY(qputenv("no_proxy", ""));
    QVERIFY(qputenv("http_proxy", proxy.url().toEncoded()));
    ControlConnection connection(kMaxBody);
    Told told;
    connection.send(getOf(QUrl(QStringLiteral("http://morph.invalid/x"))), told.callback());
    QTRY_COMPARE(told.times, 1);
    QCOMPARE(told.reply.body, QByteArray("{}"));
    QVERIFY(proxy.requests()[0].head.startsWith("CONNECT morph.invalid:80 HTTP/1."));
    QVERIFY(proxy.requests()[1].head.startsWith("GET /x HTTP/1.1\r\nHost: morph.invalid\r\n"));

    AnsweringServer here({AnsweringServer::answer(200, "[]")});
    connection.send(getOf(here.url()), told.callback());
    QTRY_COMPARE(told.times, 2);
    QCOMPARE(told.reply.body, QByteArray("[]"));
    QCOMPARE(proxy.requests().size(), size_t(2));
    QVERIFY(qunsetenv("http_proxy"));
}

QTEST_GUILESS_MAIN(TestControlConnection)
#include "tst_controlconnection.moc"

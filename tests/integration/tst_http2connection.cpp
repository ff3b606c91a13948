// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/control/http2channel.h"
#include "tests/support/freeport.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using proxy::ControlReply;
using proxy::ControlRequest;
using proxy::Http2Channel;
using proxy::Http2Connection;

/// HTTP/2 with a server that Debian has (nghttpd), and with servers that keep to nothing.
class TestHttp2Connection final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void carriesManyRequestsAtOnce();
    void opensAgainAfterTheServerWasAway();
    void endsAnAnswerAtItsLimit();
    void aCancelledCallLeavesTheOthers();
    void goesBackToHttp1WhereTheServerDoesNotSpeakIt();
    void aServerThatBreaksTheRulesIsToldOf_data();
    void aServerThatBreaksTheRulesIsToldOf();
    void tellsThatNobodyIsThere();
    void isForTlsAlone();
    void takesNothingWhileItRetires();

private:
    QTemporaryDir m_files;
};

namespace {

constexpr qsizetype kMaxBody = 1000;

QString tlsFile(const char *name)
{
    return QStringLiteral(TEST_DATA_DIR "/tls/") + QLatin1String(name);
}

QByteArray pem(const char *name)
{
    QFile file(tlsFile(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QUrl urlOf(quint16 port, const QString &path = QStringLiteral("/"))
{
    return QUrl(QStringLiteral("https://localhost:%1%2").arg(port).arg(path));
}

ControlRequest postOf(const QUrl &url, const QByteArray &body)
{
    ControlRequest request;
    request.method = "POST";
    request.url = url;
    request.headers.append("Authorization", "Bearer secret");
    request.body = body;
    return request;
}

struct Told
{
    int times = 0;
    std::optional<ControlReply> reply;

    Http2Connection::Done callback()
    {
        return [this](std::optional<ControlReply> came) {
            ++times;
            reply = std::move(came);
        };
    }
};

/// Speaks TLS, agrees on a protocol, and answers the first bytes with what the test says.
class OddServer final : public QSslServer
{
public:
    OddServer(const QByteArray &protocol, QByteArray answer, bool closes = false)
    {
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(pem("localhost.crt.pem")));
        configuration.setPrivateKey(QSslKey(pem("localhost.key.pem"), QSsl::Ec));
        configuration.setAllowedNextProtocols({protocol});
        setSslConfiguration(configuration);
        connect(this, &QSslServer::pendingConnectionAvailable, this,
                [this, answer = std::move(answer), closes] {
                    auto *socket = qobject_cast<QSslSocket *>(nextPendingConnection());
                    ++connections;
                    connect(socket, &QSslSocket::readyRead, socket, [socket, answer, closes] {
                        if (socket->property("isAsked").toBool())
                            return;
                        socket->setProperty("isAsked", true);
                        socket->write(answer);
                        if (closes)
                            socket->disconnectFromHost();
                    });
                });
        listen(QHostAddress::LocalHost);
    }
    int connections = 0;
};

/// Ends with its server, which takes no other end.
struct KillServer
{
    void operator()(QProcess *server) const
    {
        server->kill();
        server->waitForFinished();
        delete server;
    }
};
using Server = std::unique_ptr<QProcess, KillServer>;

/// nghttpd, which sends back what it is sent and has @p files.
Server startServer(quint16 port, const QString &files)
{
    Server server(new QProcess);
    server->start(QStringLiteral("nghttpd"),
                  {QStringLiteral("-a"), QStringLiteral("127.0.0.1"), QStringLiteral("-d"), files,
                   QStringLiteral("--echo-upload"), QString::number(port),
                   tlsFile("localhost.key.pem"), tlsFile("localhost.crt.pem")});
    const auto listens = [port] {
        QTcpSocket probe;
        probe.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        return probe.waitForConnected(1000);
    };
    if (!server->waitForStarted() || !QTest::qWaitFor(listens, 10000))
        qFatal("nghttpd does not start");
    return server;
}

/// RFC 9113, section 4.1.
QByteArray frameOf(char type, char flags, char stream, const QByteArray &payload)
{
    QByteArray frame;
    for (const int shift : {16, 8, 0})
        frame.append(static_cast<char>(payload.size() >> shift));
    return frame.append(type).append(flags).append(QByteArray(3, '\0')).append(stream) + payload;
}

const QByteArray kSettings = frameOf(4, 0, 0, {});

/// ":status: 103" and a field of @p size bytes (RFC 7541, section 6.2.2).
QByteArray informational(int size)
{
    return frameOf(1, 4, 1,
                   QByteArray("\x08\x03"
                              "103\x00\x01x",
                              8)
                       + static_cast<char>(size) + QByteArray(size, 'y'));
}

} // namespace

void TestHttp2Connection::initTestCase()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("this Qt has no TLS");
    QSslConfiguration trusting = QSslConfiguration::defaultConfiguration();
    trusting.addCaCertificate(QSslCertificate(pem("localhost.crt.pem")));
    QSslConfiguration::setDefaultConfiguration(trusting);
    if (QStandardPaths::findExecutable(QStringLiteral("nghttpd")).isEmpty())
        QSKIP("nghttpd is not installed");
    QFile large(m_files.filePath(QStringLiteral("large")));
    QVERIFY(large.open(QIODevice::WriteOnly));
    large.write(QByteArray(kMaxBody + 1, 'x'));
    QFile exact(m_files.filePath(QStringLiteral("exact")));
    QVERIFY(exact.open(QIODevice::WriteOnly));
    exact.write(QByteArray(kMaxBody, 'x'));
}

void TestHttp2Connection::carriesManyRequestsAtOnce()
{
    const quint16 port = support::freePort();
    const auto server = startServer(port, m_files.path());
    Http2Connection connection(kMaxBody, proxy::steadyClock());
    QVERIFY(connection.takes(urlOf(port)));
    constexpr size_t kMany = 100;
    std::vector<Told> told(kMany);
    for (size_t at = 0; at < kMany; ++at)
        (void)connection.send(postOf(urlOf(port), "body " + QByteArray::number(int(at))),
                              told[at].callback());
    for (size_t at = 0; at < kMany; ++at) {
        QTRY_COMPARE(told[at].times, 1);
        QVERIFY(told[at].reply);
        QCOMPARE(told[at].reply->status, 200);
        QCOMPARE(told[at].reply->fault, proxy::Text());
        QCOMPARE(told[at].reply->body, "body " + QByteArray::number(int(at)));
    }
    // And once more, when it is open.
    Told again;
    (void)connection.send(postOf(urlOf(port), "again"), again.callback());
    QTRY_COMPARE(again.times, 1);
    QCOMPARE(again.reply->body, QByteArray("again"));
    Told missing;
    ControlRequest get;
    get.url = urlOf(port, QStringLiteral("/nothing"));
    (void)connection.send(get, missing.callback());
    QTRY_COMPARE(missing.times, 1);
    QCOMPARE(missing.reply->status, 404);
}

void TestHttp2Connection::opensAgainAfterTheServerWasAway()
{
    const quint16 port = support::freePort();
    auto server = startServer(port, m_files.path());
    Http2Connection connection(kMaxBody, proxy::steadyClock());
    Told first;
    (void)connection.send(postOf(urlOf(port), "1"), first.callback());
    QTRY_COMPARE(first.times, 1);
    server.reset();
    Told away;
    (void)connection.send(postOf(urlOf(port), "2"), away.callback());
    QTRY_COMPARE(away.times, 1);
    QVERIFY(!away.reply->fault.isEmpty());
    server = startServer(port, m_files.path());
    Told back;
    (void)connection.send(postOf(urlOf(port), "3"), back.callback());
    QTRY_COMPARE(back.times, 1);
    QCOMPARE(back.reply->body, QByteArray("3"));
}

void TestHttp2Connection::endsAnAnswerAtItsLimit()
{
    const quint16 port = support::freePort();
    const auto server = startServer(port, m_files.path());
    Http2Connection connection(kMaxBody, proxy::steadyClock());
    for (const auto &[file, isTooLarge] : {std::pair("/exact", false), std::pair("/large", true)}) {
        ControlRequest get;
        get.url = urlOf(port, QLatin1String(file));
        Told told;
        (void)connection.send(get, told.callback());
        QTRY_COMPARE(told.times, 1);
        QCOMPARE(told.reply->status, 200);
        QCOMPARE(told.reply->isTooLarge, isTooLarge);
    }
}

void TestHttp2Connection::aCancelledCallLeavesTheOthers()
{
    const quint16 port = support::freePort();
    const auto server = startServer(port, m_files.path());
    Http2Connection connection(kMaxBody, proxy::steadyClock());
    Told first;
    (void)connection.send(postOf(urlOf(port), "1"), first.callback());
    QTRY_COMPARE(first.times, 1);
    Told cancelled;
    Told other;
    const quint64 call = connection.send(postOf(urlOf(port), "2"), cancelled.callback());
    (void)connection.send(postOf(urlOf(port), "3"), other.callback());
    connection.cancel(call);
    QTRY_COMPARE(other.times, 1);
    QCOMPARE(other.reply->body, QByteArray("3"));
    QTest::qWait(50);
    QCOMPARE(cancelled.times, 0);
}

void TestHttp2Connection::goesBackToHttp1WhereTheServerDoesNotSpeakIt()
{
    OddServer server("http/1.1", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    Http2Connection shared(kMaxBody, proxy::steadyClock());
    Http2Channel channel(shared, kMaxBody);
    for (int at = 0; at < 2; ++at) {
        int times = 0;
        ControlReply reply;
        channel.send(postOf(urlOf(server.serverPort()), "x"), [&](const ControlReply &came) {
            ++times;
            reply = came;
        });
        QTRY_COMPARE(times, 1);
        QCOMPARE(reply.body, QByteArray("hi"));
        channel.drop();
    }
    QVERIFY(!shared.takes(urlOf(server.serverPort())));
}

void TestHttp2Connection::aServerThatBreaksTheRulesIsToldOf_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("closes");
    QTest::newRow("closes") << QByteArray() << true;
    QTest::newRow("speaks HTTP/1.1") << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << false;
    QTest::newRow("rubbish") << kSettings + QByteArray(100, '\x7f') << false;
    QTest::newRow("closes behind the settings") << kSettings << true;
    QTest::newRow("resets the stream")
        << kSettings + frameOf(3, 0, 1, QByteArray("\0\0\0\x2", 4)) << false;
    QTest::newRow("goes away at once")
        << kSettings + frameOf(7, 0, 0, QByteArray("\0\0\0\0\0\0\0\0", 8)) << true;
    QTest::newRow("informational heads without end")
        << kSettings + informational(100).repeated(1000) << false;
}

void TestHttp2Connection::aServerThatBreaksTheRulesIsToldOf()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, closes);
    OddServer server("h2", answer, closes);
    Http2Connection connection(kMaxBody, proxy::steadyClock());
    Told told;
    (void)connection.send(postOf(urlOf(server.serverPort()), "x"), told.callback());
    QTRY_COMPARE(told.times, 1);
    QVERIFY(told.reply);
    QCOMPARE(told.reply->status, 0);
    QVERIFY(!told.reply->fault.isEmpty());
}

void TestHttp2Connection::tellsThatNobodyIsThere()
{
    Http2Connection connection(kMaxBody, proxy::steadyClock());
    Told told;
    (void)connection.send(postOf(urlOf(support::freePort()), "x"), told.callback());
    QTRY_COMPARE(told.times, 1);
    QVERIFY(told.reply && !told.reply->fault.isEmpty());
}

void TestHttp2Connection::isForTlsAlone()
{
    Http2Connection connection(kMaxBody, proxy::steadyClock());
    QVERIFY(!connection.takes(QUrl(QStringLiteral("http://localhost:1/"))));
    QVERIFY(connection.takes(QUrl(QStringLiteral("https://localhost:1/"))));
}

void TestHttp2Connection::takesNothingWhileItRetires()
{
    OddServer mute("h2", {});
    const QUrl url = urlOf(mute.serverPort());
    Http2Connection connection(kMaxBody, proxy::steadyClock());
    Told told;
    const quint64 call = connection.send(postOf(url, "x"), told.callback());
    QVERIFY(connection.takes(url));
    QVERIFY(!connection.takes(QUrl(QStringLiteral("https://example.com/"))));
    QTRY_COMPARE(mute.connections, 1);
    connection.retire();
    QVERIFY(!connection.takes(url));
    connection.cancel(call);
    QVERIFY(connection.takes(url));
    QCOMPARE(told.times, 0);
}

QTEST_GUILESS_MAIN(TestHttp2Connection)
#include "tst_http2connection.moc"

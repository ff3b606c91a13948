// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreamclient.h"

#include "tests/support/requests.h"
#include "tests/support/upstreamrecorder.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTcpServer>
#include <QTest>

#include <sys/socket.h>

using namespace support;
using proxy::ErrorCode;
using proxy::UpstreamCall;
using proxy::UpstreamClient;
using proxy::UpstreamSettings;
using namespace Qt::StringLiterals;

namespace {

QByteArray pem(const char *name)
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/tls/") + QLatin1String(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no test certificate");
    return file.readAll();
}

/// Answers every whole request on a TLS port with the same bytes, and then does one thing more.
class TlsServer final : public QSslServer
{
public:
    using Then = std::function<void(QSslSocket &)>;

    explicit TlsServer(QByteArray answer, Then then = {})
        : m_answer(std::move(answer))
        , m_then(std::move(then))
    {
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(pem("localhost.crt.pem")));
        configuration.setPrivateKey(QSslKey(pem("localhost.key.pem"), QSsl::Ec));
        setSslConfiguration(configuration);
        connect(this, &QSslServer::pendingConnectionAvailable, this, &TlsServer::serve);
        if (!listen(QHostAddress::LocalHost))
            qFatal("no loopback port");
    }

    [[nodiscard]] UpstreamSettings settings() const
    {
        UpstreamSettings settings = settingsFor(serverPort());
        settings.url.setScheme(QStringLiteral("https"));
        return settings;
    }

    int connections = 0;
    qsizetype expected = 0; // bytes of one request; 0: up to its empty line
    QByteArray received;
    qint64 sent = 0;

private:
    void serve()
    {
        auto *socket = qobject_cast<QSslSocket *>(nextPendingConnection());
        ++connections;
        connect(socket, &QSslSocket::readyRead, this, [this, socket] {
            received += socket->readAll();
            if (expected > 0 ? received.size() < expected : !received.contains("\r\n\r\n"))
                return;
            socket->write(m_answer);
            received.clear();
            if (m_then)
                m_then(*socket);
        });
        connect(socket, &QSslSocket::encryptedBytesWritten, this,
                [this](qint64 bytes) { sent += bytes; });
    }

    QByteArray m_answer;
    Then m_then;
};

} // namespace

class TestUpstreamTls final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void refusesACertificateNobodyKnows();
    void carriesRequests();
    void carriesLargeBodiesBothWays();
    void pausesAndGoesOn();
    void tellsACloseNotifyFromABareFin_data();
    void tellsACloseNotifyFromABareFin();
    void tellsThatNobodyIsThere();
    void tellsThatTheConnectionWasClosedBeforeItWasMade();

private:
    QSslConfiguration m_usual;
};

void TestUpstreamTls::initTestCase()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("this Qt has no TLS");
    proxy::warmUpTls();
    m_usual = QSslConfiguration::defaultConfiguration();
    QSslConfiguration trusting = m_usual;
    trusting.addCaCertificate(QSslCertificate(pem("localhost.crt.pem")));
    QSslConfiguration::setDefaultConfiguration(trusting);
}

void TestUpstreamTls::refusesACertificateNobodyKnows()
{
    const QSslConfiguration trusting = QSslConfiguration::defaultConfiguration();
    QSslConfiguration::setDefaultConfiguration(m_usual);
    TlsServer server(kOk);
    UpstreamSettings settings = server.settings();
    settings.retries = 0;
    UpstreamClient client(settings);
    UpstreamRecorder recorder;
    const auto call = client.send(post(), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QSslConfiguration::setDefaultConfiguration(trusting);
    QVERIFY(recorder.error);
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamRefused);
    QVERIFY(recorder.error->detail.text().contains(QLatin1String("certificate")));
    QCOMPARE(server.received, QByteArray());
}

void TestUpstreamTls::carriesRequests()
{
    TlsServer server(kOk);
    UpstreamClient client(server.settings());
    for (int i = 0; i < 3; ++i) {
        UpstreamRecorder recorder;
        const auto call = client.send(request("GET", "/v1/models"), &recorder);
        QTRY_VERIFY(recorder.isOver());
        QVERIFY(recorder.finished);
        QCOMPARE(recorder.payload, QByteArray("ok"));
        QCOMPARE(call->facts().reusedConnection, i > 0);
    }
    QCOMPARE(server.connections, 1);
}

void TestUpstreamTls::carriesLargeBodiesBothWays()
{
    const QByteArray up(5 * 1024 * 1024, 'u');
    const QByteArray down(5 * 1024 * 1024, 'd');
    TlsServer server("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(down.size())
                     + "\r\n\r\n" + down);
    server.expected = up.size();
    UpstreamClient client(server.settings());
    UpstreamRecorder recorder;
    const auto call = client.send(post(up), &recorder);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.isOver(), 20000);
    QVERIFY(recorder.finished);
    QVERIFY(recorder.payload == down);
}

void TestUpstreamTls::pausesAndGoesOn()
{
    const QByteArray down(40 * 1024 * 1024, 'd');
    TlsServer server("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(down.size())
                     + "\r\n\r\n" + down);
    UpstreamClient client(server.settings());
    UpstreamRecorder recorder;
    std::unique_ptr<UpstreamCall> call;
    recorder.onPaused = [&] { call->pause(); };
    call = client.send(request("GET", "/"), &recorder);
    QTRY_VERIFY(!recorder.payload.isEmpty());
    qint64 before = -1;
    while (server.sent != before) {
        before = server.sent;
        QTest::qWait(50);
    }
    QVERIFY(recorder.payload.size() <= 256 * 1024);
    QVERIFY(server.sent < down.size() / 2);
    recorder.onPaused = nullptr;
    call->resume();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.isOver(), 20000);
    QVERIFY(recorder.finished);
    QVERIFY(recorder.payload == down);
}

void TestUpstreamTls::tellsACloseNotifyFromABareFin_data()
{
    QTest::addColumn<bool>("inOrder");
    QTest::newRow("close_notify") << true;
    QTest::newRow("bare FIN") << false;
}

void TestUpstreamTls::tellsACloseNotifyFromABareFin()
{
    QFETCH(bool, inOrder);
    TlsServer server("HTTP/1.1 200 OK\r\n\r\nhello", [inOrder](QSslSocket &socket) {
        socket.flush();
        if (inOrder)
            socket.disconnectFromHost();
        else
            ::shutdown(static_cast<int>(socket.socketDescriptor()), SHUT_WR);
    });
    UpstreamClient client(server.settings());
    UpstreamRecorder recorder;
    const auto call = client.send(request("GET", "/"), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QCOMPARE(recorder.payload, QByteArray("hello"));
    QCOMPARE(recorder.finished, inOrder);
    if (!inOrder)
        QCOMPARE(recorder.error->code, ErrorCode::UpstreamCut);
}

void TestUpstreamTls::tellsThatNobodyIsThere()
{
    UpstreamSettings settings;
    {
        const TlsServer server(kOk);
        settings = server.settings();
    }
    UpstreamClient client(settings);
    UpstreamRecorder recorder;
    const auto call = client.send(post(), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QCOMPARE(recorder.error->code, ErrorCode::UpstreamRefused);
    QCOMPARE(call->facts().attempts, 2);
}

void TestUpstreamTls::tellsThatTheConnectionWasClosedBeforeItWasMade()
{
    QTcpServer closing;
    QVERIFY(closing.listen(QHostAddress::LocalHost));
    connect(&closing, &QTcpServer::newConnection, &closing,
            [&closing] { closing.nextPendingConnection()->abort(); });
    UpstreamSettings settings = settingsFor(closing.serverPort());
    settings.url.setScheme(u"https"_s);
    UpstreamClient client(settings);
    UpstreamRecorder recorder;
    const auto call = client.send(post(), &recorder);
    QTRY_VERIFY(recorder.isOver());
    QVERIFY2(recorder.error->detail.text().contains(u"closed the connection"_s),
             qPrintable(recorder.error->detail.text()));
}

QTEST_GUILESS_MAIN(TestUpstreamTls)
#include "tst_upstreamtls.moc"

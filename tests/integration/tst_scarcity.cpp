// SPDX-License-Identifier: LicenseRef-Private
// What there is not enough of: memory for a body, descriptors for a request, an upstream that is
// not this proxy again.
#include "tests/support/proxyprocess.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTest>

#include <memory>

using support::ProxyProcess;

namespace {

/// A server that answers every request with 200 and one chat.
class Backend final : public QTcpServer
{
public:
    Backend()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            auto seen = std::make_shared<QByteArray>();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, seen] {
                seen->append(socket->readAll());
                const qsizetype head = seen->indexOf("\r\n\r\n");
                const qsizetype field = seen->toLower().indexOf("\r\ncontent-length:");
                const qsizetype length =
                    field < 0 ? 0 : seen->mid(field + 17, 20).split('\r').first().trimmed().toInt();
                if (head < 0 || seen->size() < head + 4 + length)
                    return;
                seen->clear();
                const QByteArray chat = R"({"choices":[{"message":{"role":"assistant",)"
                                        R"("content":"hi"},"finish_reason":"stop"}]})";
                socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                              "Content-Length: "
                              + QByteArray::number(chat.size()) + "\r\n\r\n" + chat);
            });
        });
    }
};

/// What a request is answered with, headers and all. The event loop runs on meanwhile.
QByteArray ask(quint16 port, const QByteArray &method, const QByteArray &path,
               const QByteArray &body = {}, const QByteArray &fields = {})
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    socket.write(method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                 + fields + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
                 + body);
    QByteArray answer;
    const bool isOver = QTest::qWaitFor(
        [&] {
            answer += socket.readAll();
            return socket.state() == QAbstractSocket::UnconnectedState;
        },
        60000);
    return isOver ? answer : QByteArray();
}

int statusOf(const QByteArray &answer)
{
    return answer.mid(9, 3).toInt();
}

QByteArray agentBody(qsizetype size)
{
    return R"({"model":"claude-opus-4-8","max_tokens":9,"messages":[{"role":"user","content":")"
           + QByteArray(size, 'a') + R"("},{"role":"user","content":"and now?"}]})";
}

#ifdef LLMPROXY_CAN_LIMIT_MEMORY
qint64 addressSpace(qint64 pid)
{
    QFile statm(QStringLiteral("/proc/%1/statm").arg(pid));
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').first().toLongLong() * ::sysconf(_SC_PAGESIZE);
}
#endif

} // namespace

class TestScarcity final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBodyWithoutMemoryIsRefusedAndTheOthersGoOn_data();
    void aBodyWithoutMemoryIsRefusedAndTheOthersGoOn();
    void tooFewDescriptorsAreSaidAtTheStart();
    void twoProxiesInACircleAreNoticed();
    void aProxyBehindAnotherIsNoLoop();
};

void TestScarcity::aBodyWithoutMemoryIsRefusedAndTheOthersGoOn_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::newRow("passed on") << QStringLiteral("any");
    QTest::newRow("converted") << QStringLiteral("openai");
}

void TestScarcity::aBodyWithoutMemoryIsRefusedAndTheOthersGoOn()
{
#ifndef LLMPROXY_CAN_LIMIT_MEMORY
    QSKIP("a sanitizer needs all of the address space");
#else
    QFETCH(QString, dialect);
    const Backend backend;
    ProxyProcess proxy(backend.serverPort());
    proxy.set("UPSTREAM_DIALECT", dialect);
    QVERIFY(proxy.start());
    // Its threads have their stacks and arenas now.
    QCOMPARE(statusOf(ask(proxy.port, "POST", "/v1/messages", agentBody(5 << 20))), 200);
    // Beyond what malloc may have kept of the first one.
    const QByteArray large = agentBody(60 << 20);
    int refused = 0;
    for (const qint64 room : {8, 30, 60, 90, 130, 200}) {
        const auto pid = static_cast<pid_t>(proxy.process.processId());
        const auto limit = static_cast<rlim_t>(addressSpace(pid) + (room << 20));
        const rlimit limits {limit, RLIM_INFINITY};
        QCOMPARE(::prlimit(pid, RLIMIT_AS, &limits, nullptr), 0);
        const QByteArray answer = ask(proxy.port, "POST", "/v1/messages", large);
        QVERIFY2(proxy.isRunning(), qPrintable(QString::number(room)));
        QVERIFY2(statusOf(answer) == 200 || statusOf(answer) == 503, answer.left(500).constData());
        if (statusOf(answer) == 503) {
            ++refused;
            QVERIFY(answer.contains("\r\nRetry-After: "));
            QVERIFY2(answer.contains(R"("type":"error")"), answer.constData());
        }
        QCOMPARE(statusOf(ask(proxy.port, "POST", "/v1/messages", agentBody(1000))), 200);
    }
    QVERIFY(refused > 0);
    const rlimit all {RLIM_INFINITY, RLIM_INFINITY};
    ::prlimit(static_cast<pid_t>(proxy.process.processId()), RLIMIT_AS, &all, nullptr);
    QCOMPARE(statusOf(ask(proxy.port, "POST", "/v1/messages", large)), 200);
    QCOMPARE(proxy.stop(), 0);
#endif
}

void TestScarcity::tooFewDescriptorsAreSaidAtTheStart()
{
    const Backend backend;
    ProxyProcess proxy(backend.serverPort());
    QVERIFY(!proxy.start(30));
    QVERIFY(!proxy.isRunning());
    QCOMPARE(proxy.process.exitCode(), 1);
    QVERIFY2(proxy.log().contains("too few to serve a request"), proxy.log().constData());
}

void TestScarcity::twoProxiesInACircleAreNoticed()
{
    ProxyProcess first(0);
    ProxyProcess second(first.port);
    first.set("UPSTREAM_URL", QStringLiteral("http://127.0.0.1:%1").arg(second.port));
    QVERIFY(first.start());
    QVERIFY(second.start());
    for (int round = 0; round < 3; ++round) {
        for (const ProxyProcess *proxy : {&first, &second}) {
            const QByteArray chat =
                ask(proxy->port, "POST", "/v1/chat/completions", R"({"model":"m","messages":[]})");
            QCOMPARE(statusOf(chat), 508);
            QVERIFY2(chat.contains(R"("code":"loop-detected")"), chat.constData());
            QCOMPARE(statusOf(ask(proxy->port, "POST", "/v1/messages", agentBody(9))), 508);
            QCOMPARE(statusOf(ask(proxy->port, "GET", "/x")), 508);
        }
    }
    const auto told = [](const ProxyProcess &proxy) {
        return proxy.log().count("leads back to it");
    };
    QVERIFY(told(first) <= 1 && told(second) <= 1);
    QVERIFY(told(first) + told(second) > 0);
    QCOMPARE(first.stop(), 0);
    QCOMPARE(second.stop(), 0);
}

void TestScarcity::aProxyBehindAnotherIsNoLoop()
{
    const Backend backend;
    ProxyProcess behind(backend.serverPort());
    ProxyProcess front(behind.port);
    QVERIFY(behind.start());
    QVERIFY(front.start());
    QTRY_COMPARE(statusOf(ask(front.port, "POST", "/v1/messages", agentBody(9))), 200);
    QCOMPARE(statusOf(ask(front.port, "POST", "/v1/messages", agentBody(9))), 200);
    QCOMPARE(front.stop(), 0);
    QCOMPARE(behind.stop(), 0);
}

QTEST_GUILESS_MAIN(TestScarcity)
#include "tst_scarcity.moc"

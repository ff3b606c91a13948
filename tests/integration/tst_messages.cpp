// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/manual/manualtopics.h"
#include "tests/support/proxyprocess.h"
#include "tests/support/systemfacts.h"

#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace support;

namespace {

/// What the server in the place of CLIProxyAPI does with a request.
enum class Manner { Silent, Closes, Babbles };

/// A server with bad manners, on a thread of its own.
class BadUpstream final
{
public:
    explicit BadUpstream(Manner manner)
    {
        m_server.moveToThread(&m_thread);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, manner] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket,
                             [socket, manner] { answer(*socket, manner); });
        });
        m_thread.start();
        QMetaObject::invokeMethod(
            &m_server, [this] { m_server.listen(QHostAddress::LocalHost); },
            Qt::BlockingQueuedConnection);
    }
    ~BadUpstream()
    {
        QMetaObject::invokeMethod(
            &m_server,
            [this] {
                for (QTcpSocket *socket : m_server.findChildren<QTcpSocket *>())
                    delete socket;
                m_server.close();
            },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(BadUpstream)

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

private:
    static constexpr qint64 kMostRead = 64 * 1024;

    static void answer(QTcpSocket &socket, Manner manner)
    {
        // The rest, to a socket that is closed, would be answered with a reset.
        const bool isWhole = socket.peek(kMostRead).endsWith('}');
        // What the proxy asks by itself has no body.
        if (!isWhole || !socket.readAll().startsWith("POST"))
            return;
        if (manner == Manner::Babbles)
            socket.write("220 mail.example.com ready\r\n\r\n");
        if (manner == Manner::Closes)
            socket.close();
    }

    QTcpServer m_server;
    QThread m_thread;
};

/// Nobody listens there.
constexpr quint16 kClosedPort = 1;

/// Whether the program may write into files; of one that may not, each grows beyond its limit.
enum class Disk { Roomy, Full };

struct Said
{
    int code = -1;
    QString text; ///< both streams
};

/// Runs the program in a folder of its own.
Said run(const QStringList &arguments, const QMap<QString, QString> &variables,
         Disk disk = Disk::Roomy)
{
    const QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LLM_PROXY_HOME"_s, home.path());
    environment.insert(u"UPSTREAM_API_KEY"_s, u"k"_s);
    environment.insert(u"LANG"_s, u"C.UTF-8"_s);
    for (auto each = variables.begin(); each != variables.end(); ++each)
        environment.insert(each.key(), each.value());
    QProcess program;
    program.setProcessEnvironment(environment);
    program.setProcessChannelMode(QProcess::MergedChannels);
    if (disk == Disk::Full)
        program.setChildProcessModifier([] {
            const rlimit none {0, 0};
            ::setrlimit(RLIMIT_FSIZE, &none);
        });
    program.start(QStringLiteral(LLMPROXY_BINARY), arguments);
    if (!program.waitForFinished(30000))
        return {};
    return {program.exitCode(), QString::fromUtf8(program.readAll())};
}

} // namespace

/// Every message says what happened, to whom, and where to read on; and the manual has that page.
class TestMessages final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandsSayWhatHappenedAndWhereToReadOn_data();
    void commandsSayWhatHappenedAndWhereToReadOn();
    void aFullDiskIsToldWithFileAndCause();
    void gatewayErrorsNameProxyAddressAndCause_data();
    void gatewayErrorsNameProxyAddressAndCause();
    void anOpenBreakerNamesItsCause();

private:
    /// The topic behind "see: llm-proxy help" must be one.
    void verifyTopic(const QString &text, const QString &topic) const;

    const proxy::Manual m_manual;
};

void TestMessages::verifyTopic(const QString &text, const QString &topic) const
{
    QVERIFY2(text.contains(u"see: llm-proxy help "_s + topic), qPrintable(text));
    QVERIFY2(!proxy::findTopics(m_manual, topic).empty(), qPrintable(topic));
}

void TestMessages::commandsSayWhatHappenedAndWhereToReadOn_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("settings"); ///< "A=b C=d"; @ stands for a port that is taken
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("whom");
    QTest::addColumn<QString>("topic");
    const auto row = [](const char *name, const char *command, const char *settings, int code,
                        const char *what, const char *whom, const char *topic) {
        QTest::newRow(name) << QString::fromLatin1(command) << QString::fromLatin1(settings) << code
                            << QString::fromLatin1(what) << QString::fromLatin1(whom)
                            << QString::fromLatin1(topic);
    };
    // Not every system tells who it is.
    const char *holder = support::kTellsAll ? "tst_messages (pid " : "another program";
    row("start: the port is taken", "start", "LLM_PROXY_PORT=@", 2, "port conflict: @", holder,
        "port-conflict");
    row("in the foreground: the port is taken", "--no-gui", "LLM_PROXY_PORT=@", 2,
        "port @ is held by", holder, "port-conflict");
    row("health: the port is taken", "health", "LLM_PROXY_PORT=@", 2, "port conflict: @", holder,
        "port-conflict");
    row("start: an address of another machine", "start",
        "LLM_PROXY_HOST=192.0.2.1 LLM_PROXY_API_KEYS=0123456789abcdef LLM_PROXY_PORT=18999", 1,
        "start failed: ", "192.0.2.1 port 18999", "start-failed");
    row("in the foreground: an address of another machine", "--no-gui",
        "LLM_PROXY_HOST=192.0.2.1 LLM_PROXY_API_KEYS=0123456789abcdef LLM_PROXY_PORT=18999", 1,
        "Cannot listen on", "192.0.2.1 port 18999", "start-failed");
    row("start: a setting is wrong", "start", "LLM_PROXY_PORT=x", 78, "not a whole number",
        "LLM_PROXY_PORT", "settings-broken");
    row("in the foreground: a setting is wrong", "--no-gui", "LLM_PROXY_PORT=x", 78,
        "not a whole number", "LLM_PROXY_PORT", "settings-broken");
    row("start: a folder can't be made", "start", "LLM_PROXY_HOME=/dev/null/home LLM_PROXY_PORT=0",
        1, "Not a directory", "/dev/null/home", "start-failed");
    row("in the foreground: a folder can't be made", "--no-gui",
        "LLM_PROXY_HOME=/dev/null/home LLM_PROXY_PORT=0", 1, "Not a directory", "/dev/null/home",
        "start-failed");
    row("start: the log's folder can't be made", "start",
        "JSONL_LOG_DIR=/dev/null/logs LLM_PROXY_PORT=18998", 1, "Not a directory", "/dev/null/logs",
        "start-failed");
    row("backend command: nobody listens", "backend model-list", "UPSTREAM_URL=http://127.0.0.1:1",
        3, "can't be reached: Connection refused", "http://127.0.0.1:1", "cliproxyapi");
    row("stats-update: nobody listens", "stats-update",
        "UPSTREAM_URL=http://127.0.0.1:1 MANAGEMENT_PASSWORD=abcdefgh", 3,
        "can't be reached: Connection refused", "http://127.0.0.1:1", "cliproxyapi");
    row("settings diff: nobody listens", "backend settings diff",
        "UPSTREAM_URL=http://127.0.0.1:1 MANAGEMENT_PASSWORD=abcdefgh", 3,
        "can't be reached: Connection refused", "http://127.0.0.1:1", "cliproxyapi");
    row("budget: nothing runs", "budget list", "", 1, "no llm-proxy runs here", "llm-proxy health",
        "proxy");
}

void TestMessages::commandsSayWhatHappenedAndWhereToReadOn()
{
    QFETCH(QString, command);
    QFETCH(QString, settings);
    QFETCH(int, code);
    QFETCH(QString, what);
    QFETCH(QString, whom);
    QFETCH(QString, topic);
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost));
    const QString port = QString::number(holder.serverPort());
    QMap<QString, QString> variables;
    for (const QString &setting : settings.split(u' ', Qt::SkipEmptyParts))
        variables[setting.section(u'=', 0, 0)] = setting.section(u'=', 1).replace(u'@', port);
    const Said said = run(command.split(u' '), variables);
    QVERIFY2(said.code == code, qPrintable(said.text));
    for (QString part : {what, whom})
        QVERIFY2(said.text.contains(part.replace(u'@', port)), qPrintable(said.text));
    verifyTopic(said.text, topic);
}

void TestMessages::aFullDiskIsToldWithFileAndCause()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"clients.json"_s);
    const Said said =
        run({u"clients"_s, u"add"_s, u"ci"_s}, {{u"LLM_PROXY_CLIENTS"_s, file}}, Disk::Full);
    QCOMPARE(said.code, 1);
    QVERIFY2(said.text.contains(file), qPrintable(said.text));
    QVERIFY2(said.text.contains(u"File too large"), qPrintable(said.text));
}

void TestMessages::gatewayErrorsNameProxyAddressAndCause_data()
{
    QTest::addColumn<Manner>("manner");
    QTest::addColumn<bool>("isThere");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("topic");
    QTest::newRow("refused") << Manner::Silent << false << 502 << u"Connection refused"_s
                             << u"upstream-refused"_s;
    QTest::newRow("closed") << Manner::Closes << true << 502
                            << u"the connection was closed before an answer"_s
                            << u"upstream-closed"_s;
    QTest::newRow("not HTTP") << Manner::Babbles << true << 502 << u"status line"_s
                              << u"upstream-malformed"_s;
    QTest::newRow("silent") << Manner::Silent << true << 504 << u"nothing came within 300 ms"_s
                            << u"upstream-first-byte-timeout"_s;
}

void TestMessages::gatewayErrorsNameProxyAddressAndCause()
{
    QFETCH(Manner, manner);
    QFETCH(bool, isThere);
    QFETCH(int, status);
    QFETCH(QString, cause);
    QFETCH(QString, topic);
    const BadUpstream upstream(manner);
    const quint16 port = isThere ? upstream.port() : kClosedPort;
    ProxyProcess proxy(port);
    proxy.set("UPSTREAM_FIRST_BYTE_TIMEOUT_MS", u"300"_s);
    proxy.set("UPSTREAM_RETRIES", u"0"_s);
    QVERIFY(proxy.start());
    for (const char *path : {"/v1/messages", "/v1/chat/completions", "/elsewhere"}) {
        RawClient client;
        QVERIFY(client.connectTo(proxy.port));
        const auto answer = client.exchange(rawRequest("POST", path, {}, "{\"model\":\"m\"}"));
        const QString text = QString::fromUtf8(answer.body);
        QVERIFY2(answer.status == status, qPrintable(text));
        QVERIFY2(text.contains(u"llm-proxy: "), qPrintable(text));
        QVERIFY2(text.contains(u"http://127.0.0.1:%1"_s.arg(port)), qPrintable(text));
        QVERIFY2(text.contains(cause), qPrintable(text));
        verifyTopic(text, topic);
    }
    QCOMPARE(proxy.stop(), 0);
}

void TestMessages::anOpenBreakerNamesItsCause()
{
    const quint16 port = kClosedPort;
    ProxyProcess proxy(port);
    proxy.set("UPSTREAM_BREAKER_THRESHOLD", u"1"_s);
    proxy.set("UPSTREAM_RETRIES", u"0"_s);
    QVERIFY(proxy.start());
    QString text;
    for (int request = 0; request < 2; ++request) {
        RawClient client;
        QVERIFY(client.connectTo(proxy.port));
        text = QString::fromUtf8(
            client.exchange(rawRequest("POST", "/v1/messages", {}, "{\"model\":\"m\"}")).body);
    }
    QVERIFY2(text.contains(u"llm-proxy: the upstream at http://127.0.0.1:%1: "_s.arg(port)),
             qPrintable(text));
    QVERIFY2(text.contains(u"Connection refused"), qPrintable(text));
    verifyTopic(text, u"upstream-breaker-open"_s);
    QCOMPARE(proxy.stop(), 0);
}

QTEST_GUILESS_MAIN(TestMessages)
#include "tst_messages.moc"

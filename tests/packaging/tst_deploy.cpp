// SPDX-License-Identifier: LicenseRef-Private
// The balancers' configurations of packaging/deploy, run for real in front of two instances.
#include "tests/support/freeport.h"
#include "tests/support/runningproxy.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <unistd.h>

using standins::RawClient;
using standins::RawResponse;
using support::RunningProxy;

namespace {

using namespace Qt::StringLiterals;

const QString kFolder = QStringLiteral(DEPLOY_FOLDER "/");
constexpr int kPatience = 10000;

QByteArray address(quint16 port)
{
    return "127.0.0.1:" + QByteArray::number(port);
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

QString programOf(const QString &name)
{
    const QString found = QStandardPaths::findExecutable(name);
    return found.isEmpty() ? QStandardPaths::findExecutable(name, {u"/usr/sbin"_s}) : found;
}

QByteArray ask(const QByteArray &text)
{
    return QByteArray(R"({"model":"claude-sonnet-4-6","max_tokens":9,"messages":[)"
                      R"({"role":"user","content":"TEXT"}]})")
        .replace("TEXT", text);
}

/// A balancer between the test and two proxies.
class Balancer
{
public:
    /// @p more is appended to HAProxy's default-server.
    Balancer(QString name, const RunningProxy &one, const RunningProxy &two, QByteArray more = {})
        : port(support::freePort())
        , m_name(std::move(name))
        , m_one(address(one.port))
        , m_two(address(two.port))
        , m_more(std::move(more))
    { }
    ~Balancer()
    {
        m_process.terminate();
        if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(kPatience))
            m_process.kill();
        m_process.waitForFinished(kPatience);
    }
    Q_DISABLE_COPY_MOVE(Balancer)

    bool start()
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        const QStringList arguments = m_name == u"haproxy" ? haproxyArguments() : nginxArguments();
        m_process.start(programOf(m_name), arguments);
        return !arguments.isEmpty() && m_process.waitForStarted(kPatience)
               && QTest::qWaitFor([this] { return RawClient().connectTo(port); }, kPatience);
    }
    [[nodiscard]] QByteArray output() { return m_process.readAll() + m_log(); }

    RawResponse ask(const QByteArray &request) const
    {
        RawClient client;
        return client.connectTo(port) ? client.exchange(request) : RawResponse();
    }

    const quint16 port;

private:
    /// As it stands there: the environment says where.
    QStringList haproxyArguments()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LLM_PROXY_BIND"_s, QString::fromLatin1(address(port)));
        environment.insert(u"LLM_PROXY_ONE"_s, QString::fromLatin1(m_one));
        environment.insert(u"LLM_PROXY_TWO"_s, QString::fromLatin1(m_two));
        m_process.setProcessEnvironment(environment);
        if (m_more.isEmpty())
            return {u"-db"_s, u"-f"_s, kFolder + u"haproxy.cfg"_s};
        QByteArray text = contentsOf(kFolder + u"haproxy.cfg"_s);
        text.replace("default-server check", "default-server check " + m_more);
        const QString copy = m_folder.filePath(u"haproxy.cfg"_s);
        return write(copy, text) ? QStringList {u"-db"_s, u"-f"_s, copy} : QStringList();
    }
    /// Within a server's own configuration, with other addresses.
    QStringList nginxArguments()
    {
        QByteArray site = contentsOf(kFolder + u"nginx.conf"_s);
        site.replace("127.0.0.1:8317", address(port))
            .replace("127.0.0.1:8318", m_one)
            .replace("127.0.0.1:8319", m_two)
            .replace("/var/log/nginx/", m_folder.path().toUtf8() + '/');
        QByteArray main = "daemon off;\npid DIR/pid;\nworker_processes 1;\nerror_log stderr;\n"
                          "events { }\nhttp {\n"
                          "client_body_temp_path DIR/b; proxy_temp_path DIR/p;\n"
                          "fastcgi_temp_path DIR/f; uwsgi_temp_path DIR/u; scgi_temp_path DIR/s;\n"
                          "include DIR/site.conf;\n}\n";
        if (::geteuid() == 0)
            main.prepend("user root;\n");
        main.replace("DIR", m_folder.path().toUtf8());
        if (!write(m_folder.filePath(u"site.conf"_s), site)
            || !write(m_folder.filePath(u"nginx.conf"_s), main))
            return {};
        return {u"-p"_s, m_folder.path(), u"-c"_s, m_folder.filePath(u"nginx.conf"_s)};
    }
    [[nodiscard]] QByteArray m_log() const
    {
        return contentsOf(m_folder.filePath(u"llm-proxy.log"_s));
    }

    QString m_name;
    QByteArray m_one;
    QByteArray m_two;
    QByteArray m_more;
    QTemporaryDir m_folder;
    QProcess m_process;
};

QSet<QByteArray> valuesOf(const RunningProxy &proxy, QByteArrayView field)
{
    QSet<QByteArray> values;
    for (const auto &request : proxy.upstream("/v1/messages"))
        values.insert(standins::headerValue(request.headers, field));
    values.remove(QByteArray());
    return values;
}

} // namespace

class TestDeploy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theConfigurationIsAccepted_data() { balancers(); }
    void theConfigurationIsAccepted();
    void aSessionStaysAtItsInstance_data();
    void aSessionStaysAtItsInstance();
    void aStreamPassesAsItComes_data() { balancers(); }
    void aStreamPassesAsItComes();
    void theClientsAddressArrives_data() { balancers(); }
    void theClientsAddressArrives();
    void haproxysOwnHeaderIsRead();
    void aKeyIsInNoLog_data() { balancers(); }
    void aKeyIsInNoLog();
    void anInstanceThatLeavesLosesNoRequest_data() { balancers(); }
    void anInstanceThatLeavesLosesNoRequest();
    void theUnitIsRight();

private:
    static void balancers()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("haproxy") << u"haproxy"_s;
        QTest::newRow("nginx") << u"nginx"_s;
    }
    /// The two instances and the balancer; false: it is not installed.
    bool start(const QString &name, const QByteArray &more = {})
    {
        for (auto &proxy : m_proxies) {
            proxy = std::make_unique<RunningProxy>();
            proxy->config.server.trustedProxies = {u"127.0.0.1"_s};
            proxy->config.server.drainNotice = std::chrono::milliseconds(4000);
            proxy->config.server.proxyProtocol = !more.isEmpty();
            proxy->config.router.enabled = false;
            if (!proxy->start())
                return false;
        }
        m_balancer = std::make_unique<Balancer>(name, *m_proxies[0], *m_proxies[1], more);
        return m_balancer->start();
    }
    [[nodiscard]] RawResponse send(const QByteArray &extra) const
    {
        return m_balancer->ask(RunningProxy::post("/v1/messages", ask("hi"), extra));
    }

    std::array<std::unique_ptr<RunningProxy>, 2> m_proxies;
    std::unique_ptr<Balancer> m_balancer;
};

#define NEEDS(name)                                                                                \
    if (programOf(name).isEmpty())                                                                 \
    QSKIP("it is not installed: its configuration stays untried")

void TestDeploy::theConfigurationIsAccepted()
{
    QFETCH(QString, name);
    NEEDS(name);
    QVERIFY2(start(name), m_balancer->output().constData());
    QCOMPARE(m_balancer->ask("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 200);
    QCOMPARE(send({}).status, 200);
}

void TestDeploy::aSessionStaysAtItsInstance_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("other");
    for (const QString &name : {u"haproxy"_s, u"nginx"_s}) {
        const auto row = [&name](const char *what) -> QTestData & {
            return QTest::newRow(qPrintable(name + u": "_s + QLatin1StringView(what)));
        };
        // A field that changes with each request, and must not count.
        row("Claude Code's session")
            << name << QByteArray("X-Claude-Code-Session-Id") << QByteArray("session_id");
        row("Codex' session") << name << QByteArray("session-id") << QByteArray("x-api-key");
        row("an older Codex' session")
            << name << QByteArray("session_id") << QByteArray("x-api-key");
        row("the key") << name << QByteArray("x-llm-proxy-test") << QByteArray();
    }
}

void TestDeploy::aSessionStaysAtItsInstance()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, other);
    NEEDS(name);
    QVERIFY2(start(name), m_balancer->output().constData());
    // An odd number: who only takes turns sends each to the other one in the next round.
    constexpr int kSessions = 25;
    const bool isKey = other.isEmpty();
    int request = 0;
    for (int round = 0; round < 3; ++round) {
        for (int session = 0; session < kSessions; ++session) {
            const QByteArray id = "s-" + QByteArray::number(session * 7919);
            // What is recorded upstream has no key: a field beside it names it there.
            QByteArray extra = isKey ? "x-api-key: sk-" + id + "\r\nx-mark: " + id + "\r\n"
                                     : field + ": " + id + "\r\nx-mark: " + id + "\r\n";
            if (!isKey)
                extra += other + ": " + QByteArray::number(++request) + "\r\n";
            QCOMPARE(send(extra).status, 200);
        }
    }
    const QSet<QByteArray> one = valuesOf(*m_proxies[0], "x-mark");
    const QSet<QByteArray> two = valuesOf(*m_proxies[1], "x-mark");
    QVERIFY(!one.intersects(two));
    QCOMPARE(one.size() + two.size(), kSessions);
    // All on one side would be one in 16 million.
    QVERIFY(!one.isEmpty() && !two.isEmpty());
}

void TestDeploy::aStreamPassesAsItComes()
{
    QFETCH(QString, name);
    NEEDS(name);
    QVERIFY2(start(name), m_balancer->output().constData());
    for (auto &proxy : m_proxies)
        proxy->backend.answerNext(
            {standins::step::Head {.headers = {{"Content-Type", "text/event-stream"}}},
             standins::step::Send {"event: ping\ndata: {\"first\":1}\n\n"},
             standins::step::HoldUntil {"go"},
             standins::step::Send {"event: ping\ndata: {\"second\":2}\n\n"},
             standins::step::End {}});
    RawClient client;
    QVERIFY(client.connectTo(m_balancer->port));
    QVERIFY(client.send(RunningProxy::post("/v1/messages", ask("hi"))));
    // The second piece is not sent before the first one is here.
    QVERIFY(client.waitForText("\"first\""));
    QVERIFY(!client.received().contains("\"second\""));
    for (auto &proxy : m_proxies)
        proxy->backend.release("go");
    QVERIFY(client.waitForText("\"second\""));
}

void TestDeploy::theClientsAddressArrives()
{
    QFETCH(QString, name);
    NEEDS(name);
    QVERIFY2(start(name), m_balancer->output().constData());
    QCOMPARE(send("X-Forwarded-For: 203.0.113.5\r\n").status, 200);
    const auto peers = [this] {
        QSet<QString> found;
        for (const auto &proxy : m_proxies) {
            for (const QJsonObject &row : proxy->rows())
                found.insert(row[u"peer"].toString());
        }
        return found;
    };
    QTRY_COMPARE(peers(), QSet<QString> {u"203.0.113.5"_s});
}

/// The PROXY protocol as HAProxy writes it, in its checks too.
void TestDeploy::haproxysOwnHeaderIsRead()
{
    NEEDS(u"haproxy"_s);
    QVERIFY2(start(u"haproxy"_s, "send-proxy-v2 check-send-proxy"),
             m_balancer->output().constData());
    // Another address of this machine, which is not the balancer's.
    QTcpSocket client;
    QVERIFY(client.bind(QHostAddress(u"127.0.0.2"_s)));
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), m_balancer->port);
    QVERIFY(client.waitForConnected(kPatience));
    client.write(RunningProxy::post("/v1/messages", ask("hi"),
                                    "X-Forwarded-For: 203.0.113.5\r\nConnection: close\r\n"));
    QByteArray answer;
    while (client.waitForReadyRead(kPatience))
        answer += client.readAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 200"), answer.constData());
    // It is no trusted proxy: what it wrote into the field means nothing.
    const auto peers = [this] {
        QStringList found;
        for (const auto &proxy : m_proxies) {
            for (const QJsonObject &row : proxy->rows())
                found << row[u"peer"].toString();
        }
        return found;
    };
    QTRY_COMPARE(peers(), QStringList {u"127.0.0.2"_s});
}

void TestDeploy::aKeyIsInNoLog()
{
    QFETCH(QString, name);
    NEEDS(name);
    QVERIFY2(start(name), m_balancer->output().constData());
    QCOMPARE(m_balancer
                 ->ask(RunningProxy::post("/v1/messages?key=sk-in-the-query", ask("hi"),
                                          "x-api-key: sk-in-a-field\r\n"))
                 .status,
             200);
    QByteArray log;
    QVERIFY(QTest::qWaitFor(
        [&] {
            log += m_balancer->output();
            return log.contains("/v1/messages");
        },
        kPatience));
    QVERIFY2(!log.contains("sk-in"), log.constData());
}

/// Told by /readyz to the one that asks it; the other one learns when a connection is refused.
void TestDeploy::anInstanceThatLeavesLosesNoRequest()
{
    QFETCH(QString, name);
    NEEDS(name);
    QVERIFY2(start(name), m_balancer->output().constData());
    QSignalSpy stopped(&m_proxies[0]->service, &proxy::ProxyService::stopped);
    m_proxies[0]->service.stop();
    int session = 0;
    const auto sendNext = [&] {
        return send("X-Claude-Code-Session-Id: s-" + QByteArray::number(++session) + "\r\n").status;
    };
    while (stopped.isEmpty()) {
        QCOMPARE(sendNext(), 200);
        QTest::qWait(20);
    }
    const size_t before = m_proxies[1]->upstream("/v1/messages").size();
    constexpr int kAfterwards = 40;
    for (int request = 0; request < kAfterwards; ++request)
        QCOMPARE(sendNext(), 200);
    QCOMPARE(m_proxies[1]->upstream("/v1/messages").size(), before + kAfterwards);
}

void TestDeploy::theUnitIsRight()
{
    const QString program = programOf(u"systemd-analyze"_s);
    if (program.isEmpty())
        QSKIP("systemd-analyze is not installed: the unit stays unchecked");
    const QTemporaryDir folder;
    QByteArray unit = contentsOf(kFolder + u"llm-proxy@.service"_s);
    QVERIFY(unit.contains("ExecStart=/usr/bin/llm-proxy start --foreground\n"));
    unit.replace("/usr/bin/llm-proxy", LLMPROXY_BINARY);
    const QString path = folder.filePath(u"llm-proxy@.service"_s);
    QVERIFY(write(path, unit));
    QProcess verify;
    verify.setProcessChannelMode(QProcess::MergedChannels);
    verify.start(program, {u"verify"_s, u"--man=no"_s, path});
    QVERIFY(verify.waitForFinished(kPatience));
    const QByteArray said = verify.readAll();
    QVERIFY2(verify.exitCode() == 0 && !said.contains("llm-proxy@"), said.constData());
}

QTEST_GUILESS_MAIN(TestDeploy)
#include "tst_deploy.moc"

// SPDX-License-Identifier: LicenseRef-Private
// Each way in which the shared store can fail: no request fails for it, and the log says each
// change of its state once.
#include "tests/support/fleet.h"
#include "tests/support/freeport.h"
#include "tests/support/rediscluster.h"
#include "tests/support/redisserver.h"
#include "tests/support/slowrelay.h"

#include <QTest>

using support::AgentSession;
using support::Fleet;
using support::RedisCluster;
using support::RedisServer;
using support::SlowRelay;

namespace {

QByteArray routingOf(const RawResponse &answer)
{
    return answer.header("x-llm-proxy-routing");
}

/// HAProxy in front of two stores: connections go to the one that says it is the primary.
class PrimaryFinder final
{
public:
    PrimaryFinder(quint16 first, quint16 second)
    {
        port = support::freePort();
        QFile file(m_dir.filePath(QStringLiteral("haproxy.cfg")));
        if (!file.open(QIODevice::WriteOnly))
            return;
        file.write("defaults\n mode tcp\n timeout connect 1s\n timeout client 1h\n"
                   " timeout server 1h\nlisten store\n bind 127.0.0.1:"
                   + QByteArray::number(port)
                   + "\n option tcp-check\n tcp-check send info\\ replication\\r\\n\n"
                     " tcp-check expect string role:master\n"
                     " default-server inter 100ms fall 1 rise 1 on-marked-down "
                     "shutdown-sessions\n server a 127.0.0.1:"
                   + QByteArray::number(first)
                   + " check\n server b 127.0.0.1:" + QByteArray::number(second) + " check\n");
        file.close();
        m_process.start(program(), {QStringLiteral("-db"), QStringLiteral("-f"), file.fileName()});
        m_process.waitForStarted();
    }
    ~PrimaryFinder()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(PrimaryFinder)

    [[nodiscard]] static QString program()
    {
        return QStandardPaths::findExecutable(
            QStringLiteral("haproxy"), {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin"),
                                        QStringLiteral("/usr/local/sbin")});
    }

    quint16 port = 0;

private:
    QTemporaryDir m_dir;
    QProcess m_process;
};

} // namespace

class TestStoreFailures final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void itIsAwayAtTheStart();
    void itDies();
    void itHangs();
    void aNodeOfAClusterHangs();
    void itIsSlow();
    void itIsFull();
    void itIsReadOnly();
    void aReplicaThatRefusesThePasswordSaysSo();
    void itRefusesThePassword();
    void itRefusesACommand();
    void itSpeaksSomethingElse();
    void itFailsOver();
    void itComesBackEmpty();

private:
    bool startAll();
    /// A session of three turns with a loop each: all is answered, and no loop leaves its model.
    void workAsAlone(int at = 0);
    /// The sentences about the store in the log of an instance, in their order.
    [[nodiscard]] QList<QByteArray> said(int at = 0) const;
    [[nodiscard]] QJsonObject storeOf(int at = 0) const
    {
        return m_fleet->status(at)[QStringLiteral("store")].toObject();
    }

    std::unique_ptr<RedisServer> m_store;
    std::unique_ptr<Fleet> m_fleet;
    int m_sessions = 0;
    int m_requests = 0;
};

void TestStoreFailures::init()
{
    if (RedisServer::program().isEmpty())
        QSKIP("redis-server is not installed");
    m_store = std::make_unique<RedisServer>();
    m_fleet = std::make_unique<Fleet>(1);
    m_fleet->setAll("LLM_PROXY_STORE_URL", m_store->url());
    m_fleet->setAll("LLM_PROXY_BUDGETS",
                    QStringLiteral(R"([{"scope":"day","tokens":100000000,"stop":100}])"));
    m_fleet->morph.answerWith("easy");
    m_requests = 0;
}

void TestStoreFailures::cleanup()
{
    m_fleet.reset();
    m_store.reset();
}

bool TestStoreFailures::startAll()
{
    return m_store->start() && m_fleet->start() && m_fleet->waitForStore(QStringLiteral("ready"));
}

void TestStoreFailures::workAsAlone(int at)
{
    AgentSession session("s-" + QByteArray::number(++m_sessions));
    for (int turn = 0; turn < 3; ++turn) {
        const RawResponse asked =
            m_fleet->send(at, session.ask("Rename cnt to count. " + QByteArray::number(turn)));
        QCOMPARE(asked.status, 200);
        QVERIFY2(routingOf(asked) == "routed" || turn > 0, routingOf(asked).constData());
        const QByteArray model = asked.header("x-llm-proxy-selected-model");
        for (int step = 0; step < 3; ++step) {
            const RawResponse gone = m_fleet->send(at, session.goOn());
            QCOMPARE(gone.status, 200);
            QCOMPARE(gone.header("x-llm-proxy-selected-model"), model);
        }
        session.answer();
        m_requests += 4;
    }
    const QList<QJsonObject> rows = m_fleet->rowsOf(m_requests);
    QCOMPARE(rows.size(), m_requests);
}

QList<QByteArray> TestStoreFailures::said(int at) const
{
    QList<QByteArray> lines;
    for (const QByteArray &line : m_fleet->instances[size_t(at)]->log().split('\n')) {
        if (line.contains("llmproxy.store"))
            lines << line.mid(line.indexOf("llmproxy.store"));
    }
    return lines;
}

void TestStoreFailures::itIsAwayAtTheStart()
{
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("away")));
    workAsAlone();
    QCOMPARE(said().size(), 1);
    // It is found when it comes, without a request that asks for it.
    QVERIFY(m_store->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    workAsAlone();
    QVERIFY(!m_store->keys("llmproxy:1:s:*").isEmpty());
    QCOMPARE(said().size(), 2);
    QVERIFY(m_fleet->get(0, "/metrics").body.contains("llmproxy_store_up 1\n"));
}

void TestStoreFailures::itDies()
{
    QVERIFY(startAll());
    workAsAlone();
    m_store->kill();
    workAsAlone();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("away")));
    workAsAlone();
    QCOMPARE(said().size(), 2);
    QVERIFY(m_fleet->get(0, "/metrics").body.contains("llmproxy_store_up 0\n"));
    QVERIFY(m_fleet->instances[0]->run({QStringLiteral("health")}).contains("works alone"));
    QVERIFY(m_store->restart());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    QCOMPARE(said().size(), 3);
}

void TestStoreFailures::itHangs()
{
    QVERIFY(startAll());
    workAsAlone();
    m_store->stop();
    QElapsedTimer waited;
    waited.start();
    workAsAlone();
    workAsAlone();
    // Far from what waiting for each question would take; what this machine does beside is in it.
    QVERIFY2(waited.elapsed() < 5000, QByteArray::number(waited.elapsed()).constData());
    // Five requests, with five questions each at most, had no answer; then nobody waited any more.
    const int unanswered = storeOf()[QStringLiteral("unanswered")].toInt();
    QVERIFY2(unanswered <= 30, QByteArray::number(unanswered).constData());
    QTRY_VERIFY_WITH_TIMEOUT(storeOf()[QStringLiteral("state")] != QStringLiteral("ready"), 5000);
    QTRY_COMPARE_WITH_TIMEOUT(storeOf()[QStringLiteral("state")].toString(), QStringLiteral("away"),
                              10000);
    m_store->resume();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    // Ready, silent, away, ready.
    QCOMPARE(said().size(), 4);
    workAsAlone();
}

void TestStoreFailures::aNodeOfAClusterHangs()
{
    RedisCluster cluster;
    QVERIFY(
        cluster.start({QStringLiteral("--cluster-require-full-coverage"), QStringLiteral("no")}));
    m_fleet->setAll("LLM_PROXY_STORE_URL", cluster.nodes[0].url());
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    for (int session = 0; session < 4; ++session)
        workAsAlone();
    cluster.nodes[1].stop();
    const auto state = [this] { return storeOf()[QStringLiteral("state")].toString(); };
    QElapsedTimer waited;
    waited.start();
    while (state() != QStringLiteral("partly") && waited.elapsed() < 30000)
        workAsAlone();
    QCOMPARE(state(), QStringLiteral("partly"));
    // The others hold their part, and nobody waits for the silent one, also while it is tried. What
    // a busy machine answers late is not meant: a third of all keys are of the silent node.
    const int unanswered = storeOf()[QStringLiteral("unanswered")].toInt();
    const int before = m_requests;
    const int asked = storeOf()[QStringLiteral("commands")].toInt();
    waited.start();
    while (waited.elapsed() < 8000)
        workAsAlone();
    const int further = storeOf()[QStringLiteral("unanswered")].toInt() - unanswered;
    QVERIFY2(further * 10 < m_requests - before, qPrintable(QString::number(further)));
    QVERIFY(storeOf()[QStringLiteral("commands")].toInt() > asked);
    cluster.nodes[1].resume();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
}

void TestStoreFailures::itIsSlow()
{
    QVERIFY(m_store->start());
    SlowRelay relay(m_store->port);
    m_fleet->setAll("LLM_PROXY_STORE_URL", QStringLiteral("redis://127.0.0.1:%1").arg(relay.port));
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    relay.delayMs = 200;
    workAsAlone();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("silent")));
    workAsAlone();
    QCOMPARE(said().size(), 2);
    relay.delayMs = 0;
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready"), -1, 60000));
    QCOMPARE(said().size(), 3);
}

void TestStoreFailures::itIsFull()
{
    QVERIFY(startAll());
    workAsAlone();
    QCOMPARE(m_store->ask({"CONFIG", "SET", "maxmemory-policy", "noeviction"}).trimmed(), "+OK");
    QCOMPARE(m_store->ask({"CONFIG", "SET", "maxmemory", "1"}).trimmed(), "+OK");
    workAsAlone();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("full")));
    workAsAlone();
    QCOMPARE(said().size(), 2);
    QCOMPARE(m_store->ask({"CONFIG", "SET", "maxmemory", "0"}).trimmed(), "+OK");
    // A success is believed after a while; the next writes tell.
    QTest::qWait(10500);
    workAsAlone();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    QCOMPARE(said().size(), 3);
}

void TestStoreFailures::itIsReadOnly()
{
    QVERIFY(startAll());
    workAsAlone();
    QCOMPARE(m_store->ask({"REPLICAOF", "127.0.0.1", "1"}).trimmed(), "+OK");
    workAsAlone();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("read-only")));
    workAsAlone();
    QVERIFY(
        storeOf()[QStringLiteral("last_error")].toString().contains(QStringLiteral("READONLY")));
    QCOMPARE(said().size(), 2);
    QCOMPARE(m_store->ask({"REPLICAOF", "NO", "ONE"}).trimmed(), "+OK");
    QTest::qWait(10500);
    workAsAlone();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    QCOMPARE(said().size(), 3);
}

void TestStoreFailures::aReplicaThatRefusesThePasswordSaysSo()
{
    QVERIFY(m_store->start());
    QCOMPARE(m_store->ask({"ACL", "SETUSER", "team", "on", ">right", "~*", "+@all"}).trimmed(),
             "+OK");
    m_fleet->setAll("LLM_PROXY_STORE_URL", m_store->url(QStringLiteral("team:right@")));
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    QCOMPARE(m_store->ask({"REPLICAOF", "127.0.0.1", "1"}).trimmed(), "+OK");
    workAsAlone();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("read-only")));
    QCOMPARE(m_store->ask({"ACL", "SETUSER", "team", "resetpass", ">another"}).trimmed(), "+OK");
    QCOMPARE(m_store->ask({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}).at(0), ':');
    QVERIFY(m_fleet->waitForStore(QStringLiteral("refused")));
    QVERIFY(
        storeOf()[QStringLiteral("last_error")].toString().contains(QStringLiteral("WRONGPASS")));
    QCOMPARE(m_store->ask({"ACL", "SETUSER", "team", "resetpass", ">right"}).trimmed(), "+OK");
    QCOMPARE(m_store->ask({"REPLICAOF", "NO", "ONE"}).trimmed(), "+OK");
    QTest::qWait(10500);
    workAsAlone();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
}

void TestStoreFailures::itRefusesThePassword()
{
    QVERIFY(m_store->start({QStringLiteral("--requirepass"), QStringLiteral("right")}));
    m_fleet->setAll("LLM_PROXY_STORE_URL", m_store->url(QStringLiteral(":wrong-one@")));
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("refused")));
    workAsAlone();
    QTest::qWait(1000);
    // However often it was tried.
    QCOMPARE(said().size(), 1);
    QVERIFY(!said()[0].contains("wrong-one"));
    QCOMPARE(m_store->ask({"AUTH", "right"}).trimmed(), "+OK");
}

void TestStoreFailures::itRefusesACommand()
{
    QVERIFY(m_store->start());
    QCOMPARE(m_store
                 ->ask({"ACL", "SETUSER", "less", "on", ">a-password", "~*", "-@all", "+ping",
                        "+get", "+pttl"})
                 .trimmed(),
             "+OK");
    m_fleet->setAll("LLM_PROXY_STORE_URL", m_store->url(QStringLiteral("less:a-password@")));
    QVERIFY(m_fleet->start());
    workAsAlone();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("refused")));
    workAsAlone();
    QVERIFY(storeOf()[QStringLiteral("last_error")].toString().contains(QStringLiteral("NOPERM")));
}

void TestStoreFailures::itSpeaksSomethingElse()
{
    // The backend takes connections and knows nothing of Redis.
    m_fleet->setAll("LLM_PROXY_STORE_URL",
                    QStringLiteral("redis://127.0.0.1:%1").arg(m_fleet->backend.port()));
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("away")));
    workAsAlone();
    QCOMPARE(said().size(), 1);
}

void TestStoreFailures::itFailsOver()
{
    if (PrimaryFinder::program().isEmpty())
        QSKIP("haproxy is not installed");
    RedisServer second;
    QVERIFY(m_store->start());
    QVERIFY(second.start());
    QCOMPARE(second.ask({"REPLICAOF", "127.0.0.1", QByteArray::number(m_store->port)}).trimmed(),
             "+OK");
    const PrimaryFinder finder(m_store->port, second.port);
    m_fleet->setAll("LLM_PROXY_STORE_URL", QStringLiteral("redis://127.0.0.1:%1").arg(finder.port));
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    workAsAlone();
    QTRY_VERIFY(!second.keys("llmproxy:1:s:*").isEmpty());
    m_store->kill();
    workAsAlone();
    QCOMPARE(second.ask({"REPLICAOF", "NO", "ONE"}).trimmed(), "+OK");
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    const auto before = second.keys("llmproxy:1:s:*").size();
    workAsAlone();
    QTRY_VERIFY(second.keys("llmproxy:1:s:*").size() > before);
}

void TestStoreFailures::itComesBackEmpty()
{
    QVERIFY(startAll());
    workAsAlone();
    QTRY_VERIFY(!m_store->keys("llmproxy:1:d:*").isEmpty());
    QVERIFY(m_store->restart());
    QVERIFY(m_fleet->waitFor(
        0, [this](const QJsonObject &) { return !m_store->keys("llmproxy:1:d:*").isEmpty(); }));
    workAsAlone();
    QCOMPARE(said().size(), 3);
}

QTEST_GUILESS_MAIN(TestStoreFailures)
#include "tst_storefailures.moc"

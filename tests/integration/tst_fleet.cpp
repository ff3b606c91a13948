// SPDX-License-Identifier: LicenseRef-Private
// Three instances of the program, many sessions at once, and a balancer that does not know which
// session belongs where: nothing is lost, and no loop leaves its model.
#include "tests/support/fleet.h"
#include "tests/support/rediscluster.h"
#include "tests/support/redisserver.h"
#include "tests/support/requestcorpus.h"

#include <QRandomGenerator>
#include <QTest>

#include <atomic>
#include <csignal>
#include <set>
#include <thread>

using support::AgentSession;
using support::CorpusRequest;
using support::Fleet;
using support::RedisCluster;
using support::RedisServer;

namespace {

constexpr int kSessions = 200;
constexpr int kClients = 8;
constexpr int kTurns = 2;
constexpr int kSteps = 3;
constexpr unsigned long kToolMs = 20;

/// What the clients saw together.
struct Seen
{
    std::atomic<int> sent = 0;
    std::atomic<int> answered = 0;
    std::atomic<int> refused = 0; ///< no connection, or one that ended without an answer
    std::atomic<int> switches = 0; ///< of the model within a loop
    std::atomic<int> turns = 0;
    std::array<std::atomic<int>, 3> answeredBy = {}; ///< by instance
};

QByteArray wireOf(const CorpusRequest &request)
{
    QByteArray fields;
    const proxy::HeaderList &headers = request.request.head.headers;
    for (size_t at = 0; at < headers.size(); ++at) {
        const auto field = headers.at(at);
        const QByteArray name = field.name.toByteArray().toLower();
        if (name.startsWith("anthropic-") || name.startsWith("x-claude") || name == "user-agent"
            || name == "session-id" || name == "session_id" || name == "thread-id")
            fields += field.name.toByteArray() + ": " + field.value.toByteArray() + "\r\n";
    }
    return "POST " + request.request.head.target + " HTTP/1.1\r\nHost: localhost\r\n" + fields
           + "x-api-key: sk-made-up-0001\r\nContent-Type: application/json\r\nContent-Length: "
           + QByteArray::number(request.request.body.size()) + "\r\n\r\n" + request.request.body;
}

} // namespace

class TestFleet final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void sessionsOutliveAnInstance_data();
    void sessionsOutliveAnInstance();
    void aClusterIsFollowed();
    void budgetsAreExactToWhatIsInFlight();
    void recordedAgentsGoOnAnywhere();

private:
    /// Asks some instance that runs, and another one where that gives no answer, as a balancer
    /// does.
    RawResponse askAny(const QByteArray &request, Seen &seen);
    void work(int client, Seen &seen);
    /// @p further: turns beside one in a hundred that Morph may be asked about twice.
    void judge(const Seen &seen, int further = 0);

    std::unique_ptr<RedisServer> m_store;
    std::unique_ptr<Fleet> m_fleet;
    std::array<std::atomic<bool>, 3> m_isUp;
    std::atomic<int> m_progress = 0;
};

void TestFleet::initTestCase()
{
    if (RedisServer::program().isEmpty())
        QSKIP("redis-server is not installed");
}

void TestFleet::init()
{
    m_store = std::make_unique<RedisServer>();
    m_fleet = std::make_unique<Fleet>(3);
    m_fleet->setAll("LLM_PROXY_STORE_URL", m_store->url());
    m_fleet->morph.answerAll({.delayBeforeHead = std::chrono::milliseconds(5)});
    for (auto &isUp : m_isUp)
        isUp = true;
    m_progress = 0;
}

void TestFleet::cleanup()
{
    m_fleet.reset();
    m_store.reset();
}

RawResponse TestFleet::askAny(const QByteArray &request, Seen &seen)
{
    ++seen.sent;
    for (int tries = 0; tries < 20; ++tries) {
        const int at = QRandomGenerator::global()->bounded(3);
        if (!m_isUp[size_t(at)])
            continue;
        RawClient client;
        if (!client.connectTo(m_fleet->instances[size_t(at)]->port)) {
            ++seen.refused;
            continue;
        }
        RawResponse answer = client.exchange(request);
        if (answer.complete && answer.status != 503) {
            ++seen.answered;
            ++seen.answeredBy[size_t(at)];
            return answer;
        }
        ++seen.refused;
    }
    return {};
}

void TestFleet::work(int client, Seen &seen)
{
    for (int number = client; number < kSessions; number += kClients) {
        AgentSession session("s-" + QByteArray::number(number));
        for (int turn = 0; turn < kTurns; ++turn) {
            // Hard, easy, hard: each turn has a reason to go elsewhere.
            const QByteArray mark = (number + turn) % 2 == 0 ? "[[easy]]" : "[[hard]]";
            const RawResponse asked = askAny(session.ask("Look at toy.c " + session.id + ' '
                                                         + QByteArray::number(turn) + ' ' + mark),
                                             seen);
            ++seen.turns;
            const QByteArray model = asked.header("x-llm-proxy-selected-model");
            for (int step = 0; step < kSteps; ++step) {
                // A tool runs; no model answers faster either.
                QThread::msleep(kToolMs);
                const RawResponse gone = askAny(session.goOn(), seen);
                if (gone.header("x-llm-proxy-selected-model") != model) {
                    ++seen.switches;
                    if (seen.switches < 5)
                        qInfo() << session.id << turn << step << asked.header("x-llm-proxy-routing")
                                << model << gone.header("x-llm-proxy-routing")
                                << gone.header("x-llm-proxy-selected-model");
                }
            }
            session.answer();
        }
        ++m_progress;
    }
}

void TestFleet::judge(const Seen &seen, int further)
{
    QCOMPARE(seen.answered.load(), seen.sent.load());
    // On a machine that is busy with something else the store may be late: then, and only then, an
    // instance decides alone.
    int late = 0;
    for (int at = 0; at < 3; ++at)
        late += m_fleet->status(at)[QStringLiteral("store")]
                    .toObject()[QStringLiteral("unanswered")]
                    .toInt();
    QVERIFY2(seen.switches <= late, QByteArray::number(seen.switches).constData());
    // Morph knows each turn by its text.
    std::map<QByteArray, int> asked;
    for (const auto &request : m_fleet->morph.recorded())
        ++asked[request.body];
    int twice = 0;
    for (const auto &[body, times] : asked)
        twice += times > 1 ? 1 : 0;
    qInfo() << "turns" << seen.turns.load() << "asked" << int(asked.size()) << "twice" << twice
            << "switches" << seen.switches.load() << "late" << late << "requests"
            << seen.sent.load() << "sent again" << seen.refused.load();
    QVERIFY(int(asked.size()) <= seen.turns.load());
    QVERIFY(twice <= seen.turns / 100 + further);
}

void TestFleet::sessionsOutliveAnInstance_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::newRow("nothing happens") << QByteArray();
    QTest::newRow("one is killed") << QByteArray("kill");
    QTest::newRow("one is drained") << QByteArray("drain");
    QTest::newRow("the store dies and comes back") << QByteArray("store");
}

void TestFleet::sessionsOutliveAnInstance()
{
    QFETCH(const QByteArray, what);
    QVERIFY(m_store->start());
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    Seen seen;
    std::vector<std::thread> clients;
    for (int client = 0; client < kClients; ++client)
        clients.emplace_back([this, client, &seen] { work(client, seen); });
    while (m_progress < kSessions / 4)
        QThread::msleep(2);
    if (what == "kill") {
        m_isUp[1] = false;
        ::kill(pid_t(m_fleet->instances[1]->process.processId()), SIGKILL);
    } else if (what == "drain") {
        ::kill(pid_t(m_fleet->instances[1]->process.processId()), SIGTERM);
        // A balancer sees it a moment later.
        QThread::msleep(20);
        m_isUp[1] = false;
    } else if (what == "store") {
        m_store->kill();
        QThread::msleep(300);
        QVERIFY(m_store->restart());
    }
    for (std::thread &client : clients)
        client.join();
    if (what == "store") {
        // Without the store a loop that comes to another instance is unknown there, and keeps its
        // model: how many, the store's absence tells. Nothing fails for it.
        QCOMPARE(seen.answered.load(), seen.sent.load());
    } else {
        // What a killed one was asking about, another one asks again.
        judge(seen, what == "kill" ? kClients : 0);
    }
    // Each answer has its row where it was given. A killed instance can't write the rows of what it
    // answered in its last moment: one for each client at most.
    (void)m_fleet->rowsOf(seen.answered);
    std::set<QString> ids;
    qsizetype rows = 0;
    for (int at = 0; at < 3; ++at) {
        int complete = 0;
        for (const QJsonObject &row : m_fleet->instances[size_t(at)]->rows()) {
            complete += row[QStringLiteral("end")] == QStringLiteral("complete") ? 1 : 0;
            ids.insert(row[QStringLiteral("id")].toString());
            ++rows;
        }
        const int lost = seen.answeredBy[size_t(at)] - complete;
        QVERIFY2(lost <= (what == "kill" && at == 1 ? kClients : 0),
                 QByteArray::number(lost).constData());
    }
    QCOMPARE(qsizetype(ids.size()), rows);
}

void TestFleet::aClusterIsFollowed()
{
    RedisCluster cluster;
    QVERIFY(cluster.start());
    m_fleet->setAll("LLM_PROXY_STORE_URL", cluster.nodes[0].url());
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    Seen seen;
    std::vector<std::thread> clients;
    for (int client = 0; client < kClients; ++client)
        clients.emplace_back([this, client, &seen] { work(client, seen); });
    for (std::thread &client : clients)
        client.join();
    judge(seen);
    for (const RedisServer &node : cluster.nodes)
        QVERIFY(!node.keys("llmproxy:1:t:*").isEmpty());
    // The node that is configured dies: the others are known.
    cluster.nodes[0].kill();
    AgentSession session("s-after");
    for (int at = 0; at < 3; ++at) {
        QCOMPARE(m_fleet->send(at, session.ask("And now? " + QByteArray::number(at))).status, 200);
        session.answer();
    }
}

void TestFleet::budgetsAreExactToWhatIsInFlight()
{
    constexpr qint64 kLimit = 3000;
    m_fleet->setAll("LLM_PROXY_BUDGETS",
                    QStringLiteral(R"([{"scope":"day","tokens":%1,"stop":100}])").arg(kLimit));
    QVERIFY(m_store->start());
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    // One client for each instance: one request is in flight for each.
    std::atomic<int> served = 0;
    std::vector<std::thread> clients;
    for (int at = 0; at < 3; ++at)
        clients.emplace_back([this, at, &served] {
            for (int number = 0; number < 2000; ++number) {
                AgentSession session("s-" + QByteArray::number(at) + '-'
                                     + QByteArray::number(number));
                const RawResponse answer = m_fleet->send(at, session.ask("Look at toy.c [[easy]]"));
                if (answer.status == 429)
                    return;
                served += answer.status == 200 ? 1 : 0;
            }
        });
    for (std::thread &client : clients)
        client.join();
    qint64 used = 0;
    qint64 most = 0;
    for (const QJsonObject &row : m_fleet->rowsOf(served)) {
        const QJsonObject usage = row[QStringLiteral("usage")].toObject();
        qint64 own = 0;
        for (const QString &kind : usage.keys())
            own += kind == QStringLiteral("reasoning") ? 0 : usage[kind].toInteger();
        used += own;
        most = std::max(most, own);
    }
    qInfo() << "limit" << kLimit << "used" << used << "each" << most << "requests" << served.load();
    QVERIFY(used >= kLimit);
    QVERIFY(used < kLimit + 3 * most);
}

void TestFleet::recordedAgentsGoOnAnywhere()
{
    const std::vector<CorpusRequest> requests = support::recordedRequests();
    if (requests.empty())
        QSKIP("no recordings beside the checkout");
    m_fleet->setAll("MORPH_ROUTER_PROVIDER", QStringLiteral("auto"));
    QVERIFY(m_store->start());
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    // Each request to the next instance: what alone would be one session there is a third of it.
    int at = 0;
    int sent = 0;
    for (const CorpusRequest &request : requests) {
        if (request.request.head.method != "POST")
            continue;
        const RawResponse answer = m_fleet->send(at++ % 3, wireOf(request));
        QVERIFY2(answer.status == 200, qPrintable(request.name));
        ++sent;
    }
    const QList<QJsonObject> rows = m_fleet->rowsOf(sent);
    int loops = 0;
    for (const QJsonObject &row : rows) {
        if (row[QStringLiteral("turn_type")] != QStringLiteral("tool-continuation"))
            continue;
        ++loops;
        QVERIFY2(row[QStringLiteral("reason")] != QStringLiteral("continuation-unknown"),
                 QJsonDocument(row).toJson().constData());
    }
    qInfo() << "requests" << sent << "in loops" << loops;
    QVERIFY(loops > 0);
}

QTEST_GUILESS_MAIN(TestFleet)
#include "tst_fleet.moc"

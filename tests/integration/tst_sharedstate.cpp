// SPDX-License-Identifier: LicenseRef-Private
// Several instances of the program that share their state through a real redis-server.
#include "tests/support/fleet.h"
#include "tests/support/freeport.h"
#include "tests/support/redisserver.h"

#include <QRegularExpression>
#include <QTest>

#include <thread>

using support::AgentSession;
using support::Fleet;
using support::RedisServer;

namespace {

QByteArray modelOf(const RawResponse &answer)
{
    return answer.header("x-llm-proxy-selected-model");
}

QByteArray routingOf(const RawResponse &answer)
{
    return answer.header("x-llm-proxy-routing");
}

QJsonObject jsonOf(const RawResponse &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

/// The line of the manual by which an administrator makes the store's user.
QList<QByteArray> aclOfManual()
{
    QFile page(QStringLiteral(PROJECT_ROOT "/resources/manual/teams.md"));
    if (!page.open(QIODevice::ReadOnly))
        return {};
    for (const QByteArray &line : page.readAll().split('\n')) {
        if (line.startsWith("ACL SETUSER"))
            return line.trimmed().split(' ');
    }
    return {};
}

} // namespace

class TestSharedState final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aTurnGoesOnAtItsModelOnAnotherInstance();
    void whatIsKnownOfASessionFollowsIt();
    void anOverrideHoldsOnEveryInstance();
    void anOverrideWithoutTheStoreSaysSo();
    void oneInstanceAsksForATurn();
    void aBudgetCountsWhatAllUse();
    void anOpenBreakerIsHeardOf();
    void aBreakerOfOnesOwnStaysTheAuthority();
    void withoutACommonSecretNothingIsSharedAndItIsSaid();
    void theAclOfTheManualSuffices();
    void eachKeyHasALifeAndASmallValue();
    void noSecretIsShown();
    void itIsReachedOverTls();
    void aCertificateThatNobodyVouchesForIsRefused();
    void oneInstanceAloneHasNoStore();

private:
    bool startAll();
    bool startTls();

    std::unique_ptr<RedisServer> m_store;
    std::unique_ptr<Fleet> m_fleet;
};

void TestSharedState::init()
{
    if (RedisServer::program().isEmpty())
        QSKIP("redis-server is not installed");
    m_store = std::make_unique<RedisServer>();
    m_fleet = std::make_unique<Fleet>(2);
    m_fleet->setAll("LLM_PROXY_STORE_URL", m_store->url());
    m_fleet->morph.answerWith("easy");
}

void TestSharedState::cleanup()
{
    m_fleet.reset();
    m_store.reset();
}

bool TestSharedState::startAll()
{
    return m_store->start() && m_fleet->start() && m_fleet->waitForStore(QStringLiteral("ready"));
}

/// The store speaks TLS with the tests' own certificate.
bool TestSharedState::startTls()
{
    const QString port = QString::number(support::freePort());
    const QString certificate = QStringLiteral(TEST_DATA_DIR "/tls/localhost.crt.pem");
    m_fleet->setAll("LLM_PROXY_STORE_URL", QStringLiteral("rediss://localhost:") + port);
    return m_store->start({QStringLiteral("--tls-port"), port, QStringLiteral("--tls-cert-file"),
                           certificate, QStringLiteral("--tls-key-file"),
                           QStringLiteral(TEST_DATA_DIR "/tls/localhost.key.pem"),
                           QStringLiteral("--tls-ca-cert-file"), certificate,
                           QStringLiteral("--tls-auth-clients"), QStringLiteral("no")});
}

void TestSharedState::itIsReachedOverTls()
{
    QVERIFY(startTls());
    m_fleet->setAll("LLM_PROXY_STORE_CA_FILE",
                    QStringLiteral(TEST_DATA_DIR "/tls/localhost.crt.pem"));
    QVERIFY(m_fleet->start());
    QVERIFY2(m_fleet->waitForStore(QStringLiteral("ready")),
             m_fleet->instances[0]->log().constData());
    AgentSession session("s-1");
    const RawResponse first = m_fleet->send(0, session.ask("Rename cnt to count."));
    const RawResponse second = m_fleet->send(1, session.goOn());
    QCOMPARE(routingOf(second), "reused");
    QCOMPARE(modelOf(second), modelOf(first));
}

void TestSharedState::aCertificateThatNobodyVouchesForIsRefused()
{
    QVERIFY(startTls());
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("away")));
    AgentSession session("s-1");
    QCOMPARE(m_fleet->send(0, session.ask("Rename cnt to count.")).status, 200);
}

void TestSharedState::oneInstanceAloneHasNoStore()
{
    m_fleet->setAll("LLM_PROXY_STORE_URL", QString());
    QVERIFY(m_fleet->startOne(0));
    QVERIFY(!m_fleet->status(0).contains(QStringLiteral("store")));
    QVERIFY(!m_fleet->get(0, "/metrics").body.contains("llmproxy_store"));
    AgentSession session("s-1");
    (void)m_fleet->send(0, session.ask("Rename cnt to count."));
    const QJsonObject answer =
        jsonOf(m_fleet->control(0, "/router/session", R"({"session":"s-1","action":"boost"})"));
    QVERIFY(answer[QStringLiteral("ok")].toBool());
    QVERIFY(!answer.contains(QStringLiteral("scope")));
}

void TestSharedState::aTurnGoesOnAtItsModelOnAnotherInstance()
{
    QVERIFY(startAll());
    AgentSession session("s-1");
    const RawResponse first = m_fleet->send(0, session.ask("Rename cnt to count."));
    QCOMPARE(routingOf(first), "routed");
    QVERIFY(modelOf(first).startsWith("claude-haiku"));
    const RawResponse second = m_fleet->send(1, session.goOn());
    QCOMPARE(routingOf(second), "reused");
    QCOMPARE(modelOf(second), modelOf(first));
    // The same ask again, as a client's retry that the balancer sent elsewhere.
    AgentSession again("s-1");
    QCOMPARE(routingOf(m_fleet->send(1, again.ask("Rename cnt to count."))), "reused");
    QCOMPARE(m_fleet->morph.recorded().size(), size_t(1));
}

void TestSharedState::whatIsKnownOfASessionFollowsIt()
{
    QVERIFY(startAll());
    AgentSession session("s-1");
    (void)m_fleet->send(0, session.ask("Rename cnt to count."));
    (void)m_fleet->send(0, session.goOn());
    session.answer();
    (void)m_fleet->send(1, session.ask("Now sum to total."));
    const auto sessions = [this](int at) {
        return jsonOf(m_fleet->get(at, "/router/sessions"))[QStringLiteral("sessions")].toArray();
    };
    QCOMPARE(sessions(1).size(), 1);
    QCOMPARE(sessions(1)[0][QStringLiteral("turns")].toInt(), 2);
    // And back, to one that knows an older state of it.
    session.answer();
    (void)m_fleet->send(0, session.ask("And x to y."));
    QCOMPARE(sessions(0)[0][QStringLiteral("turns")].toInt(), 3);
}

void TestSharedState::anOverrideHoldsOnEveryInstance()
{
    QVERIFY(startAll());
    AgentSession session("s-1");
    (void)m_fleet->send(0, session.ask("Rename cnt to count."));
    session.answer();
    const RawResponse boosted =
        m_fleet->control(0, "/router/session", R"({"session":"s-1","action":"boost"})");
    QCOMPARE(jsonOf(boosted)[QStringLiteral("scope")].toString(), QStringLiteral("all instances"));
    const RawResponse hard = m_fleet->send(1, session.ask("Now sum to total."));
    QCOMPARE(hard.header("x-llm-proxy-difficulty"), "hard");
    session.answer();
    // The boost is used up, on the first instance too, once the turn has ended and that was told.
    QTRY_VERIFY(!m_store->ask({"GET", m_store->keys("llmproxy:1:o:*").first()}).contains("\"b\""));
    const RawResponse easy = m_fleet->send(0, session.ask("And x to y."));
    QVERIFY2(routingOf(easy) != "" && easy.header("x-llm-proxy-difficulty") != "hard",
             routingOf(easy).constData());
    session.answer();
    // Set where the session has never been.
    AgentSession other("s-2");
    (void)m_fleet->send(0, other.ask("Rename cnt to count."));
    other.answer();
    const RawResponse held = m_fleet->control(
        1, "/router/session",
        R"({"session":"s-2","action":"hold","model":"claude-sonnet-4-5-20250929"})");
    QCOMPARE(held.status, 200);
    QCOMPARE(modelOf(m_fleet->send(0, other.ask("Now sum to total."))),
             "claude-sonnet-4-5-20250929");
}

void TestSharedState::anOverrideWithoutTheStoreSaysSo()
{
    QVERIFY(startAll());
    AgentSession session("s-1");
    (void)m_fleet->send(0, session.ask("Rename cnt to count."));
    m_store->kill();
    QVERIFY(m_fleet->waitForStore(QStringLiteral("away")));
    const RawResponse boosted =
        m_fleet->control(0, "/router/session", R"({"session":"s-1","action":"boost"})");
    QCOMPARE(boosted.status, 200);
    QCOMPARE(jsonOf(boosted)[QStringLiteral("scope")].toString(),
             QStringLiteral("this instance only"));
    const RawResponse unknown =
        m_fleet->control(1, "/router/session", R"({"session":"s-1","action":"boost"})");
    QCOMPARE(unknown.status, 404);
}

void TestSharedState::oneInstanceAsksForATurn()
{
    QVERIFY(startAll());
    constexpr size_t kTurns = 20;
    m_fleet->morph.answerAll({.delayBeforeHead = std::chrono::milliseconds(15)});
    for (size_t turn = 0; turn < kTurns; ++turn) {
        const QByteArray id = "s-" + QByteArray::number(quint64(turn));
        std::array<std::thread, 2> clients;
        for (int at = 0; at < 2; ++at)
            clients[size_t(at)] = std::thread([this, at, id] {
                AgentSession session(id);
                (void)m_fleet->send(at, session.ask("Rename cnt to count. [[easy]] " + id));
            });
        for (std::thread &client : clients)
            client.join();
    }
    // On a machine that stands still for 50 ms the second one does not wait to the end.
    const size_t asked = m_fleet->morph.recorded().size();
    QVERIFY2(asked >= kTurns && asked <= kTurns + kTurns / 10,
             QByteArray::number(quint64(asked)).constData());
}

void TestSharedState::aBudgetCountsWhatAllUse()
{
    m_fleet->setAll("LLM_PROXY_BUDGETS",
                    QStringLiteral(R"([{"scope":"day","tokens":1000,"stop":100},)"
                                   R"({"scope":"project","tokens":500,"stop":100}])"));
    QVERIFY(startAll());
    // What one answer uses, the first one tells.
    int sent = 0;
    qint64 each = 0;
    for (; sent < 1000; ++sent) {
        AgentSession session("s-" + QByteArray::number(sent));
        const RawResponse answer = m_fleet->send(sent % 2, session.ask("Rename cnt to count."));
        if (answer.status == 429)
            break;
        QCOMPARE(answer.status, 200);
        const QList<QJsonObject> rows = m_fleet->rowsOf(sent + 1);
        QCOMPARE(rows.size(), sent + 1);
        if (sent == 0) {
            const QJsonObject usage = rows[0][QStringLiteral("usage")].toObject();
            for (const QString &kind : usage.keys()) {
                if (kind != QStringLiteral("reasoning"))
                    each += usage[kind].toInteger();
            }
            QVERIFY(each > 0);
        }
    }
    // Without a project is a project, and its limit comes first. Nothing was in flight.
    QCOMPARE(sent, int((500 + each - 1) / each));
    // The other one stops too.
    AgentSession last("s-last");
    QCOMPARE(m_fleet->send((sent + 1) % 2, last.ask("Rename cnt to count.")).status, 429);
}

void TestSharedState::anOpenBreakerIsHeardOf()
{
    m_fleet->setAll("MORPH_ROUTER_RETRIES", QStringLiteral("0"));
    m_fleet->setAll("MORPH_ROUTER_BREAKER_OPEN_MS", QStringLiteral("60000"));
    QVERIFY(startAll());
    m_fleet->morph.answerAll({.kind = standins::MorphAnswer::Kind::Fixed, .status = 500});
    int count = 0;
    const auto fail = [&](int at) {
        AgentSession session("s-" + QByteArray::number(++count));
        return routingOf(m_fleet->send(at, session.ask("Rename cnt to count.")));
    };
    for (int time = 0; time < 5; ++time)
        QCOMPARE(fail(0), "kept:router-failed");
    QCOMPARE(fail(0), "kept:breaker-open");
    // The second one needs one failure of its own.
    QCOMPARE(fail(1), "kept:router-failed");
    QTRY_COMPARE(m_fleet->status(1)[QStringLiteral("router")]
                     .toObject()[QStringLiteral("breaker")]
                     .toObject()[QStringLiteral("state")]
                     .toString(),
                 QStringLiteral("open"));
    QCOMPARE(fail(1), "kept:breaker-open");
}

void TestSharedState::aBreakerOfOnesOwnStaysTheAuthority()
{
    m_fleet->setAll("MORPH_ROUTER_RETRIES", QStringLiteral("0"));
    m_fleet->setAll("MORPH_ROUTER_BREAKER_OPEN_MS", QStringLiteral("60000"));
    QVERIFY(startAll());
    m_fleet->morph.answerAll({.kind = standins::MorphAnswer::Kind::Fixed, .status = 500});
    for (int time = 0; time < 5; ++time) {
        AgentSession session("s-" + QByteArray::number(time));
        (void)m_fleet->send(0, session.ask("Rename cnt to count."));
    }
    // Morph works for the second one, whatever the first one says.
    m_fleet->morph.answerWith("easy");
    AgentSession session("s-other");
    QCOMPARE(routingOf(m_fleet->send(1, session.ask("Rename cnt to count."))), "routed");
}

void TestSharedState::withoutACommonSecretNothingIsSharedAndItIsSaid()
{
    m_fleet->setAll("LLM_PROXY_FINGERPRINT_KEY_FILE", QString());
    QVERIFY(startAll());
    const QJsonArray warnings = m_fleet->status(0)[QStringLiteral("config_warnings")].toArray();
    QVERIFY(QJsonDocument(warnings).toJson().contains("LLM_PROXY_FINGERPRINT_KEY_FILE"));
    AgentSession session("s-1");
    (void)m_fleet->send(0, session.ask("Rename cnt to count."));
    QCOMPARE(m_fleet->rowsOf(1).size(), 1);
    const RawResponse boosted =
        m_fleet->control(0, "/router/session", R"({"session":"s-1","action":"boost"})");
    QCOMPARE(jsonOf(boosted)[QStringLiteral("scope")].toString(),
             QStringLiteral("this instance only"));
    // The sums alone.
    for (const QByteArray &key : m_store->keys("*"))
        QVERIFY2(key.startsWith("llmproxy:1:d:"), key.constData());
}

void TestSharedState::theAclOfTheManualSuffices()
{
    QList<QByteArray> acl = aclOfManual();
    QVERIFY(acl.size() > 4);
    for (QByteArray &word : acl) {
        if (word.startsWith('>'))
            word = ">a-password:with/odd@signs";
    }
    QVERIFY(m_store->start());
    QCOMPARE(m_store->ask(acl).trimmed(), "+OK");
    QCOMPARE(m_store->ask({"ACL", "SETUSER", "default", "off"}).trimmed(), "+OK");
    const QString user = QString::fromUtf8(acl[2]);
    m_fleet->setAll("LLM_PROXY_STORE_URL",
                    m_store->url(user + QStringLiteral(":a-password%3Awith%2Fodd%40signs@")));
    m_fleet->setAll("LLM_PROXY_BUDGETS",
                    QStringLiteral(R"([{"scope":"day","tokens":100000,"stop":100}])"));
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    AgentSession session("s-1");
    (void)m_fleet->send(0, session.ask("Rename cnt to count."));
    QCOMPARE(routingOf(m_fleet->send(1, session.goOn())), "reused");
    (void)m_fleet->control(0, "/router/session", R"({"session":"s-1","action":"boost"})");
    QCOMPARE(m_fleet->rowsOf(2).size(), 2);
    for (int at = 0; at < 2; ++at) {
        const QJsonObject store = m_fleet->status(at)[QStringLiteral("store")].toObject();
        QCOMPARE(store[QStringLiteral("refused")].toInt(), 0);
        QVERIFY(store[QStringLiteral("commands")].toInt() > 3);
    }
}

void TestSharedState::eachKeyHasALifeAndASmallValue()
{
    m_fleet->setAll("LLM_PROXY_BUDGETS",
                    QStringLiteral(R"([{"scope":"session","tokens":100000,"stop":100}])"));
    QVERIFY(startAll());
    AgentSession session("s-1");
    (void)m_fleet->send(0, session.ask("Rename cnt to count."));
    (void)m_fleet->send(1, session.goOn());
    (void)m_fleet->control(0, "/router/session", R"({"session":"s-1","action":"boost"})");
    QCOMPARE(m_fleet->rowsOf(2).size(), 2);
    QTRY_VERIFY(m_store->keys("llmproxy:1:d:*").size() >= 2);
    const QList<QByteArray> keys = m_store->keys("*");
    // The turn, its marker, the session, the override, and two kinds of sums.
    QVERIFY2(keys.size() >= 6, keys.join(' ').constData());
    for (const QByteArray &key : keys) {
        QVERIFY(key.startsWith("llmproxy:1:"));
        QVERIFY2(m_store->ask({"PTTL", key}).mid(1).trimmed().toLongLong() > 0, key.constData());
        if (!key.startsWith("llmproxy:1:d:"))
            QVERIFY(m_store->ask({"STRLEN", key}).mid(1).trimmed().toLongLong() <= 2048);
    }
}

void TestSharedState::noSecretIsShown()
{
    QVERIFY(m_store->start({QStringLiteral("--requirepass"), QStringLiteral("very-secret-word")}));
    m_fleet->setAll("LLM_PROXY_STORE_URL", m_store->url(QStringLiteral(":very-secret-word@")));
    QVERIFY(m_fleet->start());
    QVERIFY(m_fleet->waitForStore(QStringLiteral("ready")));
    const QByteArray status = m_fleet->get(0, "/router/status").body;
    QVERIFY(status.contains("redis://127.0.0.1"));
    QVERIFY(!status.contains("very-secret"));
    QVERIFY(!status.contains("a secret of all instances"));
    QVERIFY(!m_fleet->instances[0]->log().contains("very-secret"));
    const QByteArray shown =
        m_fleet->instances[0]->run({QStringLiteral("config"), QStringLiteral("show")});
    QVERIFY(shown.contains("redis://127.0.0.1"));
    QVERIFY(!shown.contains("very-secret"));
}

QTEST_GUILESS_MAIN(TestSharedState)
#include "tst_sharedstate.moc"

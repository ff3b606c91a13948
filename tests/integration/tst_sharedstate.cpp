// SPDX-License-Identifier: LicenseRef-Private
// Several instances of the program that share their state through a real redis-server.
#include "tests/support/fleet.h"
#include "tests/support/redisserver.h"

#include <QTest>

using support::AgentSession;
using support::Fleet;
using support::RedisServer;

namespace {

QByteArray modelOf(const RawResponse &answer)
{
    return answer.header("x-llm-proxy-selected-model");
}

} // namespace

class TestSharedState final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aTurnGoesOnAtItsModelOnAnotherInstance();

private:
    std::unique_ptr<RedisServer> m_store;
    std::unique_ptr<Fleet> m_fleet;
};

void TestSharedState::init()
{
    if (RedisServer::program().isEmpty())
        QSKIP("redis-server is not installed");
    m_store = std::make_unique<RedisServer>();
    m_fleet = std::make_unique<Fleet>(3);
    m_fleet->setAll("LLM_PROXY_STORE_URL", m_store->url());
    m_fleet->morph.answerWith("easy");
}

void TestSharedState::cleanup()
{
    m_fleet.reset();
    m_store.reset();
}

void TestSharedState::aTurnGoesOnAtItsModelOnAnotherInstance()
{
    QVERIFY(m_store->start());
    QVERIFY(m_fleet->start());
    QTest::qWait(300);
    AgentSession session("s-1");
    const RawResponse first = m_fleet->send(0, session.ask("Rename cnt to count."));
    QCOMPARE(first.header("x-llm-proxy-routing"), "routed");
    qInfo() << m_store->keys("*") << m_fleet->instances[0]->log() << m_fleet->instances[1]->log();
    QVERIFY(modelOf(first).startsWith("claude-haiku"));
    const RawResponse second = m_fleet->send(1, session.goOn());
    QCOMPARE(second.header("x-llm-proxy-routing"), "reused");
    QCOMPARE(modelOf(second), modelOf(first));
    QCOMPARE(m_fleet->morph.recorded().size(), size_t(1));
    qInfo() << m_store->keys("*");
}

QTEST_GUILESS_MAIN(TestSharedState)
#include "tst_sharedstate.moc"

// SPDX-License-Identifier: LicenseRef-Private
// What a balancer in front of the proxy says and asks: for whom it asks, and whether to go on.
#include "tests/support/runningproxy.h"

#include <QJsonArray>
#include <QTest>

using standins::RawClient;
using standins::RawResponse;
using support::RunningProxy;

namespace {

using namespace Qt::StringLiterals;

const QByteArray kToken = "Authorization: Bearer token\r\n";
const QByteArray kAsk = R"({"model":"claude-sonnet-4-6","max_tokens":9,"messages":[)"
                        R"({"role":"user","content":"[[easy]] hi"}]})";

QByteArray get(const QByteArray &path, const QByteArray &extra = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + extra + "\r\n";
}

QByteArray forwardedFor(const QByteArray &addresses)
{
    return "X-Forwarded-For: " + addresses + "\r\n";
}

/// Of the PROXY protocol: 203.0.113.5:4711 to 192.0.2.7:443.
QByteArray proxyHeader()
{
    return QByteArray("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c", 16)
           + QByteArray::fromHex("cb007105c0000207126701bb");
}

QByteArray localHeader()
{
    return QByteArray("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16);
}

QJsonObject jsonOf(const RawResponse &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

} // namespace

class TestBalancer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTrustedProxyNamesTheClient();
    void anybodyElsesWordIsIgnored();
    void theNamedClientIsUnderTheRulesOfOtherMachines();
    void anAddressThatCannotBeReadIsNotThisMachine();
    void aConnectionMayBeginWithItsClient();
    void theHeaderComesInPieces();
    void aCheckOfTheBalancersOwnIsFromThisMachine();
    void whatIsNoHeaderIsRefused_data();
    void whatIsNoHeaderIsRefused();
    void bothWordsTogetherNameTheFarthest();
    void withoutTheSettingTheHeaderIsNoRequest();
    void fromOthersTheHeaderIsNoRequest();
    void readinessNeedsNoKey();
    void aDrainIsToldBeforeItBegins();
    void withoutANoticeTheDrainBeginsAtOnce();
    void aSecondStopEndsTheNotice();

private:
    void start(const QStringList &trusted, bool readsHeader = false, bool asksForKey = false)
    {
        m_proxy = std::make_unique<RunningProxy>();
        m_proxy->config.server.trustedProxies = trusted;
        m_proxy->config.server.proxyProtocol = readsHeader;
        if (asksForKey)
            m_proxy->config.server.apiKeys = {"the-shared-key-0001"};
        QVERIFY(m_proxy->start());
    }
    RawResponse send(const QByteArray &extra)
    {
        return m_proxy->ask(RunningProxy::post("/v1/messages", kAsk, extra));
    }
    [[nodiscard]] QString lastPeer() const
    {
        const auto rows = m_proxy->rows();
        return rows.isEmpty() ? QString() : rows.last()[u"peer"].toString();
    }

    std::unique_ptr<RunningProxy> m_proxy;
};

void TestBalancer::aTrustedProxyNamesTheClient()
{
    start({u"127.0.0.0/8"_s});
    QCOMPARE(send(forwardedFor("10.9.9.9, 203.0.113.5")).status, 200);
    QTRY_COMPARE(lastPeer(), u"203.0.113.5"_s);
    // The upstream hears the same, and not what the client wrote itself.
    QCOMPARE(
        standins::headerValue(m_proxy->upstream("/v1/messages").back().headers, "x-forwarded-for"),
        QByteArray("203.0.113.5"));
}

void TestBalancer::anybodyElsesWordIsIgnored()
{
    start({u"10.0.0.0/8"_s});
    QCOMPARE(send(forwardedFor("203.0.113.5")).status, 200);
    QTRY_COMPARE(lastPeer(), u"127.0.0.1"_s);
}

void TestBalancer::theNamedClientIsUnderTheRulesOfOtherMachines()
{
    start({u"127.0.0.1"_s}, false, true);
    const auto asked = [this](const QByteArray &path, const QByteArray &extra) {
        return m_proxy->ask(get(path, extra)).status;
    };
    QCOMPARE(asked("/router/status", {}), 200);
    QCOMPARE(asked("/router/status", forwardedFor("203.0.113.5")), 401);
    QCOMPARE(asked("/v0/management/config", forwardedFor("203.0.113.5")), 403);
    // Who writes this machine's address into the field itself is still told apart.
    QCOMPARE(asked("/router/status", forwardedFor("127.0.0.1, 203.0.113.5")), 401);
}

void TestBalancer::anAddressThatCannotBeReadIsNotThisMachine()
{
    start({u"127.0.0.1"_s}, false, true);
    QCOMPARE(m_proxy->ask(get("/router/status", forwardedFor("unknown"))).status, 401);
}

void TestBalancer::aConnectionMayBeginWithItsClient()
{
    start({u"127.0.0.1"_s}, true);
    RawClient client;
    QVERIFY(client.connectTo(m_proxy->port));
    QCOMPARE(client.exchange(proxyHeader() + RunningProxy::post("/v1/messages", kAsk)).status, 200);
    // It counts for the whole connection.
    QCOMPARE(client.exchange(RunningProxy::post("/v1/messages", kAsk)).status, 200);
    QTRY_COMPARE(m_proxy->rows().size(), 2);
    for (const QJsonObject &row : m_proxy->rows())
        QCOMPARE(row[u"peer"].toString(), u"203.0.113.5"_s);
}

void TestBalancer::theHeaderComesInPieces()
{
    start({u"127.0.0.1"_s}, true);
    RawClient client;
    QVERIFY(client.connectTo(m_proxy->port));
    const QByteArray request = proxyHeader() + RunningProxy::post("/v1/messages", kAsk);
    QVERIFY(client.sendInPieces(request.first(40), 1));
    QCOMPARE(client.exchange(request.sliced(40)).status, 200);
    QTRY_COMPARE(lastPeer(), u"203.0.113.5"_s);
}

void TestBalancer::aCheckOfTheBalancersOwnIsFromThisMachine()
{
    start({u"127.0.0.1"_s}, true, true);
    QCOMPARE(m_proxy->ask(localHeader() + get("/router/status")).status, 200);
    QCOMPARE(m_proxy->ask(proxyHeader() + get("/router/status")).status, 401);
    // Our own commands say nothing of the kind.
    QCOMPARE(m_proxy->ask(get("/router/status")).status, 200);
}

void TestBalancer::whatIsNoHeaderIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("version 1") << QByteArray("PROXY TCP4 203.0.113.5 192.0.2.7 4711 443\r\n");
    QByteArray large = proxyHeader();
    large[14] = 127;
    QTest::newRow("a large one") << large;
    QByteArray unknown = proxyHeader();
    unknown[12] = 0x25;
    QTest::newRow("an unknown command") << unknown;
}

void TestBalancer::whatIsNoHeaderIsRefused()
{
    QFETCH(QByteArray, bytes);
    start({u"127.0.0.1"_s}, true);
    const RawResponse answer = m_proxy->ask(bytes + get("/health"));
    QCOMPARE(answer.status, 400);
    QVERIFY2(answer.body.contains("PROXY protocol"), answer.body.constData());
}

void TestBalancer::bothWordsTogetherNameTheFarthest()
{
    start({u"127.0.0.1"_s, u"203.0.113.0/24"_s}, true);
    QCOMPARE(m_proxy
                 ->ask(proxyHeader()
                       + RunningProxy::post("/v1/messages", kAsk, forwardedFor("198.51.100.9")))
                 .status,
             200);
    QTRY_COMPARE(lastPeer(), u"198.51.100.9"_s);
}

void TestBalancer::withoutTheSettingTheHeaderIsNoRequest()
{
    start({u"127.0.0.1"_s});
    QCOMPARE(m_proxy->ask(proxyHeader() + get("/health")).status, 400);
}

void TestBalancer::fromOthersTheHeaderIsNoRequest()
{
    start({u"10.0.0.0/8"_s}, true);
    QCOMPARE(m_proxy->ask(proxyHeader() + get("/health")).status, 400);
    QCOMPARE(m_proxy->ask(get("/health")).status, 200);
}

void TestBalancer::readinessNeedsNoKey()
{
    start({u"127.0.0.1"_s}, false, true);
    const RawResponse ready = m_proxy->ask(get("/readyz", forwardedFor("203.0.113.5")));
    QCOMPARE(ready.status, 200);
    QCOMPARE(jsonOf(ready)[u"ready"].toBool(), true);
    QVERIFY(jsonOf(ready)[u"missing"].toArray().isEmpty());
    QCOMPARE(m_proxy->ask(get("/livez", forwardedFor("203.0.113.5"))).status, 200);
}

void TestBalancer::aDrainIsToldBeforeItBegins()
{
    m_proxy = std::make_unique<RunningProxy>();
    m_proxy->config.server.drainNotice = std::chrono::milliseconds(1500);
    QVERIFY(m_proxy->start());
    QSignalSpy stopped(&m_proxy->service, &proxy::ProxyService::stopped);
    m_proxy->service.stop();
    QTRY_COMPARE(m_proxy->ask(get("/readyz")).status, 503);
    const RawResponse told = m_proxy->ask(get("/readyz"));
    QCOMPARE(jsonOf(told)[u"ready"].toBool(true), false);
    QCOMPARE(jsonOf(told)[u"missing"].toArray(), QJsonArray {u"draining"_s});
    // What still comes is served, and the process lives.
    QCOMPARE(m_proxy->ask(get("/livez")).status, 200);
    QCOMPARE(send({}).status, 200);
    QVERIFY(stopped.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, 10000);
    RawClient late;
    QVERIFY(!late.connectTo(m_proxy->port));
}

void TestBalancer::withoutANoticeTheDrainBeginsAtOnce()
{
    start({});
    RawClient client;
    QVERIFY(client.connectTo(m_proxy->port));
    QCOMPARE(client.exchange(get("/readyz")).status, 200);
    QSignalSpy stopped(&m_proxy->service, &proxy::ProxyService::stopped);
    m_proxy->service.stop();
    QTRY_COMPARE(stopped.size(), 1);
}

void TestBalancer::aSecondStopEndsTheNotice()
{
    m_proxy = std::make_unique<RunningProxy>();
    m_proxy->config.server.drainNotice = std::chrono::minutes(5);
    QVERIFY(m_proxy->start());
    QSignalSpy stopped(&m_proxy->service, &proxy::ProxyService::stopped);
    m_proxy->service.stop();
    QTRY_COMPARE(m_proxy->ask(get("/readyz")).status, 503);
    m_proxy->service.stop();
    QTRY_COMPARE(stopped.size(), 1);
}

QTEST_GUILESS_MAIN(TestBalancer)
#include "tst_balancer.moc"

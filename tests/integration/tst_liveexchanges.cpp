// SPDX-License-Identifier: LicenseRef-Private
// What whoever watches learns of an exchange: its heads without secrets, a stream that stands
// still.
#include "tests/support/runningproxy.h"

#include <QJsonArray>
#include <QTest>

using namespace std::chrono_literals;
using standins::RawClient;
using standins::RawResponse;
using support::RunningProxy;

namespace {

const QByteArray kToken = "Authorization: Bearer token\r\n";
const QByteArray kBody = R"({"model":"claude-sonnet-4-5-20250929","max_tokens":9,"stream":true,)"
                         R"("messages":[{"role":"user","content":"hi"}]})";

QByteArray get(const QByteArray &target, const QByteArray &extra = kToken)
{
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + extra + "\r\n";
}

} // namespace

class TestLiveExchanges final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void headsAreShownWithoutSecrets();
    void headsOfARefusedRequestAreShownToo();
    void headsNeedTheTokenAndAKnownExchange();
    void textsAreKeptOnlyOnceThatIsWanted();
    void anOpenStreamIsToldOfAsItGoes();

private:
    [[nodiscard]] QByteArray firstId();

    std::unique_ptr<RunningProxy> m_proxy;
    std::unique_ptr<RawClient> m_events;
};

void TestLiveExchanges::init()
{
    m_events.reset();
    m_proxy = std::make_unique<RunningProxy>();
    m_proxy->config.record.progressEvery = 100ms;
    QVERIFY(m_proxy->start());
    m_events = std::make_unique<RawClient>();
    QVERIFY(m_events->connectTo(m_proxy->port));
    QVERIFY(m_events->send(get("/router/events")));
    QVERIFY(m_events->waitForText("text/event-stream"));
}

QByteArray TestLiveExchanges::firstId()
{
    if (!m_events->waitForText("\"end\":"))
        return {};
    const QByteArray seen = m_events->received();
    const QByteArray mark = "\"id\":\"";
    return seen.mid(seen.indexOf(mark) + mark.size(), 16);
}

void TestLiveExchanges::headsAreShownWithoutSecrets()
{
    const RawResponse answer =
        m_proxy->ask(RunningProxy::post("/v1/messages?key=s3cr3t-in-query", kBody,
                                        "x-api-key: s3cr3t-s3cr3t-0001\r\n"
                                        "Cookie: id=s3cr3t-s3cr3t-0002\r\n"
                                        "Proxy-Authorization: Basic s3cr3t-s3cr3t-0003\r\n"
                                        "X-Other: sk-ant-s3cr3t-s3cr3t-0004\r\n"));
    QCOMPARE(answer.status, 200);
    const RawResponse heads = m_proxy->ask(get("/router/exchange?id=" + firstId()));
    QCOMPARE(heads.status, 200);
    QVERIFY2(!heads.body.contains("s3cr3t"), heads.body.constData());
    QVERIFY(!m_events->received().contains("s3cr3t"));
    QVERIFY(heads.body.contains(R"(["User-Agent","test/1"])"));
    QVERIFY(heads.body.contains(R"(["x-api-key",")"));
    const QJsonArray fields =
        QJsonDocument::fromJson(heads.body)[QStringLiteral("answer")].toArray();
    const auto isOurs = [](const QJsonValue &field) {
        return field[0].toString() == QStringLiteral("x-llm-proxy-routing");
    };
    QVERIFY2(std::any_of(fields.begin(), fields.end(), isOurs), heads.body.constData());
}

void TestLiveExchanges::headsOfARefusedRequestAreShownToo()
{
    m_proxy->backend.setAccepting(false);
    QVERIFY(m_proxy->ask(RunningProxy::post("/v1/messages", kBody)).status >= 500);
    QVERIFY(m_events->waitForText("\"end\":\"failed\""));
    const RawResponse heads = m_proxy->ask(get("/router/exchange?id=" + firstId()));
    QVERIFY(heads.body.contains(R"(["User-Agent","test/1"])"));
}

void TestLiveExchanges::headsNeedTheTokenAndAKnownExchange()
{
    QCOMPARE(m_proxy->ask(get("/router/exchange?id=1", "")).status, 403);
    QCOMPARE(m_proxy->ask(get("/router/exchange?id=1")).status, 404);
    QCOMPARE(m_proxy->ask(get("/router/exchange")).status, 404);
    QCOMPARE(m_proxy->ask(get("/router/texts?id=1", "")).status, 403);
}

void TestLiveExchanges::textsAreKeptOnlyOnceThatIsWanted()
{
    QCOMPARE(m_proxy->ask(RunningProxy::post("/v1/messages", kBody)).status, 200);
    const QByteArray target = "/router/texts?id=" + firstId();
    QCOMPARE(m_proxy->ask(get(target)).status, 404);
    proxy::ProxyConfig config = m_proxy->config;
    config.record.keptTexts = 50;
    m_proxy->service.apply(config);
    m_events = std::make_unique<RawClient>();
    QVERIFY(m_events->connectTo(m_proxy->port));
    QVERIFY(m_events->send(get("/router/events")));
    QVERIFY(m_events->waitForText("text/event-stream"));
    QCOMPARE(m_proxy->ask(RunningProxy::post("/v1/messages", kBody)).status, 200);
    const auto ids = [this] { return m_events->received().count("\"end\":\"complete\""); };
    QVERIFY(m_events->waitUntil([&] { return ids() == 2; }));
    const QByteArray seen = m_events->received();
    const QByteArray mark = "\"id\":\"";
    const QByteArray id = seen.mid(seen.lastIndexOf(mark) + mark.size(), 16);
    const RawResponse texts = m_proxy->ask(get("/router/texts?id=" + id));
    QCOMPARE(texts.status, 200);
    QVERIFY2(texts.body.contains("\"request\":{\"text\":\"{"), texts.body.constData());
    QVERIFY(texts.body.contains("\"over\":true"));
    // Switched off again, what was kept is forgotten.
    config.record.keptTexts = 0;
    m_proxy->service.apply(config);
    QVERIFY(
        QTest::qWaitFor([&] { return m_proxy->ask(get("/router/texts?id=" + id)).status == 404; }));
}

void TestLiveExchanges::anOpenStreamIsToldOfAsItGoes()
{
    namespace step = standins::step;
    m_proxy->backend.answerNext({step::Head {.headers = {{"Content-Type", "text/event-stream"}}},
                                 step::Send {"event: ping\ndata: {}\n\n"}, step::HoldUntil {"go"},
                                 step::Send {R"(data: {"type":"message_delta","delta":)"
                                             R"({"stop_reason":"end_turn"}})"
                                             "\n\n"},
                                 step::End {}});
    RawClient client;
    QVERIFY(client.connectTo(m_proxy->port));
    QVERIFY(client.send(RunningProxy::post("/v1/messages", kBody)));
    QVERIFY(client.waitForText("event: ping"));
    QVERIFY(m_events->waitForText(R"("progress":{"phase":"thinking","silence_ms":)"));
    QVERIFY(m_events->waitForText("\"first_byte_ms\":"));
    QVERIFY(!m_events->received().contains("\"end\":\"complete\""));
    m_proxy->backend.release("go");
    QVERIFY(m_events->waitForText("\"end\":\"complete\""));
    // The last row tells of the end alone.
    const QByteArray all = m_events->received();
    QVERIFY(!all.mid(all.lastIndexOf("\ndata:")).contains("progress"));
}

QTEST_GUILESS_MAIN(TestLiveExchanges)
#include "tst_liveexchanges.moc"

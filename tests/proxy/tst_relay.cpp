// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/relay.h"

#include "tests/support/fakeclientsink.h"

#include <QTest>

using namespace std::chrono_literals;
using proxy::BodyFraming;
using proxy::Error;
using proxy::ErrorCode;
using proxy::HeaderList;
using proxy::Instant;
using proxy::Relay;
using proxy::RelayEnd;
using proxy::ResponseHead;
using support::FakeClientSink;

namespace {

/// An Upstream whose answers a test speaks.
class FakeUpstream final : public proxy::Upstream
{
public:
    class Call final : public proxy::UpstreamCall
    {
    public:
        explicit Call(FakeUpstream &owner)
            : m_owner(owner)
        { }
        ~Call() override { m_owner.log.append("drop"); }
        Q_DISABLE_COPY_MOVE(Call)
        void pause() override { m_owner.log.append("pause"); }
        void resume() override { m_owner.log.append("resume"); }
        proxy::UpstreamCallFacts facts() const override
        {
            proxy::UpstreamCallFacts facts;
            facts.attempts = 3;
            return facts;
        }

    private:
        FakeUpstream &m_owner;
    };

    std::unique_ptr<proxy::UpstreamCall> send(proxy::UpstreamRequest request,
                                              proxy::UpstreamObserver *watcher) override
    {
        log.append("send " + request.target);
        observer = watcher;
        return std::make_unique<Call>(*this);
    }

    void body(const QByteArray &wire, const QByteArray &payload) const
    {
        const QByteArrayView views[] = {payload};
        observer->upstreamBody({wire, views});
    }
    void body(const QByteArray &bytes) const { body(bytes, bytes); }

    proxy::UpstreamObserver *observer = nullptr;
    QList<QByteArray> log;
};

class Decisions final : public proxy::RelayObserver
{
public:
    Verdict answerArrived(const ResponseHead &head) override
    {
        ++heads;
        return head.status == 502 ? Verdict::Hold : Verdict::Forward;
    }
    bool swallowsHeld(const ResponseHead &head, QByteArrayView payload) override
    {
        Q_UNUSED(head)
        judged = payload.toByteArray();
        return judged.contains("unknown model");
    }
    void completeHead(ResponseHead &head) override
    {
        head.headers.append("x-llm-proxy-routing", "routed");
    }
    void relaySwallowed() override
    {
        ++swallowed;
        if (onSwallowed)
            onSwallowed();
    }
    void relayEnded(RelayEnd how, const std::optional<Error> &why) override
    {
        ++ends;
        end = how;
        error = why;
        if (onEnd)
            onEnd();
    }

    int heads = 0;
    int swallowed = 0;
    int ends = 0;
    QByteArray judged;
    RelayEnd end = RelayEnd::Complete;
    std::optional<Error> error;
    std::function<void()> onSwallowed;
    std::function<void()> onEnd;
};

class Tap final : public proxy::PayloadTap
{
public:
    void payload(QByteArrayView bytes) override { seen.append(bytes); }
    QByteArray seen;
};

ResponseHead head(int status, BodyFraming framing = BodyFraming::Chunked)
{
    ResponseHead head;
    head.status = status;
    head.framing = framing;
    return head;
}

proxy::UpstreamRequest upstreamRequest(const QByteArray &target)
{
    proxy::UpstreamRequest request;
    request.target = target;
    return request;
}

using Log = QList<QByteArray>;

} // namespace

class TestRelay final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void passesAnAnswerOn();
    void flushesOnceAnEvent();
    void removesHopByHop_data();
    void removesHopByHop();
    void feedsTheTapWithPayloadOnly();
    void pausesForASlowClient();
    void onlyAnUpstreamStandsStill();
    void aSlowClientsPauseIsNoSilence();
    void cutsTheClientWhenUpstreamBreaks();
    void leavesTheClientUntouchedBeforeTheHead();
    void abortsUpstreamWhenTheClientLeaves();
    void swallowsAndSendsAgain();
    void judgesAHeldAnswerThatBrokeOff();
    void judgesAHeldAnswerAtItsEnd();
    void judgesAHeldAnswerThatStalls();
    void letsAHeldAnswerGo();
    void judgesALongAnswerEarly();
    void failsWhenAHeldAnswerBreaks();
    void abortsSilently();
    void measuresGaps();
    void mayBeDestroyedAtItsEnd();

private:
    Instant m_now;
    std::unique_ptr<FakeClientSink> m_sink;
    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<Decisions> m_decisions;
    std::unique_ptr<Relay> m_relay;
};

void TestRelay::init()
{
    m_relay.reset();
    m_now = Instant(1000s);
    m_sink = std::make_unique<FakeClientSink>();
    m_upstream = std::make_unique<FakeUpstream>();
    m_decisions = std::make_unique<Decisions>();
    m_relay = std::make_unique<Relay>(*m_sink, *m_decisions, [this] { return m_now; });
    m_relay->start(*m_upstream, upstreamRequest("/a"));
}

void TestRelay::passesAnAnswerOn()
{
    QVERIFY(!m_relay->hasForwarded());
    m_upstream->observer->upstreamHead(head(200));
    QVERIFY(m_relay->hasForwarded());
    m_upstream->body("2\r\nhi\r\n", "hi");
    m_upstream->body("0\r\n\r\n", "");
    m_upstream->observer->upstreamFinished();
    QCOMPARE(m_sink->transcript, Log({"begin 200", "write", "write", "end"}));
    QCOMPARE(m_sink->wire, QByteArray("2\r\nhi\r\n0\r\n\r\n"));
    QCOMPARE(m_sink->head.headers.first("x-llm-proxy-routing"), QByteArrayView("routed"));
    QVERIFY(m_sink->observer == nullptr);
    QCOMPARE(m_decisions->ends, 1);
    QVERIFY(m_decisions->end == RelayEnd::Complete);
    QVERIFY(!m_decisions->error);
    QCOMPARE(m_upstream->log, Log({"send /a", "drop"}));
    QCOMPARE(m_relay->facts().bodyBytes, 2);
    QCOMPARE(m_relay->facts().upstreamStatus, 200);
    QCOMPARE(m_relay->facts().status, 200);
    QCOMPARE(m_relay->callFacts().attempts, 3);
}

void TestRelay::flushesOnceAnEvent()
{
    m_upstream->observer->upstreamHead(head(200));
    m_upstream->body("a");
    m_upstream->body("b");
    m_upstream->observer->upstreamPaused();
    m_upstream->body("c");
    m_upstream->observer->upstreamPaused();
    QCOMPARE(m_sink->transcript, Log({"begin 200", "write", "write", "flush", "write", "flush"}));
}

void TestRelay::removesHopByHop_data()
{
    QTest::addColumn<BodyFraming>("framing");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("of this connection")
        << BodyFraming::Chunked
        << QByteArray("A: 1\r\nconnection: keep-alive, X-Hop\r\nKeep-Alive: 5\r\nx-hop: 1\r\n"
                      "X-HOP: 2\r\nProxy-Connection: x\r\nTransfer-Encoding: chunked\r\n"
                      "Upgrade: h2c\r\nTrailer: X-Sum\r\nB: 2\r\n")
        << QByteArray("A: 1\r\nTrailer: X-Sum\r\nB: 2\r\n");
    QTest::newRow("framing is not given away")
        << BodyFraming::Length
        << QByteArray("Connection: Content-Length, content-type, Content-Encoding, close\r\n"
                      "Content-Type: a/b\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n")
        << QByteArray("Content-Type: a/b\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n");
    QTest::newRow("one of equal lengths")
        << BodyFraming::Length << QByteArray("Content-Length: 5\r\nA: b\r\ncontent-length: 5\r\n")
        << QByteArray("Content-Length: 5\r\nA: b\r\n");
    QTest::newRow("length of a HEAD") << BodyFraming::None << QByteArray("Content-Length: 5\r\n")
                                      << QByteArray("Content-Length: 5\r\n");
    QTest::newRow("ours are ours")
        << BodyFraming::None
        << QByteArray("X-LLM-Proxy-Routing: forged\r\nx-llm-proxy-other: 1\r\nx-llm: 2\r\n")
        << QByteArray("x-llm: 2\r\n");
    QTest::newRow("repeated fields stay")
        << BodyFraming::None << QByteArray("Set-Cookie: a\r\nset-cookie: b\r\n")
        << QByteArray("Set-Cookie: a\r\nset-cookie: b\r\n");
    QTest::newRow("101") << BodyFraming::Tunnel
                         << QByteArray("Connection: Upgrade\r\nUpgrade: websocket\r\n")
                         << QByteArray("Connection: Upgrade\r\nUpgrade: websocket\r\n");
}

void TestRelay::removesHopByHop()
{
    QFETCH(BodyFraming, framing);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    ResponseHead answer = head(200, framing);
    for (const QByteArray &line : before.split('\n')) {
        const qsizetype colon = line.indexOf(": ");
        if (colon > 0)
            answer.headers.append(line.left(colon), line.mid(colon + 2).trimmed());
    }
    proxy::removeHopByHop(answer);
    QByteArray out;
    answer.headers.appendTo(out);
    QCOMPARE(out, after);
}

void TestRelay::feedsTheTapWithPayloadOnly()
{
    Tap tap;
    m_relay->setTap(&tap);
    m_upstream->observer->upstreamHead(head(200));
    m_upstream->body("2\r\nhi\r\n", "hi");
    m_upstream->body("1\r\n!\r\n", "!");
    QCOMPARE(tap.seen, QByteArray("hi!"));
}

void TestRelay::pausesForASlowClient()
{
    m_sink->isSlow = true;
    m_upstream->observer->upstreamHead(head(200));
    const QByteArray piece(100 * 1024, 'x');
    for (int i = 0; i < 3; ++i) {
        m_upstream->body(piece);
        m_upstream->observer->upstreamPaused();
    }
    QCOMPARE(m_upstream->log, Log({"send /a", "pause"}));
    // What was under way still arrives, and is not paused twice.
    m_upstream->body(piece);
    m_upstream->observer->upstreamPaused();
    QCOMPARE(m_upstream->log, Log({"send /a", "pause"}));
    m_sink->drain();
    m_sink->drain();
    QCOMPARE(m_upstream->log, Log({"send /a", "pause", "resume"}));
}

void TestRelay::onlyAnUpstreamStandsStill()
{
    m_now += 90s;
    QVERIFY(m_relay->silence() == 0us);
    m_upstream->observer->upstreamHead(head(200));
    m_now += 70s;
    QVERIFY(m_relay->silence() == 70s);
    m_sink->isSlow = true;
    const QByteArray much(300 * 1024, 'x');
    m_upstream->body(much);
    QVERIFY(m_relay->silence() == 0us);
    m_upstream->observer->upstreamPaused();
    m_now += 70s;
    QVERIFY(m_relay->silence() == 0us);
    m_upstream->observer->upstreamFinished();
    m_now += 70s;
    QVERIFY(m_relay->silence() == 0us);
}

void TestRelay::aSlowClientsPauseIsNoSilence()
{
    m_upstream->observer->upstreamHead(head(200));
    m_sink->isSlow = true;
    m_upstream->body(QByteArray(300 * 1024, 'x'));
    m_upstream->observer->upstreamPaused();
    m_now += 10min;
    m_sink->drain();
    // Whoever looks now finds an upstream that has only just been asked to go on.
    QVERIFY(m_relay->silence() == 0us);
    m_now += 3s;
    QVERIFY(m_relay->silence() == 3s);
    m_upstream->body("y");
    QVERIFY(m_relay->facts().longestGap == 3s);
}

void TestRelay::cutsTheClientWhenUpstreamBreaks()
{
    m_upstream->observer->upstreamHead(head(200));
    m_upstream->body("a");
    m_upstream->observer->upstreamFailed({.code = ErrorCode::UpstreamCut});
    QCOMPARE(m_sink->transcript, Log({"begin 200", "write", "cut"}));
    QVERIFY(m_decisions->end == RelayEnd::Cut);
    QVERIFY(m_decisions->error->code == ErrorCode::UpstreamCut);
}

void TestRelay::leavesTheClientUntouchedBeforeTheHead()
{
    m_upstream->observer->upstreamFailed({.code = ErrorCode::UpstreamRefused});
    QCOMPARE(m_sink->transcript, Log());
    QVERIFY(m_sink->observer == nullptr);
    QVERIFY(m_decisions->end == RelayEnd::Failed);
    QVERIFY(m_decisions->error->code == ErrorCode::UpstreamRefused);
    QVERIFY(!m_relay->hasForwarded());
}

void TestRelay::abortsUpstreamWhenTheClientLeaves()
{
    m_upstream->observer->upstreamHead(head(200));
    m_sink->leave();
    QCOMPARE(m_upstream->log, Log({"send /a", "drop"}));
    QVERIFY(m_decisions->end == RelayEnd::ClientGone);
    QCOMPARE(m_sink->transcript, Log({"begin 200"}));
    QVERIFY(m_relay->facts().endedAt);
}

void TestRelay::swallowsAndSendsAgain()
{
    m_decisions->onSwallowed = [this] { m_relay->start(*m_upstream, upstreamRequest("/b")); };
    m_upstream->observer->upstreamHead(head(502));
    m_upstream->body("unknown model");
    m_upstream->observer->upstreamFinished();
    QCOMPARE(m_sink->transcript, Log());
    QCOMPARE(m_upstream->log, Log({"send /a", "drop", "send /b"}));
    m_upstream->observer->upstreamHead(head(200));
    m_upstream->observer->upstreamFinished();
    QCOMPARE(m_sink->transcript, Log({"begin 200", "end"}));
    QCOMPARE(m_decisions->heads, 2);
    QCOMPARE(m_decisions->ends, 1);
    QCOMPARE(m_relay->facts().upstreamStatus, 200);
}

void TestRelay::judgesAHeldAnswerThatBrokeOff()
{
    m_decisions->onSwallowed = [this] { m_relay->start(*m_upstream, upstreamRequest("/b")); };
    m_upstream->observer->upstreamHead(head(502));
    m_upstream->body("unknown model");
    m_upstream->observer->upstreamFailed({.code = ErrorCode::UpstreamCut});
    QCOMPARE(m_decisions->swallowed, 1);
    QCOMPARE(m_upstream->log, Log({"send /a", "drop", "send /b"}));
    m_upstream->observer->upstreamHead(head(502));
    m_upstream->observer->upstreamFailed({.code = ErrorCode::UpstreamCut});
    QVERIFY(m_decisions->end == RelayEnd::Failed);
    QCOMPARE(m_sink->transcript, Log());
}

void TestRelay::judgesAHeldAnswerAtItsEnd()
{
    m_decisions->onSwallowed = [this] { m_relay->start(*m_upstream, upstreamRequest("/b")); };
    m_upstream->observer->upstreamHead(head(502));
    m_upstream->body("8\r\nunknown \r\n", "unknown ");
    m_upstream->observer->upstreamPaused();
    m_upstream->body("5\r\nmodel\r\n", "model");
    QCOMPARE(m_sink->transcript, Log());
    m_upstream->observer->upstreamFinished();
    QCOMPARE(m_decisions->judged, QByteArray("unknown model"));
    QCOMPARE(m_decisions->swallowed, 1);
    QCOMPARE(m_decisions->ends, 0);
    QCOMPARE(m_sink->transcript, Log());
}

void TestRelay::judgesAHeldAnswerThatStalls()
{
    m_decisions->onSwallowed = [this] { m_relay->start(*m_upstream, upstreamRequest("/b")); };
    m_upstream->observer->upstreamHead(head(502));
    m_upstream->body("unknown model");
    QTRY_COMPARE_WITH_TIMEOUT(m_decisions->swallowed, 1, 30'000);
    QCOMPARE(m_upstream->log, Log({"send /a", "drop", "send /b"}));
    // What nobody swallows goes out as far as it came, and on from there.
    m_upstream->observer->upstreamHead(head(502));
    m_upstream->body("ba");
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->transcript, Log({"begin 502", "write"}), 30'000);
    m_upstream->body("d");
    m_upstream->observer->upstreamFinished();
    QCOMPARE(m_sink->wire, QByteArray("bad"));
    QVERIFY(m_decisions->end == RelayEnd::Complete);
}

void TestRelay::letsAHeldAnswerGo()
{
    Tap tap;
    m_relay->setTap(&tap);
    m_upstream->observer->upstreamHead(head(502));
    m_upstream->body("3\r\nbad\r\n", "bad");
    m_upstream->body("0\r\n\r\n", "");
    m_upstream->observer->upstreamFinished();
    QCOMPARE(m_sink->transcript, Log({"begin 502", "write", "end"}));
    QCOMPARE(m_sink->wire, QByteArray("3\r\nbad\r\n0\r\n\r\n"));
    QCOMPARE(m_sink->payload, QByteArray("bad"));
    QCOMPARE(tap.seen, QByteArray("bad"));
    QVERIFY(m_decisions->end == RelayEnd::Complete);
}

void TestRelay::judgesALongAnswerEarly()
{
    m_upstream->observer->upstreamHead(head(502));
    m_upstream->body(QByteArray(Relay::kMaxHeld - 1, 'x'));
    QCOMPARE(m_sink->transcript, Log());
    m_upstream->body("yz");
    QCOMPARE(m_sink->transcript, Log({"begin 502", "write"}));
    m_upstream->body("more");
    m_upstream->observer->upstreamFinished();
    QCOMPARE(m_sink->wire.size(), Relay::kMaxHeld + 5);
}

void TestRelay::failsWhenAHeldAnswerBreaks()
{
    m_upstream->observer->upstreamHead(head(502));
    m_upstream->body("half");
    m_upstream->observer->upstreamFailed({.code = ErrorCode::UpstreamCut});
    QCOMPARE(m_sink->transcript, Log());
    QVERIFY(m_decisions->end == RelayEnd::Failed);
}

void TestRelay::abortsSilently()
{
    m_upstream->observer->upstreamHead(head(200));
    m_relay->abort();
    m_relay->abort();
    m_relay.reset();
    QCOMPARE(m_sink->transcript, Log({"begin 200", "cut"}));
    QCOMPARE(m_upstream->log, Log({"send /a", "drop"}));
    QCOMPARE(m_decisions->ends, 0);
    init();
    m_relay.reset();
    QCOMPARE(m_sink->transcript, Log());
    QCOMPARE(m_upstream->log, Log({"send /a", "drop"}));
}

void TestRelay::measuresGaps()
{
    m_now += 5s;
    m_upstream->observer->upstreamHead(head(200));
    QVERIFY(m_relay->facts().headAt == m_now);
    for (const auto gap : {20ms, 300ms, 40ms}) {
        m_now += gap;
        m_upstream->body("a");
    }
    m_upstream->observer->upstreamFinished();
    QVERIFY(m_relay->facts().longestGap == 300ms);
    QVERIFY(m_relay->facts().endedAt == m_now);
}

void TestRelay::mayBeDestroyedAtItsEnd()
{
    m_decisions->onEnd = [this] { m_relay.reset(); };
    m_upstream->observer->upstreamHead(head(200));
    m_upstream->observer->upstreamFailed({.code = ErrorCode::UpstreamCut});
    QVERIFY(!m_relay);
    QVERIFY(m_decisions->error->code == ErrorCode::UpstreamCut);
}

QTEST_GUILESS_MAIN(TestRelay)
#include "tst_relay.moc"

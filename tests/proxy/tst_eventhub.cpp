// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/eventhub.h"

#include <QTest>

#include <array>

using namespace proxy;

namespace {

/// A sink whose text survives it.
class Sink final : public ClientSink
{
public:
    struct Log
    {
        QByteArray text;
        bool ended = false;
        qint64 unsent = 0;
        ClientSinkObserver *observer = nullptr;
    };
    explicit Sink(Log &log)
        : m_log(log)
    { }
    void begin(const ResponseHead &head) override
    {
        m_log.text += head.headers.first("content-type")->toByteArray() + '\n';
    }
    void write(const BodyPiece &piece) override { m_log.text.append(piece.wire); }
    void end() override { m_log.ended = true; }
    void cut() override { }
    void flush() override { }
    qint64 unsentBytes() const override { return m_log.unsent; }
    void setSinkObserver(ClientSinkObserver *observer) override { m_log.observer = observer; }

private:
    Log &m_log;
};

Exchange numbered(int number)
{
    Exchange exchange;
    exchange.id = QByteArray::number(number);
    return exchange;
}

EventHub makeHub()
{
    return EventHub(
        "life", [](QByteArray &out, const Exchange &exchange) { out += exchange.id; },
        [] { return std::vector<const Exchange *>(); });
}

bool subscribe(EventHub &hub, Sink::Log &log, QByteArrayView last = {})
{
    std::unique_ptr<ClientSink> sink = std::make_unique<Sink>(log);
    return hub.subscribe(sink, last);
}

} // namespace

class TestEventHub final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatIsPublished();
    void hasSixteenReadersAtMost();
    void anEventHasItsSentencesAsValuesToo();
    void resumesWhereTheReaderLeft();
    void anIdOfAnEarlierLifeMeansEverything();
    void tellsASlowReaderWhatItLost();
    void forgetsWhoLeft();
    void refusesTooManyReaders();
    void keepsABoundedPast();
    void tellsProgressToThoseWhoReadNow();
    void tellsANewReaderWhatIsUnderWay();
};

void TestEventHub::sendsWhatIsPublished()
{
    Sink::Log log;
    EventHub hub = makeHub();
    QVERIFY(subscribe(hub, log));
    hub.ended("7", {});
    hub.beat();
    QCOMPARE(log.text,
             QByteArray("text/event-stream\nid: life-1\nevent: exchange\ndata: 7\n\n: beat\n\n"));
    hub.closeAll();
    QVERIFY(log.ended);
}

void TestEventHub::hasSixteenReadersAtMost()
{
    std::array<Sink::Log, EventHub::kMaxReaders + 1> logs;
    EventHub hub = makeHub();
    for (size_t reader = 0; reader < EventHub::kMaxReaders; ++reader)
        QVERIFY(subscribe(hub, logs.at(reader)));
    QVERIFY(!subscribe(hub, logs.back()));
}

void TestEventHub::anEventHasItsSentencesAsValuesToo()
{
    Sink::Log log;
    EventHub hub = makeHub();
    hub.ended(R"({"id":"1"})", {.error = proxy::Text::english("use %1", {QByteArray("GET")})});
    QVERIFY(subscribe(hub, log));
    QVERIFY2(log.text.contains(R"(data: {"id":"1","said":{"error":["use %1","GET"]}})"),
             log.text.constData());
}

void TestEventHub::resumesWhereTheReaderLeft()
{
    Sink::Log log;
    EventHub hub = makeHub();
    for (int number = 1; number <= 3; ++number)
        hub.ended("number", {});
    QVERIFY(subscribe(hub, log, "life-2"));
    QVERIFY(!log.text.contains("id: life-2\n"));
    QVERIFY(log.text.contains("id: life-3\n"));
}

void TestEventHub::anIdOfAnEarlierLifeMeansEverything()
{
    Sink::Log log;
    EventHub hub = makeHub();
    hub.ended("1", {});
    QVERIFY(subscribe(hub, log, "former-900"));
    QVERIFY(log.text.contains("id: life-1\n"));
}

void TestEventHub::tellsASlowReaderWhatItLost()
{
    Sink::Log log;
    EventHub hub = makeHub();
    QVERIFY(subscribe(hub, log));
    log.unsent = 1024 * 1024;
    hub.ended("0", {});
    QVERIFY(log.text.endsWith("id: life-1\nevent: exchange\ndata: 0\n\n"));
    log.unsent = 1024 * 1024 + 1;
    hub.ended("1", {});
    hub.ended("2", {});
    log.unsent = 0;
    hub.ended("3", {});
    QVERIFY(log.text.endsWith("event: lost\ndata: 2\n\nid: life-4\nevent: exchange\ndata: 3\n\n"));
}

void TestEventHub::forgetsWhoLeft()
{
    Sink::Log log;
    EventHub hub = makeHub();
    QVERIFY(subscribe(hub, log));
    log.observer->clientGone();
    QCOMPARE(hub.readers(), 0);
    hub.ended("1", {});
}

void TestEventHub::refusesTooManyReaders()
{
    std::vector<Sink::Log> logs(EventHub::kMaxReaders + 1);
    EventHub hub = makeHub();
    for (size_t reader = 0; reader < EventHub::kMaxReaders; ++reader)
        QVERIFY(subscribe(hub, logs[reader]));
    std::unique_ptr<ClientSink> sink = std::make_unique<Sink>(logs.back());
    QVERIFY(!hub.subscribe(sink, {}));
    QVERIFY(sink);
}

void TestEventHub::keepsABoundedPast()
{
    Sink::Log log;
    EventHub hub = makeHub();
    for (size_t number = 0; number < EventHub::kKept + 5; ++number)
        hub.ended("1", {});
    QVERIFY(subscribe(hub, log));
    QCOMPARE(log.text.count("event: exchange"), qsizetype(EventHub::kKept));
}

void TestEventHub::tellsProgressToThoseWhoReadNow()
{
    Sink::Log log;
    Sink::Log late;
    EventHub hub = makeHub();
    hub.progressed(numbered(1));
    QVERIFY(subscribe(hub, log));
    hub.progressed(numbered(2));
    QVERIFY(subscribe(hub, late));
    QVERIFY(log.text.endsWith("\nid: life-1\nevent: exchange\ndata: 2\n\n"));
    QVERIFY(!late.text.contains("data: "));
}

void TestEventHub::tellsANewReaderWhatIsUnderWay()
{
    Sink::Log log;
    const Exchange open = numbered(8);
    EventHub hub(
        "life", [](QByteArray &out, const Exchange &exchange) { out += exchange.id; },
        [&open] { return std::vector<const Exchange *> {&open}; });
    hub.ended("7", {});
    QVERIFY(subscribe(hub, log, "life-1"));
    QVERIFY(!log.text.contains("data: 7"));
    QVERIFY(log.text.endsWith("\nid: life-2\nevent: exchange\ndata: 8\n\n"));
}

QTEST_GUILESS_MAIN(TestEventHub)
#include "tst_eventhub.moc"

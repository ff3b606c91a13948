// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/requestreading.h"

#include "tests/support/coding.h"
#include "tests/support/poolgate.h"

#include <QCoreApplication>
#include <QTest>

#include <optional>

using namespace proxy;
using State = RequestReading::State;

namespace {

QByteArray chatOf(const QByteArray &text)
{
    return R"({"model":"big","messages":[{"role":"user","content":")" + text + R"("}]})";
}

/// Too large to be read on the worker thread behind the forwarding.
QByteArray longChat()
{
    return chatOf(QByteArray(RequestReading::kQuickBody, 'a'));
}

RequestHead headOf(const QByteArray &coding = {})
{
    RequestHead head;
    head.method = "POST";
    head.normalisedPath = "/v1/chat/completions";
    if (!coding.isEmpty())
        head.headers.append("Content-Encoding", coding);
    return head;
}

/// Everything a reading works with. The pool stands still until the gate opens.
struct Bench
{
    Bench()
        : tables(std::make_shared<const InspectorTables>(*loadInspectorTables()))
        , inspector(*tables)
        , tools {.inspector = inspector,
                 .tables = tables,
                 .pool = gate.pool,
                 .worker = worker,
                 .clock = steadyClock()}
    { }

    /// Whatever the pool was given is done, and told.
    void finishPool()
    {
        gate.open();
        QCoreApplication::processEvents();
    }

    std::shared_ptr<const InspectorTables> tables;
    RequestInspector inspector;
    support::PoolGate gate;
    QObject worker;
    ReadingTools tools;
};

/// One reading, and how often it called back.
struct Reading
{
    explicit Reading(Bench &bench, RequestHead requestHead = headOf())
        : head(std::move(requestHead))
        , reading(bench.tools, head, [this](const RequestFacts &) {
            ++toolsAsked;
            return std::shared_ptr<const PromptFingerprint::Tools>();
        })
    { }

    void startBefore(const QByteArray &body, bool isPlainNeeded = true)
    {
        const bool isOnPool = RequestReading::isForPool(head, body.size(), isPlainNeeded);
        reading.start(RequestReading::BeforeDeciding {.body = body, .isOnPool = isOnPool},
                      [this](RequestReading::ReadBody read) { result = std::move(read); });
    }
    void startBehind(const QByteArray &plain, qsizetype growth = 0)
    {
        reading.start(RequestReading::Behind {.plain = plain,
                                              .from = reading.facts().modelRange.end,
                                              .growth = growth},
                      [this](Timing::Micros) { ++lateFacts; });
    }
    void finish()
    {
        reading.finish([this] { ++finished; });
    }

    RequestHead head;
    RequestReading reading;
    std::optional<RequestReading::ReadBody> result;
    int toolsAsked = 0;
    int lateFacts = 0;
    int finished = 0;
};

} // namespace

class TestRequestReading final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSmallBodyIsReadAtOnce();
    void aLargeBodyIsReadOnThePoolWithItsFingerprints();
    void aCompressedBodyIsReadFromItsPlainCopy();
    void aCompressedBodyStaysOffThePoolWhereNobodyNeedsItPlain();
    void aBombIsTold();
    void postponedFactsBecomeKnownBehindTheForwarding();
    void postponedFactsAreReadAtOnceWhenTheyAreNeeded();
    void postponedFactsThatThePoolReadsAreWaitedFor();
    void fingerprintsAreMadeOnceTheLoopGoesOn();
    void longFingerprintsAreMadeOnThePool();
    void beyondTheBoundTheWorkerThreadReads();
    void aChangedModelMovesTheBlocksBehindIt();
    void aSecondStartChangesNothingWhileOneIsUnderWay();
    void whatIsNoJsonGetsNoFingerprints();
    void discardedFactsKeepTheDialect();
    void finishReadsAtOnceWhatIsQueued();
    void finishWaitsForThePool();
    void finishHereDoesNotWaitForThePool();
    void finishHereTellsWhoWaits();
    void finishHereBeforeTheDecisionReadsNothing();
    void aDestroyedReadingNeverCallsBack();
};

void TestRequestReading::aSmallBodyIsReadAtOnce()
{
    Bench bench;
    Reading one(bench);
    QCOMPARE(one.reading.state(), State::Unread);
    one.startBefore(chatOf("hello"));
    QVERIFY(one.result);
    QCOMPARE(one.reading.state(), State::Read);
    QCOMPARE(one.result->asItCame, chatOf("hello"));
    QVERIFY(one.result->plain.isNull());
    QCOMPARE(one.reading.facts().model, "big");
    QCOMPARE(one.reading.facts().userText, "hello");
}

void TestRequestReading::aLargeBodyIsReadOnThePoolWithItsFingerprints()
{
    Bench bench;
    Reading one(bench);
    one.startBefore(chatOf(QByteArray(kLargeBody, 'a')));
    QVERIFY(!one.result);
    QCOMPARE(one.reading.state(), State::OnPool);
    QCOMPARE(bench.tools.pending, 0); // the bound is for those that nothing waits for
    bench.finishPool();
    QVERIFY(one.result);
    QCOMPARE(one.reading.state(), State::Read);
    QCOMPARE(one.reading.facts().model, "big");
    QCOMPARE(one.reading.takeFingerprint().messages.size(), size_t(1));
}

void TestRequestReading::aCompressedBodyIsReadFromItsPlainCopy()
{
    Bench bench;
    Reading one(bench, headOf("gzip"));
    const QByteArray coded = support::gzip(chatOf("hello"));
    one.startBefore(coded);
    QCOMPARE(one.reading.state(), State::OnPool);
    bench.finishPool();
    QVERIFY(one.result);
    QCOMPARE(one.result->asItCame, coded);
    QCOMPARE(one.result->plain, chatOf("hello"));
    QCOMPARE(one.reading.facts().userText, "hello");
}

void TestRequestReading::aCompressedBodyStaysOffThePoolWhereNobodyNeedsItPlain()
{
    QVERIFY(RequestReading::isForPool(headOf("gzip"), 10, true));
    QVERIFY(RequestReading::isForPool(headOf("zstd"), 10, true));
    QVERIFY(!RequestReading::isForPool(headOf("gzip"), 10, false));
    QVERIFY(!RequestReading::isForPool(headOf("br"), 10, true));
    QVERIFY(!RequestReading::isForPool(headOf(), kLargeBody, true));
    QVERIFY(RequestReading::isForPool(headOf(), kLargeBody + 1, false));
}

void TestRequestReading::aBombIsTold()
{
    Bench bench;
    Reading one(bench, headOf("gzip"));
    const QByteArray coded = support::gzip(chatOf(QByteArray(100'000, 'a')));
    one.reading.start(RequestReading::BeforeDeciding {.body = coded,
                                                      .isOnPool = true,
                                                      .limits = {.maxBytes = 1000}},
                      [&one](RequestReading::ReadBody read) { one.result = std::move(read); });
    bench.finishPool();
    QVERIFY(one.result);
    QVERIFY(one.result->isBomb);
}

void TestRequestReading::postponedFactsBecomeKnownBehindTheForwarding()
{
    Bench bench;
    Reading one(bench);
    one.reading.postpone(Dialect::OpenAiChat);
    one.startBehind(chatOf("hello"));
    QCOMPARE(one.reading.facts().dialect, Dialect::OpenAiChat);
    QVERIFY(one.reading.facts().model.isEmpty());
    QCoreApplication::processEvents();
    QCOMPARE(one.lateFacts, 1);
    QCOMPARE(one.reading.state(), State::Read);
    QCOMPARE(one.reading.facts().model, "big");
    QCOMPARE(one.reading.takeFingerprint().messages.size(), size_t(1));
}

void TestRequestReading::postponedFactsAreReadAtOnceWhenTheyAreNeeded()
{
    Bench bench;
    Reading one(bench);
    one.startBehind(chatOf("hello"));
    one.reading.readFactsNow();
    one.reading.readFactsNow();
    QCOMPARE(one.lateFacts, 1);
    QCOMPARE(one.reading.facts().model, "big");
    QCOMPARE(one.reading.state(), State::Queued); // its fingerprints are still to come
    QCoreApplication::processEvents();
    QCOMPARE(one.lateFacts, 1);
    QCOMPARE(one.reading.takeFingerprint().messages.size(), size_t(1));
}

void TestRequestReading::postponedFactsThatThePoolReadsAreWaitedFor()
{
    Bench bench;
    Reading one(bench);
    one.startBehind(longChat());
    QCoreApplication::processEvents();
    QCOMPARE(one.reading.state(), State::OnPool);
    one.reading.readFactsNow();
    QCOMPARE(one.lateFacts, 0);
    bench.finishPool();
    QCOMPARE(one.lateFacts, 1);
    QCOMPARE(one.reading.facts().model, "big");
}

void TestRequestReading::fingerprintsAreMadeOnceTheLoopGoesOn()
{
    Bench bench;
    Reading one(bench);
    one.startBefore(chatOf("hello"));
    one.startBehind(chatOf("hello"));
    QCOMPARE(one.reading.state(), State::Queued);
    QCOMPARE(one.toolsAsked, 0);
    QCoreApplication::processEvents();
    QCOMPARE(one.reading.state(), State::Read);
    QCOMPARE(one.toolsAsked, 1);
    QCOMPARE(one.lateFacts, 0); // they were known
    QCOMPARE(one.reading.takeFingerprint().messages.size(), size_t(1));
}

void TestRequestReading::longFingerprintsAreMadeOnThePool()
{
    Bench bench;
    Reading one(bench);
    one.startBefore(longChat());
    one.startBehind(longChat());
    QCoreApplication::processEvents();
    QCOMPARE(one.reading.state(), State::OnPool);
    QCOMPARE(bench.tools.pending, 1);
    bench.finishPool();
    QCOMPARE(one.reading.state(), State::Read);
    QCOMPARE(bench.tools.pending, 0);
    QCOMPARE(one.reading.takeFingerprint().messages.size(), size_t(1));
}

void TestRequestReading::beyondTheBoundTheWorkerThreadReads()
{
    Bench bench;
    std::vector<std::unique_ptr<Reading>> readings;
    for (int i = 0; i <= RequestReading::kMaxPending; ++i) {
        readings.push_back(std::make_unique<Reading>(bench));
        readings.back()->startBehind(longChat());
    }
    QCoreApplication::processEvents();
    QCOMPARE(bench.tools.pending, RequestReading::kMaxPending);
    QCOMPARE(readings.front()->reading.state(), State::OnPool);
    QCOMPARE(readings.back()->reading.state(), State::Read);
    bench.finishPool();
    QCOMPARE(bench.tools.pending, 0);
}

void TestRequestReading::aChangedModelMovesTheBlocksBehindIt()
{
    Bench bench;
    Reading plain(bench);
    plain.startBefore(chatOf("hello"));
    plain.startBehind(chatOf("hello"));
    Reading changed(bench);
    changed.startBefore(chatOf("hello"));
    changed.startBehind(chatOf("hello").replace("big", "small"), 2);
    QCoreApplication::processEvents();
    const PromptFingerprint one = plain.reading.takeFingerprint();
    const PromptFingerprint other = changed.reading.takeFingerprint();
    QCOMPARE(one.messages.size(), size_t(1));
    QCOMPARE(other.messages.size(), size_t(1));
    QCOMPARE(one.messages[0].hash, other.messages[0].hash);
}

void TestRequestReading::aSecondStartChangesNothingWhileOneIsUnderWay()
{
    Bench bench;
    Reading one(bench);
    one.startBefore(longChat());
    one.startBehind(longChat());
    QCoreApplication::processEvents();
    one.startBehind(chatOf("another"), 7);
    QCOMPARE(one.reading.state(), State::OnPool);
    bench.finishPool();
    QCOMPARE(bench.tools.pending, 0);
    QCOMPARE(one.reading.takeFingerprint().messages.size(), size_t(1));
}

void TestRequestReading::whatIsNoJsonGetsNoFingerprints()
{
    Bench bench;
    Reading one(bench);
    one.startBefore("not json");
    one.startBehind("not json");
    QCOMPARE(one.reading.state(), State::Read);
    one.finish();
    QCOMPARE(one.finished, 1);
    QVERIFY(one.reading.takeFingerprint().messages.empty());
}

void TestRequestReading::discardedFactsKeepTheDialect()
{
    Bench bench;
    Reading one(bench);
    one.startBefore(chatOf("hello"));
    one.reading.discardFacts(RouteReason::Encoded);
    QCOMPARE(one.reading.facts().dialect, Dialect::OpenAiChat);
    QCOMPARE(one.reading.facts().skip, RouteReason::Encoded);
    QVERIFY(one.reading.facts().model.isEmpty());
}

void TestRequestReading::finishReadsAtOnceWhatIsQueued()
{
    Bench bench;
    Reading one(bench);
    one.startBehind(longChat());
    one.finish();
    QCOMPARE(one.finished, 1);
    QCOMPARE(one.lateFacts, 1);
    QCOMPARE(one.toolsAsked, 1);
    QCOMPARE(one.reading.takeFingerprint().messages.size(), size_t(1));
    QCoreApplication::processEvents();
    QCOMPARE(one.toolsAsked, 1);
    QCOMPARE(bench.tools.pending, 0);
}

void TestRequestReading::finishWaitsForThePool()
{
    Bench bench;
    Reading one(bench);
    one.startBehind(longChat());
    QCoreApplication::processEvents();
    one.finish();
    QCOMPARE(one.finished, 0);
    bench.finishPool();
    QCOMPARE(one.finished, 1);
    QCOMPARE(one.lateFacts, 1);
    QCOMPARE(one.toolsAsked, 0);
    QCOMPARE(one.reading.takeFingerprint().messages.size(), size_t(1));
}

void TestRequestReading::finishHereDoesNotWaitForThePool()
{
    Bench bench;
    Reading one(bench);
    one.startBehind(longChat());
    QCoreApplication::processEvents();
    one.reading.finishHere();
    QCOMPARE(one.reading.state(), State::Read);
    QCOMPARE(bench.tools.pending, 0);
    QCOMPARE(one.lateFacts, 1);
    bench.finishPool();
    QCOMPARE(one.lateFacts, 1);
    QCOMPARE(bench.tools.pending, 0);
    QCOMPARE(one.reading.takeFingerprint().messages.size(), size_t(1));
}

void TestRequestReading::finishHereTellsWhoWaits()
{
    Bench bench;
    Reading one(bench);
    one.startBehind(longChat());
    QCoreApplication::processEvents();
    one.finish();
    one.reading.finishHere();
    QCOMPARE(one.finished, 1);
    bench.finishPool();
    QCOMPARE(one.finished, 1);
}

void TestRequestReading::finishHereBeforeTheDecisionReadsNothing()
{
    Bench bench;
    Reading one(bench, headOf("gzip"));
    one.startBefore(support::gzip(chatOf("hello")));
    one.reading.finishHere();
    QCOMPARE(one.reading.state(), State::Unread);
    one.finish();
    QCOMPARE(one.finished, 1);
    bench.finishPool();
    QVERIFY(!one.result);
    QCOMPARE(one.toolsAsked, 0);
}

void TestRequestReading::aDestroyedReadingNeverCallsBack()
{
    Bench bench;
    int calls = 0;
    {
        const RequestHead head = headOf();
        RequestReading reading(bench.tools, head, [](const RequestFacts &) {
            return std::shared_ptr<const PromptFingerprint::Tools>();
        });
        reading.start(RequestReading::Behind {.plain = longChat()},
                      [&calls](Timing::Micros) { ++calls; });
        QCoreApplication::processEvents();
        reading.finish([&calls] { ++calls; });
        QCOMPARE(bench.tools.pending, 1);
    }
    QCOMPARE(bench.tools.pending, 0);
    bench.finishPool();
    QCOMPARE(calls, 0);
}

QTEST_GUILESS_MAIN(TestRequestReading)
#include "tst_requestreading.moc"

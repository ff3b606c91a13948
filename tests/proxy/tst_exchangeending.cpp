// SPDX-License-Identifier: LicenseRef-Private
// Plays walks whose body is still being read while they go on and come to their end: what happens
// meanwhile, and what the record waits for.
#include "tests/support/walks.h"

#include <QTest>

using namespace proxy;
using namespace support;
using Stage = ExchangeRun::Stage;

class TestExchangeEnding final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // A reading is pending
    void theRecordWaitsForThePool();
    void theRecordReadsAtOnceWhatIsQueued();
    void theHeadReadsAtOnceWhatIsQueued();
    void postponedFactsFromThePoolReachTheRecord();
    void aClientMayLeaveWhileAReadingIsPending();
    void anUpstreamMayFailWhileAReadingIsPending();
    void aCutDoesNotWaitForThePendingReading();
    void aRevertLeavesThePendingReadingAlone();
    void aRevertLeavesTheQueuedReadingAlone();
    void aClientThatLeavesAConversionWithAPendingReadingLeavesTheUpstreamUnasked();
    void aConversionThatFailsWithAPendingReadingIsAnsweredOnce();
    void aCutInAConversionDoesNotWaitForThePendingReading();
    // Ending
    void aCutInTheEndingKeepsTheEnd();
    void nobodyIsHeardInTheEnding();
    void aDestroyedPipelineGivesThePendingReadingBack();
};

void TestExchangeEnding::theRecordWaitsForThePool()
{
    RoutedLong way;
    QVERIFY(way.isPending());
    way.walk.upstream.answer(200, kAnswer);
    way.walk.upstream.finish();
    QCOMPARE(way.walk.stage(), Stage::Ending);
    QVERIFY(way.walk.records().empty());
    const Instant ended = way.walk.now;
    way.walk.now += std::chrono::seconds(5);
    way.walk.finishPool();
    QCOMPARE(way.walk.open(), 0);
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Complete);
    QCOMPARE(way.walk.recorded[0].timing.finished.value(),
             std::chrono::duration_cast<Timing::Micros>(ended - way.client->head.arrivedAt));
    QCOMPARE(way.walk.steps.reading.pending, 0);
}

void TestExchangeEnding::theRecordReadsAtOnceWhatIsQueued()
{
    Routed way(longAsk());
    way.walk.upstream.answer(200, kAnswer);
    way.walk.upstream.finish();
    QCOMPARE(way.walk.open(), 0);
    QCOMPARE(way.walk.records().size(), size_t(1));
    way.walk.goOn();
    QCOMPARE(way.walk.steps.reading.pending, 0);
}

void TestExchangeEnding::theHeadReadsAtOnceWhatIsQueued()
{
    ScriptedWalk walk(ScriptedWalk::offConfig());
    const auto client = walk.connect();
    client->sendBody(ask());
    QCOMPARE(walk.progressed, 1);
    QVERIFY(walk.pipeline->open().underWay().at(0)->decision.requestedModel.isEmpty());
    walk.upstream.answer(200, "{");
    QCOMPARE(walk.progressed, 2);
    QCOMPARE(walk.pipeline->open().underWay().at(0)->decision.requestedModel, kBig);
}

void TestExchangeEnding::postponedFactsFromThePoolReachTheRecord()
{
    Unread way;
    QCOMPARE(way.walk.steps.reading.pending, 1);
    way.walk.upstream.answer(200, kAnswer);
    QVERIFY(way.walk.pipeline->open().underWay().at(0)->decision.requestedModel.isEmpty());
    way.walk.upstream.finish();
    QCOMPARE(way.walk.stage(), Stage::Ending);
    way.walk.finishPool();
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].decision.requestedModel, kBig);
    QCOMPARE(way.walk.recorded[0].decision.reason, RouteReason::NoRouterKey);
}

void TestExchangeEnding::aClientMayLeaveWhileAReadingIsPending()
{
    RoutedLong way;
    way.client->leave();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), "upstream is left"}));
    QCOMPARE(way.walk.stage(), Stage::Ending);
    QVERIFY(way.walk.records().empty());
    way.walk.finishPool();
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(way.walk.open(), 0);
}

void TestExchangeEnding::anUpstreamMayFailWhileAReadingIsPending()
{
    RoutedLong way;
    way.walk.upstream.fail(ErrorCode::UpstreamRefused);
    QCOMPARE(way.walk.transcript,
             (Transcript {askedFor(kSmall), "client gets 502", "client has it all"}));
    QVERIFY(way.walk.records().empty());
    way.walk.finishPool();
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Failed);
}

void TestExchangeEnding::aCutDoesNotWaitForThePendingReading()
{
    Unread way;
    way.walk.pipeline->open().cutAll();
    QCOMPARE(way.walk.transcript,
             (Transcript {askedFor(kBig), "upstream is left", "client is cut"}));
    QCOMPARE(way.walk.open(), 0);
    QCOMPARE(way.walk.steps.reading.pending, 0);
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Cut);
    QCOMPARE(way.walk.recorded[0].decision.requestedModel, kBig); // read on the worker thread
    way.walk.finishPool();
    QCOMPARE(way.walk.records().size(), size_t(1));
}

void TestExchangeEnding::aRevertLeavesThePendingReadingAlone()
{
    RoutedLong way;
    way.walk.upstream.answer(400, "{}");
    way.walk.upstream.finish();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    QCOMPARE(way.walk.upstream.requests.at(1).body, longAsk());
    QVERIFY(way.isPending());
    way.walk.upstream.answer(200, kAnswer);
    way.walk.upstream.finish();
    QCOMPARE(way.walk.stage(), Stage::Ending);
    way.walk.finishPool();
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].decision.outcome, RoutingOutcome::Reverted);
    QCOMPARE(way.walk.steps.reading.pending, 0);
}

void TestExchangeEnding::aRevertLeavesTheQueuedReadingAlone()
{
    Routed way(longAsk());
    way.walk.upstream.answer(400, "{}");
    way.walk.upstream.finish();
    QCOMPARE(way.walk.steps.reading.pending, 0);
    way.walk.goOn();
    QCOMPARE(way.walk.steps.reading.pending, 1);
    way.walk.finishPool();
    QCOMPARE(way.walk.steps.reading.pending, 0);
    QCOMPARE(way.walk.stage(), Stage::Relaying);
}

void TestExchangeEnding::aClientThatLeavesAConversionWithAPendingReadingLeavesTheUpstreamUnasked()
{
    Converting way(hugeAskWithoutMessages());
    way.walk.goOn();
    QCOMPARE(way.walk.stage(), Stage::Converting);
    QCOMPARE(way.walk.steps.reading.pending, 1);
    way.client->leave();
    QCOMPARE(way.walk.stage(), Stage::Ending);
    QVERIFY(way.client->observer == nullptr);
    way.walk.finishPool();
    QCOMPARE(way.walk.transcript, Transcript {});
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(way.walk.open(), 0);
}

void TestExchangeEnding::aConversionThatFailsWithAPendingReadingIsAnsweredOnce()
{
    QByteArray body = hugeAskWithoutMessages();
    body.insert(1, R"("mcp_servers":[{"type":"url","url":"u","name":"n"}],"container":"c",)");
    Converting way(body);
    way.walk.goOn();
    QCOMPARE(way.walk.stage(), Stage::Converting);
    QCOMPARE(way.walk.steps.reading.pending, 1);
    way.walk.finishPool();
    QCOMPARE(way.walk.transcript, (Transcript {"client gets 400", "client has it all"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(way.walk.open(), 0);
}

void TestExchangeEnding::aCutInAConversionDoesNotWaitForThePendingReading()
{
    Converting way(hugeAskWithoutMessages());
    way.walk.goOn();
    QCOMPARE(way.walk.steps.reading.pending, 1);
    way.walk.pipeline->open().cutAll();
    QCOMPARE(way.walk.open(), 0);
    QCOMPARE(way.walk.steps.reading.pending, 0);
    way.walk.finishPool();
    QCOMPARE(way.walk.transcript, (Transcript {"client is cut"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Cut);
}

void TestExchangeEnding::aCutInTheEndingKeepsTheEnd()
{
    RoutedLong way;
    way.walk.upstream.answer(200, kAnswer);
    way.walk.upstream.finish();
    QCOMPARE(way.walk.stage(), Stage::Ending);
    way.walk.pipeline->open().cutAll();
    QCOMPARE(way.walk.open(), 0);
    QCOMPARE(way.walk.transcript,
             (Transcript {askedFor(kSmall), "client gets 200", "client has it all"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Complete);
    way.walk.finishPool();
    QCOMPARE(way.walk.records().size(), size_t(1));
}

void TestExchangeEnding::nobodyIsHeardInTheEnding()
{
    RoutedLong way;
    way.walk.upstream.fail(ErrorCode::UpstreamRefused);
    QCOMPARE(way.walk.stage(), Stage::Ending);
    QVERIFY(way.client->observer == nullptr);
    way.client->leave();
    way.walk.now += std::chrono::hours(1);
    const int before = way.walk.progressed;
    way.walk.pipeline->open().tellStalls();
    QCOMPARE(way.walk.progressed, before);
    way.walk.finishPool();
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Failed);
}

void TestExchangeEnding::aDestroyedPipelineGivesThePendingReadingBack()
{
    RoutedLong way;
    way.walk.upstream.answer(200, kAnswer);
    way.walk.upstream.finish();
    way.walk.pipeline.reset();
    QCOMPARE(way.walk.steps.reading.pending, 0);
    way.walk.finishPool();
    QVERIFY(way.walk.records().empty());
}

QTEST_GUILESS_MAIN(TestExchangeEnding)
#include "tst_exchangeending.moc"

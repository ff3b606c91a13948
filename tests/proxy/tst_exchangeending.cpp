// SPDX-License-Identifier: LicenseRef-Private
// Plays runs whose body is still being read while they go on and come to their end: what happens
// meanwhile, and what the record waits for.
#include "tests/support/startedruns.h"

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
    way.fixture.upstream.answer(200, kAnswer);
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.stage(), Stage::Ending);
    QVERIFY(way.fixture.records().empty());
    const Instant ended = way.fixture.now;
    way.fixture.now += std::chrono::seconds(5);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.open(), 0);
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Complete);
    QCOMPARE(way.fixture.recorded[0].timing.finished.value(),
             std::chrono::duration_cast<Timing::Micros>(ended - way.client->head.arrivedAt));
    QCOMPARE(way.fixture.steps.reading.pending, 0);
}

void TestExchangeEnding::theRecordReadsAtOnceWhatIsQueued()
{
    Routed way(longAsk());
    way.fixture.upstream.answer(200, kAnswer);
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.open(), 0);
    QCOMPARE(way.fixture.records().size(), size_t(1));
    way.fixture.goOn();
    QCOMPARE(way.fixture.steps.reading.pending, 0);
}

void TestExchangeEnding::theHeadReadsAtOnceWhatIsQueued()
{
    PipelineFixture fixture(PipelineFixture::offConfig());
    const auto client = fixture.connect();
    client->sendBody(ask());
    QCOMPARE(fixture.progressed, 1);
    QVERIFY(fixture.pipeline->open().underWay().at(0)->decision.requestedModel.isEmpty());
    fixture.upstream.answer(200, "{");
    QCOMPARE(fixture.progressed, 2);
    QCOMPARE(fixture.pipeline->open().underWay().at(0)->decision.requestedModel, kBig);
}

void TestExchangeEnding::postponedFactsFromThePoolReachTheRecord()
{
    Unread way;
    QCOMPARE(way.fixture.steps.reading.pending, 1);
    way.fixture.upstream.answer(200, kAnswer);
    QVERIFY(way.fixture.pipeline->open().underWay().at(0)->decision.requestedModel.isEmpty());
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.stage(), Stage::Ending);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].decision.requestedModel, kBig);
    QCOMPARE(way.fixture.recorded[0].decision.reason, RouteReason::NoRouterKey);
}

void TestExchangeEnding::aClientMayLeaveWhileAReadingIsPending()
{
    RoutedLong way;
    way.client->leave();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), "upstream is left"}));
    QCOMPARE(way.fixture.stage(), Stage::Ending);
    QVERIFY(way.fixture.records().empty());
    way.fixture.finishPool();
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(way.fixture.open(), 0);
}

void TestExchangeEnding::anUpstreamMayFailWhileAReadingIsPending()
{
    RoutedLong way;
    way.fixture.upstream.fail(ErrorCode::UpstreamRefused);
    QCOMPARE(way.fixture.transcript,
             (Transcript {askedFor(kSmall), "client gets 502", "client has it all"}));
    QVERIFY(way.fixture.records().empty());
    way.fixture.finishPool();
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Failed);
}

void TestExchangeEnding::aCutDoesNotWaitForThePendingReading()
{
    Unread way;
    way.fixture.pipeline->open().cutAll();
    QCOMPARE(way.fixture.transcript,
             (Transcript {askedFor(kBig), "upstream is left", "client is cut"}));
    QCOMPARE(way.fixture.open(), 0);
    QCOMPARE(way.fixture.steps.reading.pending, 0);
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Cut);
    QCOMPARE(way.fixture.recorded[0].decision.requestedModel, kBig); // read on the worker thread
    way.fixture.finishPool();
    QCOMPARE(way.fixture.records().size(), size_t(1));
}

void TestExchangeEnding::aRevertLeavesThePendingReadingAlone()
{
    RoutedLong way;
    way.fixture.upstream.answer(400, "{}");
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    QCOMPARE(way.fixture.upstream.requests.at(1).body, longAsk());
    QVERIFY(way.isPending());
    way.fixture.upstream.answer(200, kAnswer);
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.stage(), Stage::Ending);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].decision.outcome, RoutingOutcome::Reverted);
    QCOMPARE(way.fixture.steps.reading.pending, 0);
}

void TestExchangeEnding::aRevertLeavesTheQueuedReadingAlone()
{
    Routed way(longAsk());
    way.fixture.upstream.answer(400, "{}");
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.steps.reading.pending, 0);
    way.fixture.goOn();
    QCOMPARE(way.fixture.steps.reading.pending, 1);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.steps.reading.pending, 0);
    QCOMPARE(way.fixture.stage(), Stage::Relaying);
}

void TestExchangeEnding::aClientThatLeavesAConversionWithAPendingReadingLeavesTheUpstreamUnasked()
{
    Converting way(hugeAskWithoutMessages());
    way.fixture.goOn();
    QCOMPARE(way.fixture.stage(), Stage::Converting);
    QCOMPARE(way.fixture.steps.reading.pending, 1);
    way.client->leave();
    QCOMPARE(way.fixture.stage(), Stage::Ending);
    QVERIFY(way.client->observer == nullptr);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.transcript, Transcript {});
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(way.fixture.open(), 0);
}

void TestExchangeEnding::aConversionThatFailsWithAPendingReadingIsAnsweredOnce()
{
    QByteArray body = hugeAskWithoutMessages();
    body.insert(1, R"("mcp_servers":[{"type":"url","url":"u","name":"n"}],"container":"c",)");
    Converting way(body);
    way.fixture.goOn();
    QCOMPARE(way.fixture.stage(), Stage::Converting);
    QCOMPARE(way.fixture.steps.reading.pending, 1);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.transcript, (Transcript {"client gets 400", "client has it all"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(way.fixture.open(), 0);
}

void TestExchangeEnding::aCutInAConversionDoesNotWaitForThePendingReading()
{
    Converting way(hugeAskWithoutMessages());
    way.fixture.goOn();
    QCOMPARE(way.fixture.steps.reading.pending, 1);
    way.fixture.pipeline->open().cutAll();
    QCOMPARE(way.fixture.open(), 0);
    QCOMPARE(way.fixture.steps.reading.pending, 0);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.transcript, (Transcript {"client is cut"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Cut);
}

void TestExchangeEnding::aCutInTheEndingKeepsTheEnd()
{
    RoutedLong way;
    way.fixture.upstream.answer(200, kAnswer);
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.stage(), Stage::Ending);
    way.fixture.pipeline->open().cutAll();
    QCOMPARE(way.fixture.open(), 0);
    QCOMPARE(way.fixture.transcript,
             (Transcript {askedFor(kSmall), "client gets 200", "client has it all"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Complete);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.records().size(), size_t(1));
}

void TestExchangeEnding::nobodyIsHeardInTheEnding()
{
    RoutedLong way;
    way.fixture.upstream.fail(ErrorCode::UpstreamRefused);
    QCOMPARE(way.fixture.stage(), Stage::Ending);
    QVERIFY(way.client->observer == nullptr);
    way.client->leave();
    way.fixture.now += std::chrono::hours(1);
    const int before = way.fixture.progressed;
    way.fixture.pipeline->open().tellProgress();
    QCOMPARE(way.fixture.progressed, before);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Failed);
}

void TestExchangeEnding::aDestroyedPipelineGivesThePendingReadingBack()
{
    RoutedLong way;
    way.fixture.upstream.answer(200, kAnswer);
    way.fixture.upstream.finish();
    way.fixture.pipeline.reset();
    QCOMPARE(way.fixture.steps.reading.pending, 0);
    way.fixture.finishPool();
    QVERIFY(way.fixture.records().empty());
}

QTEST_GUILESS_MAIN(TestExchangeEnding)
#include "tst_exchangeending.moc"

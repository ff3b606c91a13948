// SPDX-License-Identifier: LicenseRef-Private
// Plays one walk at a time, without a socket: every entry of the run in every stage where it can
// come. A transcript says who did what, in order. Walks with a pending reading: tst_exchangeending.
#include "tests/support/coding.h"
#include "tests/support/walks.h"

#include <QTest>

using namespace proxy;
using namespace support;
using Stage = ExchangeRun::Stage;

class TestExchangeRun final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Reading
    void aRequestWithoutAccessIsAnsweredAndRecorded();
    void aStreamedBodyIsNotWaitedFor();
    void aBodyThatFailsIsAnsweredInTheClientsDialect();
    void aClientMayLeaveWhileItsBodyIsAwaited();
    void aCutMayComeWhileTheBodyIsAwaited();
    void nothingStallsBeforeItIsForwarded();
    // Inspecting
    void whatThePoolReadLeadsOn();
    void aBombIsAnswered();
    void aPlainCopyBeyondTheBudgetLeavesTheRequestAsItCame();
    void aClientMayLeaveWhileThePoolReads();
    void aCutMayComeWhileThePoolReads();
    // Deciding
    void theDecisionLeadsOnWithItsModel();
    void aDecisionThatNobodyNeedBeAskedForLeadsOnAtOnce();
    void aClientMayLeaveWhileTheRouterIsAsked();
    void aCutMayComeWhileTheRouterIsAsked();
    void aDestroyedPipelineLeavesTheRouter();
    // Converting
    void aSmallRequestIsConvertedAtOnce();
    void whatThePoolConvertedLeadsOn();
    void whatHasNoEqualIsAnsweredAtOnce();
    void whatHasNoEqualIsAnsweredFromThePoolToo();
    void aClientMayLeaveWhileThePoolConverts();
    void aCutMayComeWhileThePoolConverts();
    void whatHasNoEqualIsAnsweredInsideTheRoutersCall();
    // Relaying
    void aWholeAnswerIsRecordedOnce();
    void anUpstreamThatFailsBeforeItsHeadIsAnswered();
    void anUpstreamThatBreaksOffCutsTheClient();
    void aClientMayLeaveBeforeTheAnswer();
    void aClientMayLeaveWithinTheAnswer();
    void aCutBeforeTheAnswerLeavesTheUpstream();
    void aCutWithinTheAnswerCutsTheClient();
    void aStallIsToldOnce();
    void ourOwnKeysRefusalIsTold();
    void aDestroyedPipelineLeavesTheUpstreamAndCutsTheClient();
    // Relaying, with a refused routed model
    void aRefusedRoutedModelIsRevertedOnce();
    void anOriginalThatIsRefusedAlikeIsForwarded();
    void aHeldAnswerThatBreaksOffIsRevertedToo();
    void aClientMayLeaveWhileAnAnswerIsHeld();
    void aCutMayComeWhileAnAnswerIsHeld();
    void aKeptModelsRefusalIsForwarded();
    void aStreamThatEndsInAnErrorKeepsItsModelAwayForAWhile();
    void anAnswerThatCannotBeConvertedIsAFailure();
    void anAnswerThatCannotBeConvertedToItsEndIsCut();
    void anErrorInsideAConvertedStreamIsAFailureWithAnEnd();
    void aRevertGoesThroughTheConversionAgain();
    void aLargeRevertIsConvertedOnThePoolAgain();
    void aClientMayLeaveWhileTheOriginalIsConverted();
    void aCutMayComeWhileTheOriginalIsConverted();
    // Requests to the proxy itself
    void aLocalRequestLeavesNoRecord();
    void aLocalRequestMayBeLeftAndCut();
};

void TestExchangeRun::aRequestWithoutAccessIsAnsweredAndRecorded()
{
    ProxyConfig config = ScriptedWalk::usualConfig();
    config.server.apiKeys = {"proxy-key"};
    ScriptedWalk walk(config);
    const auto client = walk.connect();
    QCOMPARE(walk.transcript, (Transcript {"client gets 401", "client has it all"}));
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.recorded[0].end, ExchangeEnd::Failed);
    QVERIFY(!walk.recorded[0].routable);
    QCOMPARE(walk.open(), 0);
}

void TestExchangeRun::aStreamedBodyIsNotWaitedFor()
{
    ScriptedWalk walk;
    const auto client = walk.connect("/v1/other");
    QCOMPARE(walk.stage(), Stage::Relaying);
    QVERIFY(!client->collected);
    QVERIFY(walk.upstream.requests.at(0).source != nullptr);
    walk.upstream.answer(200, "x");
    walk.upstream.finish();
    QCOMPARE(walk.transcript,
             (Transcript {askedFor("something"), "client gets 200", "client has it all"}));
    QCOMPARE(walk.records().size(), size_t(1));
    QVERIFY(!walk.recorded[0].routable);
}

void TestExchangeRun::aBodyThatFailsIsAnsweredInTheClientsDialect()
{
    ScriptedWalk walk;
    const auto client = walk.connect();
    QCOMPARE(walk.stage(), Stage::Reading);
    client->failBody(ErrorCode::BodyTooLarge);
    QCOMPARE(walk.transcript, (Transcript {"client gets 413", "client has it all"}));
    QVERIFY(client->answered.contains(R"("type":"error")"));
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(walk.recorded[0].status, 413);
}

void TestExchangeRun::aClientMayLeaveWhileItsBodyIsAwaited()
{
    ScriptedWalk walk;
    walk.connect()->leave();
    QCOMPARE(walk.transcript, Transcript {});
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(walk.open(), 0);
}

void TestExchangeRun::aCutMayComeWhileTheBodyIsAwaited()
{
    ScriptedWalk walk;
    const auto client = walk.connect();
    walk.pipeline->open().cutAll();
    QCOMPARE(walk.transcript, (Transcript {"client is cut"}));
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.recorded[0].end, ExchangeEnd::Cut);
    QCOMPARE(walk.recorded[0].error.value().code, ErrorCode::ShuttingDown);
}

void TestExchangeRun::nothingStallsBeforeItIsForwarded()
{
    ScriptedWalk walk;
    const auto client = walk.connect();
    walk.now += std::chrono::hours(1);
    walk.pipeline->open().tellStalls();
    QVERIFY(walk.pipeline->open().underWay().empty());
    client->sendBody(ask());
    walk.now += std::chrono::hours(1);
    walk.pipeline->open().tellStalls();
    QVERIFY(walk.pipeline->open().underWay().empty());
    QCOMPARE(walk.progressed, 0);
}

void TestExchangeRun::whatThePoolReadLeadsOn()
{
    ScriptedWalk walk;
    const auto client = walk.connect("/v1/messages", "gzip");
    client->sendBody(support::gzip(ask()));
    QCOMPARE(walk.stage(), Stage::Inspecting);
    QCOMPARE(walk.router.count(), size_t(0));
    walk.finishPool();
    QCOMPARE(walk.stage(), Stage::Deciding);
    QVERIFY(walk.steps.plainCopies.used > 0);
    walk.router.answer(0, Difficulty::Easy);
    QCOMPARE(walk.transcript, (Transcript {askedFor(kSmall)}));
    walk.upstream.answer(200, kAnswer);
    QCOMPARE(walk.steps.plainCopies.used, 0);
    walk.upstream.finish();
    QCOMPARE(walk.records().at(0).decision.selectedModel, kSmall);
}

void TestExchangeRun::aBombIsAnswered()
{
    ProxyConfig config = ScriptedWalk::usualConfig();
    config.server.maxBodyBytes = 1000;
    ScriptedWalk walk(config);
    const auto client = walk.connect("/v1/messages", "gzip");
    client->sendBody(support::gzip(ask(QByteArray(100'000, 'a'))));
    walk.finishPool();
    QCOMPARE(walk.transcript, (Transcript {"client gets 413", "client has it all"}));
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.router.count(), size_t(0));
    QCOMPARE(walk.open(), 0);
}

void TestExchangeRun::aPlainCopyBeyondTheBudgetLeavesTheRequestAsItCame()
{
    ProxyConfig config = ScriptedWalk::usualConfig();
    config.server.maxBufferedBytes = 10;
    ScriptedWalk walk(config);
    const auto client = walk.connect("/v1/messages", "gzip");
    const QByteArray coded = support::gzip(ask());
    client->sendBody(coded);
    walk.finishPool();
    QCOMPARE(walk.upstream.requests.at(0).body, coded);
    QCOMPARE(walk.steps.plainCopies.used, 0);
    walk.upstream.answer(200, kAnswer);
    walk.upstream.finish();
    QCOMPARE(walk.records().at(0).decision.reason, RouteReason::Encoded);
}

void TestExchangeRun::aClientMayLeaveWhileThePoolReads()
{
    ScriptedWalk walk;
    const auto client = walk.connect();
    client->sendBody(hugeAsk());
    QCOMPARE(walk.stage(), Stage::Inspecting);
    client->leave();
    QCOMPARE(walk.open(), 0);
    walk.finishPool();
    QCOMPARE(walk.transcript, Transcript {});
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.recorded[0].end, ExchangeEnd::ClientGone);
    QVERIFY(!walk.recorded[0].routable);
}

void TestExchangeRun::aCutMayComeWhileThePoolReads()
{
    ScriptedWalk walk;
    const auto client = walk.connect();
    client->sendBody(hugeAsk());
    walk.pipeline->open().cutAll();
    walk.finishPool();
    QCOMPARE(walk.transcript, (Transcript {"client is cut"}));
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.recorded[0].end, ExchangeEnd::Cut);
    QCOMPARE(walk.router.count(), size_t(0));
}

void TestExchangeRun::theDecisionLeadsOnWithItsModel()
{
    ScriptedWalk walk;
    const auto client = walk.connect();
    client->sendBody(ask());
    QCOMPARE(walk.stage(), Stage::Deciding);
    QCOMPARE(walk.router.count(), size_t(1));
    QVERIFY(walk.pipeline->open().underWay().empty());
    walk.router.answer(0, Difficulty::Easy);
    QCOMPARE(walk.stage(), Stage::Relaying);
    QCOMPARE(walk.transcript, (Transcript {askedFor(kSmall)}));
    QCOMPARE(walk.upstream.requests.at(0).body, ask("fix it", kSmall));
    QCOMPARE(walk.pipeline->open().underWay().size(), size_t(1));
    QCOMPARE(walk.progressed, 1);
}

void TestExchangeRun::aDecisionThatNobodyNeedBeAskedForLeadsOnAtOnce()
{
    ScriptedWalk walk(ScriptedWalk::offConfig());
    walk.connect()->sendBody(ask());
    QCOMPARE(walk.transcript, (Transcript {askedFor(kBig)}));
    QCOMPARE(walk.stage(), Stage::Relaying);
    QCOMPARE(walk.router.count(), size_t(0));
}

void TestExchangeRun::aClientMayLeaveWhileTheRouterIsAsked()
{
    ScriptedWalk walk;
    const auto client = walk.connect();
    client->sendBody(ask());
    client->leave();
    QVERIFY(walk.router.asked(0).isCancelled);
    QCOMPARE(walk.open(), 0);
    walk.router.answer(0, Difficulty::Easy);
    QCOMPARE(walk.transcript, Transcript {});
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.recorded[0].end, ExchangeEnd::ClientGone);
    QVERIFY(!walk.recorded[0].routable);
}

void TestExchangeRun::aCutMayComeWhileTheRouterIsAsked()
{
    ScriptedWalk walk;
    const auto client = walk.connect();
    client->sendBody(ask());
    walk.pipeline->open().cutAll();
    QVERIFY(walk.router.asked(0).isCancelled);
    QCOMPARE(walk.transcript, (Transcript {"client is cut"}));
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.recorded[0].end, ExchangeEnd::Cut);
}

void TestExchangeRun::aDestroyedPipelineLeavesTheRouter()
{
    ScriptedWalk walk;
    const auto client = walk.connect();
    client->sendBody(ask());
    walk.pipeline.reset();
    QVERIFY(walk.router.asked(0).isCancelled);
    QCOMPARE(walk.transcript, (Transcript {"client is cut"}));
    QVERIFY(walk.records().empty());
}

void TestExchangeRun::aSmallRequestIsConvertedAtOnce()
{
    ScriptedWalk walk(Converting::withoutRouting());
    const auto client = walk.connect();
    client->sendBody(ask("fix it", "gpt-5"));
    QCOMPARE(walk.stage(), Stage::Relaying);
    QCOMPARE(walk.upstream.requests.at(0).target, "/v1/chat/completions");
    walk.upstream.answer(500, R"({"error":{"message":"no"}})");
    walk.upstream.finish();
    QCOMPARE(walk.transcript,
             (Transcript {askedFor("gpt-5"), "client gets 500", "client has it all"}));
    QVERIFY(client->answered.contains(R"("type":"error")"));
    QCOMPARE(walk.records().at(0).status, 500);
}

void TestExchangeRun::whatThePoolConvertedLeadsOn()
{
    Converting way;
    QCOMPARE(way.walk.stage(), Stage::Converting);
    QCOMPARE(way.walk.transcript, Transcript {});
    way.walk.finishPool();
    QCOMPARE(way.walk.stage(), Stage::Relaying);
    QCOMPARE(way.walk.transcript, (Transcript {askedFor("gpt-5")}));
    QCOMPARE(way.walk.upstream.requests.at(0).target, "/v1/chat/completions");
}

void TestExchangeRun::whatHasNoEqualIsAnsweredAtOnce()
{
    // Decided, converted, refused and over inside the one call that brings the body.
    ScriptedWalk walk(Converting::withoutRouting());
    const auto client = walk.connect();
    client->sendBody(askWithoutEqual());
    QCOMPARE(walk.transcript, (Transcript {"client gets 400", "client has it all"}));
    QCOMPARE(walk.open(), 0);
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.recorded[0].error.value().code, ErrorCode::NotConvertible);
}

void TestExchangeRun::whatHasNoEqualIsAnsweredFromThePoolToo()
{
    QByteArray body = askWithoutEqual();
    body.insert(1, R"("system":")" + QByteArray(kLargeBody, 'a') + R"(",)");
    Converting way(body);
    QCOMPARE(way.walk.stage(), Stage::Converting);
    way.walk.finishPool();
    QCOMPARE(way.walk.transcript, (Transcript {"client gets 400", "client has it all"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.open(), 0);
}

void TestExchangeRun::aClientMayLeaveWhileThePoolConverts()
{
    Converting way;
    way.client->leave();
    QCOMPARE(way.walk.open(), 0);
    way.walk.finishPool();
    QCOMPARE(way.walk.transcript, Transcript {});
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::ClientGone);
}

void TestExchangeRun::aCutMayComeWhileThePoolConverts()
{
    Converting way;
    way.walk.pipeline->open().cutAll();
    way.walk.finishPool();
    QCOMPARE(way.walk.transcript, (Transcript {"client is cut"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Cut);
}

void TestExchangeRun::whatHasNoEqualIsAnsweredInsideTheRoutersCall()
{
    ScriptedWalk walk(ScriptedWalk::convertingConfig());
    const auto client = walk.connect();
    client->sendBody(R"({"max_tokens":100,"model":"claude-sonnet-4-6","messages":[{"role":"user",)"
                     R"("content":[{"type":"text","text":"fix it"},)"
                     R"({"type":"container_upload","file_id":"f"}]}]})");
    QCOMPARE(walk.router.count(), size_t(1));
    walk.router.answer(0, Difficulty::Easy);
    QCOMPARE(walk.transcript, (Transcript {"client gets 400", "client has it all"}));
    QCOMPARE(walk.records().size(), size_t(1));
    QCOMPARE(walk.open(), 0);
}

void TestExchangeRun::aWholeAnswerIsRecordedOnce()
{
    Routed way;
    way.walk.upstream.answer(200, kAnswer);
    QCOMPARE(way.client->answer.headers.first("x-llm-proxy-routing").value_or(""), "routed");
    QCOMPARE(way.client->answered, kAnswer);
    way.walk.upstream.finish();
    QCOMPARE(way.walk.transcript,
             (Transcript {askedFor(kSmall), "client gets 200", "client has it all"}));
    QCOMPARE(way.walk.open(), 0);
    way.walk.goOn();
    QCOMPARE(way.walk.records().size(), size_t(1));
    const Exchange &record = way.walk.recorded[0];
    QCOMPARE(record.end, ExchangeEnd::Complete);
    QCOMPARE(record.status, 200);
    QCOMPARE(record.decision.selectedModel, kSmall);
    QCOMPARE(record.bytesIn, ask().size());
    QCOMPARE(record.bytesOut, kAnswer.size());
    QCOMPARE(record.changedEnd - record.changedBegin, kSmall.size() + 2);
}

void TestExchangeRun::anUpstreamThatFailsBeforeItsHeadIsAnswered()
{
    Routed way;
    way.walk.upstream.fail(ErrorCode::UpstreamRefused);
    QCOMPARE(way.walk.transcript,
             (Transcript {askedFor(kSmall), "client gets 502", "client has it all"}));
    QCOMPARE(way.client->answer.headers.first("x-llm-proxy-routing").value_or(""), "routed");
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(way.walk.recorded[0].status, 502);
    QCOMPARE(way.walk.open(), 0);
}

void TestExchangeRun::anUpstreamThatBreaksOffCutsTheClient()
{
    Routed way;
    way.walk.upstream.answer(200, "{");
    way.walk.upstream.fail(ErrorCode::UpstreamCut);
    QCOMPARE(way.walk.transcript,
             (Transcript {askedFor(kSmall), "client gets 200", "client is cut"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Cut);
    QCOMPARE(way.walk.recorded[0].error.value().code, ErrorCode::UpstreamCut);
}

void TestExchangeRun::aClientMayLeaveBeforeTheAnswer()
{
    Routed way;
    way.client->leave();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), "upstream is left"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::ClientGone);
    QVERIFY(way.walk.recorded[0].routable);
    QCOMPARE(way.walk.open(), 0);
}

void TestExchangeRun::aClientMayLeaveWithinTheAnswer()
{
    Routed way;
    way.walk.upstream.answer(200, "{");
    way.client->leave();
    QCOMPARE(way.walk.transcript,
             (Transcript {askedFor(kSmall), "client gets 200", "upstream is left"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(way.walk.recorded[0].status, 200);
}

void TestExchangeRun::aCutBeforeTheAnswerLeavesTheUpstream()
{
    Routed way;
    way.walk.pipeline->open().cutAll();
    QCOMPARE(way.walk.transcript,
             (Transcript {askedFor(kSmall), "upstream is left", "client is cut"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Cut);
    QVERIFY(way.walk.recorded[0].routable);
}

void TestExchangeRun::aCutWithinTheAnswerCutsTheClient()
{
    Routed way;
    way.walk.upstream.answer(200, "{");
    way.walk.pipeline->open().cutAll();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), "client gets 200",
                                               "upstream is left", "client is cut"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].error.value().code, ErrorCode::ShuttingDown);
}

void TestExchangeRun::aStallIsToldOnce()
{
    Routed way;
    way.walk.upstream.answer(200, "{");
    way.walk.goOn();
    const int before = way.walk.progressed;
    way.walk.now += std::chrono::seconds(59);
    way.walk.pipeline->open().tellStalls();
    QCOMPARE(way.walk.progressed, before);
    way.walk.now += std::chrono::seconds(1);
    way.walk.pipeline->open().tellStalls();
    way.walk.pipeline->open().tellStalls();
    QCOMPARE(way.walk.progressed, before + 1);
    QCOMPARE(way.walk.pipeline->open().underWay().at(0)->timing.longestGap,
             std::chrono::seconds(60));
}

void TestExchangeRun::ourOwnKeysRefusalIsTold()
{
    ScriptedWalk walk(ScriptedWalk::offConfig());
    walk.connect()->sendBody(ask());
    QVERIFY(walk.upstream.requests.at(0).carriesUpstreamKey);
    walk.upstream.answer(401, "{}");
    walk.upstream.finish();
    QCOMPARE(walk.transcript, (Transcript {askedFor(kBig), "our key is refused", "client gets 401",
                                           "client has it all"}));
}

void TestExchangeRun::aDestroyedPipelineLeavesTheUpstreamAndCutsTheClient()
{
    Routed way;
    way.walk.upstream.answer(200, "{");
    way.walk.pipeline.reset();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), "client gets 200",
                                               "upstream is left", "client is cut"}));
    QVERIFY(way.walk.records().empty());
}

void TestExchangeRun::aRefusedRoutedModelIsRevertedOnce()
{
    Routed way;
    way.walk.upstream.answer(400, "{}");
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall)})); // held
    way.walk.upstream.finish();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    QCOMPARE(way.walk.stage(), Stage::Relaying);
    QCOMPARE(way.walk.upstream.requests.at(1).body, ask());
    QVERIFY(!way.walk.upstream.requests.at(0).wantsNewConnection);
    QVERIFY(way.walk.upstream.requests.at(1).wantsNewConnection);
    way.walk.upstream.answer(200, kAnswer);
    way.walk.upstream.finish();
    QCOMPARE(way.client->answer.headers.first("x-llm-proxy-routing").value_or(""), "reverted:400");
    QCOMPARE(way.walk.records().size(), size_t(1));
    const Exchange &record = way.walk.recorded[0];
    QCOMPARE(record.decision.outcome, RoutingOutcome::Reverted);
    QCOMPARE(record.upstreamAttempts, 2);
    QCOMPARE(record.changedBegin, -1);
    QCOMPARE(record.status, 200);
}

void TestExchangeRun::anOriginalThatIsRefusedAlikeIsForwarded()
{
    Routed way;
    way.walk.upstream.answer(400, "{}");
    way.walk.upstream.finish();
    way.walk.upstream.answer(400, "{}");
    way.walk.upstream.finish();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), askedFor(kBig), "client gets 400",
                                               "client has it all"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Complete);
}

void TestExchangeRun::aHeldAnswerThatBreaksOffIsRevertedToo()
{
    Routed way;
    way.walk.upstream.answer(500, "{");
    way.walk.upstream.fail(ErrorCode::UpstreamCut);
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    QVERIFY(way.walk.records().empty());
}

void TestExchangeRun::aClientMayLeaveWhileAnAnswerIsHeld()
{
    Routed way;
    way.walk.upstream.answer(400, "{");
    way.client->leave();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), "upstream is left"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(way.walk.recorded[0].status, 0);
    QCOMPARE(way.walk.recorded[0].upstreamStatus, 400);
}

void TestExchangeRun::aCutMayComeWhileAnAnswerIsHeld()
{
    Routed way;
    way.walk.upstream.answer(400, "{");
    way.walk.pipeline->open().cutAll();
    QCOMPARE(way.walk.transcript,
             (Transcript {askedFor(kSmall), "upstream is left", "client is cut"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Cut);
}

void TestExchangeRun::aKeptModelsRefusalIsForwarded()
{
    ScriptedWalk walk(ScriptedWalk::offConfig());
    walk.connect()->sendBody(ask());
    walk.upstream.answer(400, "{}");
    walk.upstream.finish();
    QCOMPARE(walk.transcript,
             (Transcript {askedFor(kBig), "client gets 400", "client has it all"}));
}

void TestExchangeRun::aStreamThatEndsInAnErrorKeepsItsModelAwayForAWhile()
{
    Routed way;
    way.walk.upstream.answer(200,
                             "data: {\"type\":\"error\",\"error\":{\"type\":"
                             "\"overloaded_error\",\"message\":\"m\"}}\n\n",
                             "text/event-stream");
    way.walk.upstream.finish();
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].stopReason, QByteArray("error:overloaded_error"));
    // The client tries again.
    way.walk.connect()->sendBody(ask());
    QCOMPARE(way.walk.upstream.requests.size(), size_t(2));
    QVERIFY(way.walk.transcript.contains(askedFor(kBig)));
}

void TestExchangeRun::anAnswerThatCannotBeConvertedIsAFailure()
{
    Routed way(ask(), ScriptedWalk::convertingConfig());
    way.walk.upstream.answer(200, "<html>");
    way.walk.upstream.finish();
    QCOMPARE(way.client->answer.status, 502);
    QCOMPARE(way.client->answer.headers.first("x-llm-proxy-routing").value_or(""), "routed");
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(way.walk.recorded[0].status, 502);
    QVERIFY(way.walk.recorded[0].error.has_value());
}

void TestExchangeRun::anAnswerThatCannotBeConvertedToItsEndIsCut()
{
    Routed way(ask().replace("\"model\"", "\"stream\":true,\"model\""),
               ScriptedWalk::convertingConfig());
    way.walk.upstream.answer(
        200, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n",
        "text/event-stream");
    way.walk.upstream.send("data: {\n\n");
    way.walk.upstream.finish();
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Cut);
    QVERIFY(way.walk.recorded[0].error.has_value());
}

void TestExchangeRun::anErrorInsideAConvertedStreamIsAFailureWithAnEnd()
{
    Routed way(ask().replace("\"model\"", "\"stream\":true,\"model\""),
               ScriptedWalk::convertingConfig());
    way.walk.upstream.answer(
        200, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n",
        "text/event-stream");
    way.walk.upstream.send("data: {\"error\":{\"message\":\"died\",\"code\":529}}\n\n");
    way.walk.upstream.send("data: [DONE]\n\n");
    way.walk.upstream.finish();
    QVERIFY(way.client->answered.endsWith(
        "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"died\"}}"
        "\n\n"));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(way.walk.recorded[0].error->code, ErrorCode::UpstreamReported);
}

void TestExchangeRun::aRevertGoesThroughTheConversionAgain()
{
    Routed way(ask(), ScriptedWalk::convertingConfig());
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall)}));
    way.walk.upstream.answer(404, "{}");
    way.walk.upstream.finish();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    QCOMPARE(way.walk.upstream.requests.at(1).target, "/v1/chat/completions");
    way.walk.upstream.answer(404, R"({"error":{"message":"no"}})");
    way.walk.upstream.finish();
    QCOMPARE(way.client->answer.status, 404);
    QVERIFY(way.client->answered.contains(R"("type":"error")"));
    QCOMPARE(way.walk.records().size(), size_t(1));
}

void TestExchangeRun::aLargeRevertIsConvertedOnThePoolAgain()
{
    RevertedHuge way;
    QCOMPARE(way.walk.stage(), Stage::Converting);
    way.walk.finishPool();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    way.walk.upstream.answer(500, R"({"error":{"message":"no"}})");
    way.walk.upstream.finish();
    QCOMPARE(way.client->answer.headers.first("x-llm-proxy-routing").value_or(""), "reverted:400");
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].upstreamAttempts, 2);
}

void TestExchangeRun::aClientMayLeaveWhileTheOriginalIsConverted()
{
    RevertedHuge way;
    way.client->leave();
    QCOMPARE(way.walk.open(), 0);
    way.walk.finishPool();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall)}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(way.walk.recorded[0].decision.outcome, RoutingOutcome::Reverted);
}

void TestExchangeRun::aCutMayComeWhileTheOriginalIsConverted()
{
    RevertedHuge way;
    way.walk.pipeline->open().cutAll();
    way.walk.finishPool();
    QCOMPARE(way.walk.transcript, (Transcript {askedFor(kSmall), "client is cut"}));
    QCOMPARE(way.walk.records().size(), size_t(1));
    QCOMPARE(way.walk.recorded[0].end, ExchangeEnd::Cut);
}

void TestExchangeRun::aLocalRequestLeavesNoRecord()
{
    ScriptedWalk walk;
    walk.localRoutes.add("POST", "/health", LocalRoutes::Access::Open,
                         [](const Request &) { return Reply {}; });
    const auto unknown = walk.connect("/router/nothing");
    QCOMPARE(walk.transcript, (Transcript {"client gets 404", "client has it all"}));
    const auto client = walk.connect("/health");
    QCOMPARE(walk.open(), 1);
    client->sendBody({});
    QCOMPARE(client->answer.status, 200);
    walk.connect("/health")->leave();
    QVERIFY(walk.records().empty());
    QCOMPARE(walk.open(), 0);
}

void TestExchangeRun::aLocalRequestMayBeLeftAndCut()
{
    ScriptedWalk walk;
    walk.localRoutes.setControlToken("token");
    walk.localRoutes.addHeavy("/router/explain", 1000, [](Request) -> LocalWork {
        return [] { return [] { return Reply {}; }; };
    });
    QByteArrayList ends;
    for (const char *what : {"left", "cut", "served"}) {
        auto seat = std::make_shared<ClientSeat>();
        seat->transcript = &walk.transcript;
        seat->head.method = "POST";
        seat->head.normalisedPath = "/router/explain";
        seat->head.headers.append("Authorization", "Bearer token");
        walk.pipeline->accept(std::make_unique<support::ScriptedClient>(seat));
        seat->sendBody("{}");
        QCOMPARE(walk.open(), 1);
        walk.transcript.append(what);
        if (what == QByteArray("left"))
            seat->leave();
        else if (what == QByteArray("cut"))
            walk.pipeline->open().cutAll();
        walk.finishPool();
        QCOMPARE(walk.open(), 0);
    }
    QCOMPARE(walk.transcript, (Transcript {"left", "cut", "client is cut", "served",
                                           "client gets 200", "client has it all"}));
    QVERIFY(walk.records().empty());
}

QTEST_GUILESS_MAIN(TestExchangeRun)
#include "tst_exchangerun.moc"

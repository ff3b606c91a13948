// SPDX-License-Identifier: LicenseRef-Private
// Plays one run at a time, without a socket: every entry of the run in every stage where it can
// come. A transcript says who did what, in order. Runs with a pending reading: tst_exchangeending.
#include "tests/support/coding.h"
#include "tests/support/startedruns.h"

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
    void theRecordedTextHasNoSecrets();
    void aStreamedBodyIsNotWaitedFor();
    void aWebPageCannotMakeItAskTheRouter();
    void aBodyThatFailsIsAnsweredInTheClientsDialect();
    void aBodyThatEndsWithItsClientIsNoFailure();
    void aClientMayLeaveWhileItsBodyIsAwaited();
    void aCutMayComeWhileTheBodyIsAwaited();
    void nothingIsToldBeforeItIsForwarded();
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
    void aLimitThatIsUsedUpIsAnsweredWith429();
    void aLimitThatIsUsedUpStopsAlsoWhereNothingIsRouted();
    void aLimitStopsWhatIsNotReadByItsHead_data();
    void aLimitStopsWhatIsNotReadByItsHead();
    // Converting
    void aSmallRequestIsConvertedAtOnce();
    void whatThePoolConvertedLeadsOn();
    void whatHasNoEqualIsAnsweredAtOnce();
    void theServersNameOfARoutedModelIsLeftOut_data();
    void theServersNameOfARoutedModelIsLeftOut();
    void aCallWithoutAnEqualAsksNobody();
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
    void aClientThatLeavesBehindTheLastEventHadItAll();
    void aCutBeforeTheAnswerLeavesTheUpstream();
    void aCutWithinTheAnswerCutsTheClient();
    void watchersAreToldHowFarItIs();
    void nothingIsMadeWhereNobodyWatches();
    void onlyIdleWebsocketsEndWithoutTheirClients();
    void aWebSocketEndsWithItsCloseFrame();
    void ourOwnKeysRefusalIsTold();
    void eachAnswersHeadIsTold();
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
    void anAnswerThatCannotBeConvertedToItsEndIsAFailure_data();
    void anAnswerThatCannotBeConvertedToItsEndIsAFailure();
    void anAnswerThatBreaksOffBeforeItIsConvertedIsAFailure();
    void anErrorInsideAConvertedStreamIsAFailureWithAnEnd();
    void anUpstreamThatRefusesReasoningIsAskedOnceMoreWithoutAndRemembered();
    void aStreamWithoutAnEndIsAFailure();
    void onlyAModelsStreamNeedsAReasonToStop();
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
    ProxyConfig config = PipelineFixture::usualConfig();
    config.server.apiKeys = {"proxy-key"};
    PipelineFixture fixture(config);
    const auto client = fixture.connect();
    QCOMPARE(fixture.transcript, (Transcript {"client gets 401", "client has it all"}));
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].end, ExchangeEnd::Failed);
    QVERIFY(!fixture.recorded[0].routable);
    QCOMPARE(fixture.open(), 0);
}

void TestExchangeRun::theRecordedTextHasNoSecrets()
{
    ProxyConfig config = PipelineFixture::usualConfig();
    config.record.recordText = true;
    PipelineFixture fixture(config);
    const auto client = fixture.connect();
    // The second secret begins before the end of what is recorded.
    const QByteArray filler(64 * 1024 - 100, 'a');
    const QByteArray secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    client->sendBody(R"({"model":")" + kBig + R"(","messages":[{"role":"user","content":"Use )"
                     + secret + ' ' + filler + ' ' + secret + R"("}]})");
    fixture.router.answer(0, Difficulty::Easy);
    fixture.upstream.answer(200, "x");
    fixture.upstream.finish();
    const QByteArray &recorded = fixture.records().at(0).classifiedText;
    QVERIFY2(recorded.startsWith("Use [secret] aaaa"), recorded.left(80).constData());
    QVERIFY(!recorded.contains("ghp_"));
    QVERIFY(recorded.size() <= 64 * 1024);
}

void TestExchangeRun::aStreamedBodyIsNotWaitedFor()
{
    PipelineFixture fixture;
    const auto client = fixture.connect("/v1/other");
    QCOMPARE(fixture.stage(), Stage::Relaying);
    QVERIFY(!client->collected);
    QVERIFY(fixture.upstream.requests.at(0).source != nullptr);
    fixture.upstream.answer(200, "x");
    fixture.upstream.finish();
    QCOMPARE(fixture.transcript,
             (Transcript {askedFor("something"), "client gets 200", "client has it all"}));
    QCOMPARE(fixture.records().size(), size_t(1));
    QVERIFY(!fixture.recorded[0].routable);
}

void TestExchangeRun::aWebPageCannotMakeItAskTheRouter()
{
    PipelineFixture fixture;
    const auto client = fixture.connect("/v1/messages", {}, "http://example.org");
    QCOMPARE(fixture.stage(), Stage::Relaying);
    fixture.upstream.answer(200, "x");
    fixture.upstream.finish();
    QCOMPARE(fixture.router.count(), size_t(0));
    QCOMPARE(fixture.records().size(), size_t(1));
    QVERIFY(!fixture.recorded[0].routable);
}

void TestExchangeRun::aBodyThatFailsIsAnsweredInTheClientsDialect()
{
    PipelineFixture fixture;
    const auto client = fixture.connect();
    QCOMPARE(fixture.stage(), Stage::Reading);
    client->failBody(ErrorCode::BodyTooLarge);
    QCOMPARE(fixture.transcript, (Transcript {"client gets 413", "client has it all"}));
    QVERIFY(client->answered.contains(R"("type":"error")"));
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(fixture.recorded[0].status, 413);
}

void TestExchangeRun::aBodyThatEndsWithItsClientIsNoFailure()
{
    PipelineFixture fixture;
    fixture.connect()->failBody(ErrorCode::ClientGone);
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].end, ExchangeEnd::ClientGone);
    QVERIFY(!fixture.recorded[0].error);
    QVERIFY(!fixture.transcript.contains("client has it all"));
}

void TestExchangeRun::aClientMayLeaveWhileItsBodyIsAwaited()
{
    PipelineFixture fixture;
    fixture.connect()->leave();
    QCOMPARE(fixture.transcript, Transcript {});
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(fixture.open(), 0);
}

void TestExchangeRun::aCutMayComeWhileTheBodyIsAwaited()
{
    PipelineFixture fixture;
    const auto client = fixture.connect();
    fixture.pipeline->open().cutAll();
    QCOMPARE(fixture.transcript, (Transcript {"client is cut"}));
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].end, ExchangeEnd::Cut);
    QCOMPARE(fixture.recorded[0].error.value().code, ErrorCode::ShuttingDown);
}

void TestExchangeRun::nothingIsToldBeforeItIsForwarded()
{
    PipelineFixture fixture;
    const auto client = fixture.connect();
    fixture.now += std::chrono::hours(1);
    fixture.pipeline->open().tellProgress();
    QVERIFY(fixture.pipeline->open().underWay().empty());
    client->sendBody(ask());
    fixture.now += std::chrono::hours(1);
    fixture.pipeline->open().tellProgress();
    QVERIFY(fixture.pipeline->open().underWay().empty());
    QCOMPARE(fixture.progressed, 0);
}

void TestExchangeRun::whatThePoolReadLeadsOn()
{
    PipelineFixture fixture;
    const auto client = fixture.connect("/v1/messages", "gzip");
    client->sendBody(support::gzip(ask()));
    QCOMPARE(fixture.stage(), Stage::Inspecting);
    QCOMPARE(fixture.router.count(), size_t(0));
    fixture.finishPool();
    QCOMPARE(fixture.stage(), Stage::Deciding);
    QVERIFY(fixture.steps.plainCopies.used > 0);
    fixture.router.answer(0, Difficulty::Easy);
    QCOMPARE(fixture.transcript, (Transcript {askedFor(kSmall)}));
    fixture.upstream.answer(200, kAnswer);
    QCOMPARE(fixture.steps.plainCopies.used, 0);
    fixture.upstream.finish();
    QCOMPARE(fixture.records().at(0).decision.selectedModel, kSmall);
}

void TestExchangeRun::aBombIsAnswered()
{
    ProxyConfig config = PipelineFixture::usualConfig();
    config.server.maxBodyBytes = 1000;
    PipelineFixture fixture(config);
    const auto client = fixture.connect("/v1/messages", "gzip");
    client->sendBody(support::gzip(ask(QByteArray(100'000, 'a'))));
    fixture.finishPool();
    QCOMPARE(fixture.transcript, (Transcript {"client gets 413", "client has it all"}));
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.router.count(), size_t(0));
    QCOMPARE(fixture.open(), 0);
}

void TestExchangeRun::aPlainCopyBeyondTheBudgetLeavesTheRequestAsItCame()
{
    ProxyConfig config = PipelineFixture::usualConfig();
    config.server.maxBufferedBytes = 10;
    PipelineFixture fixture(config);
    const auto client = fixture.connect("/v1/messages", "gzip");
    const QByteArray coded = support::gzip(ask());
    client->sendBody(coded);
    fixture.finishPool();
    QCOMPARE(fixture.upstream.requests.at(0).body, coded);
    QCOMPARE(fixture.steps.plainCopies.used, 0);
    fixture.upstream.answer(200, kAnswer);
    fixture.upstream.finish();
    QCOMPARE(fixture.records().at(0).decision.reason, RouteReason::Encoded);
}

void TestExchangeRun::aClientMayLeaveWhileThePoolReads()
{
    PipelineFixture fixture;
    const auto client = fixture.connect();
    client->sendBody(hugeAsk());
    QCOMPARE(fixture.stage(), Stage::Inspecting);
    client->leave();
    QCOMPARE(fixture.open(), 0);
    fixture.finishPool();
    QCOMPARE(fixture.transcript, Transcript {});
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].end, ExchangeEnd::ClientGone);
    QVERIFY(!fixture.recorded[0].routable);
}

void TestExchangeRun::aCutMayComeWhileThePoolReads()
{
    PipelineFixture fixture;
    const auto client = fixture.connect();
    client->sendBody(hugeAsk());
    fixture.pipeline->open().cutAll();
    fixture.finishPool();
    QCOMPARE(fixture.transcript, (Transcript {"client is cut"}));
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].end, ExchangeEnd::Cut);
    QCOMPARE(fixture.router.count(), size_t(0));
}

void TestExchangeRun::theDecisionLeadsOnWithItsModel()
{
    PipelineFixture fixture;
    const auto client = fixture.connect();
    client->sendBody(ask());
    QCOMPARE(fixture.stage(), Stage::Deciding);
    QCOMPARE(fixture.router.count(), size_t(1));
    QVERIFY(fixture.pipeline->open().underWay().empty());
    fixture.router.answer(0, Difficulty::Easy);
    QCOMPARE(fixture.stage(), Stage::Relaying);
    QCOMPARE(fixture.transcript, (Transcript {askedFor(kSmall)}));
    QCOMPARE(fixture.upstream.requests.at(0).body, ask("fix it", kSmall));
    QCOMPARE(fixture.pipeline->open().underWay().size(), size_t(1));
    QCOMPARE(fixture.progressed, 1);
}

void TestExchangeRun::aDecisionThatNobodyNeedBeAskedForLeadsOnAtOnce()
{
    PipelineFixture fixture(PipelineFixture::offConfig());
    fixture.connect()->sendBody(ask());
    QCOMPARE(fixture.transcript, (Transcript {askedFor(kBig)}));
    QCOMPARE(fixture.stage(), Stage::Relaying);
    QCOMPARE(fixture.router.count(), size_t(0));
}

void TestExchangeRun::aClientMayLeaveWhileTheRouterIsAsked()
{
    PipelineFixture fixture;
    const auto client = fixture.connect();
    client->sendBody(ask());
    client->leave();
    QVERIFY(fixture.router.asked(0).isCancelled);
    QCOMPARE(fixture.open(), 0);
    fixture.router.answer(0, Difficulty::Easy);
    QCOMPARE(fixture.transcript, Transcript {});
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].end, ExchangeEnd::ClientGone);
    QVERIFY(!fixture.recorded[0].routable);
}

void TestExchangeRun::aCutMayComeWhileTheRouterIsAsked()
{
    PipelineFixture fixture;
    const auto client = fixture.connect();
    client->sendBody(ask());
    fixture.pipeline->open().cutAll();
    QVERIFY(fixture.router.asked(0).isCancelled);
    QCOMPARE(fixture.transcript, (Transcript {"client is cut"}));
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].end, ExchangeEnd::Cut);
}

void TestExchangeRun::eachAnswersHeadIsTold()
{
    PipelineFixture fixture(PipelineFixture::offConfig());
    QList<QByteArray> told;
    fixture.steps.answerTold = [&told](const proxy::HeaderList &headers) {
        told << headers.first("content-type").value_or("none").toByteArray();
        return QByteArray("anthropic/org-1");
    };
    fixture.connect()->sendBody(ask());
    fixture.upstream.answer(200, "{}");
    fixture.upstream.finish();
    QCOMPARE(told.size(), 1);
    QCOMPARE(fixture.records().at(0).plan, QByteArray("anthropic/org-1"));
}

void TestExchangeRun::aDestroyedPipelineLeavesTheRouter()
{
    PipelineFixture fixture;
    const auto client = fixture.connect();
    client->sendBody(ask());
    fixture.pipeline.reset();
    QVERIFY(fixture.router.asked(0).isCancelled);
    QCOMPARE(fixture.transcript, (Transcript {"client is cut"}));
    QVERIFY(fixture.records().empty());
}

void TestExchangeRun::aSmallRequestIsConvertedAtOnce()
{
    PipelineFixture fixture(Converting::withoutRouting());
    const auto client = fixture.connect();
    client->sendBody(ask("fix it", "gpt-5"));
    QCOMPARE(fixture.stage(), Stage::Relaying);
    QCOMPARE(fixture.upstream.requests.at(0).target, "/v1/chat/completions");
    fixture.upstream.answer(500, R"({"error":{"message":"no"}})");
    fixture.upstream.finish();
    QCOMPARE(fixture.transcript,
             (Transcript {askedFor("gpt-5"), "client gets 500", "client has it all"}));
    QVERIFY(client->answered.contains(R"("type":"error")"));
    QCOMPARE(fixture.records().at(0).status, 500);
}

void TestExchangeRun::whatThePoolConvertedLeadsOn()
{
    Converting way;
    QCOMPARE(way.fixture.stage(), Stage::Converting);
    QCOMPARE(way.fixture.transcript, Transcript {});
    way.fixture.finishPool();
    QCOMPARE(way.fixture.stage(), Stage::Relaying);
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor("gpt-5")}));
    QCOMPARE(way.fixture.upstream.requests.at(0).target, "/v1/chat/completions");
}

void TestExchangeRun::whatHasNoEqualIsAnsweredAtOnce()
{
    // Decided, converted, refused and over inside the one call that brings the body.
    PipelineFixture fixture(Converting::withoutRouting());
    const auto client = fixture.connect();
    client->sendBody(askWithoutEqual());
    QCOMPARE(fixture.transcript, (Transcript {"client gets 400", "client has it all"}));
    QCOMPARE(fixture.open(), 0);
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].error.value().code, ErrorCode::NotConvertible);
}

void TestExchangeRun::theServersNameOfARoutedModelIsLeftOut_data()
{
    QTest::addColumn<bool>("isRouted");
    QTest::addColumn<QByteArray>("told");
    QTest::addColumn<bool>("stays");
    QTest::newRow("the routed one") << true << kSmall << false;
    QTest::newRow("the routed one with a date") << true << kSmall + "-20260101" << false;
    QTest::newRow("another one") << true << QByteArray("gpt-5.2") << true;
    QTest::newRow("not routed") << false << kBig << true;
}

void TestExchangeRun::theServersNameOfARoutedModelIsLeftOut()
{
    QFETCH(bool, isRouted);
    QFETCH(QByteArray, told);
    PipelineFixture fixture;
    const auto client = fixture.connect();
    client->sendBody(ask());
    fixture.router.answer(0, isRouted ? Difficulty::Easy : Difficulty::Hard);
    ResponseHead head;
    head.framing = BodyFraming::UntilClose;
    head.headers.append("OpenAI-Model", told);
    fixture.upstream.answer(head);
    QTEST(client->answer.headers.contains("openai-model"), "stays");
}

void TestExchangeRun::aCallWithoutAnEqualAsksNobody()
{
    ProxyConfig config = PipelineFixture::usualConfig();
    config.upstream.dialect = UpstreamDialect::Anthropic;
    PipelineFixture fixture(config);
    const auto client = fixture.connect("/v1/responses");
    QCOMPARE(fixture.transcript, (Transcript {"client gets 501", "client has it all"}));
    QCOMPARE(fixture.records().at(0).error.value().code, ErrorCode::NoUpstreamEqual);
}

void TestExchangeRun::whatHasNoEqualIsAnsweredFromThePoolToo()
{
    QByteArray body = askWithoutEqual();
    body.insert(1, R"("system":")" + QByteArray(kLargeBody, 'a') + R"(",)");
    Converting way(body);
    QCOMPARE(way.fixture.stage(), Stage::Converting);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.transcript, (Transcript {"client gets 400", "client has it all"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.open(), 0);
}

void TestExchangeRun::aClientMayLeaveWhileThePoolConverts()
{
    Converting way;
    way.client->leave();
    QCOMPARE(way.fixture.open(), 0);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.transcript, Transcript {});
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::ClientGone);
}

void TestExchangeRun::aCutMayComeWhileThePoolConverts()
{
    Converting way;
    way.fixture.pipeline->open().cutAll();
    way.fixture.finishPool();
    QCOMPARE(way.fixture.transcript, (Transcript {"client is cut"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Cut);
}

void TestExchangeRun::whatHasNoEqualIsAnsweredInsideTheRoutersCall()
{
    PipelineFixture fixture(PipelineFixture::convertingConfig());
    const auto client = fixture.connect();
    client->sendBody(R"({"max_tokens":100,"model":"claude-sonnet-4-6","messages":[{"role":"user",)"
                     R"("content":[{"type":"text","text":"fix it"},)"
                     R"({"type":"container_upload","file_id":"f"}]}]})");
    QCOMPARE(fixture.router.count(), size_t(1));
    fixture.router.answer(0, Difficulty::Easy);
    QCOMPARE(fixture.transcript, (Transcript {"client gets 400", "client has it all"}));
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.open(), 0);
}

void TestExchangeRun::aWholeAnswerIsRecordedOnce()
{
    Routed way;
    way.fixture.upstream.answer(200, kAnswer);
    QCOMPARE(way.client->answer.headers.first("x-llm-proxy-routing").value_or(""), "routed");
    QCOMPARE(way.client->answered, kAnswer);
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.transcript,
             (Transcript {askedFor(kSmall), "client gets 200", "client has it all"}));
    QCOMPARE(way.fixture.open(), 0);
    way.fixture.goOn();
    QCOMPARE(way.fixture.records().size(), size_t(1));
    const Exchange &record = way.fixture.recorded[0];
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
    way.fixture.upstream.fail(ErrorCode::UpstreamRefused);
    QCOMPARE(way.fixture.transcript,
             (Transcript {askedFor(kSmall), "client gets 502", "client has it all"}));
    QCOMPARE(way.client->answer.headers.first("x-llm-proxy-routing").value_or(""), "routed");
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(way.fixture.recorded[0].status, 502);
    QCOMPARE(way.fixture.open(), 0);
}

void TestExchangeRun::anUpstreamThatBreaksOffCutsTheClient()
{
    Routed way;
    way.fixture.upstream.answer(200, "{");
    way.fixture.upstream.fail(ErrorCode::UpstreamCut);
    QCOMPARE(way.fixture.transcript,
             (Transcript {askedFor(kSmall), "client gets 200", "client is cut"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Cut);
    QCOMPARE(way.fixture.recorded[0].error.value().code, ErrorCode::UpstreamCut);
}

void TestExchangeRun::aClientMayLeaveBeforeTheAnswer()
{
    Routed way;
    way.client->leave();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), "upstream is left"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::ClientGone);
    QVERIFY(way.fixture.recorded[0].routable);
    QCOMPARE(way.fixture.open(), 0);
}

void TestExchangeRun::aClientMayLeaveWithinTheAnswer()
{
    Routed way;
    way.fixture.upstream.answer(200, "{");
    way.client->leave();
    QCOMPARE(way.fixture.transcript,
             (Transcript {askedFor(kSmall), "client gets 200", "upstream is left"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(way.fixture.recorded[0].status, 200);
}

void TestExchangeRun::aClientThatLeavesBehindTheLastEventHadItAll()
{
    const QByteArray completed =
        R"(data: {"type":"response.completed","response":{"id":"r","status":"completed"}})";
    for (const bool isNamed : {true, false}) {
        PipelineFixture fixture(PipelineFixture::offConfig());
        const auto client = fixture.connect("/v1/responses");
        client->sendBody(R"({"model":"gpt-5","stream":true,"input":"hello"})");
        fixture.upstream.answer(200,
                                (isNamed ? "event: response.completed\n" : "") + completed + "\n\n",
                                "text/event-stream");
        client->leave();
        QCOMPARE(fixture.records().size(), size_t(1));
        QCOMPARE(fixture.recorded[0].end,
                 isNamed ? ExchangeEnd::Complete : ExchangeEnd::ClientGone);
    }
}

void TestExchangeRun::aCutBeforeTheAnswerLeavesTheUpstream()
{
    Routed way;
    way.fixture.pipeline->open().cutAll();
    QCOMPARE(way.fixture.transcript,
             (Transcript {askedFor(kSmall), "upstream is left", "client is cut"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Cut);
    QVERIFY(way.fixture.recorded[0].routable);
}

void TestExchangeRun::aCutWithinTheAnswerCutsTheClient()
{
    Routed way;
    way.fixture.upstream.answer(200, "{");
    way.fixture.pipeline->open().cutAll();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), "client gets 200",
                                                  "upstream is left", "client is cut"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].error.value().code, ErrorCode::ShuttingDown);
}

void TestExchangeRun::watchersAreToldHowFarItIs()
{
    Routed way;
    PipelineFixture &fixture = way.fixture;
    int told = fixture.progressed;
    // It was told a moment ago that it is decided: the first byte comes with the next round.
    fixture.upstream.answer(200, "{");
    fixture.goOn();
    QCOMPARE(fixture.progressed, told);
    fixture.pipeline->open().tellProgress();
    QCOMPARE(fixture.progressed, ++told);
    QCOMPARE(fixture.latest.progress.phase, AnswerPhase::Streaming);
    QVERIFY(fixture.latest.timing.firstByte.has_value());
    QCOMPARE(fixture.latest.bytesOut, 1);
    fixture.now += std::chrono::seconds(61);
    fixture.pipeline->open().tellProgress();
    QCOMPARE(fixture.progressed, ++told);
    QCOMPARE(fixture.latest.progress.silence, std::chrono::seconds(61));
    QCOMPARE(fixture.latest.timing.longestGap, std::chrono::seconds(61));
    // The record itself is made at the end.
    QCOMPARE(fixture.pipeline->open().underWay().at(0)->progress.phase, AnswerPhase::Unknown);
}

void TestExchangeRun::nothingIsMadeWhereNobodyWatches()
{
    Routed way;
    way.fixture.isWatched = false;
    const int told = way.fixture.progressed;
    way.fixture.pipeline->open().tellProgress();
    way.fixture.upstream.answer(200, "{");
    way.fixture.goOn();
    way.fixture.pipeline->open().tellProgress();
    QCOMPARE(way.fixture.progressed, told);
    // Who comes later is told of the first byte at once.
    way.fixture.isWatched = true;
    way.fixture.pipeline->open().tellProgress();
    QCOMPARE(way.fixture.progressed, told + 1);
}

void TestExchangeRun::onlyIdleWebsocketsEndWithoutTheirClients()
{
    for (const int status : {101, 200}) {
        Routed way;
        way.fixture.upstream.answer(status, "{");
        way.fixture.goOn();
        way.fixture.now += std::chrono::seconds(9);
        way.fixture.pipeline->open().cutIdleTunnels();
        QCOMPARE(way.fixture.pipeline->open().count(), 1);
        way.fixture.now += std::chrono::seconds(1);
        way.fixture.pipeline->open().cutIdleTunnels();
        QCOMPARE(way.fixture.pipeline->open().count(), status == 101 ? 0 : 1);
    }
}

void TestExchangeRun::aWebSocketEndsWithItsCloseFrame()
{
    for (const bool isClosed : {true, false}) {
        PipelineFixture fixture(PipelineFixture::offConfig());
        const auto client = fixture.connect("/v1/realtime", {}, {}, true);
        fixture.upstream.answer(101);
        fixture.upstream.send("\x81\x02hi");
        if (isClosed)
            fixture.upstream.send(QByteArray("\x88\x02\x03\xe8", 4));
        fixture.upstream.finish();
        QCOMPARE(fixture.records().size(), size_t(1));
        QCOMPARE(fixture.recorded[0].end, isClosed ? ExchangeEnd::Complete : ExchangeEnd::Failed);
        QCOMPARE(fixture.recorded[0].error.has_value(), !isClosed);
    }
}

void TestExchangeRun::aLimitThatIsUsedUpIsAnsweredWith429()
{
    PipelineFixture fixture;
    fixture.useUpBudgets(R"([{"scope":"day","dollars":10,"stop":100}])");
    const auto client = fixture.connect();
    client->sendBody(ask());
    QCOMPARE(fixture.transcript, (Transcript {"client gets 429", "client has it all"}));
    QCOMPARE(client->answer.headers.first("x-llm-proxy-routing").value_or(""), "stopped:budget");
    QCOMPARE(client->answer.headers.first("x-llm-proxy-limit").value_or(""), "budget:stopped");
    QCOMPARE(fixture.router.count(), size_t(0));
    QCOMPARE(fixture.records().size(), size_t(1));
    const Exchange &record = fixture.recorded[0];
    QVERIFY(record.routable);
    QCOMPARE(record.decision.outcome, RoutingOutcome::Stopped);
    QCOMPARE(record.error->code, ErrorCode::BudgetExhausted);
    QVERIFY(record.error->detail.utf8().contains("llm-proxy budget lift day"));
    QVERIFY(record.error->retryAfter.has_value());
    QCOMPARE(record.status, 429);
    QVERIFY(!record.cost.actual);
}

void TestExchangeRun::aLimitThatIsUsedUpStopsAlsoWhereNothingIsRouted()
{
    PipelineFixture fixture(PipelineFixture::offConfig());
    fixture.useUpBudgets(R"([{"scope":"day","dollars":10,"stop":100}])");
    fixture.connect()->sendBody(ask());
    QCOMPARE(fixture.transcript, (Transcript {"client gets 429", "client has it all"}));
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].decision.requestedModel, kBig);
}

void TestExchangeRun::aLimitStopsWhatIsNotReadByItsHead_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("budget");
    QTest::addColumn<bool>("isWebSocket");
    QTest::addColumn<bool>("isStopped");
    const QByteArray day = R"([{"scope":"day","dollars":10,"stop":100}])";
    const QByteArray warning = R"([{"scope":"day","dollars":10,"warn":100}])";
    QTest::newRow("embeddings") << QByteArray("/v1/embeddings") << day << false << true;
    QTest::newRow("a count of tokens")
        << QByteArray("/v1/messages/count_tokens") << day << false << false;
    QTest::newRow("a websocket") << QByteArray("/v1/responses") << day << true << true;
    QTest::newRow("management") << QByteArray("/v0/management/config") << day << false << false;
    QTest::newRow("nothing stops") << QByteArray("/v1/embeddings") << warning << false << false;
    QTest::newRow("sessions are not told apart")
        << QByteArray("/v1/embeddings")
        << QByteArray(R"([{"scope":"session","dollars":10,"stop":100}])") << false << false;
}

void TestExchangeRun::aLimitStopsWhatIsNotReadByItsHead()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, budget);
    QFETCH(bool, isWebSocket);
    QFETCH(bool, isStopped);
    PipelineFixture fixture;
    fixture.useUpBudgets(budget);
    // A websocket comes with GET; the fixture's heads say POST.
    const auto client =
        fixture.connect(path, {}, isWebSocket ? "https://web.example" : "", isWebSocket);
    QCOMPARE(fixture.upstream.requests.empty(), isStopped);
    if (isStopped)
        QCOMPARE(fixture.transcript, (Transcript {"client gets 429", "client has it all"}));
}

void TestExchangeRun::ourOwnKeysRefusalIsTold()
{
    PipelineFixture fixture(PipelineFixture::offConfig());
    fixture.connect()->sendBody(ask());
    QVERIFY(fixture.upstream.requests.at(0).carriesUpstreamKey);
    fixture.upstream.answer(401, "{}");
    fixture.upstream.finish();
    QCOMPARE(fixture.transcript, (Transcript {askedFor(kBig), "our key is refused",
                                              "client gets 401", "client has it all"}));
}

void TestExchangeRun::aDestroyedPipelineLeavesTheUpstreamAndCutsTheClient()
{
    Routed way;
    way.fixture.upstream.answer(200, "{");
    way.fixture.pipeline.reset();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), "client gets 200",
                                                  "upstream is left", "client is cut"}));
    QVERIFY(way.fixture.records().empty());
}

void TestExchangeRun::aRefusedRoutedModelIsRevertedOnce()
{
    Routed way;
    way.fixture.upstream.answer(400, "{}");
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall)})); // held
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    QCOMPARE(way.fixture.stage(), Stage::Relaying);
    QCOMPARE(way.fixture.upstream.requests.at(1).body, ask());
    QVERIFY(!way.fixture.upstream.requests.at(0).wantsNewConnection);
    QVERIFY(way.fixture.upstream.requests.at(1).wantsNewConnection);
    way.fixture.upstream.answer(200, kAnswer);
    way.fixture.upstream.finish();
    QCOMPARE(way.client->answer.headers.first("x-llm-proxy-routing").value_or(""), "reverted:400");
    QCOMPARE(way.fixture.records().size(), size_t(1));
    const Exchange &record = way.fixture.recorded[0];
    QCOMPARE(record.decision.outcome, RoutingOutcome::Reverted);
    QCOMPARE(record.upstreamAttempts, 2);
    QCOMPARE(record.changedBegin, -1);
    QCOMPARE(record.status, 200);
}

void TestExchangeRun::anOriginalThatIsRefusedAlikeIsForwarded()
{
    Routed way;
    way.fixture.upstream.answer(400, "{}");
    way.fixture.upstream.finish();
    way.fixture.upstream.answer(400, "{}");
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), askedFor(kBig),
                                                  "client gets 400", "client has it all"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Complete);
}

void TestExchangeRun::aHeldAnswerThatBreaksOffIsRevertedToo()
{
    Routed way;
    way.fixture.upstream.answer(500, "{");
    way.fixture.upstream.fail(ErrorCode::UpstreamCut);
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    QVERIFY(way.fixture.records().empty());
}

void TestExchangeRun::aClientMayLeaveWhileAnAnswerIsHeld()
{
    Routed way;
    way.fixture.upstream.answer(400, "{");
    way.client->leave();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), "upstream is left"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(way.fixture.recorded[0].status, 0);
    QCOMPARE(way.fixture.recorded[0].upstreamStatus, 400);
}

void TestExchangeRun::aCutMayComeWhileAnAnswerIsHeld()
{
    Routed way;
    way.fixture.upstream.answer(400, "{");
    way.fixture.pipeline->open().cutAll();
    QCOMPARE(way.fixture.transcript,
             (Transcript {askedFor(kSmall), "upstream is left", "client is cut"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Cut);
}

void TestExchangeRun::aKeptModelsRefusalIsForwarded()
{
    PipelineFixture fixture(PipelineFixture::offConfig());
    fixture.connect()->sendBody(ask());
    fixture.upstream.answer(400, "{}");
    fixture.upstream.finish();
    QCOMPARE(fixture.transcript,
             (Transcript {askedFor(kBig), "client gets 400", "client has it all"}));
}

void TestExchangeRun::aStreamThatEndsInAnErrorKeepsItsModelAwayForAWhile()
{
    Routed way;
    way.fixture.upstream.answer(200,
                                "data: {\"type\":\"error\",\"error\":{\"type\":"
                                "\"overloaded_error\",\"message\":\"m\"}}\n\n",
                                "text/event-stream");
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].stopReason, QByteArray("error:overloaded_error"));
    // The client tries again.
    way.fixture.connect()->sendBody(ask());
    QCOMPARE(way.fixture.upstream.requests.size(), size_t(2));
    QVERIFY(way.fixture.transcript.contains(askedFor(kBig)));
}

void TestExchangeRun::anAnswerThatCannotBeConvertedIsAFailure()
{
    Routed way(ask(), PipelineFixture::convertingConfig());
    way.fixture.upstream.answer(200, "<html>");
    way.fixture.upstream.finish();
    QCOMPARE(way.client->answer.status, 502);
    QCOMPARE(way.client->answer.headers.first("x-llm-proxy-routing").value_or(""), "routed");
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(way.fixture.recorded[0].status, 502);
    QVERIFY(way.fixture.recorded[0].error.has_value());
}

void TestExchangeRun::anAnswerThatCannotBeConvertedToItsEndIsAFailure_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<bool>("breaksOff");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const char *event, bool breaksOff, ErrorCode code,
                        const char *words) {
        QTest::newRow(name) << QByteArray(event) << breaksOff << code << QByteArray(words);
    };
    row("no JSON", "data: {\n\n", false, ErrorCode::UpstreamMalformed,
        "the upstream sent an event that is no JSON object");
    row("no JSON, then a break", "data: {\n\n", true, ErrorCode::UpstreamMalformed,
        "the upstream sent an event that is no JSON object");
    row("no end", ": hello\n\n", false, ErrorCode::UpstreamCut,
        "the upstream's stream stopped before its end");
    row("a failure's word",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"abort\"}]}\n\ndata: [DONE]\n\n",
        false, ErrorCode::UpstreamReported, "the upstream ended its answer with \"abort\"");
}

void TestExchangeRun::anAnswerThatCannotBeConvertedToItsEndIsAFailure()
{
    QFETCH(QByteArray, event);
    QFETCH(bool, breaksOff);
    QFETCH(ErrorCode, code);
    QFETCH(QByteArray, words);
    Routed way(ask().replace("\"model\"", "\"stream\":true,\"model\""),
               PipelineFixture::convertingConfig());
    way.fixture.upstream.answer(
        200, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n",
        "text/event-stream");
    way.fixture.upstream.send(event);
    if (breaksOff)
        way.fixture.upstream.fail(ErrorCode::UpstreamCut);
    else
        way.fixture.upstream.finish();
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(way.fixture.recorded[0].error.value().code, code);
    QCOMPARE(way.fixture.recorded[0].error->detail.utf8(), words);
}

void TestExchangeRun::anAnswerThatBreaksOffBeforeItIsConvertedIsAFailure()
{
    Routed way(ask(), PipelineFixture::convertingConfig());
    way.fixture.upstream.answer(200, "{\"choices\":");
    way.fixture.upstream.fail(ErrorCode::UpstreamCut);
    QCOMPARE(way.client->answer.status, 502);
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(way.fixture.recorded[0].error.value().code, ErrorCode::UpstreamCut);
}

void TestExchangeRun::anErrorInsideAConvertedStreamIsAFailureWithAnEnd()
{
    Routed way(ask().replace("\"model\"", "\"stream\":true,\"model\""),
               PipelineFixture::convertingConfig());
    way.fixture.upstream.answer(
        200, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n",
        "text/event-stream");
    way.fixture.upstream.send("data: {\"error\":{\"message\":\"died\",\"code\":529}}\n\n");
    way.fixture.upstream.send("data: [DONE]\n\n");
    way.fixture.upstream.finish();
    QVERIFY(way.client->answered.endsWith(
        "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"died\"}}"
        "\n\n"));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(way.fixture.recorded[0].error->code, ErrorCode::UpstreamReported);
}

void TestExchangeRun::anUpstreamThatRefusesReasoningIsAskedOnceMoreWithoutAndRemembered()
{
    ProxyConfig config = PipelineFixture::offConfig();
    config.upstream.dialect = UpstreamDialect::OpenAi;
    PipelineFixture fixture(config);
    const QByteArray body =
        R"({"max_tokens":9,"model":"m","messages":[{"role":"user","content":"a"},{"role":)"
        R"("assistant","content":[{"type":"thinking","thinking":"Hm.","signature":""},{"type":)"
        R"("text","text":"b"}]},{"role":"user","content":"c"}]})";
    const auto first = fixture.connect();
    first->sendBody(body);
    QVERIFY(fixture.upstream.requests.at(0).body.contains("reasoning_content"));
    fixture.upstream.answer(
        400, R"({"error":{"message":"property 'reasoning_content' is unsupported"}})");
    fixture.upstream.finish();
    QCOMPARE(fixture.upstream.requests.size(), size_t(2));
    QVERIFY(!fixture.upstream.requests.at(1).body.contains("reasoning_content"));
    fixture.upstream.answer(
        200, R"({"id":"i","choices":[{"message":{"content":"d"},"finish_reason":"stop"}]})");
    fixture.upstream.finish();
    QCOMPARE(first->answer.status, 200);
    QCOMPARE(fixture.records().size(), size_t(1));
    QVERIFY(fixture.recorded[0].converted.contains("thinking.history"));

    fixture.connect()->sendBody(body);
    QCOMPARE(fixture.upstream.requests.size(), size_t(3));
    QVERIFY(!fixture.upstream.requests.at(2).body.contains("reasoning_content"));
}

void TestExchangeRun::aStreamWithoutAnEndIsAFailure()
{
    PipelineFixture fixture(PipelineFixture::offConfig());
    const auto client = fixture.connect();
    client->sendBody(ask());
    fixture.upstream.answer(200,
                            R"(data: {"type":"message_start","message":{"id":"i","model":"m"}})"
                            "\n\n",
                            "text/event-stream");
    fixture.upstream.finish();
    // The client gets what came; the record says what it was.
    QCOMPARE(fixture.transcript.last(), QByteArray("client has it all"));
    QCOMPARE(fixture.records().size(), size_t(1));
    QCOMPARE(fixture.recorded[0].end, ExchangeEnd::Failed);
    QCOMPARE(fixture.recorded[0].error.value().code, ErrorCode::UpstreamCut);
}

void TestExchangeRun::onlyAModelsStreamNeedsAReasonToStop()
{
    for (const QByteArray &path : QByteArrayList {"/v1/chat/completions", "/v1/audio/speech"}) {
        PipelineFixture fixture(PipelineFixture::offConfig());
        const auto client = fixture.connect(path);
        if (client->collected) // else it streams through
            client->sendBody(ask());
        fixture.upstream.answer(200, "data: {\"type\":\"speech.audio.done\"}\n\n",
                                "text/event-stream");
        fixture.upstream.finish();
        QCOMPARE(fixture.records().size(), size_t(1));
        QCOMPARE(fixture.recorded[0].end,
                 path == "/v1/audio/speech" ? ExchangeEnd::Complete : ExchangeEnd::Failed);
    }
}

void TestExchangeRun::aRevertGoesThroughTheConversionAgain()
{
    Routed way(ask(), PipelineFixture::convertingConfig());
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall)}));
    way.fixture.upstream.answer(404, "{}");
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    QCOMPARE(way.fixture.upstream.requests.at(1).target, "/v1/chat/completions");
    way.fixture.upstream.answer(404, R"({"error":{"message":"no"}})");
    way.fixture.upstream.finish();
    QCOMPARE(way.client->answer.status, 404);
    QVERIFY(way.client->answered.contains(R"("type":"error")"));
    QCOMPARE(way.fixture.records().size(), size_t(1));
}

void TestExchangeRun::aLargeRevertIsConvertedOnThePoolAgain()
{
    RevertedHuge way;
    QCOMPARE(way.fixture.stage(), Stage::Converting);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    way.fixture.upstream.answer(500, R"({"error":{"message":"no"}})");
    way.fixture.upstream.finish();
    QCOMPARE(way.client->answer.headers.first("x-llm-proxy-routing").value_or(""), "reverted:400");
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].upstreamAttempts, 2);
}

void TestExchangeRun::aClientMayLeaveWhileTheOriginalIsConverted()
{
    RevertedHuge way;
    way.client->leave();
    QCOMPARE(way.fixture.open(), 0);
    way.fixture.finishPool();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall)}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::ClientGone);
    QCOMPARE(way.fixture.recorded[0].decision.outcome, RoutingOutcome::Reverted);
}

void TestExchangeRun::aCutMayComeWhileTheOriginalIsConverted()
{
    RevertedHuge way;
    way.fixture.pipeline->open().cutAll();
    way.fixture.finishPool();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), "client is cut"}));
    QCOMPARE(way.fixture.records().size(), size_t(1));
    QCOMPARE(way.fixture.recorded[0].end, ExchangeEnd::Cut);
}

void TestExchangeRun::aLocalRequestLeavesNoRecord()
{
    PipelineFixture fixture;
    fixture.localRoutes.add("POST", "/health", LocalRoutes::Access::Open,
                            [](const Request &) { return Reply {}; });
    const auto unknown = fixture.connect("/router/nothing");
    QCOMPARE(fixture.transcript, (Transcript {"client gets 404", "client has it all"}));
    const auto client = fixture.connect("/health");
    QCOMPARE(fixture.open(), 1);
    client->sendBody({});
    QCOMPARE(client->answer.status, 200);
    fixture.connect("/health")->leave();
    QVERIFY(fixture.records().empty());
    QCOMPARE(fixture.open(), 0);
}

void TestExchangeRun::aLocalRequestMayBeLeftAndCut()
{
    PipelineFixture fixture;
    fixture.localRoutes.setControlToken("token");
    fixture.localRoutes.addHeavy("POST", "/router/explain", [](Request) -> LocalWork {
        return [] { return [] { return Reply {}; }; };
    });
    QByteArrayList ends;
    for (const char *what : {"left", "cut", "served"}) {
        auto seat = std::make_shared<ClientSeat>();
        seat->transcript = &fixture.transcript;
        seat->head.method = "POST";
        seat->head.normalisedPath = "/router/explain";
        seat->head.headers.append("Authorization", "Bearer token");
        fixture.pipeline->accept(std::make_unique<support::ScriptedClient>(seat));
        seat->sendBody("{}");
        QCOMPARE(fixture.open(), 1);
        fixture.transcript.append(what);
        if (what == QByteArray("left"))
            seat->leave();
        else if (what == QByteArray("cut"))
            fixture.pipeline->open().cutAll();
        fixture.finishPool();
        QCOMPARE(fixture.open(), 0);
    }
    QCOMPARE(fixture.transcript, (Transcript {"left", "cut", "client is cut", "served",
                                              "client gets 200", "client has it all"}));
    QVERIFY(fixture.records().empty());
}

QTEST_GUILESS_MAIN(TestExchangeRun)
#include "tst_exchangerun.moc"

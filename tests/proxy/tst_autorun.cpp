// SPDX-License-Identifier: LicenseRef-Private
// Runs whose request asks the proxy to choose a model, and lists of models, without a socket: a
// transcript says who did what. The name itself never reaches the upstream.
#include "tests/support/coding.h"
#include "tests/support/startedruns.h"

#include <QTest>

using namespace proxy;
using namespace support;

namespace {

const QByteArray kAutoAlias = "claude-auto";
const QByteArray kList = R"({"object":"list","data":[{"id":"gpt-5","object":"model"}]})";

ProxyConfig autoConfig()
{
    ProxyConfig config = PipelineFixture::usualConfig();
    config.router.autoModel = true;
    return config;
}

std::shared_ptr<ClientSeat> askForList(PipelineFixture &fixture, const QByteArray &query = {})
{
    return fixture.connect("/v1/models" + query, {}, {}, false, "GET");
}

} // namespace

class TestAutoRun final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theChosenModelIsSentAndBothAreTold();
    void aRefusedChoiceIsFollowedByTheMediumModel();
    void theMediumModelsOwnRefusalIsForwarded();
    void withoutRoutingTheMediumModelIsSent_data();
    void withoutRoutingTheMediumModelIsSent();
    void aPathThatIsNotRoutedGetsTheMediumModel_data();
    void aPathThatIsNotRoutedGetsTheMediumModel();
    void otherNamesPassThereByteForByte();
    void aCompressedBodyIsReadForIt();
    void aCompressedBodyThatCannotBeKeptIsAnError();
    void aBodyThatNamesItTwicePassesAsItCame();
    void whatIsRoutedNoMoreIsReadForItToo();
    void withoutTheSettingItPasses();
    void theListHasItInFront();
    void aCompressedListIsRead();
    void whatIsNoListPassesAsItCame_data();
    void whatIsNoListPassesAsItCame();
    void aListThatBreaksOffIsCut();
    void aClientMayLeaveWhileItsListIsAwaited();
    void aFurtherPageOfTheListPasses();
    void withoutTheSettingTheListPasses();
};

void TestAutoRun::theChosenModelIsSentAndBothAreTold()
{
    Routed way(ask("fix it", kAutoAlias), autoConfig());
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall)}));
    way.fixture.upstream.answer(200, kAnswer);
    way.fixture.upstream.finish();
    const HeaderList &headers = way.client->answer.headers;
    QCOMPARE(headers.first("x-llm-proxy-original-model").value_or(""), kAutoAlias);
    QCOMPARE(headers.first("x-llm-proxy-selected-model").value_or(""), kSmall);
    const Exchange record = way.fixture.records().at(0);
    QCOMPARE(record.decision.alias, kAutoAlias);
    QCOMPARE(record.decision.requestedModel, kBig);
    QCOMPARE(record.decision.selectedModel, kSmall);
    const QByteArray body = way.fixture.upstream.requests.at(0).body;
    QCOMPARE(body, ask("fix it", kSmall));
    QCOMPARE(body.sliced(record.changedBegin, record.changedEnd - record.changedBegin),
             '"' + kSmall + '"');
}

void TestAutoRun::aRefusedChoiceIsFollowedByTheMediumModel()
{
    Routed way(ask("fix it", kAutoAlias), autoConfig());
    way.fixture.upstream.answer(400, "{}");
    way.fixture.upstream.finish();
    QCOMPARE(way.fixture.transcript, (Transcript {askedFor(kSmall), askedFor(kBig)}));
    QCOMPARE(way.fixture.upstream.requests.at(1).body, ask("fix it", kBig));
    way.fixture.upstream.answer(200, kAnswer);
    way.fixture.upstream.finish();
    QCOMPARE(routingLabel(way.fixture.records().at(0).decision), QByteArray("reverted:400"));
}

void TestAutoRun::theMediumModelsOwnRefusalIsForwarded()
{
    PipelineFixture fixture(autoConfig());
    const auto client = fixture.connect();
    client->sendBody(ask("fix it", kAutoAlias));
    fixture.router.fail(0, ErrorCode::RouterTimeout);
    fixture.upstream.answer(400, "{}");
    fixture.upstream.finish();
    QCOMPARE(fixture.transcript,
             (Transcript {askedFor(kBig), "client gets 400", "client has it all"}));
    QCOMPARE(client->answer.headers.first("x-llm-proxy-routing").value_or(""),
             "kept:router-timeout");
}

void TestAutoRun::withoutRoutingTheMediumModelIsSent_data()
{
    QTest::addColumn<bool>("isOff");
    QTest::newRow("switched off") << true;
    QTest::newRow("no key") << false;
}

void TestAutoRun::withoutRoutingTheMediumModelIsSent()
{
    QFETCH(bool, isOff);
    ProxyConfig config = autoConfig();
    config.router.enabled = !isOff;
    if (!isOff)
        config.router.apiKey.clear();
    PipelineFixture fixture(config);
    fixture.connect()->sendBody(ask("fix it", kAutoAlias));
    QCOMPARE(fixture.transcript, (Transcript {askedFor(kBig)}));
    fixture.connect()->sendBody(ask("fix it", kSmall));
    QCOMPARE(fixture.transcript.last(), askedFor(kSmall));
    QCOMPARE(fixture.router.count(), size_t(0));
}

void TestAutoRun::aPathThatIsNotRoutedGetsTheMediumModel_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char *path : {"/v1/messages/count_tokens", "/v1/responses/compact",
                             "/v1/responses/input_tokens", "/v1/completions"})
        QTest::newRow(path) << QByteArray(path);
}

void TestAutoRun::aPathThatIsNotRoutedGetsTheMediumModel()
{
    QFETCH(QByteArray, path);
    PipelineFixture fixture(autoConfig());
    const auto client = fixture.connect(path);
    client->sendBody(ask("fix it", kAutoAlias));
    QCOMPARE(fixture.upstream.requests.at(0).body, ask("fix it", kBig));
    fixture.upstream.answer(200, "{}");
    fixture.upstream.finish();
    QCOMPARE(fixture.transcript,
             (Transcript {askedFor(kBig), "client gets 200", "client has it all"}));
    QCOMPARE(client->answer.headers.first("x-llm-proxy-original-model").value_or(""), kAutoAlias);
    QCOMPARE(fixture.router.count(), size_t(0));
    QVERIFY(!fixture.records().at(0).routable);
}

void TestAutoRun::otherNamesPassThereByteForByte()
{
    PipelineFixture fixture(autoConfig());
    const auto client = fixture.connect("/v1/messages/count_tokens");
    client->sendBody(" {\"model\" : \"claude-auto-2\", ");
    QCOMPARE(fixture.upstream.requests.at(0).body, QByteArray(" {\"model\" : \"claude-auto-2\", "));
    fixture.upstream.answer(200, "{}");
    fixture.upstream.finish();
    QVERIFY(!client->answer.headers.contains("x-llm-proxy-routing"));
}

void TestAutoRun::aCompressedBodyIsReadForIt()
{
    for (const char *path : {"/v1/messages", "/v1/messages/count_tokens"}) {
        ProxyConfig config = autoConfig();
        config.router.enabled = false;
        PipelineFixture fixture(config);
        fixture.connect(path, "gzip")->sendBody(support::gzip(ask("fix it", kAutoAlias)));
        fixture.finishPool();
        QCOMPARE(fixture.upstream.requests.at(0).body, ask("fix it", kBig));
        QVERIFY(!fixture.upstream.requests.at(0).headers.contains("content-encoding"));
    }
}

void TestAutoRun::aCompressedBodyThatCannotBeKeptIsAnError()
{
    ProxyConfig config = autoConfig();
    config.server.maxBufferedBytes = 10;
    PipelineFixture fixture(config);
    const auto client = fixture.connect("/v1/messages", "gzip");
    client->sendBody(support::gzip(ask("fix it", kAutoAlias)));
    fixture.finishPool();
    QCOMPARE(fixture.upstream.requests.size(), size_t(0));
    QVERIFY(client->answer.status >= 500);
}

void TestAutoRun::aBodyThatNamesItTwicePassesAsItCame()
{
    PipelineFixture fixture(autoConfig());
    const QByteArray body =
        R"({"model":"auto","model":"auto","messages":[{"role":"user","content":"x"}]})";
    fixture.connect()->sendBody(body);
    QCOMPARE(fixture.upstream.requests.at(0).body, body);
}

void TestAutoRun::whatIsRoutedNoMoreIsReadForItToo()
{
    ProxyConfig config = autoConfig();
    config.router.routeResponses = false;
    PipelineFixture fixture(config);
    fixture.connect("/v1/responses")->sendBody(R"({"model":"auto","input":"fix it"})");
    QCOMPARE(fixture.transcript, (Transcript {askedFor(kBig)}));
    // Nor does a page of another origin make it ask the router.
    fixture.connect("/v1/messages", {}, "http://example.org")->sendBody(ask("fix it", kAutoAlias));
    QCOMPARE(fixture.transcript.last(), askedFor(kBig));
    QCOMPARE(fixture.router.count(), size_t(0));
}

void TestAutoRun::withoutTheSettingItPasses()
{
    PipelineFixture fixture;
    fixture.connect()->sendBody(ask("fix it", "auto"));
    QCOMPARE(fixture.transcript, (Transcript {askedFor("auto")}));
}

void TestAutoRun::theListHasItInFront()
{
    PipelineFixture fixture(autoConfig());
    const auto client = askForList(fixture);
    fixture.upstream.answer(200, kList.first(20));
    QCOMPARE(fixture.transcript.size(), 1);
    fixture.upstream.send(kList.sliced(20));
    fixture.upstream.finish();
    QCOMPARE(client->answered.size(), client->answer.contentLength);
    QVERIFY(client->answered.startsWith(R"({"object":"list","data":[{"id":"auto",)"));
    QVERIFY(client->answered.endsWith(R"(,{"id":"gpt-5","object":"model"}]})"));
    QCOMPARE(fixture.records().at(0).end, ExchangeEnd::Complete);
}

void TestAutoRun::aCompressedListIsRead()
{
    PipelineFixture fixture(autoConfig());
    const auto client = askForList(fixture);
    ResponseHead head;
    head.framing = BodyFraming::UntilClose;
    head.headers.append("Content-Encoding", "gzip");
    head.headers.append("ETag", "\"1\"");
    fixture.upstream.answer(head);
    fixture.upstream.send(support::gzip(kList));
    fixture.upstream.finish();
    QVERIFY(client->answered.contains(R"("id":"auto")"));
    QVERIFY(!client->answer.headers.contains("content-encoding"));
    QVERIFY(!client->answer.headers.contains("etag"));
}

void TestAutoRun::whatIsNoListPassesAsItCame_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("an error") << 500 << QByteArray() << kList;
    QTest::newRow("not changed") << 304 << QByteArray() << QByteArray();
    QTest::newRow("another coding") << 200 << QByteArray("br") << kList;
    QTest::newRow("broken") << 200 << QByteArray("gzip") << kList;
    QTest::newRow("something else") << 200 << QByteArray() << QByteArray("<html>");
    QTest::newRow("nothing") << 200 << QByteArray() << QByteArray();
    QTest::newRow("too large") << 200 << QByteArray()
                               << kList + QByteArray(AutoListSink::kMaxList, ' ');
}

void TestAutoRun::whatIsNoListPassesAsItCame()
{
    QFETCH(int, status);
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, body);
    PipelineFixture fixture(autoConfig());
    const auto client = askForList(fixture);
    ResponseHead head;
    head.status = status;
    head.framing = BodyFraming::UntilClose;
    if (!coding.isEmpty())
        head.headers.append("Content-Encoding", coding);
    fixture.upstream.answer(head);
    if (!body.isEmpty())
        fixture.upstream.send(body);
    fixture.upstream.finish();
    QCOMPARE(client->answer.status, status);
    QCOMPARE(client->answer.headers.first("content-encoding").value_or(""), coding);
    QCOMPARE(client->answered, body);
    QVERIFY(client->isEnded);
    QCOMPARE(fixture.transcript.last(), QByteArray("client has it all"));
}

void TestAutoRun::aListThatBreaksOffIsCut()
{
    PipelineFixture fixture(autoConfig());
    const auto client = askForList(fixture);
    fixture.upstream.answer(200, kList.first(20));
    fixture.upstream.fail(ErrorCode::UpstreamCut);
    QCOMPARE(client->answered, kList.first(20));
    QCOMPARE(fixture.transcript.last(), QByteArray("client is cut"));
}

void TestAutoRun::aClientMayLeaveWhileItsListIsAwaited()
{
    PipelineFixture fixture(autoConfig());
    const auto client = askForList(fixture);
    fixture.upstream.answer(200, kList.first(20));
    client->leave();
    QCOMPARE(fixture.transcript.last(), QByteArray("upstream is left"));
    QCOMPARE(fixture.records().at(0).end, ExchangeEnd::ClientGone);
}

void TestAutoRun::aFurtherPageOfTheListPasses()
{
    PipelineFixture fixture(autoConfig());
    const auto client = fixture.connectTo("/v1/models?after_id=x&limit=20", "/v1/models", "GET");
    fixture.upstream.answer(200, kList);
    fixture.upstream.finish();
    QCOMPARE(client->answered, kList);
}

void TestAutoRun::withoutTheSettingTheListPasses()
{
    PipelineFixture fixture;
    const auto client = askForList(fixture);
    fixture.upstream.answer(200, kList);
    fixture.upstream.finish();
    QCOMPARE(client->answered, kList);
}

QTEST_GUILESS_MAIN(TestAutoRun)
#include "tst_autorun.moc"

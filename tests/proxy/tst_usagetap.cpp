// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/usagetap.h"

#include <QTest>

using namespace proxy;

class TestUsageTap final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAnAnthropicStreamWhereverItIsSplit_data();
    void readsAnAnthropicStreamWhereverItIsSplit();
    void readsPlainAnswers_data();
    void readsPlainAnswers();
    void readsAnOpenAiStream();
    void readsNamesThatAreWrittenWithEscapes();
    void readsAResponsesStream();
    void readsWhatTheAnswerSaysOfItsCache();
    void takesCacheWritesOutOfTheInput_data();
    void takesCacheWritesOutOfTheInput();
    void readsOpenAisWordOnItsCache();
    void tellsWhoAnsweredAfterAFallback_data();
    void tellsWhoAnsweredAfterAFallback();
    void billsTheSummaryMadeOnTheWay();
    void billsTheAdviceOfAnotherModel();
    void adviceWithoutANameIsNoSummary();
    void anAnswerThatIsTheSummaryIsToldSo();
    void readsWhatMultipliesThePrice();
    void aStreamsFinalSumCountsNoWriteTwice_data();
    void aStreamsFinalSumCountsNoWriteTwice();
    void anErrorInAStreamIsItsStopReason_data();
    void anErrorInAStreamIsItsStopReason();
    void figuresThatCannotBeTrueAreNotTold();
    void figuresAreReadUpToTheirLimit();
    void iterationsAreBilledUpToTheirLimit();
    void plainAnswersAreReadUpToFourMegabytes_data();
    void plainAnswersAreReadUpToFourMegabytes();
    void blanksBeforeAnAnswerAreFew();
    void whatAParserMayRefuseHidesNoFigure_data();
    void whatAParserMayRefuseHidesNoFigure();
    void tellsWhatAGoodStatusHid_data();
    void tellsWhatAGoodStatusHid();
    void readsTheFormFromTheBytes_data();
    void readsTheFormFromTheBytes();
    void allTapsKeepToOneBudget();
    void leavesUnknownWhatItCannotRead_data();
    void leavesUnknownWhatItCannotRead();
};

namespace {

ResponseHead headOf(QByteArray type, QByteArray coding = {})
{
    ResponseHead head;
    head.headers.append("Content-Type", std::move(type));
    if (!coding.isEmpty())
        head.headers.append("Content-Encoding", std::move(coding));
    return head;
}

Exchange tapped(Dialect dialect, const ResponseHead &head, const QByteArray &body,
                qsizetype pieceSize)
{
    UsageTap tap;
    tap.start(dialect, head);
    for (qsizetype at = 0; at < body.size(); at += pieceSize)
        tap.payload(QByteArrayView(body).sliced(at, std::min(pieceSize, body.size() - at)));
    Exchange exchange;
    tap.finish(exchange);
    return exchange;
}

} // namespace

void TestUsageTap::readsAnAnthropicStreamWhereverItIsSplit_data()
{
    QTest::addColumn<qsizetype>("pieceSize");
    for (const int size : {1, 7, 64, 100000})
        QTest::addRow("%d", size) << qsizetype(size);
}

void TestUsageTap::readsAnAnthropicStreamWhereverItIsSplit()
{
    QFETCH(qsizetype, pieceSize);
    const QByteArray stream =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"m-1\","
        "\"usage\":{\"input_tokens\":21,\"cache_read_input_tokens\":5,\"cache_creation\":"
        "{\"ephemeral_5m_input_tokens\":7,\"ephemeral_1h_input_tokens\":9},\"output_tokens\":1}}}"
        "\n\n"
        ": keep-alive\n\n"
        "event: content_block_delta\ndata: {\"delta\":{\"text\":\"\\\"usage\\\": {}\"}}\n\n"
        "event: message_delta\ndata: {\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":"
        "{\"output_tokens\":37}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    const Exchange read =
        tapped(Dialect::Anthropic, headOf("text/event-stream"), stream, pieceSize);
    QCOMPARE(read.responseModel, QByteArray("m-1"));
    QCOMPARE(read.stopReason, QByteArray("tool_use"));
    QCOMPARE(read.usage.input, 21);
    QCOMPARE(read.usage.output, 37);
    QCOMPARE(read.usage.cacheRead, 5);
    QCOMPARE(read.usage.cacheWrite5m, 7);
    QCOMPARE(read.usage.cacheWrite1h, 9);
}

void TestUsageTap::readsPlainAnswers_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("stopReason");
    QTest::addColumn<qint64>("reasoning");
    QTest::newRow("anthropic") << Dialect::Anthropic
                               << QByteArray(R"({"model":"m","stop_reason":"end_turn","usage":)"
                                             R"({"input_tokens":16,"output_tokens":5,)"
                                             R"("cache_read_input_tokens":5}})")
                               << QByteArray("end_turn") << qint64(-1);
    QTest::newRow("leading newlines")
        << Dialect::Anthropic
        << QByteArray("\n\n{\"model\":\"m\",\"stop_reason\":\"end_turn\",\"usage\":"
                      "{\"input_tokens\":16,\"output_tokens\":5,"
                      "\"cache_read_input_tokens\":5}}")
        << QByteArray("end_turn") << qint64(-1);
    QTest::newRow("chat") << Dialect::OpenAiChat
                          << QByteArray(
                                 R"({"model":"m","choices":[{"finish_reason":"stop"}],"usage":)"
                                 R"({"prompt_tokens":21,"completion_tokens":5,)"
                                 R"("prompt_tokens_details":{"cached_tokens":5},)"
                                 R"("completion_tokens_details":{"reasoning_tokens":2}}})")
                          << QByteArray("stop") << qint64(2);
    QTest::newRow("in the choice, as texts")
        << Dialect::OpenAiChat
        << QByteArray(R"({"model":"m","choices":[{"finish_reason":"stop","usage":)"
                      R"({"prompt_tokens":"21","completion_tokens":"5",)"
                      R"("prompt_tokens_details":{"cached_tokens":"5"}}}]})")
        << QByteArray("stop") << qint64(-1);
    QTest::newRow("of Groq") << Dialect::OpenAiChat
                             << QByteArray(R"({"model":"m","choices":[{"finish_reason":"stop"}],)"
                                           R"("x_groq":{"id":"r","usage":)"
                                           R"({"prompt_tokens":21,"completion_tokens":5,)"
                                           R"("prompt_tokens_details":{"cached_tokens":5}}}})")
                             << QByteArray("stop") << qint64(-1);
    QTest::newRow("responses") << Dialect::OpenAiResponses
                               << QByteArray(R"({"model":"m","status":"completed","usage":)"
                                             R"({"input_tokens":21,"output_tokens":5,)"
                                             R"("input_tokens_details":{"cached_tokens":5},)"
                                             R"("output_tokens_details":{"reasoning_tokens":3}}})")
                               << QByteArray("completed") << qint64(3);
}

void TestUsageTap::readsPlainAnswers()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, body);
    const Exchange read = tapped(dialect, headOf("application/json; charset=utf-8"), body, 11);
    QCOMPARE(read.responseModel, QByteArray("m"));
    QTEST(read.stopReason, "stopReason");
    QCOMPARE(read.usage.input, 16);
    QCOMPARE(read.usage.cacheRead, 5);
    QCOMPARE(read.usage.output, 5);
    QTEST(read.usage.reasoning, "reasoning");
}

void TestUsageTap::readsAnOpenAiStream()
{
    const QByteArray stream =
        "data: {\"model\":\"gpt-5\",\"choices\":[{\"delta\":{},\"finish_reason\":null}]}\n\n"
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n"
        "data: [DONE]\n\n";
    const Exchange read = tapped(Dialect::OpenAiChat, headOf("text/event-stream"), stream, 3);
    QCOMPARE(read.responseModel, QByteArray("gpt-5"));
    QCOMPARE(read.stopReason, QByteArray("length"));
    QCOMPARE(read.usage.input, 3);
    QCOMPARE(read.usage.output, 4);
    QCOMPARE(read.usage.cacheRead, -1);
}

/// JSON's readers undo them, whatever they stand in.
void TestUsageTap::readsNamesThatAreWrittenWithEscapes()
{
    const QByteArray stream =
        "data: {\"model\":\"gpt-5\",\"choices\":[{\"delta\":{},\"finish_reason\":null}]}\n\n"
        R"(data: {"choices":[{"delta":{},"finish\u005freason":"length"}]})"
        "\n\n"
        R"(data: {"choices":[],"\u0075sage":{"prompt_tokens":3,"completion_tokens":4}})"
        "\n\ndata: [DONE]\n\n";
    const Exchange read = tapped(Dialect::OpenAiChat, headOf("text/event-stream"), stream, 3);
    QCOMPARE(read.stopReason, QByteArray("length"));
    QCOMPARE(read.usage.input, 3);
    QCOMPARE(read.usage.output, 4);
}

void TestUsageTap::readsAResponsesStream()
{
    // The empty line that completes an event travels with the next one, or never comes.
    const QByteArray stream =
        "\nevent: response.created\ndata: {\"response\":{\"model\":\"gpt-5\"}}\n"
        "\nevent: response.completed\ndata: {\"response\":{\"status\":\"completed\","
        "\"usage\":{\"input_tokens\":21,\"output_tokens\":5}}}\n";
    const Exchange read = tapped(Dialect::OpenAiResponses, headOf("text/event-stream"), stream, 5);
    QCOMPARE(read.responseModel, QByteArray("gpt-5"));
    QCOMPARE(read.stopReason, QByteArray("completed"));
    QCOMPARE(read.usage.output, 5);
}

void TestUsageTap::readsWhatTheAnswerSaysOfItsCache()
{
    const QByteArray diagnostics =
        R"("diagnostics":{"cache_miss_reason":{"type":"system_changed",)"
        R"("cache_missed_input_tokens":18200}},"usage":{"input_tokens":1,"output_tokens":2})";
    const QByteArray plain = "{\"model\":\"m\"," + diagnostics + '}';
    const QByteArray stream =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":" + plain + "}\n\n";
    for (const auto &[type, body] :
         {std::pair {"application/json", plain}, std::pair {"text/event-stream", stream}}) {
        const Exchange exchange = tapped(Dialect::Anthropic, headOf(type), body, 100);
        QCOMPARE(exchange.cacheLoss.upstreamReason, "system_changed");
        QCOMPARE(exchange.cacheLoss.upstreamMissedTokens, 18200);
    }
    QByteArray undecided = plain;
    undecided.replace(R"({"type":"system_changed","cache_missed_input_tokens":18200})", "null");
    const Exchange exchange =
        tapped(Dialect::Anthropic, headOf("application/json"), undecided, 100);
    QVERIFY(exchange.cacheLoss.upstreamReason.isEmpty());
    QCOMPARE(exchange.usage.output, 2);
}

void TestUsageTap::takesCacheWritesOutOfTheInput_data()
{
    QTest::addColumn<QByteArray>("details");
    QTest::addColumn<qint64>("input");
    QTest::addColumn<qint64>("brief");
    QTest::addColumn<qint64>("lasting");
    const auto row = [](const char *name, const char *details, qint64 input, qint64 brief,
                        qint64 lasting) {
        QTest::newRow(name) << QByteArray(details) << input << brief << lasting;
    };
    row("no writes are told", R"("cached_tokens":100)", 900, -1, -1);
    row("of the default life", R"("cached_tokens":100,"cache_write_tokens":400)", 500, 400, -1);
    row("of both lives",
        R"("cached_tokens":100,"cache_write_tokens":400,)"
        R"("cache_write_tokens_details":{"ttl_30m_tokens":150,"ttl_12h_tokens":250})",
        500, 150, 250);
    row("of both lives, without their sum",
        R"("cached_tokens":100,)"
        R"("cache_write_tokens_details":{"ttl_30m_tokens":150,"ttl_12h_tokens":250})",
        500, 150, 250);
    row("an empty split",
        R"("cached_tokens":100,"cache_write_tokens":400,"cache_write_tokens_details":{})", 500, 400,
        -1);
    row("a split that does not tell all",
        R"("cached_tokens":100,"cache_write_tokens":400,)"
        R"("cache_write_tokens_details":{"ttl_12h":250})",
        500, 150, 250);
    row("more than there was", R"("cached_tokens":100,"cache_write_tokens":4000)", 1000, 4000, -1);
}

void TestUsageTap::takesCacheWritesOutOfTheInput()
{
    QFETCH(QByteArray, details);
    const QByteArray body = R"({"model":"m","usage":{"input_tokens":1000,"output_tokens":5,)"
                            R"("input_tokens_details":{)"
                            + details + "}}}";
    const Exchange read =
        tapped(Dialect::OpenAiResponses, headOf("application/json"), body, body.size());
    QTEST(read.usage.input, "input");
    QTEST(read.usage.cacheWrite30m, "brief");
    QTEST(read.usage.cacheWrite12h, "lasting");
}

void TestUsageTap::readsOpenAisWordOnItsCache()
{
    const QByteArray body = R"({"model":"m","prompt_cache_diagnostics":{"type":"cache_miss",)"
                            R"("reason":"tools_changed","cache_missed_tokens":77},)"
                            R"("usage":{"input_tokens":1,"output_tokens":1}})";
    const Exchange read =
        tapped(Dialect::OpenAiResponses, headOf("application/json"), body, body.size());
    QCOMPARE(read.cacheLoss.upstreamReason, QByteArray("tools_changed"));
    QCOMPARE(read.cacheLoss.upstreamMissedTokens, 77);
}

void TestUsageTap::tellsWhoAnsweredAfterAFallback_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    const QByteArray block = R"({"type":"fallback","from":{"model":"claude-fable-5-1"},"to":)"
                             R"({"model":"claude-opus-5"},"trigger":{"type":"refusal",)"
                             R"("category":"cyber"}})";
    QTest::newRow("whole") << QByteArray("application/json")
                           << R"({"model":"claude-fable-5-1","content":[)" + block
                                  + R"(],"usage":{"input_tokens":1,"output_tokens":2}})";
    QTest::newRow("streamed") << QByteArray("text/event-stream")
                              << R"(data: {"type":"message_start","message":{"model":)"
                                 R"("claude-fable-5-1","usage":{"input_tokens":1,)"
                                 R"("output_tokens":1}}})"
                                 "\n\n"
                                 R"(data: {"type":"content_block_start","content_block":)"
                                     + block + "}\n\n";
}

void TestUsageTap::tellsWhoAnsweredAfterAFallback()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    const Exchange read = tapped(Dialect::Anthropic, headOf(type), body, body.size());
    QCOMPARE(read.responseModel, QByteArray("claude-opus-5"));
    QCOMPARE(read.fallback, QByteArray("cyber"));
}

void TestUsageTap::billsTheSummaryMadeOnTheWay()
{
    const QByteArray body =
        R"({"model":"m","usage":{"input_tokens":10,"output_tokens":20,"iterations":[)"
        R"({"type":"compaction","input_tokens":100,"output_tokens":7,)"
        R"("cache_read_input_tokens":50,"cache_creation_input_tokens":30},)"
        R"({"type":"message","input_tokens":10,"output_tokens":20}]}})";
    const Exchange read = tapped(Dialect::Anthropic, headOf("application/json"), body, body.size());
    // The answer's own tokens are what the next request's history costs.
    QCOMPARE(read.usage.input, 10);
    QCOMPARE(read.usage.output, 20);
    QCOMPARE(read.sideUsage.size(), size_t(1));
    QCOMPARE(read.sideUsage[0],
             (proxy::SideUsage {
                 .model = {},
                 .usage = {.input = 100, .output = 7, .cacheRead = 50, .cacheWrite5m = 30}}));
    QVERIFY(read.compacted);
}

void TestUsageTap::billsTheAdviceOfAnotherModel()
{
    const QByteArray body =
        R"({"model":"m","usage":{"input_tokens":10,"output_tokens":20,"iterations":[)"
        R"({"type":"message","input_tokens":10,"output_tokens":20},)"
        R"({"type":"advisor_message","model":"claude-opus-5-5","input_tokens":100,)"
        R"("output_tokens":7}]}})";
    const Exchange read = tapped(Dialect::Anthropic, headOf("application/json"), body, body.size());
    QCOMPARE(read.usage.input, 10);
    QCOMPARE(read.sideUsage.size(), size_t(1));
    QCOMPARE(read.sideUsage[0].model, QByteArray("claude-opus-5-5"));
    QCOMPARE(read.sideUsage[0].usage.input, 100);
    QVERIFY(!read.compacted);
}

void TestUsageTap::adviceWithoutANameIsNoSummary()
{
    const QByteArray body =
        R"({"model":"m","usage":{"input_tokens":10,"output_tokens":20,"iterations":[)"
        R"({"type":"advisor_message","input_tokens":100,"output_tokens":7}]}})";
    const Exchange read = tapped(Dialect::Anthropic, headOf("application/json"), body, body.size());
    QVERIFY(!read.compacted);
    QVERIFY(!read.sideUsage.at(0).model.isEmpty());
}

void TestUsageTap::anAnswerThatIsTheSummaryIsToldSo()
{
    const QByteArray body = R"({"model":"m","stop_reason":"compaction","usage":)"
                            R"({"input_tokens":10,"output_tokens":20}})";
    QVERIFY(tapped(Dialect::Anthropic, headOf("application/json"), body, body.size()).compacted);
}

void TestUsageTap::readsWhatMultipliesThePrice()
{
    const QByteArray body = R"({"model":"m","usage":{"input_tokens":1,"output_tokens":2,)"
                            R"("speed":"fast","inference_geo":"us"}})";
    const Exchange read = tapped(Dialect::Anthropic, headOf("application/json"), body, body.size());
    QCOMPARE(read.speed, QByteArray("fast"));
    QCOMPARE(read.region, QByteArray("us"));
}

void TestUsageTap::aStreamsFinalSumCountsNoWriteTwice_data()
{
    QTest::addColumn<int>("brief");
    QTest::addColumn<int>("lasting");
    QTest::newRow("for five minutes") << 50'000 << 0;
    QTest::newRow("for an hour") << 0 << 50'000;
    QTest::newRow("for both") << 20'000 << 30'000;
}

void TestUsageTap::aStreamsFinalSumCountsNoWriteTwice()
{
    QFETCH(int, brief);
    QFETCH(int, lasting);
    // message_start tells the writes by life, message_delta their sum alone.
    const QByteArray stream =
        R"(data: {"type":"message_start","message":{"model":"m","usage":{"input_tokens":1,)"
        R"("output_tokens":1,"cache_creation_input_tokens":50000,"cache_creation":)"
        R"({"ephemeral_5m_input_tokens":)"
        + QByteArray::number(brief) + R"(,"ephemeral_1h_input_tokens":)"
        + QByteArray::number(lasting)
        + "}}}}\n\n"
          R"(data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":)"
          R"({"output_tokens":9,"cache_creation_input_tokens":50000}})"
          "\n\n";
    const Exchange read =
        tapped(Dialect::Anthropic, headOf("text/event-stream"), stream, stream.size());
    QCOMPARE(read.usage.cacheWrite5m, brief);
    QCOMPARE(read.usage.cacheWrite1h, lasting);
    QCOMPARE(read.usage.promptTokens(), 50'001);
}

void TestUsageTap::anErrorInAStreamIsItsStopReason_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("stream");
    const QByteArray overloaded = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
                                  "\"overloaded\",\"message\":\"Overloaded\"}}\n\n";
    QTest::newRow("alone") << Dialect::Anthropic << overloaded;
    QTest::newRow("after a beginning")
        << Dialect::Anthropic
        << QByteArray("data: {\"type\":\"message_start\",\"message\":{\"model\":\"m\"}}\n\n")
               + overloaded;
    QTest::newRow("with spaces")
        << Dialect::Anthropic
        << QByteArray("data: {\"type\": \"message_start\", \"message\": {\"model\": \"m\"}}\n\n"
                      "data: {\"type\": \"error\", \"error\": {\"type\": \"overloaded\"}}\n\n");
    QTest::newRow("of the Responses API")
        << Dialect::OpenAiResponses
        << QByteArray("data: {\"type\":\"response.created\",\"response\":{\"status\":"
                      "\"in_progress\",\"error\":null}}\n\n"
                      "data: {\"type\":\"error\",\"code\":\"overloaded\",\"message\":\"m\"}\n\n");
    QTest::newRow("of a response that failed")
        << Dialect::OpenAiResponses
        << QByteArray("data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\","
                      "\"error\":{\"code\":\"overloaded\"}}}\n\n");
    QTest::newRow("of a chat") << Dialect::OpenAiChat
                               << QByteArray("data: {\"choices\":[]}\n\n"
                                             "data: {\"error\":{\"type\":\"overloaded\"}}\n\n");
}

void TestUsageTap::anErrorInAStreamIsItsStopReason()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, stream);
    const Exchange read = tapped(dialect, headOf("text/event-stream"), stream, 7);
    QCOMPARE(read.stopReason, QByteArray("error:overloaded"));
    const Exchange numbered = tapped(Dialect::OpenAiChat, headOf("text/event-stream"),
                                     "data: {\"error\":{\"code\":502,\"message\":\"m\"}}\n\n", 7);
    QCOMPARE(numbered.stopReason, QByteArray("error:502"));
}

void TestUsageTap::figuresThatCannotBeTrueAreNotTold()
{
    const QByteArray body =
        R"({"model":"m","usage":{"input_tokens":9223372036854775807,"output_tokens":20,)"
        R"("cache_read_input_tokens":9223372036854775807,"iterations":[{"type":"compaction",)"
        R"("input_tokens":9223372036854775807,"output_tokens":7}]}})";
    const Exchange read = tapped(Dialect::Anthropic, headOf("application/json"), body, body.size());
    QVERIFY(read.usage.input <= 0);
    QVERIFY(read.usage.promptTokens() >= 0);
    const QByteArray openAi = R"({"model":"m","usage":{"input_tokens":10,"output_tokens":1,)"
                              R"("input_tokens_details":{"cached_tokens":9223372036854775807,)"
                              R"("cache_write_tokens":9223372036854775807}}})";
    const Exchange other =
        tapped(Dialect::OpenAiResponses, headOf("application/json"), openAi, openAi.size());
    QCOMPARE(other.usage.input, 10);
    QCOMPARE(other.usage.cacheRead, -1);
}

void TestUsageTap::figuresAreReadUpToTheirLimit()
{
    const auto inputOf = [](const QByteArray &tokens) {
        const QByteArray body =
            R"({"model":"m","usage":{"input_tokens":)" + tokens + R"(,"output_tokens":20}})";
        return tapped(Dialect::Anthropic, headOf("application/json"), body, body.size())
            .usage.input;
    };
    QCOMPARE(inputOf("1099511627776"), qint64 {1} << 40U);
    QCOMPARE(inputOf("1099511627777"), -1);
    QCOMPARE(inputOf("0"), 0);
    QCOMPARE(inputOf("-1"), -1);
}

void TestUsageTap::iterationsAreBilledUpToTheirLimit()
{
    const auto billed = [](int count) {
        const QByteArray one = R"({"type":"compaction","input_tokens":1,"output_tokens":1})";
        const QByteArray body =
            R"({"model":"m","usage":{"input_tokens":1,"output_tokens":1,"iterations":[)"
            + (one + ',').repeated(count - 1) + one + "]}}";
        return tapped(Dialect::Anthropic, headOf("application/json"), body, body.size())
            .sideUsage.size();
    };
    QCOMPARE(billed(63), 63U);
    QCOMPARE(billed(64), 64U);
    QCOMPARE(billed(65), 64U);
}

void TestUsageTap::plainAnswersAreReadUpToFourMegabytes_data()
{
    QTest::addColumn<bool>("isSizeTold");
    QTest::newRow("its size is told") << true;
    QTest::newRow("it ends with the connection") << false;
}

void TestUsageTap::plainAnswersAreReadUpToFourMegabytes()
{
    QFETCH(const bool, isSizeTold);
    const auto isRead = [isSizeTold](qsizetype size) {
        const QByteArray told = R"({"model":"m","usage":{"input_tokens":1,"output_tokens":1}})";
        const QByteArray body = told + QByteArray(size - told.size(), ' ');
        ResponseHead head = headOf("application/json");
        if (isSizeTold) {
            head.framing = BodyFraming::Length;
            head.contentLength = size;
        }
        return tapped(Dialect::Anthropic, head, body, body.size()).usage.isKnown();
    };
    QVERIFY(isRead(UsageTap::kMaxPlainAnswer));
    QVERIFY(!isRead(UsageTap::kMaxPlainAnswer + 1));
}

void TestUsageTap::blanksBeforeAnAnswerAreFew()
{
    const auto isRead = [](qsizetype blanks) {
        const QByteArray body = QByteArray(blanks, '\n')
                                + R"({"model":"m","usage":{"input_tokens":1,"output_tokens":1}})";
        return tapped(Dialect::Anthropic, headOf("application/json"), body, blanks).usage.isKnown();
    };
    QVERIFY(isRead(4096));
    QVERIFY(!isRead(4097));
}

void TestUsageTap::whatAParserMayRefuseHidesNoFigure_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::newRow("a number beyond a double") << QByteArray(R"("x":1e999)");
    QTest::newRow("a whole number beyond 64 bits") << QByteArray(R"("x":123456789012345678901)");
    QTest::newRow("half a character") << QByteArray(R"("x":"\ud800")");
    QTest::newRow("an earlier member of that name") << QByteArray(R"("usage":null)");
}

void TestUsageTap::whatAParserMayRefuseHidesNoFigure()
{
    QFETCH(QByteArray, member);
    const QByteArray body =
        '{' + member + R"(,"model":"m","usage":{"input_tokens":3,"output_tokens":2e1}})";
    const Exchange read = tapped(Dialect::Anthropic, headOf("application/json"), body, body.size());
    QCOMPARE(read.usage.input, 3);
    QCOMPARE(read.usage.output, 20);
}

void TestUsageTap::tellsWhatAGoodStatusHid_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("failure");
    const auto row = [](const char *name, Dialect dialect, const char *body, const char *failure) {
        QTest::newRow(name) << dialect << QByteArray(body) << QByteArray(failure);
    };
    using D = Dialect;
    const char *none = "";
    const char *cut = "upstream-cut: the upstream's stream stopped before its end";
    row("anthropic, whole", D::Anthropic,
        "data: {\"type\":\"message_start\",\"message\":{}}\n\n"
        "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n",
        none);
    row("anthropic, no end", D::Anthropic, "data: {\"type\":\"message_start\",\"message\":{}}\n\n",
        cut);
    row("anthropic, error", D::Anthropic,
        "data: {\"type\":\"message_start\",\"message\":{}}\n\n"
        "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy\"}}"
        "\n\n",
        "upstream-reported-error: Busy");
    row("chat, whole", D::OpenAiChat,
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":null}]}\n\n"
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
        none);
    row("chat, no end", D::OpenAiChat, "data: {\"choices\":[{\"delta\":{}}]}\n\ndata: [DONE]\n\n",
        cut);
    row("chat, error of a choice", D::OpenAiChat,
        "data: {\"choices\":[{\"finish_reason\":\"error\",\"error\":{\"message\":\"Gone\"}}]}\n\n",
        "upstream-reported-error: Gone");
    row("chat, error in words", D::OpenAiChat, "{\"error\":\"loading\"}",
        "upstream-reported-error: loading");
    row("chat, whole answer", D::OpenAiChat, "{\"choices\":[{\"message\":{}}]}", none);
    row("chat, nothing but comments", D::OpenAiChat, ": hello\n\n", cut);
    row("chat, nothing", D::OpenAiChat, "", cut);
    // Anthropic's, OpenAI's and others' words for a failure.
    for (const char *word : {"error", "abort", "network_error", "cancelled"}) {
        const QByteArray failure =
            QByteArray("upstream-reported-error: the upstream ended its answer with \"") + word
            + '"';
        const QByteArray choice =
            QByteArray("{\"choices\":[{\"finish_reason\":\"") + word + "\"}]}";
        const QByteArray message = QByteArray("\"stop_reason\":\"") + word + "\"}";
        QTest::addRow("chat stream, %s", word)
            << D::OpenAiChat << "data: " + choice + "\n\ndata: [DONE]\n\n"
            << failure;
        QTest::addRow("chat, %s", word) << D::OpenAiChat << choice << failure;
        QTest::addRow("anthropic stream, %s", word)
            << D::Anthropic << "data: {\"type\":\"message_delta\",\"delta\":{" + message + "}\n\n"
            << failure;
        QTest::addRow("anthropic, %s", word)
            << D::Anthropic << "{\"content\":[]," + message << failure;
    }
    for (const char *word : {"length", "content_filter", "nobody-knows"}) {
        const QByteArray choice =
            QByteArray("{\"choices\":[{\"finish_reason\":\"") + word + "\"}]}";
        QTest::addRow("chat, %s", word) << D::OpenAiChat << choice << QByteArray();
    }
    row("chat, error after the end", D::OpenAiChat,
        "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        "data: {\"error\":\"late\"}\n\n",
        none);
    row("chat, error after the reason to stop", D::OpenAiChat,
        "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\ndata: {\"error\":\"late\"}\n\n"
        "data: [DONE]\n\n",
        "upstream-reported-error: late");
    row("anthropic, error after the end", D::Anthropic,
        "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n"
        "data: {\"type\":\"message_stop\"}\n\ndata: {\"type\":\"error\",\"error\":{}}\n\n",
        none);
    row("responses, failed without words", D::OpenAiResponses,
        "data: {\"response\":{\"status\":\"failed\"}}\n\n",
        "upstream-reported-error: the upstream ended its answer with \"failed\"");
    row("responses, whole and failed", D::OpenAiResponses, "{\"status\":\"failed\"}",
        "upstream-reported-error: the upstream ended its answer with \"failed\"");
    row("responses, cancelled", D::OpenAiResponses,
        "data: {\"response\":{\"status\":\"cancelled\"}}\n\n",
        "upstream-reported-error: the upstream ended its answer with \"cancelled\"");
    // The answer to a wish to cancel.
    row("responses, whole and cancelled", D::OpenAiResponses, "{\"status\":\"cancelled\"}", none);
    row("responses, whole and queued", D::OpenAiResponses, "{\"status\":\"queued\"}", none);
    for (const char *word : {"max_output_tokens", "content_filter", "server_error"}) {
        const QByteArray failure = QByteArray(word) != "server_error"
                                       ? QByteArray()
                                       : QByteArray("upstream-reported-error: the upstream ended "
                                                    "its answer with \"server_error\"");
        QTest::addRow("responses, incomplete, %s", word)
            << D::OpenAiResponses
            << QByteArray("data: {\"response\":{\"status\":\"incomplete\",\"incomplete_details\":"
                          "{\"reason\":\"")
                   + word + "\"}}}\n\n"
            << failure;
    }
    row("responses, whole", D::OpenAiResponses,
        "data: {\"response\":{\"status\":\"in_progress\"}}\n\n"
        "data: {\"response\":{\"status\":\"completed\"}}\n\n",
        none);
    row("a key that is refused", D::Anthropic,
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"authentication_error\","
        "\"message\":\"invalid key sk-ant-api03-Zq7Rm2Kx9Tb4Wc6Yd8Nf\"}}\n\n",
        "upstream-reported-error: invalid key [secret]");
    row("responses, no end", D::OpenAiResponses,
        "data: {\"response\":{\"status\":\"in_progress\"}}\n\n", cut);
}

void TestUsageTap::tellsWhatAGoodStatusHid()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, failure);
    const auto told = [&](int status) {
        UsageTap tap;
        ResponseHead head = headOf("text/event-stream");
        head.status = status;
        head.framing = BodyFraming::Chunked;
        tap.start(dialect, head);
        for (qsizetype at = 0; at < body.size(); at += 5)
            tap.payload(QByteArrayView(body).sliced(at, std::min<qsizetype>(5, body.size() - at)));
        Exchange exchange;
        tap.finish(exchange);
        const std::optional<Error> error = tap.failure();
        return error ? QByteArray(name(error->code)) + ": " + error->detail.utf8() : QByteArray();
    };
    QCOMPARE(told(200), failure);
    // A status of its own says it already.
    QCOMPARE(told(429), QByteArray());
}

void TestUsageTap::readsTheFormFromTheBytes_data()
{
    QTest::addColumn<QByteArray>("type");
    for (const char *type :
         {"text/event-stream", "application/json", "text/plain", "application/octet-stream", ""})
        QTest::newRow(type) << QByteArray(type);
}

void TestUsageTap::readsTheFormFromTheBytes()
{
    QFETCH(QByteArray, type);
    const Exchange stream =
        tapped(Dialect::OpenAiChat, headOf(type),
               "\xef\xbb\xbf\n: hello\n\ndata: {\"model\":\"m\",\"choices\":[]}\n\n", 1);
    QCOMPARE(stream.responseModel, QByteArray("m"));
    const Exchange plain =
        tapped(Dialect::OpenAiChat, headOf(type), " {\"model\":\"m\",\"choices\":[]}", 1);
    QCOMPARE(plain.responseModel, QByteArray("m"));
}

void TestUsageTap::allTapsKeepToOneBudget()
{
    MemoryBudget budget {.limit = 100'000};
    std::vector<std::unique_ptr<UsageTap>> taps;
    for (int i = 0; i < 20; ++i) {
        taps.push_back(std::make_unique<UsageTap>(&budget));
        taps.back()->start(Dialect::OpenAiChat, headOf("text/event-stream"));
        taps.back()->payload("data: {\"model\":\"m\",\"choices\":[]}\n\ndata: {\"x\":\"");
        taps.back()->payload(QByteArray(10'000, 'x'));
        QVERIFY(budget.used <= budget.limit);
    }
    QVERIFY(budget.used > budget.limit / 2);
    // What did not fit is passed over; the next event is read again.
    for (const auto &tap : taps) {
        tap->payload("\"}\n\ndata: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n");
        Exchange exchange;
        tap->finish(exchange);
        QCOMPARE(exchange.stopReason, QByteArray("stop"));
    }
    taps.clear();
    QCOMPARE(budget.used, 0);
}

void TestUsageTap::leavesUnknownWhatItCannotRead_data()
{
    QTest::addColumn<ResponseHead>("head");
    QTest::addColumn<QByteArray>("body");
    const QByteArray good = R"({"usage":{"input_tokens":1,"output_tokens":1}})";
    QTest::newRow("gzip") << headOf("application/json", "gzip") << good;
    QTest::newRow("html") << headOf("text/html") << QByteArray("<html>" + good + "</html>");
    QTest::newRow("cut") << headOf("application/json") << good.chopped(1);
    QTest::newRow("words for numbers")
        << headOf("application/json") << QByteArray(R"({"usage":{"input_tokens":"many"}})");
    QTest::newRow("negative") << headOf("application/json")
                              << QByteArray(R"({"usage":{"input_tokens":-1}})");
    QTest::newRow("array") << headOf("application/json") << QByteArray("[1]");
    QTest::newRow("too large") << headOf("application/json")
                               << QByteArray(good).append(UsageTap::kMaxPlainAnswer, ' ');
    QTest::newRow("deep") << headOf("application/json") << QByteArray(100000, '[');
}

void TestUsageTap::leavesUnknownWhatItCannotRead()
{
    QFETCH(ResponseHead, head);
    QFETCH(QByteArray, body);
    QVERIFY(!tapped(Dialect::Anthropic, head, body, 65536).usage.isKnown());
}

QTEST_GUILESS_MAIN(TestUsageTap)
#include "tst_usagetap.moc"

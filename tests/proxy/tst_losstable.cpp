// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/losstable.h"

#include "proxy/convert/converter.h"

#include <QFile>
#include <QMap>
#include <QTest>

using namespace proxy;

class TestLossTable final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRowOfTheLossTableIsTrue_data();
    void everyRowOfTheLossTableIsTrue();
    void aSystemTextThatStaysIsNoLoss();
    void tamesAndLimitsTheNamesOfLosses();
};

namespace {

const QByteArray &page()
{
    static const QByteArray text = [] {
        QFile file(QStringLiteral(PROJECT_ROOT "/resources/manual/upstreams.md"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }();
    return text;
}

Result<ConvertedRequest> convertBody(bool toOpenAi, const QByteArray &body)
{
    RequestHead head;
    head.method = "POST";
    head.normalisedPath = toOpenAi ? "/v1/messages" : "/v1/chat/completions";
    UpstreamRequest request;
    request.body = body;
    const auto dialect = toOpenAi ? UpstreamDialect::OpenAi : UpstreamDialect::Anthropic;
    ConversionSettings settings;
    settings.isVolatileSystemText = [](QByteArrayView text) { return text == "volatile"; };
    settings.passesReasoning = !body.contains(R"("thinking":"t")");
    return Converter::select(dialect, head)->convert(std::move(request), settings);
}

AnswerConverter answerFor(AnswerConverter::Client client)
{
    return AnswerConverter(AnswerConverter::Kind::Message, client, {}, {});
}

ResponseHead answerHead(const char *type)
{
    ResponseHead head;
    head.framing = BodyFraming::Chunked;
    head.headers.append("Content-Type", type);
    return head;
}

// A message that says what a row of the loss table is about. Kept here so that a row without an
// example fails.
QByteArray exampleOf(const LossRule &rule)
{
    const auto user = [](const char *block) {
        return QByteArray(
                   R"({"model":"m","max_tokens":9000,"messages":[{"role":"user","content":[)")
               + block + "]}]}";
    };
    const auto with = [](const char *field) {
        return QByteArray(
                   R"({"model":"m","max_tokens":9000,"messages":[{"role":"user","content":"x"}],)")
               + field + '}';
    };
    const auto answer = [](const char *choice) {
        return QByteArray(R"({"id":"i","model":"m","choices":[)") + choice + "]}";
    };
    const auto message = [](const char *block) {
        return QByteArray(R"({"id":"i","model":"m","stop_reason":"end_turn","content":[)") + block
               + "]}";
    };
    using D = LossDirection;
    const QMap<std::pair<int, QByteArray>, QByteArray> examples {
        {{int(D::RequestToOpenAi), "cache_control"},
         user(R"({"type":"text","text":"x","cache_control":{}})")},
        {{int(D::RequestToOpenAi), "signature"},
         R"({"model":"m","messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"s"}]}]})"},
        {{int(D::RequestToOpenAi), "content.redacted_thinking"},
         user(R"({"type":"redacted_thinking","data":"x"})")},
        {{int(D::RequestToOpenAi), "citations"},
         user(R"({"type":"text","text":"x","citations":[1]})")},
        {{int(D::RequestToOpenAi), "top_k"}, with(R"("top_k":1)")},
        {{int(D::RequestToOpenAi), "context_management"}, with(R"("context_management":{})")},
        {{int(D::RequestToOpenAi), "thinking"}, with(R"("thinking":{"type":"disabled"})")},
        {{int(D::RequestToOpenAi), "thinking.budget_tokens"},
         with(R"("thinking":{"type":"enabled","budget_tokens":2000})")},
        {{int(D::RequestToOpenAi), "tools.defer_loading"},
         with(R"("tools":[{"name":"x","defer_loading":true}])")},
        {{int(D::RequestToOpenAi), "tools.input_examples"},
         with(R"("tools":[{"name":"x","input_examples":[]}])")},
        {{int(D::RequestToOpenAi), "service_tier"}, with(R"("service_tier":"odd")")},
        {{int(D::RequestToOpenAi), "tool_result.is_error"},
         user(R"({"type":"tool_result","tool_use_id":"t","is_error":true})")},
        {{int(D::RequestToOpenAi), "tool_result.image"},
         user(
             R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"url","url":"u"}}]})")},
        {{int(D::RequestToOpenAi), "document.title"},
         user(R"({"type":"document","title":"t","source":{"type":"text","data":"x"}})")},
        {{int(D::RequestToOpenAi), "search_result.source"},
         user(R"({"type":"search_result","source":"s","content":[]})")},
        {{int(D::RequestToOpenAi), "messages.system-position"},
         R"({"model":"m","messages":[{"role":"user","content":"x"},{"role":"system","content":"y"}]})"},
        {{int(D::RequestToOpenAi), "messages.assistant-first"},
         R"({"model":"m","messages":[{"role":"assistant","content":"x"},{"role":"user","content":"y"}]})"},
        {{int(D::RequestToOpenAi), "system.volatile"},
         with(R"("system":[{"type":"text","text":"volatile"},{"type":"text","text":"y"}])")},
        {{int(D::RequestToOpenAi), "metadata.user_id"},
         with(R"("metadata":{"user_id":"a@b.example"})")},
        {{int(D::RequestToOpenAi), "max_tokens"},
         R"({"model":"gpt-4o","max_tokens":999999,"messages":[{"role":"user","content":"x"}]})"},
        {{int(D::RequestToOpenAi), "temperature"},
         R"({"model":"o3","temperature":0,"messages":[{"role":"user","content":"x"}]})"},
        {{int(D::RequestToOpenAi), "top_p"},
         R"({"model":"o3","top_p":0.5,"messages":[{"role":"user","content":"x"}]})"},
        {{int(D::RequestToOpenAi), "stop_sequences"},
         with(R"("stop_sequences":["a","b","c","d","e"])")},
        {{int(D::RequestToOpenAi), "output_config.effort"},
         with(R"("output_config":{"effort":"max"})")},
        {{int(D::RequestToOpenAi), "output_config.format.strict"},
         with(
             R"("output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{}}}}})")},
        {{int(D::RequestToOpenAi), "tools.strict"},
         with(
             R"("tools":[{"name":"x","strict":true,"input_schema":{"type":"object","properties":{"a":{}}}}])")},
        {{int(D::RequestToOpenAi), "tools.input_schema"},
         with(R"("tools":[{"name":"x","input_schema":{"type":"object"}}])")},
        {{int(D::RequestToOpenAi), "tools.name"},
         with(
             R"("tools":[{"name":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}])")},
        {{int(D::RequestToOpenAi), "tools.duplicate"},
         with(R"("tools":[{"name":"x"},{"name":"x"}])")},
        {{int(D::RequestToOpenAi), "tool_use.name"},
         R"({"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"i","name":"","input":{}}]}]})"},
        {{int(D::RequestToOpenAi), "tool_choice"},
         R"({"model":"gpt-5-chat","tool_choice":{"type":"any"},"messages":[{"role":"user","content":"x"}]})"},
        {{int(D::RequestToOpenAi), "thinking.history"},
         R"({"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":""}]}]})"},
        {{int(D::RequestToOpenAi), "prefill"},
         R"({"model":"m","messages":[{"role":"assistant","content":"x"}]})"},
        {{int(D::RequestToOpenAi), "container"}, with(R"("container":"c")")},
        {{int(D::RequestToOpenAi), "mcp_servers"}, with(R"("mcp_servers":[])")},
        {{int(D::RequestToOpenAi), "tools.type"}, with(R"("tools":[{"type":"bash_1"}])")},
        {{int(D::RequestToOpenAi), "image.source"},
         user(R"({"type":"image","source":{"type":"file","file_id":"f"}})")},
        {{int(D::RequestToOpenAi), "document.source"},
         user(R"({"type":"document","source":{"type":"url","url":"f"}})")},
        {{int(D::RequestToAnthropic), "max_tokens"},
         R"({"model":"m","messages":[{"role":"user","content":"x"}]})"},
        {{int(D::RequestToAnthropic), "temperature"}, with(R"("temperature":2)")},
        {{int(D::RequestToAnthropic), "top_p"}, with(R"("temperature":0,"top_p":0.5)")},
        {{int(D::RequestToAnthropic), "top_k"},
         R"({"model":"claude-opus-4-7","top_k":5,"messages":[{"role":"user","content":"x"}]})"},
        {{int(D::RequestToAnthropic), "stop"}, with(R"("stop":["END"," "])")},
        {{int(D::RequestToAnthropic), "user"}, with(R"("user":"a@b.example")")},
        {{int(D::RequestToAnthropic), "cache_control"},
         user(R"({"type":"text","text":" ","cache_control":{}},{"type":"text","text":"x"})")},
        {{int(D::RequestToAnthropic), "tools.cache_control"},
         with(
             R"("tools":[{"cache_control":{},"function":{"name":"a"}},{"cache_control":{},"function":{"name":"b"}},{"cache_control":{},"function":{"name":"c"}},{"cache_control":{},"function":{"name":"d"}},{"cache_control":{},"function":{"name":"e"}}])")},
        {{int(D::RequestToAnthropic), "tools.name"},
         with(R"("tools":[{"function":{"name":"a.b"}}])")},
        {{int(D::RequestToAnthropic), "tools.duplicate"},
         with(R"("tools":[{"function":{"name":"a"}},{"function":{"name":"a"}}])")},
        {{int(D::RequestToAnthropic), "tool_calls.name"},
         R"({"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"i","function":{"name":"","arguments":""}}]}]})"},
        {{int(D::RequestToAnthropic), "tools.parameters"},
         with(R"("tools":[{"function":{"name":"a","parameters":{"type":"object"}}}])")},
        {{int(D::RequestToAnthropic), "tools.strict"},
         with(
             R"("tools":[{"function":{"name":"a","strict":true,"parameters":{"type":"object","properties":{}}}}])")},
        {{int(D::RequestToAnthropic), "tool_choice"},
         R"({"model":"claude-opus-5-5","tool_choice":"required","messages":[{"role":"user","content":"x"}]})"},
        {{int(D::RequestToAnthropic), "response_format"},
         R"({"model":"claude-3-5-haiku-20241022","response_format":{"type":"json_schema","json_schema":{"schema":{}}},"messages":[{"role":"user","content":"x"}]})"},
        {{int(D::RequestToAnthropic), "response_format.json_schema.schema"},
         with(
             R"("response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"}}})")},
        {{int(D::RequestToAnthropic), "messages.assistant-first"},
         R"({"model":"m","messages":[{"role":"assistant","content":"x"},{"role":"user","content":"y"}]})"},
        {{int(D::RequestToAnthropic), "messages.prefill"},
         R"({"model":"claude-opus-4-7","messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]})"},
        {{int(D::RequestToAnthropic), "reasoning_effort"},
         with(R"("reasoning_effort":"low","tool_choice":"required")")},
        {{int(D::RequestToAnthropic), "reasoning_content"},
         R"({"model":"m","messages":[{"role":"assistant","content":"x","reasoning_content":"y"}]})"},
        {{int(D::RequestToAnthropic), "reasoning_details"},
         R"({"model":"m","messages":[{"role":"assistant","content":"x","reasoning_details":[]}]})"},
        {{int(D::RequestToAnthropic), "messages.system-position"},
         R"({"model":"m","messages":[{"role":"user","content":"x"},{"role":"system","content":"y"}]})"},
        {{int(D::RequestToAnthropic), "messages.name"},
         R"({"model":"m","messages":[{"role":"user","name":"n","content":"x"}]})"},
        {{int(D::RequestToAnthropic), "messages.empty"},
         R"({"model":"m","messages":[{"role":"user","content":"x"},{"role":"user","content":""}]})"},
        {{int(D::RequestToAnthropic), "messages.blank"},
         R"({"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"\n"},{"type":"text","text":"x"}]}]})"},
        {{int(D::RequestToAnthropic), "tool_calls.arguments"},
         R"({"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"i","function":{"name":"n","arguments":"x"}}]}]})"},
        {{int(D::RequestToAnthropic), "image_url.detail"},
         user(R"({"type":"image_url","image_url":{"url":"u","detail":"low"}})")},
        {{int(D::RequestToAnthropic), "response_format.json_object"},
         with(R"("response_format":{"type":"json_object"})")},
        {{int(D::RequestToAnthropic), "response_format.json_schema.name"},
         with(
             R"("response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}})")},
        {{int(D::RequestToAnthropic), "frequency_penalty"}, with(R"("frequency_penalty":1)")},
        {{int(D::RequestToAnthropic), "presence_penalty"}, with(R"("presence_penalty":-1)")},
        {{int(D::RequestToAnthropic), "logit_bias"}, with(R"("logit_bias":{})")},
        {{int(D::RequestToAnthropic), "seed"}, with(R"("seed":0)")},
        {{int(D::RequestToAnthropic), "store"}, with(R"("store":true)")},
        {{int(D::RequestToAnthropic), "metadata"}, with(R"("metadata":{})")},
        {{int(D::RequestToAnthropic), "prompt_cache_key"}, with(R"("prompt_cache_key":"k")")},
        {{int(D::RequestToAnthropic), "prediction"}, with(R"("prediction":{})")},
        {{int(D::RequestToAnthropic), "verbosity"}, with(R"("verbosity":"low")")},
        {{int(D::RequestToAnthropic), "service_tier"}, with(R"("service_tier":"flex")")},
        {{int(D::RequestToAnthropic), "n"}, with(R"("n":2)")},
        {{int(D::RequestToAnthropic), "logprobs"}, with(R"("logprobs":true)")},
        {{int(D::RequestToAnthropic), "top_logprobs"}, with(R"("top_logprobs":1)")},
        {{int(D::RequestToAnthropic), "modalities"}, with(R"("modalities":["audio"])")},
        {{int(D::RequestToAnthropic), "audio"}, with(R"("audio":{})")},
        {{int(D::RequestToAnthropic), "web_search_options"}, with(R"("web_search_options":{})")},
        {{int(D::RequestToAnthropic), "functions"}, with(R"("functions":[])")},
        {{int(D::RequestToAnthropic), "function_call"}, with(R"("function_call":"auto")")},
        {{int(D::RequestToAnthropic), "tools.type"}, with(R"("tools":[{"type":"custom"}])")},
        {{int(D::RequestToAnthropic), "content.type"}, user(R"({"type":"input_audio"})")},
        {{int(D::RequestToAnthropic), "image_url.url"},
         user(R"({"type":"image_url","image_url":{"url":"data:,x"}})")},
        {{int(D::RequestToAnthropic), "file.file_data"},
         user(R"({"type":"file","file":{"file_id":"f"}})")},
        {{int(D::AnswerToAnthropic), "reasoning_content"},
         answer(R"({"message":{"content":"x","reasoning_content":"y"}})")},
        {{int(D::AnswerToAnthropic), "tool_calls.arguments"},
         answer(
             R"({"message":{"tool_calls":[{"id":"i","function":{"name":"n","arguments":"x"}}]}})")},
        {{int(D::AnswerToAnthropic), "finish_reason"},
         answer(R"({"message":{"content":"x"},"finish_reason":"weird"})")},
        {{int(D::AnswerToAnthropic), "choices"},
         answer(R"({"message":{"content":"x"}},{"message":{"content":"y"}})")},
        {{int(D::AnswerToAnthropic), "message.annotations"},
         answer(R"({"message":{"content":"x","annotations":[1]}})")},
        {{int(D::AnswerToAnthropic), "answer.system_fingerprint"},
         R"({"id":"i","system_fingerprint":"f","choices":[{"message":{"content":"x"}}]})"},
        {{int(D::AnswerToAnthropic), "answer.service_tier"},
         R"({"id":"i","service_tier":"f","choices":[{"message":{"content":"x"}}]})"},
        {{int(D::AnswerToAnthropic), "choices.logprobs"},
         answer(R"({"message":{"content":"x"},"logprobs":{}})")},
        {{int(D::AnswerToAnthropic), "usage.audio_tokens"},
         R"({"id":"i","choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens_details":{"audio_tokens":3}}})"},
        {{int(D::AnswerToOpenAi), "tool_calls.arguments"},
         message(R"({"type":"tool_use","id":"t","name":"n","input":"x"})")},
        {{int(D::AnswerToOpenAi), "stop_reason"},
         R"({"id":"i","content":[],"stop_reason":"weird"})"},
        {{int(D::AnswerToOpenAi), "stop_sequence"},
         R"({"id":"i","content":[],"stop_reason":"stop_sequence","stop_sequence":"END"})"},
        {{int(D::AnswerToOpenAi), "usage.service_tier"},
         R"({"id":"i","content":[],"usage":{"service_tier":"standard"}})"},
        {{int(D::AnswerToOpenAi), "signature"},
         message(R"({"type":"thinking","thinking":"x","signature":"s"})")},
        {{int(D::AnswerToOpenAi), "content.redacted_thinking"},
         message(R"({"type":"redacted_thinking","data":"x"})")},
        {{int(D::AnswerToOpenAi), "citations"},
         message(R"({"type":"text","text":"x","citations":[1]})")},
        {{int(D::AnswerToOpenAi), "content.server_tool_use"},
         message(R"({"type":"server_tool_use"})")},
    };
    return examples.value({int(rule.direction), rule.name.toByteArray()});
}

} // namespace

void TestLossTable::everyRowOfTheLossTableIsTrue_data()
{
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < lossRules().size(); ++i)
        QTest::addRow("%d %s", int(lossRules()[i].direction), lossRules()[i].name.data()) << int(i);
}

void TestLossTable::everyRowOfTheLossTableIsTrue()
{
    QFETCH(int, index);
    const LossRule &rule = lossRules()[size_t(index)];
    const QByteArray example = exampleOf(rule);
    QVERIFY2(!example.isEmpty(), "this row has no example");
    QVERIFY(page().contains('`' + rule.name.toByteArray() + '`'));
    const bool isRequest = rule.direction == LossDirection::RequestToOpenAi
                           || rule.direction == LossDirection::RequestToAnthropic;
    if (!isRequest) {
        AnswerConverter converter = answerFor(rule.direction == LossDirection::AnswerToOpenAi
                                                  ? AnswerConverter::Client::OpenAi
                                                  : AnswerConverter::Client::Anthropic);
        QVERIFY(!converter.head(answerHead("application/json")).error);
        QVERIFY(!converter.feed(example).error);
        QVERIFY(!converter.finish().error);
        QCOMPARE(converter.losses().countOf(rule.name), 1);
        return;
    }
    const Result<ConvertedRequest> converted =
        convertBody(rule.direction == LossDirection::RequestToOpenAi, example);
    if (rule.treatment != LossTreatment::Refused) {
        QVERIFY2(converted.has_value(),
                 converted ? "" : qPrintable(converted.error().detail.text()));
        QCOMPARE(converted->answer->losses().countOf(rule.name), 1);
        return;
    }
    QVERIFY(!converted);
    QCOMPARE(converted.error().code, ErrorCode::NotConvertible);
    const QByteArray field = rule.name.toByteArray().mid(rule.name.lastIndexOf('.') + 1);
    QVERIFY2(converted.error().detail.text().contains(QString::fromUtf8(field + ": ")),
             qPrintable(converted.error().detail.text()));
}

void TestLossTable::aSystemTextThatStaysIsNoLoss()
{
    const auto converted = convertBody(
        true, R"({"model":"m","max_tokens":9,"system":[{"type":"text","text":"stays"}],)"
              R"("messages":[{"role":"user","content":"x"}]})");
    QVERIFY(converted);
    QVERIFY(!converted->answer->losses().headerValue().contains("system.volatile"));
}

void TestLossTable::tamesAndLimitsTheNamesOfLosses()
{
    Losses losses;
    losses.add("Evil\r\nSet-Cookie: x=1");
    losses.add(QByteArray(1000, 'a'));
    losses.add("");
    for (int i = 0; i < 100; ++i)
        losses.add("name-" + QByteArray::number(i), 2);
    QCOMPARE(losses.countOf("evil__set-cookie__x_1"), 1);
    QCOMPARE(losses.countOf("other"), 2 * (100 - (int(Losses::kMaxNames) - 3)));
    const QByteArray value = losses.headerValue();
    QVERIFY(value.size() < 4096 && !value.contains('\n') && !value.contains('\r'));
}

QTEST_GUILESS_MAIN(TestLossTable)
#include "tst_losstable.moc"

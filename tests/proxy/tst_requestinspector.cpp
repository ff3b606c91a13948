// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/requestinspector.h"
#include "proxy/json/jsonskip.h"

#include <QTest>

using proxy::Dialect;
using proxy::InspectorTables;
using proxy::RequestFacts;
using proxy::RequestInspector;
using proxy::RouteReason;

namespace {

RequestFacts inspectChat(const QByteArray &body)
{
    static const InspectorTables kTables = *proxy::loadInspectorTables();
    return RequestInspector(kTables).inspect(Dialect::OpenAiChat, body);
}

QByteArray chat(const QByteArray &messages)
{
    return R"({"model":"m","messages":[)" + messages + "]}";
}

QByteArray user(const QByteArray &text)
{
    return R"({"role":"user","content":")" + text + R"("})";
}

const QByteArray kAssistant = R"({"role":"assistant","content":"done"})";

} // namespace

class TestRequestInspector final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhyARequestIsSkipped_data();
    void saysWhyARequestIsSkipped();
    void readsOnlyPlainBodies_data();
    void readsOnlyPlainBodies();
    void findsTheModelsBytes();
    void modelsHaveUpToAKilobyte();
    void furtherFieldsAreFewAndShort();
    void keepsTheFingerprintsOfATurnThroughItsToolLoop();
    void halfACharacterHidesNoText();
    void tellsTurnsApart();
    void aPausedTurnThatGoesOnIsNoPrefill();
    void fingerprintsSystemTextsWithoutVolatileOnes();
    void readsWhatARequestAsksOfItsModel_data();
    void readsWhatARequestAsksOfItsModel();
    void readsHowLongACacheIsToLive_data();
    void readsHowLongACacheIsToLive();
    void countsTheThinkingInTheHistory();
    void notesWhatStandsAmongTheMessages();
    void listsTheTypesOfTheProvidersTools();
    void countsToolsThatComeAsInput();
    void takesIdsUpToTheirLimit();
    void tellsAWarmUp();
    void takesTheIdOfAServersConversationForASession();
    void needsNoPadding();
    void survivesDepth_data();
    void survivesDepth();
    void survivesSize_data();
    void survivesSize();
    void usesOneInspectorForManyBodies();
};

void TestRequestInspector::saysWhyARequestIsSkipped_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<RouteReason>("skip");
    const QByteArray hi = R"("messages":[{"role":"user","content":"hi"}])";
    const auto row = [](const char *name, const QByteArray &body, RouteReason skip) {
        QTest::newRow(name) << body << skip;
    };
    row("good", "{\"model\":\"m\"," + hi + "}", RouteReason::None);
    row("empty", "", RouteReason::NotJson);
    row("blank", " \n ", RouteReason::NotJson);
    row("no object", "[{\"model\":\"m\"}]", RouteReason::NotJson);
    row("a string", "\"model\"", RouteReason::NotJson);
    row("form data", "model=m&x=y", RouteReason::NotJson);
    row("byte order mark", "\xEF\xBB\xBF{\"model\":\"m\"," + hi + "}", RouteReason::NotJson);
    row("trailing garbage", "{\"model\":\"m\"," + hi + "}x", RouteReason::NotJson);
    row("second document", "{\"model\":\"m\"," + hi + "}{}", RouteReason::NotJson);
    row("closing bracket more", "{\"model\":\"m\"," + hi + "}}", RouteReason::NotJson);
    row("cut", "{\"model\":\"m\"," + hi, RouteReason::NotJson);
    row("cut in a string", "{\"model\":\"m", RouteReason::NotJson);
    row("NUL behind", "{\"model\":\"m\"," + hi + "}" + QByteArray(1, '\0'), RouteReason::NotJson);
    row("invalid UTF-8", "{\"model\":\"m\",\"x\":\"\xC3\x28\"," + hi + "}", RouteReason::NotJson);
    row("encoded surrogate", "{\"x\":\"\xED\xA0\x80\",\"model\":\"m\"," + hi + "}",
        RouteReason::NotJson);
    row("raw line feed in a string", "{\"model\":\"m\",\"x\":\"a\nb\"," + hi + "}",
        RouteReason::NotJson);
    row("broken nested literal", "{\"model\":\"m\",\"x\":{\"y\":[1,tru]}," + hi + "}",
        RouteReason::NotJson);
    row("broken nested number", "{\"model\":\"m\",\"x\":{\"y\":[01]}," + hi + "}",
        RouteReason::NotJson);
    row("mixed brackets", "{\"model\":\"m\",\"x\":[{\"y\":1]}," + hi + "}", RouteReason::NotJson);
    row("comma too many", "{\"model\":\"m\",\"x\":[1,]," + hi + "}", RouteReason::NotJson);
    row("comma missing", "{\"model\":\"m\",\"x\":[1 2]," + hi + "}", RouteReason::NotJson);
    row("no model", "{" + hi + "}", RouteReason::NoModel);
    row("nested model only", "{\"x\":{\"model\":\"m\"}," + hi + "}", RouteReason::NoModel);
    row("number as model", "{\"model\":7," + hi + "}", RouteReason::NoModel);
    row("null as model", "{\"model\":null," + hi + "}", RouteReason::NoModel);
    row("object as model", "{\"model\":{\"a\":\"m\"}," + hi + "}", RouteReason::NoModel);
    row("empty model", "{\"model\":\"\"," + hi + "}", RouteReason::NoModel);
    row("unknown escape in the model", "{\"model\":\"\\q\"," + hi + "}", RouteReason::NoModel);
    row("half a character in the model", "{\"model\":\"\\ud800\"," + hi + "}", RouteReason::None);
    row("unknown escape in a key", "{\"model\":\"m\",\"\\q\":1," + hi + "}", RouteReason::NotJson);
    row("endless model", "{\"model\":\"" + QByteArray(5000, 'm') + "\"," + hi + "}",
        RouteReason::NoModel);
    row("two models", "{\"model\":\"m\"," + hi + ",\"model\":\"m\"}", RouteReason::DuplicateModel);
    row("two models, one escaped", "{\"model\":\"m\"," + hi + ",\"mo\\u0064el\":\"n\"}",
        RouteReason::DuplicateModel);
    row("two models, one a number", "{\"model\":1," + hi + ",\"model\":\"n\"}",
        RouteReason::DuplicateModel);
    row("no messages", "{\"model\":\"m\"}", RouteReason::NoUserText);
    row("messages of another kind", "{\"model\":\"m\",\"messages\":{\"role\":\"user\"}}",
        RouteReason::NoUserText);
    row("a text as messages", R"({"model":"m","messages":"hi"})", RouteReason::NoUserText);
    row("null as messages", R"({"model":"m","messages":null})", RouteReason::NoUserText);
    row("blank text", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\" \\n \"}]}",
        RouteReason::NoUserText);
    row("escaped blanks",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\u0020\\u0009\"}]}",
        RouteReason::NoUserText);
    row("only a half character",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\udc00\"}]}",
        RouteReason::None);
    row("unknown escape in the only text",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\q\"}]}",
        RouteReason::NoUserText);
    row("input of another dialect", "{\"model\":\"m\",\"input\":\"hi\"}", RouteReason::NoUserText);
}

void TestRequestInspector::saysWhyARequestIsSkipped()
{
    QFETCH(QByteArray, body);
    QTEST(inspectChat(body).skip, "skip");
}

void TestRequestInspector::readsOnlyPlainBodies_data()
{
    QTest::addColumn<QByteArrayList>("codings");
    QTest::addColumn<RouteReason>("skip");
    QTest::newRow("none") << QByteArrayList {} << RouteReason::None;
    QTest::newRow("identity") << QByteArrayList {"Identity"} << RouteReason::None;
    QTest::newRow("empty") << QByteArrayList {""} << RouteReason::None;
    QTest::newRow("gzip") << QByteArrayList {"gzip"} << RouteReason::Encoded;
    QTest::newRow("zstd in a list") << QByteArrayList {"identity, zstd"} << RouteReason::Encoded;
    QTest::newRow("second field") << QByteArrayList {"identity", "br"} << RouteReason::Encoded;
}

void TestRequestInspector::readsOnlyPlainBodies()
{
    QFETCH(QByteArrayList, codings);
    proxy::Request request;
    request.head.normalisedPath = "/v1/chat/completions";
    for (const QByteArray &coding : codings)
        request.head.headers.append("Content-Encoding", coding);
    request.body = chat(user("hi"));
    const InspectorTables tables = *proxy::loadInspectorTables();
    const RequestFacts facts = RequestInspector(tables).inspect(request);
    QTEST(facts.skip, "skip");
    QCOMPARE(facts.dialect, Dialect::OpenAiChat);
}

void TestRequestInspector::findsTheModelsBytes()
{
    const QByteArray body = R"({"a":"\"","model" : "x\/y\u0021" ,"messages":[]})";
    const RequestFacts facts = inspectChat(body);
    QCOMPARE(facts.model, QByteArray("x/y!"));
    QCOMPARE(body.sliced(facts.modelRange.begin, facts.modelRange.size()),
             QByteArray(R"("x\/y\u0021")"));
}

void TestRequestInspector::modelsHaveUpToAKilobyte()
{
    const auto modelOf = [](qsizetype size) {
        return inspectChat(R"({"model":")" + QByteArray(size, 'm') + R"(","messages":[]})").model;
    };
    QCOMPARE(modelOf(1024), QByteArray(1024, 'm'));
    QCOMPARE(modelOf(1025), QByteArray());
}

void TestRequestInspector::furtherFieldsAreFewAndShort()
{
    const auto fieldsOf = [](const QByteArray &fields) {
        return inspectChat("{" + fields + R"("model":"m","messages":[]})").features.furtherFields;
    };
    const auto named = [](qsizetype size) { return '"' + QByteArray(size, 'f') + "\":1,"; };
    QCOMPARE(fieldsOf(named(64)), QByteArrayList {QByteArray(64, 'f')});
    QCOMPARE(fieldsOf(named(65)), QByteArrayList());
    const auto many = [](int count) {
        QByteArray fields;
        for (int at = 0; at < count; ++at)
            fields += "\"field" + QByteArray::number(at) + "\":1,";
        return fields;
    };
    QCOMPARE(fieldsOf(many(32)).size(), 32);
    QCOMPARE(fieldsOf(many(33)).size(), 32);
}

void TestRequestInspector::keepsTheFingerprintsOfATurnThroughItsToolLoop()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    RequestInspector inspector(tables);
    const QByteArray before = R"({"model":"m","messages":[)";
    // Agents turn blocks into strings and move cache_control from turn to turn.
    const QByteArray asBlocks = R"({"role":"user","content":[{"type":"text","text":
        "<system-reminder>\nx\n</system-reminder>"},{"type":"text","text":"do it",
        "cache_control":{"type":"ephemeral"}}]})";
    const QByteArray asString = R"({"role":"user","content":"do it"})";
    const QByteArray loop = R"(,{"role":"assistant","content":[{"type":"tool_use","id":"1"}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"x"},
        {"type":"text","text":"hurry"}]})";
    const auto first = inspector.inspect(Dialect::Anthropic, before + asBlocks + "]}");
    const auto later = inspector.inspect(Dialect::Anthropic, before + asString + loop + "]}");
    QCOMPARE(first.userText, QByteArray("do it"));
    QCOMPARE(later.userText, first.userText);
    QCOMPARE(later.userTextHash, first.userTextHash);
    QCOMPARE(later.firstTextHash, first.firstTextHash);
    QCOMPARE(later.userTextOrdinal, first.userTextOrdinal);
    QVERIFY(!first.isContinuation);
    QVERIFY(later.isContinuation);
    // Behind the results, as a message of its own, it is asked by a person.
    const QByteArray asked = R"(,{"role":"user","content":"stop"})";
    const auto next =
        inspector.inspect(Dialect::Anthropic, before + asString + loop + asked + "]}");
    QCOMPARE(next.userText, QByteArray("stop"));
    QVERIFY(!next.isContinuation);
}

void TestRequestInspector::halfACharacterHidesNoText()
{
    // Pasted or cut emoji: JSON.stringify() writes one half as an escape.
    const auto facts = inspectChat(chat(user(R"(fix it \ud83d now)")));
    QCOMPARE(facts.skip, RouteReason::None);
    QVERIFY(facts.userText.startsWith("fix it ") && facts.userText.endsWith(" now"));
}

void TestRequestInspector::tellsTurnsApart()
{
    const auto one = inspectChat(chat(user("yes")));
    const auto three = inspectChat(chat(user("yes") + ',' + kAssistant + ',' + user("more") + ','
                                        + kAssistant + ',' + user("yes")));
    QCOMPARE(three.userTextHash, one.userTextHash);
    QCOMPARE(three.firstTextHash, one.firstTextHash);
    QCOMPARE(one.userTextOrdinal, 1);
    QCOMPARE(three.userTextOrdinal, 3);
    QVERIFY(!three.isContinuation);
    const auto other = inspectChat(chat(user("no")));
    QVERIFY(other.userTextHash != one.userTextHash);
}

void TestRequestInspector::aPausedTurnThatGoesOnIsNoPrefill()
{
    // stop_reason pause_turn: the client sends the answer back as it came, and nothing more.
    const InspectorTables tables = *proxy::loadInspectorTables();
    const auto facts = RequestInspector(tables).inspect(
        Dialect::Anthropic,
        R"({"model":"m","messages":[{"role":"user","content":"look it up"},{"role":"assistant",)"
        R"("content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{}},)"
        R"({"type":"web_search_tool_result","tool_use_id":"s","content":[]}]}]})");
    QVERIFY(!facts.features.hasPrefill);
    QVERIFY(facts.isContinuation);
    QVERIFY(facts.features.openToolExchange);
}

void TestRequestInspector::fingerprintsSystemTextsWithoutVolatileOnes()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    RequestInspector inspector(tables);
    const auto fingerprint = [&inspector](const QByteArray &system) {
        const QByteArray body = R"({"model":"m","system":)" + system + R"(,"messages":[]})";
        return inspector.inspect(Dialect::Anthropic, body).features.systemFingerprint;
    };
    const quint64 plain = fingerprint(R"("help")");
    QVERIFY(plain != 0);
    QCOMPARE(fingerprint(R"([{"type":"text","text":"help","cache_control":{}}])"), plain);
    QCOMPARE(fingerprint(R"([{"text":"x-anthropic-billing-header: 1"},{"text":"help"}])"), plain);
    QVERIFY(fingerprint(R"("help me")") != plain);
    QCOMPARE(fingerprint("null"), quint64(0));
}

void TestRequestInspector::readsWhatARequestAsksOfItsModel_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, Dialect dialect, const char *fields,
                        const char *expected) {
        QTest::newRow(name) << dialect << QByteArray(fields) << QByteArray(expected);
    };
    using enum Dialect;
    row("nothing", Anthropic, R"("x":null)", "");
    row("thinking between tools", Anthropic,
        R"("thinking":{"type":"between_tools","display":"omitted"})",
        "between-tools display=omitted");
    row("an endless display", Anthropic,
        R"("thinking":{"display":"0123456789012345678901234567890123456789012345678901234567890123456789"})",
        "");
    row("sampling", Anthropic, R"("temperature":0,"top_p":0.95,"top_k":40)", "t=0 p=0.95 top-k");
    row("sampling as null", Anthropic, R"("temperature":null,"top_p":null,"top_k":null)", "");
    row("sampling of no use", OpenAiChat, R"("temperature":"hot","top_p":-3)", "");
    row("a number no double holds", OpenAiChat, R"("temperature":1e999,"top_p":1e300)", "p=1000");
    row("stop", OpenAiChat, R"("stop":["\n"])", "stop");
    row("stop as a text", OpenAiChat, R"("stop":"END")", "stop");
    row("no stop", OpenAiChat, R"("stop":null)", "");
    row("an empty stop", OpenAiChat, R"("stop":[ ])", "");
    row("an empty text to stop at", OpenAiChat, R"("stop":"")", "");
    row("stop sequences are another thing", Anthropic, R"("stop_sequences":["x"],"stop":"x")", "");
    row("fallbacks", Anthropic, R"("fallbacks":[{"model":"claude-opus-5"}])", "fallbacks");
    row("the default fallbacks", Anthropic, R"("fallbacks":"default")", "");
    row("no fallbacks", Anthropic, R"("fallbacks":[])", "");
    row("OpenRouter's fallbacks", OpenAiChat, R"("models":["openai/gpt-5.6"])", "fallbacks");
    row("terms", Anthropic, R"("speed":"fast","inference_geo":"us")", "speed=fast region=us");
    row("terms as null", Anthropic, R"("speed":null,"inference_geo":null)", "");
    row("a thread that begins", Anthropic, R"("thread":{"type":"create"})", "state=thread");
    row("a thread of a kind to come", Anthropic, R"("thread":{})", "state=thread");
    row("a thread by its id", Anthropic, R"("thread":"thr_1")", "state=thread");
    row("no thread", Anthropic, R"("thread":null)", "");
    row("a conversation", OpenAiResponses, R"("conversation":"conv_1")", "state=conversation");
    row("no conversation", OpenAiResponses, R"("conversation":"","container":null)", "");
    row("a container", Anthropic, R"("container":"ctr_1")", "state=container");
    row("a container with skills", Anthropic, R"("container":{"skills":[]})", "state=container");
    row("an item by reference", OpenAiResponses, R"("input":[{"type":"item_reference","id":"r"}])",
        "state=item_reference");
    row("a tool's own container", OpenAiResponses,
        R"("tools":[{"type":"code_interpreter","container":"cntr_1"}])", "state=container");
    row("a shell in a container", OpenAiResponses,
        R"("tools":[{"type":"shell","environment":{"type":"container_reference","container_id":"c"}}])",
        "state=container");
    row("a container to be made", OpenAiResponses,
        R"("tools":[{"type":"code_interpreter","container":{"type":"auto"}}])", "");
    row("an answer as sound", OpenAiChat, R"("modalities":["text","audio"])", "audio");
    row("an answer as text", OpenAiChat, R"("modalities":["text"])", "");
    row("fields of some models", OpenAiChat,
        R"("logit_bias":{},"seed":7,"logprobs":false,"max_tokens":9,"presence_penalty":null)",
        "[logit_bias seed logprobs max_tokens]");
    row("fields of all models", OpenAiResponses,
        R"("store":false,"include":[],"user":"a","stream_options":{},"max_output_tokens":9)", "");
    row("words of a set", OpenAiResponses,
        R"("service_tier":"flex","text":{"verbosity":"low"},"reasoning":{"summary":"auto","mode":"x"})",
        "[service_tier:flex text.verbosity:low reasoning.summary reasoning.mode:x]");
    row("a field inside", Anthropic,
        R"("output_config":{"task_budget":{"total":1},"effort":"low"})",
        "[output_config.task_budget]");
    row("words that are none", OpenAiChat, R"("service_tier":"a b","\u0000":1,"k\u001b":2,"":3)",
        "[service_tier]");
    row("the first of two", Anthropic, R"("container":"c","thread":{"type":"create"})",
        "state=container");
}

void TestRequestInspector::readsWhatARequestAsksOfItsModel()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, fields);
    static const InspectorTables kTables = *proxy::loadInspectorTables();
    const auto facts =
        RequestInspector(kTables).inspect(dialect, "{\"model\":\"m\"," + fields + "}");
    QVERIFY(facts.skip != RouteReason::NotJson);
    const proxy::RequestFeatures &features = facts.features;
    QByteArrayList words;
    const auto add = [&words](bool isThere, const QByteArray &word) {
        if (isThere)
            words.append(word);
    };
    add(features.thinking == proxy::ThinkingMode::BetweenTools, "between-tools");
    add(!features.thinkingDisplay.isEmpty(), "display=" + features.thinkingDisplay);
    add(features.temperature != -1, "t=" + QByteArray::number(features.temperature));
    add(features.topP != -1, "p=" + QByteArray::number(features.topP));
    add(features.hasTopK, "top-k");
    add(features.hasStop, "stop");
    add(features.hasFallbacks, "fallbacks");
    add(!features.speed.isEmpty(), "speed=" + features.speed);
    add(!features.region.isEmpty(), "region=" + features.region);
    add(!features.serverState.isEmpty(), "state=" + features.serverState);
    add(features.hasAudio, "audio");
    add(!features.furtherFields.isEmpty(), '[' + features.furtherFields.join(' ') + ']');
    QTEST(words.join(' '), "expected");
}

void TestRequestInspector::readsHowLongACacheIsToLive_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<qint64>("seconds");
    const auto row = [](const char *fields, qint64 seconds) {
        QTest::newRow(fields) << QByteArray(fields) << seconds;
    };
    row(R"("prompt_cache_options":{"mode":"implicit","ttl":"30m"})", 1800);
    row(R"("prompt_cache_options":{"ttl":"12h"})", 43200);
    row(R"("prompt_cache_options":{"ttl":"90m"})", 5400);
    row(R"("prompt_cache_options":{"mode":"explicit"})", -1);
    row(R"("prompt_cache_options":null)", -1);
    row(R"("prompt_cache_options":{"ttl":30})", -1);
    row(R"("prompt_cache_options":{"ttl":"h"})", -1);
    row(R"("prompt_cache_options":{"ttl":"-5m"})", -1);
    row(R"("prompt_cache_options":{"ttl":"0h"})", -1);
    row(R"("prompt_cache_options":{"ttl":"99999999999999999999h"})", -1);
    row(R"("prompt_cache_options":{"ttl":"9223372036854775807m"})", -1);
    row(R"("prompt_cache_retention":"24h")", 86400);
    row(R"("prompt_cache_retention":"in_memory")", 600);
    row(R"("prompt_cache_retention":null)", -1);
    row(R"("prompt_cache_retention":"24h","prompt_cache_options":{"ttl":"30m"})", 1800);
    row(R"("prompt_cache_options":{"ttl":"30m"},"prompt_cache_retention":"24h")", 1800);
}

void TestRequestInspector::readsHowLongACacheIsToLive()
{
    QFETCH(QByteArray, fields);
    QTEST(inspectChat("{\"model\":\"m\"," + fields + "}").features.cacheTtlSeconds, "seconds");
}

void TestRequestInspector::countsTheThinkingInTheHistory()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    const QByteArray thought = R"({"type":"thinking","thinking":"hm","signature":"c2ln"})";
    const QByteArray hidden = R"({"type":"redacted_thinking","data":"AAAA"})";
    const QByteArray said = R"({"type":"text","text":"long long long text"})";
    const auto anthropic = RequestInspector(tables).inspect(
        Dialect::Anthropic, R"({"model":"m","messages":[{"role":"assistant","content":[)" + thought
                                + ',' + hidden + ',' + said + "]}]}");
    QCOMPARE(anthropic.features.thinkingBytes, thought.size() + hidden.size());
    QVERIFY(anthropic.features.hasSignedThinking);
    const auto responses = RequestInspector(tables).inspect(
        Dialect::OpenAiResponses,
        R"({"model":"m","input":[{"encrypted_content":"12345678","type":"reasoning"},)"
        R"({"type":"reasoning","encrypted_content":null},{"type":"reasoning","summary":[]},)"
        R"({"type":"compaction","encrypted_content":"99"}]})");
    QCOMPARE(responses.features.thinkingBytes, 8);
}

void TestRequestInspector::notesWhatStandsAmongTheMessages()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    RequestInspector inspector(tables);
    const QByteArray effort = R"({"role":"system","content":[],"output_config":{"effort":"low"}})";
    const QByteArray body = chat(user("hi") + ',' + effort);
    const auto anthropic = inspector.inspect(Dialect::Anthropic, body).features;
    QVERIFY(anthropic.hasSystemTurns);
    QVERIFY(anthropic.hasMessageEffort);
    QVERIFY(anthropic.effort.isEmpty());
    QVERIFY(!inspector.inspect(Dialect::Anthropic, chat(user("hi"))).features.hasSystemTurns);
    // Elsewhere it is how instructions have always been given.
    QVERIFY(!inspector.inspect(Dialect::OpenAiChat, body).features.hasSystemTurns);
    const auto responses =
        inspector.inspect(Dialect::OpenAiResponses,
                          R"({"model":"m","input":[{"role":"user","content":"hi"},)"
                          R"({"type":"configuration_update","reasoning":{"effort":"low"}}]})");
    QVERIFY(responses.features.hasMessageEffort);
    QVERIFY(!responses.isContinuation);
}

void TestRequestInspector::listsTheTypesOfTheProvidersTools()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    const auto facts = RequestInspector(tables).inspect(
        Dialect::Anthropic,
        R"({"model":"m","tools":[{"type":"computer_20250124","name":"computer"},{"name":"a"},)"
        R"({"type":"custom","name":"b"},{"type":"bash_20250124"},{"type":"computer_20250124"},)"
        R"({"type":"function"},{"type":"Odd type"},{"type":7},{"type":"web_search"}]})");
    QCOMPARE(facts.features.toolTypes,
             QByteArrayList({"computer_20250124", "bash_20250124", "web_search"}));
    QCOMPARE(facts.toolCount, 9);
    QByteArray many;
    for (int i = 0; i < 1000; ++i)
        many += "{\"type\":\"tool" + QByteArray::number(i) + "_20250124\"},";
    const auto crowded = RequestInspector(tables).inspect(
        Dialect::Anthropic, R"({"model":"m","tools":[)" + many + "{}]}");
    QCOMPARE(crowded.features.toolTypes.size(), 32);
    const auto typesOf = [&tables](qsizetype size) {
        return RequestInspector(tables)
            .inspect(Dialect::Anthropic, R"({"model":"m","tools":[{"type":")"
                                             + QByteArray(size - 9, 't') + R"(_20250124"}]})")
            .features.toolTypes.size();
    };
    QCOMPARE(typesOf(64), 1);
    QCOMPARE(typesOf(65), 0);
}

void TestRequestInspector::countsToolsThatComeAsInput()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    const auto read = [&tables](const QByteArray &fields) {
        return RequestInspector(tables).inspect(Dialect::OpenAiResponses,
                                                R"({"model":"m",)" + fields + "}");
    };
    const QByteArray ask = R"({"role":"user","content":"Rename x."})";
    const auto item = [](const QByteArray &tools, const QByteArray &type = "additional_tools") {
        return R"({"type":")" + type + R"(","role":"developer","tools":)" + tools + "}";
    };
    // As Codex has sent its tools since 0.144.
    const QByteArray functions =
        R"({"type":"namespace","name":"functions","tools":[)"
        R"({"type":"custom","name":"exec"},{"type":"function","name":"wait"}]})";
    const RequestFacts codex = read(R"("input":[)" + item('[' + functions + ']') + ',' + ask + ']');
    QCOMPARE(codex.skip, RouteReason::None);
    QCOMPARE(codex.userText, QByteArray("Rename x."));
    QCOMPARE(codex.toolCount, 1);
    QVERIFY(codex.features.toolsBytes > 0);
    QVERIFY(codex.features.toolsFingerprint != 0);
    QVERIFY(codex.blocks.tools.isEmpty());
    QVERIFY(codex.features.toolTypes.isEmpty());
    // The order of an item's members says nothing, and other tools are another set.
    const RequestFacts typeLast =
        read(R"("input":[{"tools":[{"name":"a"}],"type":"additional_tools"},)" + ask + ']');
    QCOMPARE(typeLast.toolCount, 1);
    QVERIFY(typeLast.features.toolsFingerprint != codex.features.toolsFingerprint);
    // Both places count; what a server lists does not.
    QCOMPARE(
        read(R"("tools":[{"name":"a"}],"input":[)" + item(R"([{"name":"b"}])") + ',' + ask + ']')
            .toolCount,
        2);
    QCOMPARE(read(R"("input":[)" + item(R"([{"name":"b"}])", "mcp_list_tools") + ',' + ask + ']')
                 .toolCount,
             0);
    // A second input is not read.
    QCOMPARE(read(R"("input":[)" + item(R"([{"name":"b"}])") + ',' + ask + R"(],"input":[)"
                  + item(R"([{"name":"b"}])") + ']')
                 .toolCount,
             1);
}

void TestRequestInspector::takesIdsUpToTheirLimit()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    RequestInspector inspector(tables);
    for (const auto &[size, taken] : {std::pair(1024, 1024), std::pair(1025, 0)}) {
        const QByteArray id(size, 'r');
        const RequestFacts facts = inspector.inspect(
            Dialect::OpenAiResponses, R"({"model":"m","previous_response_id":")" + id + R"("})");
        QCOMPARE(facts.previousResponseId.size(), taken);
    }
}

void TestRequestInspector::tellsAWarmUp()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    RequestInspector inspector(tables);
    for (const auto &[value, isWarmUp] : {std::pair("false", true), std::pair("true", false),
                                          std::pair("null", false), std::pair("\"false\"", false)})
        QCOMPARE(inspector
                     .inspect(Dialect::OpenAiResponses,
                              QByteArray(R"({"model":"m","generate":)") + value + '}')
                     .isWarmUp,
                 isWarmUp);
}

void TestRequestInspector::takesTheIdOfAServersConversationForASession()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    RequestInspector inspector(tables);
    const auto session = [&inspector](const QByteArray &fields) {
        return inspector.inspect(Dialect::OpenAiResponses, "{\"model\":\"m\"," + fields + "}")
            .sessionId;
    };
    QCOMPARE(session(R"("thread":{"type":"continue","previous_message_id":"msg_1"})"), "msg_1");
    QCOMPARE(session(R"("thread":{"previous_message_id":"msg_1","id":"thr_1"})"), "thr_1");
    QCOMPARE(session(R"("conversation":"conv_1")"), "conv_1");
    QCOMPARE(session(R"("conversation":{"id":"conv_2"})"), "conv_2");
    QCOMPARE(session(R"("conversation":"conv_1","prompt_cache_key":"key")"), "key");
    QCOMPARE(session(R"("conversation":"a b")"), "");
}

void TestRequestInspector::needsNoPadding()
{
    const QByteArray body = chat(user("hi"));
    for (qsizetype size = 0; size <= body.size(); ++size) {
        // Heap memory of exactly this size: the address sanitizer sees a byte read too far.
        const auto exact = std::make_unique<char[]>(static_cast<size_t>(size));
        std::copy_n(body.constData(), size, exact.get());
        const InspectorTables tables = *proxy::loadInspectorTables();
        const auto facts = RequestInspector(tables).inspect(Dialect::OpenAiChat,
                                                            QByteArrayView(exact.get(), size));
        QCOMPARE(facts.skip == RouteReason::None, size == body.size());
    }
}

void TestRequestInspector::survivesDepth_data()
{
    QTest::addColumn<QByteArray>("open");
    QTest::addColumn<QByteArray>("close");
    QTest::addColumn<int>("depth");
    QTest::addColumn<bool>("isRead");
    for (const int depth : {1000, 1100, 1000000}) {
        const bool isRead = depth <= proxy::kMaxJsonDepth;
        QTest::addRow("%d arrays", depth) << QByteArray("[") << QByteArray("]") << depth << isRead;
        QTest::addRow("%d objects", depth)
            << QByteArray("{\"a\":") << QByteArray("}") << depth << isRead;
        QTest::addRow("%d arrays left open", depth)
            << QByteArray("[") << QByteArray() << depth << false;
    }
}

void TestRequestInspector::survivesDepth()
{
    QFETCH(QByteArray, open);
    QFETCH(QByteArray, close);
    QFETCH(int, depth);
    const QByteArray value = open.repeated(depth) + '1' + close.repeated(depth);
    const QByteArray tail = R"(,"messages":[{"role":"user","content":"hi"}]})";
    QTEST(inspectChat(R"({"model":"m","x":)" + value + tail).skip == RouteReason::None, "isRead");
    const QByteArray content = R"({"model":"m","messages":[{"role":"user","content":)";
    const auto inContent = inspectChat(content + value + "}," + user("hi") + "]}");
    QTEST(inContent.skip == RouteReason::None, "isRead");
}

void TestRequestInspector::survivesSize_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<RouteReason>("skip");
    const QByteArray tail = R"("messages":[{"role":"user","content":"hi"}]})";
    const QByteArray head = R"({"model":"m",)";
    QTest::newRow("a million keys")
        << head + QByteArray(R"("key":1,)").repeated(1000000) + tail << RouteReason::None;
    QTest::newRow("half a million models")
        << head + QByteArray(R"("model":"m",)").repeated(500000) + tail
        << RouteReason::DuplicateModel;
    QTest::newRow("64 MB in one text")
        << chat(user(QByteArray("a line of text\\n").repeated(4 * 1024 * 1024)))
        << RouteReason::None;
    QTest::newRow("32 MB of brackets") << QByteArray(32 * 1024 * 1024, '[') << RouteReason::NotJson;
    QTest::newRow("300,000 messages")
        << chat((user("hi") + ',').repeated(300000) + user("hi")) << RouteReason::None;
    QTest::newRow("a million unclosed envelopes")
        << chat(user(QByteArray("<system-reminder>\\n").repeated(1000000))) << RouteReason::None;
    QTest::newRow("a million envelopes")
        << chat(user(QByteArray("<system-reminder>a</system-reminder>\\n").repeated(1000000)))
        << RouteReason::NoUserText;
    QTest::newRow("nested envelopes")
        << chat(user(QByteArray("<system-reminder>\\n").repeated(300000)
                     + QByteArray("</system-reminder>\\n").repeated(300000)))
        << RouteReason::NoUserText;
}

void TestRequestInspector::survivesSize()
{
    QFETCH(QByteArray, body);
    QTEST(inspectChat(body).skip, "skip");
}

void TestRequestInspector::usesOneInspectorForManyBodies()
{
    const InspectorTables tables = *proxy::loadInspectorTables();
    RequestInspector inspector(tables);
    const QByteArray large = chat(user(QByteArray(6 * 1024 * 1024, 'x')));
    for (const QByteArray &body : {chat(user("a")), large, QByteArray("{"), chat(user("a"))}) {
        const auto facts = inspector.inspect(Dialect::OpenAiChat, body);
        QCOMPARE(facts.skip, body.size() > 1 ? RouteReason::None : RouteReason::NotJson);
    }
}

QTEST_GUILESS_MAIN(TestRequestInspector)
#include "tst_requestinspector.moc"

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/converter.h"
#include "proxy/convert/identifiers.h"
#include "proxy/convert/messagestools.h"
#include "proxy/convert/reasoning.h"

#include <QTest>

using namespace proxy;

class TestConverter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standsInTheWayOnlyWhereDialectsDiffer_data();
    void standsInTheWayOnlyWhereDialectsDiffer();
    void saysHonestlyWhatHasNoEqual();
    void refusesACodedRequest();
    void givesReasoningToWhoAskedForIt_data();
    void givesReasoningToWhoAskedForIt();
    void sendsAnAnthropicRequestToAnOpenAiServer();
    void sendsAnOpenAiRequestToAnAnthropicServer();
    void noBudgetMakesANegativeLimit_data();
    void noBudgetMakesANegativeLimit();
    void keepsAnOAuthTokenWhereItIs();
    void asksForModelsInTheOtherDialect();
    void givesAStreamItsHeadAtOnce();
    void givesAWholeAnswerItsLength();
    void sendsEachEventAsSoonAsItCame();
    void passesWhatIsNoMessage_data();
    void passesWhatIsNoMessage();
    void refusesACodedAnswer();
    void refusesAnAnswerThatIsTooLarge();
    void holdsNoMoreThanOneEvent();
    void mapsToolIdsReversibly();
    void longIdsBecomeDigests();
    void keepsAnEffortThereAndBack();
};

namespace {

RequestHead headOf(const char *method, const QByteArray &path, bool fromAnthropic = false)
{
    RequestHead head;
    head.method = method;
    head.target = path;
    head.normalisedPath = path.first(path.indexOf('?') < 0 ? path.size() : path.indexOf('?'));
    if (fromAnthropic)
        head.headers.append("Anthropic-Version", "2023-06-01");
    return head;
}

AnswerConverter answerFor(AnswerConverter::Client client, bool isStreaming = false)
{
    AnswerNeeds needs;
    needs.isStreaming = isStreaming;
    return AnswerConverter(AnswerConverter::Kind::Message, client, needs, {});
}

ResponseHead answerHead(const char *type, int status = 200)
{
    ResponseHead head;
    head.status = status;
    head.framing = BodyFraming::Length;
    head.contentLength = 99;
    head.headers.append("Content-Type", type);
    head.headers.append("Content-Length", "99");
    return head;
}

const QByteArray kChunk = R"(data: {"id":"c","model":"m","choices":[{"delta":{"content":"Hi"}}]})";

} // namespace

void TestConverter::standsInTheWayOnlyWhereDialectsDiffer_data()
{
    QTest::addColumn<UpstreamDialect>("upstream");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("fromAnthropic");
    QTest::addColumn<bool>("expected");
    using U = UpstreamDialect;
    const auto row = [](U upstream, const char *method, const char *path, bool fromAnthropic,
                        bool expected) {
        QTest::addRow("%d %s %s%s", int(upstream), method, path, fromAnthropic ? " claude" : "")
            << upstream << QByteArray(method) << QByteArray(path) << fromAnthropic << expected;
    };
    for (const char *path : {"/v1/messages", "/v1/chat/completions", "/v1/models"})
        row(U::Any, "POST", path, true, false);
    row(U::OpenAi, "POST", "/v1/messages", true, true);
    row(U::OpenAi, "POST", "/v1/messages/count_tokens", true, true);
    row(U::OpenAi, "GET", "/v1/messages/batches", true, true);
    row(U::OpenAi, "GET", "/v1/messages", true, false);
    row(U::OpenAi, "POST", "/v1/messagesx", true, false);
    row(U::OpenAi, "POST", "/v1/chat/completions", false, false);
    row(U::OpenAi, "POST", "/v1/responses", false, false);
    row(U::OpenAi, "GET", "/v1/models", true, true);
    row(U::OpenAi, "GET", "/v1/models/m", true, true);
    row(U::OpenAi, "GET", "/v1/models", false, false);
    row(U::OpenAi, "HEAD", "/v1/models", true, false);
    row(U::OpenAi, "GET", "/anything", true, false);
    row(U::Anthropic, "POST", "/v1/messages", true, false);
    row(U::Anthropic, "POST", "/v1/chat/completions", false, true);
    row(U::Anthropic, "GET", "/v1/chat/completions", false, false);
    row(U::Anthropic, "POST", "/v1/responses", false, true);
    row(U::Anthropic, "GET", "/v1/models", false, true);
    row(U::Anthropic, "GET", "/v1/models", true, false);
    row(U::Anthropic, "POST", "/v1/embeddings", false, false);
}

void TestConverter::standsInTheWayOnlyWhereDialectsDiffer()
{
    QFETCH(UpstreamDialect, upstream);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(bool, fromAnthropic);
    QFETCH(bool, expected);
    const RequestHead head = headOf(method.constData(), path, fromAnthropic);
    QCOMPARE(Converter::select(upstream, head).has_value(), expected);
}

void TestConverter::saysHonestlyWhatHasNoEqual()
{
    const auto tokens =
        Converter::select(UpstreamDialect::OpenAi, headOf("POST", "/v1/messages/count_tokens"));
    const Result<ConvertedRequest> counted = tokens->convert({}, {});
    QVERIFY(!counted);
    QCOMPARE(counted.error().code, ErrorCode::NoUpstreamEqual);
    QCOMPARE(tokens->refusal().value().code, ErrorCode::NoUpstreamEqual);
    QVERIFY(!Converter::select(UpstreamDialect::OpenAi, headOf("POST", "/v1/messages"))->refusal());
    QCOMPARE(tokens->clientDialect(), Dialect::Anthropic);
    const auto responses =
        Converter::select(UpstreamDialect::Anthropic, headOf("POST", "/v1/responses"));
    QCOMPARE(responses->convert({}, {}).error().code, ErrorCode::NoUpstreamEqual);
    QCOMPARE(responses->clientDialect(), Dialect::OpenAiChat);
}

void TestConverter::givesReasoningToWhoAskedForIt_data()
{
    QTest::addColumn<QByteArray>("thinking");
    QTest::addColumn<bool>("given");
    QTest::newRow("not asked for") << QByteArray() << false;
    QTest::newRow("asked for") << QByteArray(R"("thinking":{"type":"adaptive"},)") << true;
    QTest::newRow("declined") << QByteArray(R"("thinking":{"type":"disabled"},)") << false;
    QTest::newRow("to be left out")
        << QByteArray(R"("thinking":{"type":"adaptive","display":"omitted"},)") << false;
}

void TestConverter::givesReasoningToWhoAskedForIt()
{
    QFETCH(QByteArray, thinking);
    UpstreamRequest request;
    request.body = R"({"model":"m","max_tokens":1,)" + thinking
                   + R"("messages":[{"role":"user","content":"Hi"}]})";
    const auto converter =
        Converter::select(UpstreamDialect::OpenAi, headOf("POST", "/v1/messages"));
    const Result<ConvertedRequest> converted = converter->convert(request, {});
    QVERIFY(converted.has_value());
    ResponseHead head;
    head.status = 200;
    head.framing = BodyFraming::Length;
    QVERIFY(!converted->answer->head(head).error);
    (void)converted->answer->feed(R"({"id":"c","model":"m","choices":[{"message":)"
                                  R"({"role":"assistant","reasoning":"Hm.","content":"So."},)"
                                  R"("finish_reason":"stop"}]})");
    const QByteArray body = converted->answer->finish().bytes;
    QVERIFY2(body.contains("So."), body.constData());
    QTEST(body.contains("Hm."), "given");
}

void TestConverter::refusesACodedRequest()
{
    const auto converter =
        Converter::select(UpstreamDialect::OpenAi, headOf("POST", "/v1/messages"));
    UpstreamRequest request;
    request.headers.append("Content-Encoding", "zstd");
    request.body = "\x28\xb5\x2f\xfd";
    const Result<ConvertedRequest> refused = converter->convert(request, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::NotConvertible);
    QVERIFY(refused.error().detail.text().contains(QLatin1String("content-encoding")));
    request.headers.set("Content-Encoding", "identity");
    request.body = R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}]})";
    QVERIFY(converter->convert(request, {}));
}

void TestConverter::sendsAnAnthropicRequestToAnOpenAiServer()
{
    UpstreamRequest request;
    request.method = "POST";
    request.target = "/base/v1/messages?beta=true";
    for (const auto &[name, value] : std::initializer_list<std::pair<const char *, const char *>> {
             {"Host", "up"},
             {"x-api-key", "sk-1"},
             {"Anthropic-Version", "2023-06-01"},
             {"anthropic-beta", "a,b"},
             {"Accept-Encoding", "gzip, br"},
             {"Content-Type", "application/json"},
             {"Transfer-Encoding", "chunked"},
             {"User-Agent", "x"}})
        request.headers.append(name, value);
    request.body = R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]})";
    const auto converter =
        Converter::select(UpstreamDialect::OpenAi, headOf("POST", "/v1/messages?beta=true"));
    const Result<ConvertedRequest> converted = converter->convert(request, {.basePath = "/base"});
    QVERIFY(converted.has_value());
    QCOMPARE(converted->request.target, QByteArray("/base/v1/chat/completions"));
    QCOMPARE(converted->request.framing, BodyFraming::Length);
    QByteArray headers;
    converted->request.headers.appendTo(headers);
    const QByteArray size = QByteArray::number(converted->request.body.size());
    QCOMPARE(headers, "Host: up\r\nAccept-Encoding: identity\r\nContent-Type: application/json\r\n"
                      "User-Agent: x\r\nAuthorization: Bearer sk-1\r\nContent-Length: "
                          + size + "\r\n");
    QCOMPARE(converted->answer->losses().headerValue(), QByteArray("none"));
}

void TestConverter::sendsAnOpenAiRequestToAnAnthropicServer()
{
    UpstreamRequest request;
    request.target = "/v1/chat/completions?api-version=1";
    request.headers.append("authorization", "bearer sk-1");
    request.headers.append("OpenAI-Organization", "org");
    request.headers.append("content-length", "5");
    request.body = R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]})";
    const auto converter =
        Converter::select(UpstreamDialect::Anthropic, headOf("POST", "/v1/chat/completions"));
    const Result<ConvertedRequest> converted = converter->convert(request, {});
    QVERIFY(converted.has_value());
    QCOMPARE(converted->request.target, QByteArray("/v1/messages"));
    const HeaderList &headers = converted->request.headers;
    QCOMPARE(headers.first("x-api-key").value(), QByteArrayView("sk-1"));
    QCOMPARE(headers.first("anthropic-version").value(), QByteArrayView("2023-06-01"));
    QCOMPARE(headers.first("accept-encoding").value(), QByteArrayView("identity"));
    QCOMPARE(headers.first("content-length").value().toByteArray().toLongLong(),
             converted->request.body.size());
    QVERIFY(!headers.contains("authorization") && !headers.contains("openai-organization"));
    QCOMPARE(converted->answer->losses().headerValue(), QByteArray("query=1"));
}

void TestConverter::keepsAnOAuthTokenWhereItIs()
{
    UpstreamRequest request;
    request.headers.append("Authorization", "Bearer sk-ant-oat01-x");
    request.body = R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]})";
    const auto converter =
        Converter::select(UpstreamDialect::Anthropic, headOf("POST", "/v1/chat/completions"));
    const Result<ConvertedRequest> converted = converter->convert(request, {});
    QVERIFY(converted->request.headers.contains("Authorization"));
    QVERIFY(!converted->request.headers.contains("X-Api-Key"));
}

void TestConverter::noBudgetMakesANegativeLimit_data()
{
    QTest::addColumn<QByteArray>("budget");
    for (const char *budget : {"-1", "-999999", "-9223372036854775808", "9223372036854775807",
                               "18446744073709551615", "1e300"})
        QTest::newRow(budget) << QByteArray(budget);
}

void TestConverter::noBudgetMakesANegativeLimit()
{
    QFETCH(QByteArray, budget);
    UpstreamRequest request;
    request.method = "POST";
    request.target = "/v1/chat/completions";
    request.body = R"({"model":"claude-haiku-4-5","reasoning":{"max_tokens":)" + budget
                   + R"(},"messages":[{"role":"user","content":"hi"}]})";
    const auto converter =
        Converter::select(UpstreamDialect::Anthropic, headOf("POST", "/v1/chat/completions"));
    const Result<ConvertedRequest> converted = converter->convert(request, {});
    QVERIFY(converted);
    const QJsonObject body = QJsonDocument::fromJson(converted->request.body).object();
    QVERIFY2(body[u"max_tokens"].toDouble() > 0, converted->request.body.constData());
    const QJsonValue thinking = body[u"thinking"][u"budget_tokens"];
    QVERIFY2(thinking.isUndefined() || thinking.toDouble() < body[u"max_tokens"].toDouble(),
             converted->request.body.constData());
}

void TestConverter::asksForModelsInTheOtherDialect()
{
    UpstreamRequest request;
    request.method = "GET";
    request.target = "/b/v1/models?limit=5";
    const auto toOpenAi =
        Converter::select(UpstreamDialect::OpenAi, headOf("GET", "/v1/models?limit=5", true));
    const Result<ConvertedRequest> openAi = toOpenAi->convert(request, {.basePath = "/b"});
    QCOMPARE(openAi->request.target, QByteArray("/b/v1/models"));
    QCOMPARE(openAi->answer->losses().countOf("query"), 1);
    request.target = "/v1/models";
    const auto toAnthropic =
        Converter::select(UpstreamDialect::Anthropic, headOf("GET", "/v1/models"));
    QCOMPARE(toAnthropic->convert(request, {})->request.target,
             QByteArray("/v1/models?limit=1000"));
    request.target = "/v1/models/a%2Fb";
    QCOMPARE(toAnthropic->convert(request, {})->request.target, QByteArray("/v1/models/a%2Fb"));
}

void TestConverter::givesAStreamItsHeadAtOnce()
{
    AnswerConverter converter = answerFor(AnswerConverter::Client::Anthropic, true);
    ResponseHead head = answerHead("text/event-stream;charset=utf-8");
    head.headers.append("x-request-id", "req-7");
    head.headers.append("ETag", "\"x\"");
    const AnswerPiece piece = converter.head(head);
    QVERIFY(piece.head.has_value());
    QCOMPARE(piece.head->framing, BodyFraming::UntilClose);
    QVERIFY(!piece.head->headers.contains("Content-Length"));
    QVERIFY(!piece.head->headers.contains("ETag"));
    QCOMPARE(piece.head->headers.first("request-id").value(), QByteArrayView("req-7"));
}

void TestConverter::givesAWholeAnswerItsLength()
{
    AnswerConverter converter = answerFor(AnswerConverter::Client::OpenAi);
    QVERIFY(!converter.head(answerHead("application/json")).head);
    QVERIFY(!converter.feed(R"({"id":"x","model":"m","content":[{"type":"te)").head);
    QVERIFY(!converter.feed(R"(xt","text":"Hi"}],"stop_reason":"end_turn"})").head);
    const AnswerPiece piece = converter.finish();
    QVERIFY(piece.head.has_value() && !piece.error);
    QCOMPARE(piece.head->framing, BodyFraming::Length);
    QCOMPARE(piece.head->contentLength, piece.bytes.size());
    QCOMPARE(piece.head->headers.first("Content-Length").value().toByteArray().toLongLong(),
             piece.bytes.size());
    QVERIFY(piece.bytes.contains(R"("content":"Hi")"));
}

void TestConverter::sendsEachEventAsSoonAsItCame()
{
    AnswerConverter converter = answerFor(AnswerConverter::Client::Anthropic, true);
    const AnswerPiece head = converter.head(answerHead("text/event-stream"));
    QVERIFY(head.head.has_value());
    QCOMPARE(converter.feed(kChunk).bytes, QByteArray());
    const QByteArray first = converter.feed("\n\n").bytes;
    QVERIFY(first.endsWith("\"text\":\"Hi\"}}\n\n"));
    QCOMPARE(converter.feed(kChunk + "\n\n").bytes.count("event: "), 1);
    QCOMPARE(converter.feed(": x\n").bytes, QByteArray(": x\n\n"));
}

void TestConverter::passesWhatIsNoMessage_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<BodyFraming>("framing");
    QTest::newRow("redirect") << 307 << BodyFraming::Length;
    QTest::newRow("no body") << 200 << BodyFraming::None;
    QTest::newRow("error without a body, as after HEAD") << 404 << BodyFraming::None;
    QTest::newRow("not modified") << 304 << BodyFraming::None;
}

void TestConverter::passesWhatIsNoMessage()
{
    QFETCH(int, status);
    QFETCH(BodyFraming, framing);
    AnswerConverter converter = answerFor(AnswerConverter::Client::Anthropic);
    ResponseHead head = answerHead("text/html", status);
    head.framing = framing;
    const AnswerPiece piece = converter.head(head);
    QVERIFY(piece.head.has_value());
    QCOMPARE(piece.head->headers.first("Content-Length").value(), QByteArrayView("99"));
    QCOMPARE(converter.feed("bytes").bytes, QByteArray("bytes"));
    QVERIFY(!converter.finish().error);
}

void TestConverter::refusesACodedAnswer()
{
    AnswerConverter converter = answerFor(AnswerConverter::Client::Anthropic);
    ResponseHead head = answerHead("application/json");
    head.headers.append("Content-Encoding", "gzip");
    const AnswerPiece piece = converter.head(head);
    QVERIFY(!piece.head && piece.error);
    QCOMPARE(piece.error->code, ErrorCode::UpstreamMalformed);
}

void TestConverter::refusesAnAnswerThatIsTooLarge()
{
    AnswerConverter converter = answerFor(AnswerConverter::Client::Anthropic);
    QVERIFY(!converter.head(answerHead("application/json")).error);
    const QByteArray megabyte(1024 * 1024, ' ');
    std::optional<Error> error;
    for (int i = 0; i < 70 && !error; ++i)
        error = converter.feed(megabyte).error;
    QVERIFY(error.has_value());
    QCOMPARE(error->code, ErrorCode::UpstreamMalformed);
}

void TestConverter::holdsNoMoreThanOneEvent()
{
    AnswerConverter converter = answerFor(AnswerConverter::Client::OpenAi, true);
    QVERIFY(converter.head(answerHead("text/event-stream")).head.has_value());
    const QByteArray megabyte(1024 * 1024, 'x');
    QVERIFY(!converter.feed("data: ").error);
    for (int i = 0; i < 20; ++i)
        QVERIFY(!converter.feed(megabyte).error);
    const AnswerPiece piece = converter.feed("\n\n");
    QVERIFY(piece.error.has_value());
    QVERIFY(piece.bytes.startsWith("data: {\"error\""));
}

void TestConverter::mapsToolIdsReversibly()
{
    QCOMPARE(messagesToolId("toolu_01Ab-9"), QByteArray("toolu_01Ab-9"));
    for (const QByteArray id : {"functions.Bash:0", "", "callx_41", "é \\\"x"}) {
        const QByteArray mapped = messagesToolId(id);
        for (const char byte : mapped)
            QVERIFY(QByteArray("abcdefghijklmnopqrstuvwxyz0123456789_").contains(byte));
        const QByteArray plain = id.contains('\\') ? QByteArray("é \"x") : id;
        QCOMPARE(originalToolId(mapped), plain);
    }
}

void TestConverter::longIdsBecomeDigests()
{
    QCOMPARE(proxy::chatToolId(QByteArray(40, 'a')), QByteArray(40, 'a'));
    const QByteArray tool = proxy::chatToolId(QByteArray(41, 'a'));
    QCOMPARE(tool.size(), 40);
    QVERIFY(tool.startsWith("call_") && !tool.contains("aaaa"));
    QCOMPARE(proxy::opaqueUser(QByteArray(64, 'u'), 64), QByteArray(64, 'u'));
    const QByteArray user = proxy::opaqueUser(QByteArray(65, 'u'), 64);
    QVERIFY(user.size() <= 64 && !user.contains("uuuu"));
    QVERIFY(!proxy::opaqueUser("me@example.org", 64).contains('@'));
}

void TestConverter::keepsAnEffortThereAndBack()
{
    for (const QByteArrayView effort : {"low", "medium", "high", "xhigh"})
        QCOMPARE(effortOfBudget(budgetOfEffort(effort).value()), effort);
    QVERIFY(!budgetOfEffort("none") && !budgetOfEffort("") && !budgetOfEffort("odd"));
    QCOMPARE(fitBudget(8192, 16000).value(), 8192);
    QCOMPARE(fitBudget(8192, 8192).value(), 4096);
    QVERIFY(!fitBudget(8192, 2000));
    QCOMPARE(fitBudget(1024, 8192).value(), 1024);
    QVERIFY(!fitBudget(1023, 8192));
    QCOMPARE(fitBudget(8192, 2048).value(), 1024);
    QVERIFY(!fitBudget(8192, 2047));
    QCOMPARE(effortOfBudget(4095), QByteArrayView("low"));
    QCOMPARE(effortOfBudget(4096), QByteArrayView("medium"));
    QCOMPARE(effortOfBudget(16383), QByteArrayView("medium"));
    QCOMPARE(effortOfBudget(16384), QByteArrayView("high"));
    QCOMPARE(effortOfBudget(32767), QByteArrayView("high"));
    QCOMPARE(effortOfBudget(32768), QByteArrayView("xhigh"));
}

QTEST_GUILESS_MAIN(TestConverter)
#include "tst_converter.moc"

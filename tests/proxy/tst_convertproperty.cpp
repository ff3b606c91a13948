// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/converter.h"
#include "proxy/convert/messagestools.h"
#include "tests/support/conversationgenerator.h"

#include <QJsonDocument>
#include <QTest>

using namespace proxy;
using support::ConversationGenerator;
using support::key;

/// Random conversations within what both dialects can say: there and back again is the same, up to
/// what the manual's table calls another shape (texts of one message are one).
class TestConvertProperty final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anthropicRequestsComeBack();
    void openAiRequestsComeBack();
    void answersComeBack();
    void streamsSayWhatWholeAnswersSay();
    void theClientGetsTheFormItAskedFor();
};

namespace {

constexpr int kRounds = 400;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject convertRequest(bool toOpenAi, const QJsonObject &request)
{
    RequestHead head;
    head.method = "POST";
    head.normalisedPath = toOpenAi ? "/v1/messages" : "/v1/chat/completions";
    UpstreamRequest upstream;
    upstream.body = compact(request);
    const auto dialect = toOpenAi ? UpstreamDialect::OpenAi : UpstreamDialect::Anthropic;
    const Result<ConvertedRequest> converted =
        Converter::select(dialect, head)->convert(upstream, {});
    if (!converted)
        return {{key("refused"), converted.error().detail.text()}};
    if (!converted->answer->losses().isEmpty())
        return {{key("lost"), QString::fromUtf8(converted->answer->losses().headerValue())}};
    return QJsonDocument::fromJson(converted->request.body).object();
}

enum class Wanted { Whole, Stream };

QByteArray convertAnswer(AnswerConverter::Client client, Wanted wanted, const char *type,
                         const QByteArray &body)
{
    AnswerNeeds needs;
    needs.isStreaming = wanted == Wanted::Stream;
    needs.wantsThinking = true;
    needs.wantsUsageChunk = true;
    AnswerConverter converter(AnswerConverter::Kind::Message, client, needs, {});
    ResponseHead head;
    head.framing = BodyFraming::Chunked;
    head.headers.append("Content-Type", type);
    AnswerPiece piece = converter.head(head);
    QByteArray out = piece.bytes + converter.feed(body).bytes;
    piece = converter.finish();
    return piece.error ? piece.error->detail.utf8() : out + piece.bytes;
}

// Ids that Anthropic would refuse come back mapped; everything else is as it was.
QJsonValue withOriginalIds(const QJsonValue &value)
{
    if (value.isString())
        return QString::fromUtf8(originalToolId(value.toString().toUtf8()));
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &item : value.toArray())
            array += withOriginalIds(item);
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        member.value() = withOriginalIds(member.value());
    return object;
}

QByteArray sse(const QJsonObject &event)
{
    return "data: " + compact(event) + "\n\n";
}

// What a stream's events add up to, as an SDK would.
QJsonObject foldAnthropicStream(const QByteArray &stream)
{
    QJsonObject message;
    QJsonArray content;
    QByteArray input;
    for (const QByteArray &line : stream.split('\n')) {
        if (!line.startsWith("data: "))
            continue;
        const QJsonObject event = QJsonDocument::fromJson(line.mid(6)).object();
        const QString type = event[key("type")].toString();
        const QJsonObject delta = event[key("delta")].toObject();
        if (type == key("message_start")) {
            message = event[key("message")].toObject();
        } else if (type == key("content_block_start")) {
            content += event[key("content_block")];
            input.clear();
        } else if (type == key("content_block_delta")) {
            QJsonObject block = content.last().toObject();
            for (const char *field : {"text", "thinking"}) {
                if (delta.contains(key(field)))
                    block[key(field)] = block[key(field)].toString() + delta[key(field)].toString();
            }
            input += delta[key("partial_json")].toString().toUtf8();
            content.replace(content.size() - 1, block);
        } else if (type == key("content_block_stop") && !input.isEmpty()) {
            QJsonObject block = content.last().toObject();
            block[key("input")] = QJsonDocument::fromJson(input).object();
            content.replace(content.size() - 1, block);
        } else if (type == key("message_delta")) {
            message[key("stop_reason")] = delta[key("stop_reason")];
            message[key("stop_sequence")] = delta[key("stop_sequence")];
            message[key("usage")] = event[key("usage")];
        }
    }
    message[key("content")] = content;
    return message;
}

// The events an Anthropic server would send for a message, texts and inputs in pieces.
QByteArray streamOf(const QJsonObject &message, ConversationGenerator &random)
{
    QJsonObject start = message;
    start[key("content")] = QJsonArray();
    start[key("stop_reason")] = QJsonValue();
    QByteArray stream = sse({{key("type"), key("message_start")}, {key("message"), start}});
    int index = 0;
    for (const QJsonValue &value : message[key("content")].toArray()) {
        QJsonObject block = value.toObject();
        const QString type = block[key("type")].toString();
        const bool isTool = type == key("tool_use");
        QString whole = isTool ? QString::fromUtf8(compact(block[key("input")].toObject()))
                               : block[type].toString();
        block[isTool ? key("input") : type] =
            isTool ? QJsonValue(QJsonObject()) : QJsonValue(QString());
        stream += sse({{key("type"), key("content_block_start")},
                       {key("index"), index},
                       {key("content_block"), block}});
        while (!whole.isEmpty()) {
            qsizetype size = qMin(whole.size(), qsizetype(1 + random.upTo(7)));
            if (whole[size - 1].isHighSurrogate())
                ++size;
            const QString piece = whole.first(size);
            whole.remove(0, size);
            const QJsonObject delta {
                {key("type"), isTool ? key("input_json_delta") : type + key("_delta")},
                {isTool ? key("partial_json") : type, piece}};
            stream += sse({{key("type"), key("content_block_delta")},
                           {key("index"), index},
                           {key("delta"), delta}});
        }
        stream += sse({{key("type"), key("content_block_stop")}, {key("index"), index++}});
    }
    const QJsonObject delta {{key("stop_reason"), message[key("stop_reason")]}};
    stream += sse({{key("type"), key("message_delta")},
                   {key("delta"), delta},
                   {key("usage"), message[key("usage")]}});
    return stream + sse({{key("type"), key("message_stop")}});
}

} // namespace

void TestConvertProperty::anthropicRequestsComeBack()
{
    ConversationGenerator random(1);
    for (int round = 0; round < kRounds; ++round) {
        const QJsonObject request = random.anthropicRequest();
        const QJsonObject there = convertRequest(true, request);
        QVERIFY2(!there.contains(key("lost")), qPrintable(there[key("lost")].toString()));
        const QJsonObject back = convertRequest(false, there);
        QCOMPARE(compact(withOriginalIds(back).toObject()), compact(request));
    }
}

void TestConvertProperty::openAiRequestsComeBack()
{
    ConversationGenerator random(2);
    for (int round = 0; round < kRounds; ++round) {
        const QJsonObject request = random.openAiRequest();
        const QJsonObject there = convertRequest(false, request);
        QVERIFY2(!there.contains(key("lost")), qPrintable(there[key("lost")].toString()));
        const QJsonObject back = convertRequest(true, there);
        QCOMPARE(compact(withOriginalIds(back).toObject()), compact(request));
    }
}

void TestConvertProperty::answersComeBack()
{
    ConversationGenerator random(3);
    for (int round = 0; round < kRounds; ++round) {
        const QJsonObject answer = random.anthropicAnswer();
        const QByteArray there = convertAnswer(AnswerConverter::Client::OpenAi, Wanted::Whole,
                                               "application/json", compact(answer));
        const QByteArray back = convertAnswer(AnswerConverter::Client::Anthropic, Wanted::Whole,
                                              "application/json", there);
        QCOMPARE(compact(QJsonDocument::fromJson(back).object()), compact(answer));
    }
}

void TestConvertProperty::streamsSayWhatWholeAnswersSay()
{
    ConversationGenerator random(4);
    for (int round = 0; round < kRounds; ++round) {
        const QJsonObject answer = random.anthropicAnswer();
        const QByteArray there = convertAnswer(AnswerConverter::Client::OpenAi, Wanted::Stream,
                                               "text/event-stream", streamOf(answer, random));
        QVERIFY(there.endsWith("data: [DONE]\n\n"));
        const QByteArray back = convertAnswer(AnswerConverter::Client::Anthropic, Wanted::Stream,
                                              "text/event-stream", there);
        QVERIFY(back.endsWith("data: {\"type\":\"message_stop\"}\n\n"));
        QCOMPARE(compact(foldAnthropicStream(back)), compact(answer));
    }
}

void TestConvertProperty::theClientGetsTheFormItAskedFor()
{
    ConversationGenerator random(5);
    for (int round = 0; round < kRounds; ++round) {
        const QJsonObject answer = random.anthropicAnswer();
        // Types lie both ways; the body's first bytes tell.
        const QByteArray events = convertAnswer(AnswerConverter::Client::OpenAi, Wanted::Stream,
                                                "text/event-stream", compact(answer));
        QVERIFY(events.endsWith("data: [DONE]\n\n"));
        const QByteArray whole =
            convertAnswer(AnswerConverter::Client::Anthropic, Wanted::Whole, "text/plain", events);
        QCOMPARE(compact(QJsonDocument::fromJson(whole).object()), compact(answer));
    }
}

QTEST_GUILESS_MAIN(TestConvertProperty)
#include "tst_convertproperty.moc"

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/converter.h"
#include "proxy/convert/messagestools.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace proxy;

/// Random conversations within what both dialects can say: there and back again is the same, up to
/// what the README's table calls another shape (texts of one message are one).
class TestConvertProperty final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anthropicRequestsComeBack();
    void openAiRequestsComeBack();
    void answersComeBack();
    void streamsSayWhatWholeAnswersSay();
};

namespace {

constexpr int kRounds = 400;

QString key(const char *name)
{
    return QString::fromLatin1(name);
}

class Generator final
{
public:
    explicit Generator(quint32 seed)
        : m_random(seed)
    { }

    bool coin() { return m_random.bounded(2) == 0; }
    int upTo(int most) { return m_random.bounded(most + 1); }
    QString text();
    QString name() { return QStringLiteral("tool_%1").arg(m_random.bounded(5)); }
    QString id();
    QJsonValue value(int depth = 0);
    QJsonObject object(int depth = 0);
    QJsonObject anthropicRequest();
    QJsonObject openAiRequest();
    QJsonObject anthropicAnswer();

private:
    QJsonArray anthropicTurn(bool isLast);
    void appendOpenAiTurn(QJsonArray &messages);
    void addSampling(QJsonObject &request, const char *stop);

    QRandomGenerator m_random;
    int m_ids = 0;
};

QString Generator::text()
{
    static const QStringList pieces {QStringLiteral("a"),         QStringLiteral("\"q\""),
                                     QStringLiteral("\\"),        QStringLiteral("\n"),
                                     QStringLiteral("é€"),        QStringLiteral("😀"),
                                     QStringLiteral("{\"x\":1}"), QStringLiteral("\t\x01"),
                                     QStringLiteral("data: "),    QStringLiteral("</b>")};
    QString text = QStringLiteral("t");
    for (int i = upTo(6); i > 0; --i)
        text += pieces[m_random.bounded(int(pieces.size()))];
    return text;
}

QString Generator::id()
{
    static const QStringList shapes {QStringLiteral("toolu_%1"), QStringLiteral("call-%1"),
                                     QStringLiteral("functions.x:%1"), QStringLiteral("é %1")};
    return shapes[m_random.bounded(int(shapes.size()))].arg(m_ids++);
}

QJsonValue Generator::value(int depth)
{
    switch (m_random.bounded(depth > 3 ? 4 : 6)) {
    case 0:
        return text();
    case 1:
        return m_random.bounded(100000);
    case 2:
        return coin();
    case 3:
        return QJsonValue();
    case 4:
        return QJsonArray {value(depth + 1), value(depth + 1)};
    default:
        return object(depth + 1);
    }
}

QJsonObject Generator::object(int depth)
{
    QJsonObject object;
    for (int i = upTo(3); i > 0; --i)
        object[text()] = value(depth);
    return object;
}

void Generator::addSampling(QJsonObject &request, const char *stop)
{
    request[key("model")] = text();
    request[key("max_tokens")] = 1 + upTo(9000);
    if (coin())
        request[key("temperature")] = upTo(10) / 10.0;
    else if (coin())
        request[key("top_p")] = upTo(10) / 10.0;
    if (coin())
        request[key(stop)] = QJsonArray {text(), text()};
}

// A user message after results without a word of their own would become one with them.
QJsonArray Generator::anthropicTurn(bool isLast)
{
    QJsonArray calls;
    QJsonArray results;
    if (coin())
        calls += QJsonObject {{key("type"), key("text")}, {key("text"), text()}};
    for (int i = 1 + upTo(2); i > 0; --i) {
        const QString id = this->id();
        calls += QJsonObject {{key("type"), key("tool_use")},
                              {key("id"), id},
                              {key("name"), name()},
                              {key("input"), object()}};
        results += QJsonObject {
            {key("type"), key("tool_result")}, {key("tool_use_id"), id}, {key("content"), text()}};
    }
    if (!isLast || coin())
        results += QJsonObject {{key("type"), key("text")}, {key("text"), text()}};
    return {QJsonObject {{key("role"), key("assistant")}, {key("content"), calls}},
            QJsonObject {{key("role"), key("user")}, {key("content"), results}}};
}

QJsonObject Generator::anthropicRequest()
{
    QJsonObject request;
    addSampling(request, "stop_sequences");
    if (coin())
        request[key("system")] = text();
    if (coin())
        request[key("metadata")] = QJsonObject {{key("user_id"), text()}};
    QJsonArray messages;
    for (int i = 1 + upTo(2); i > 0; --i) {
        if (coin()) {
            messages += QJsonObject {{key("role"), key("user")}, {key("content"), text()}};
        } else {
            const QJsonObject source {{key("type"), key("base64")},
                                      {key("media_type"), key("image/png")},
                                      {key("data"), key("AAAA/+==")}};
            const QJsonArray blocks {
                QJsonObject {{key("type"), key("text")}, {key("text"), text()}},
                QJsonObject {{key("type"), key("image")}, {key("source"), source}}};
            messages += QJsonObject {{key("role"), key("user")}, {key("content"), blocks}};
        }
        for (const QJsonValue &message : anthropicTurn(i == 1))
            messages += message;
    }
    request[key("messages")] = messages;
    request[key("tools")] = QJsonArray {QJsonObject {
        {key("name"), name()}, {key("description"), text()}, {key("input_schema"), object()}}};
    static const QStringList choices {key("auto"), key("any"), key("none")};
    if (coin())
        request[key("tool_choice")] =
            QJsonObject {{key("type"), choices[m_random.bounded(int(choices.size()))]}};
    if (coin())
        request[key("stream")] = true;
    if (coin())
        request[key("output_config")] =
            QJsonObject {{key("format"), QJsonObject {{key("type"), key("json_schema")},
                                                      {key("schema"), object()}}}};
    return request;
}

void Generator::appendOpenAiTurn(QJsonArray &messages)
{
    QJsonArray calls;
    QJsonArray results;
    for (int i = 1 + upTo(2); i > 0; --i) {
        const QString id = this->id();
        const QByteArray arguments = QJsonDocument(object()).toJson(QJsonDocument::Compact);
        const QJsonObject function {{key("name"), name()},
                                    {key("arguments"), QString::fromUtf8(arguments)}};
        calls += QJsonObject {
            {key("id"), id}, {key("type"), key("function")}, {key("function"), function}};
        results += QJsonObject {
            {key("role"), key("tool")}, {key("tool_call_id"), id}, {key("content"), text()}};
    }
    const QJsonValue content = coin() ? QJsonValue(text()) : QJsonValue();
    messages += QJsonObject {
        {key("role"), key("assistant")}, {key("content"), content}, {key("tool_calls"), calls}};
    for (const QJsonValue &result : results)
        messages += result;
}

QJsonObject Generator::openAiRequest()
{
    QJsonObject request;
    addSampling(request, "stop");
    QJsonArray messages;
    if (coin())
        messages += QJsonObject {{key("role"), key("system")}, {key("content"), text()}};
    for (int i = 1 + upTo(2); i > 0; --i) {
        const QJsonObject url {{key("url"), coin() ? key("https://example.test/a.png")
                                                   : key("data:image/png;base64,AA/+")}};
        const QJsonArray parts {
            QJsonObject {{key("type"), key("image_url")}, {key("image_url"), url}},
            QJsonObject {{key("type"), key("text")}, {key("text"), text()}}};
        const QJsonValue content = coin() ? QJsonValue(text()) : QJsonValue(parts);
        messages += QJsonObject {{key("role"), key("user")}, {key("content"), content}};
        if (coin())
            appendOpenAiTurn(messages);
        else
            messages += QJsonObject {{key("role"), key("assistant")}, {key("content"), text()}};
    }
    messages += QJsonObject {{key("role"), key("user")}, {key("content"), text()}};
    request[key("messages")] = messages;
    const QJsonObject function {
        {key("name"), name()}, {key("description"), text()}, {key("parameters"), object()}};
    request[key("tools")] =
        QJsonArray {QJsonObject {{key("type"), key("function")}, {key("function"), function}}};
    if (coin())
        request[key("tool_choice")] = coin() ? key("auto") : key("required");
    if (coin())
        request[key("user")] = text();
    return request;
}

QJsonObject Generator::anthropicAnswer()
{
    QJsonArray content;
    if (coin())
        content += QJsonObject {{key("type"), key("thinking")},
                                {key("thinking"), text()},
                                {key("signature"), QString()}};
    if (coin())
        content += QJsonObject {{key("type"), key("text")}, {key("text"), text()}};
    const int calls = upTo(3);
    for (int i = 0; i < calls; ++i)
        content += QJsonObject {{key("type"), key("tool_use")},
                                {key("id"), id()},
                                {key("name"), name()},
                                {key("input"), object()}};
    static const QStringList reasons {key("end_turn"), key("max_tokens"), key("refusal")};
    const QString reason =
        calls > 0 ? key("tool_use") : reasons[m_random.bounded(int(reasons.size()))];
    const QJsonObject usage {
        {key("input_tokens"), upTo(1000)},
        {key("cache_creation_input_tokens"), upTo(1000)},
        {key("cache_read_input_tokens"), upTo(1000)},
        {key("output_tokens"), upTo(1000)},
        {key("output_tokens_details"), QJsonObject {{key("thinking_tokens"), upTo(100)}}}};
    return {{key("id"), id()},
            {key("type"), key("message")},
            {key("role"), key("assistant")},
            {key("model"), text()},
            {key("content"), content},
            {key("stop_reason"), reason},
            {key("stop_sequence"), QJsonValue()},
            {key("usage"), usage}};
}

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
        return {{key("refused"), converted.error().detail}};
    if (!converted->answer->losses().isEmpty())
        return {{key("lost"), QString::fromUtf8(converted->answer->losses().headerValue())}};
    return QJsonDocument::fromJson(converted->request.body).object();
}

QByteArray convertAnswer(AnswerConverter::Client client, const char *type, const QByteArray &body)
{
    AnswerNeeds needs;
    needs.wantsThinking = true;
    needs.wantsUsageChunk = true;
    AnswerConverter converter(AnswerConverter::Kind::Message, client, needs, {});
    ResponseHead head;
    head.framing = BodyFraming::Chunked;
    head.headers.append("Content-Type", type);
    AnswerPiece piece = converter.head(head);
    QByteArray out = piece.bytes + converter.feed(body).bytes;
    piece = converter.finish();
    return piece.error ? piece.error->detail.toUtf8() : out + piece.bytes;
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
QByteArray streamOf(const QJsonObject &message, Generator &random)
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
    Generator random(1);
    for (int round = 0; round < kRounds; ++round) {
        const QJsonObject request = random.anthropicRequest();
        const QJsonObject there = convertRequest(true, request);
        const QJsonObject back = convertRequest(false, there);
        QCOMPARE(compact(withOriginalIds(back).toObject()), compact(request));
    }
}

void TestConvertProperty::openAiRequestsComeBack()
{
    Generator random(2);
    for (int round = 0; round < kRounds; ++round) {
        const QJsonObject request = random.openAiRequest();
        const QJsonObject there = convertRequest(false, request);
        const QJsonObject back = convertRequest(true, there);
        QCOMPARE(compact(withOriginalIds(back).toObject()), compact(request));
    }
}

void TestConvertProperty::answersComeBack()
{
    Generator random(3);
    for (int round = 0; round < kRounds; ++round) {
        const QJsonObject answer = random.anthropicAnswer();
        const QByteArray there =
            convertAnswer(AnswerConverter::Client::OpenAi, "application/json", compact(answer));
        const QByteArray back =
            convertAnswer(AnswerConverter::Client::Anthropic, "application/json", there);
        QCOMPARE(compact(QJsonDocument::fromJson(back).object()), compact(answer));
    }
}

void TestConvertProperty::streamsSayWhatWholeAnswersSay()
{
    Generator random(4);
    for (int round = 0; round < kRounds; ++round) {
        const QJsonObject answer = random.anthropicAnswer();
        const QByteArray there = convertAnswer(AnswerConverter::Client::OpenAi, "text/event-stream",
                                               streamOf(answer, random));
        QVERIFY(there.endsWith("data: [DONE]\n\n"));
        const QByteArray back =
            convertAnswer(AnswerConverter::Client::Anthropic, "text/event-stream", there);
        QVERIFY(back.endsWith("data: {\"type\":\"message_stop\"}\n\n"));
        QCOMPARE(compact(foldAnthropicStream(back)), compact(answer));
    }
}

QTEST_GUILESS_MAIN(TestConvertProperty)
#include "tst_convertproperty.moc"

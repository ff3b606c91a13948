// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/conversationgenerator.h"

#include <QJsonDocument>

namespace support {

QString key(const char *name)
{
    return QString::fromLatin1(name);
}

QString ConversationGenerator::text()
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

QString ConversationGenerator::id()
{
    static const QStringList shapes {QStringLiteral("toolu_%1"), QStringLiteral("call-%1"),
                                     QStringLiteral("functions.x:%1"), QStringLiteral("é %1")};
    return shapes[m_random.bounded(int(shapes.size()))].arg(m_ids++);
}

QJsonValue ConversationGenerator::value(int depth)
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

QJsonObject ConversationGenerator::object(int depth)
{
    QJsonObject object;
    for (int i = upTo(3); i > 0; --i)
        object[text()] = value(depth);
    return object;
}

QJsonObject ConversationGenerator::schema()
{
    QJsonObject properties;
    for (int i = 1 + upTo(3); i > 0; --i)
        properties[text()] =
            QJsonObject {{key("type"), key("string")}, {key("description"), text()}};
    return {{key("type"), key("object")},
            {key("properties"), properties},
            {key("required"), QJsonArray::fromStringList(properties.keys())},
            {key("additionalProperties"), false}};
}

void ConversationGenerator::addSampling(QJsonObject &request, const char *stop)
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
QJsonArray ConversationGenerator::anthropicTurn(bool isLast)
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

QJsonObject ConversationGenerator::anthropicRequest()
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
        // Users and assistants take turns.
        if (i > 1)
            messages += QJsonObject {
                {key("role"), key("assistant")},
                {key("content"),
                 QJsonArray {QJsonObject {{key("type"), key("text")}, {key("text"), text()}}}}};
    }
    request[key("messages")] = messages;
    request[key("tools")] = QJsonArray {QJsonObject {
        {key("name"), name()}, {key("description"), text()}, {key("input_schema"), schema()}}};
    static const QStringList choices {key("auto"), key("any"), key("none")};
    if (coin())
        request[key("tool_choice")] =
            QJsonObject {{key("type"), choices[m_random.bounded(int(choices.size()))]}};
    if (coin())
        request[key("stream")] = true;
    if (coin())
        request[key("output_config")] =
            QJsonObject {{key("format"), QJsonObject {{key("type"), key("json_schema")},
                                                      {key("schema"), schema()}}}};
    return request;
}

void ConversationGenerator::appendOpenAiTurn(QJsonArray &messages)
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

QJsonObject ConversationGenerator::openAiRequest()
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
        {key("name"), name()}, {key("description"), text()}, {key("parameters"), schema()}};
    request[key("tools")] =
        QJsonArray {QJsonObject {{key("type"), key("function")}, {key("function"), function}}};
    if (coin())
        request[key("tool_choice")] = coin() ? key("auto") : key("required");
    if (coin())
        request[key("user")] = text();
    return request;
}

QJsonObject ConversationGenerator::anthropicAnswer()
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

} // namespace support

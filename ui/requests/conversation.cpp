// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/conversation.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using Kind = Said::Kind;

QString compact(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson()).trimmed();
    return QString::fromUtf8(QJsonDocument(value.toObject()).toJson()).trimmed();
}

void addParts(std::vector<Said> &said, const QString &role, const QJsonValue &content);

void addPart(std::vector<Said> &said, const QString &role, const QJsonObject &part)
{
    const QString type = part["type"_L1].toString();
    if (type.endsWith("text"_L1)) // text, input_text, output_text
        said.push_back({role, Kind::Text, {}, part["text"_L1].toString()});
    else if (type == "thinking"_L1)
        said.push_back({role, Kind::Thought, {}, part["thinking"_L1].toString()});
    else if (type == "tool_use"_L1)
        said.push_back(
            {role, Kind::ToolCall, part["name"_L1].toString(), compact(part["input"_L1])});
    else if (type == "tool_result"_L1) {
        std::vector<Said> inner;
        addParts(inner, u"tool"_s, part["content"_L1]);
        for (Said &piece : inner) {
            piece.kind = piece.kind == Kind::Text ? Kind::ToolResult : piece.kind;
            said.push_back(std::move(piece));
        }
    } else
        said.push_back({role, Kind::Other, type, {}});
}

void addParts(std::vector<Said> &said, const QString &role, const QJsonValue &content)
{
    if (content.isString()) {
        said.push_back({role, Kind::Text, {}, content.toString()});
        return;
    }
    for (const auto part : content.toArray())
        addPart(said, role, part.toObject());
}

/// A message of the Messages API or of Chat Completions.
void addMessage(std::vector<Said> &said, const QJsonObject &message)
{
    const QString role = message["role"_L1].toString();
    const size_t from = said.size();
    addParts(said, role, message["content"_L1]);
    if (role == "tool"_L1) {
        for (size_t at = from; at < said.size(); ++at)
            said[at].kind = Kind::ToolResult;
    }
    for (const auto call : message["tool_calls"_L1].toArray()) {
        const QJsonValue function = call["function"_L1];
        said.push_back({role, Kind::ToolCall, function["name"_L1].toString(),
                        function["arguments"_L1].toString()});
    }
}

/// An item of the Responses API, of its input or output.
void addItem(std::vector<Said> &said, const QJsonObject &item)
{
    const QString type = item["type"_L1].toString();
    if (type == "function_call"_L1 || type == "custom_tool_call"_L1)
        said.push_back({u"assistant"_s, Kind::ToolCall, item["name"_L1].toString(),
                        compact(item[type == "function_call"_L1 ? "arguments"_L1 : "input"_L1])});
    else if (type.endsWith("call_output"_L1))
        said.push_back({u"tool"_s, Kind::ToolResult, {}, compact(item["output"_L1])});
    else if (type == "reasoning"_L1) {
        for (const auto part : item["summary"_L1].toArray())
            said.push_back({u"assistant"_s, Kind::Thought, {}, part["text"_L1].toString()});
    } else if (type.isEmpty() || type == "message"_L1)
        addMessage(said, item);
    else
        said.push_back({u"assistant"_s, Kind::Other, type, {}});
}

} // namespace

std::vector<Said> saidInRequest(const QJsonObject &body)
{
    std::vector<Said> said;
    for (const auto &key : {"system"_L1, "instructions"_L1}) {
        if (body.contains(key))
            addParts(said, u"system"_s, body[key]);
    }
    for (const auto message : body["messages"_L1].toArray())
        addMessage(said, message.toObject());
    const QJsonValue input = body["input"_L1];
    if (input.isString())
        said.push_back({u"user"_s, Kind::Text, {}, input.toString()});
    for (const auto item : input.toArray())
        addItem(said, item.toObject());
    return said;
}

void AnswerText::feed(QByteArrayView bytes)
{
    m_waiting += bytes;
    if (!m_isStream) {
        const QByteArray begin = m_waiting.left(64).trimmed();
        m_isStream =
            begin.startsWith("event:") || begin.startsWith("data:") || begin.startsWith(':');
    }
    if (!m_isStream)
        return;
    qsizetype from = 0;
    for (qsizetype end = m_waiting.indexOf('\n'); end >= 0; end = m_waiting.indexOf('\n', from)) {
        readLine(QByteArrayView(m_waiting).sliced(from, end - from));
        from = end + 1;
    }
    m_waiting.remove(0, from);
}

void AnswerText::finish()
{
    const QByteArray rest = std::exchange(m_waiting, {});
    if (m_isStream)
        readLine(rest);
    else
        readDocument(QJsonDocument::fromJson(rest).object());
}

void AnswerText::readLine(QByteArrayView line)
{
    if (!line.startsWith("data:"))
        return;
    readEvent(QJsonDocument::fromJson(line.sliced(5).trimmed().toByteArray()).object());
}

void AnswerText::readEvent(const QJsonObject &event)
{
    const QString type = event["type"_L1].toString();
    if (type.startsWith("response."_L1))
        return readResponsesEvent(event, type);
    if (!type.isEmpty() && !event.contains("choices"_L1))
        return readMessagesEvent(event, type);
    readChoice(event["choices"_L1][0]["delta"_L1].toObject());
}

void AnswerText::readMessagesEvent(const QJsonObject &event, const QString &type)
{
    if (type == "content_block_start"_L1) {
        const QJsonValue block = event["content_block"_L1];
        const QString kind = block["type"_L1].toString();
        if (kind.endsWith("tool_use"_L1))
            begin(Kind::ToolCall, block["name"_L1].toString());
        else if (kind == "text"_L1)
            begin(Kind::Text, {});
        else if (kind == "thinking"_L1)
            begin(Kind::Thought, {});
        else
            begin(Kind::Other, kind);
    } else if (type == "content_block_delta"_L1) {
        const QJsonValue delta = event["delta"_L1];
        add(Kind::Text, delta["text"_L1].toString());
        add(Kind::Thought, delta["thinking"_L1].toString());
        add(Kind::ToolCall, delta["partial_json"_L1].toString());
    } else if (type == "error"_L1) {
        add(Kind::Other, event["error"_L1]["message"_L1].toString(), u"error"_s);
    }
}

void AnswerText::readResponsesEvent(const QJsonObject &event, const QString &type)
{
    const QString delta = event["delta"_L1].toString();
    if (type == "response.output_item.added"_L1) {
        const QJsonValue item = event["item"_L1];
        if (item["type"_L1].toString().endsWith("_call"_L1))
            begin(Kind::ToolCall, item["name"_L1].toString());
    } else if (type == "response.output_text.delta"_L1) {
        add(Kind::Text, delta);
    } else if (type.startsWith("response.reasoning"_L1) && type.endsWith(".delta"_L1)) {
        add(Kind::Thought, delta);
    } else if (type.contains("call"_L1) && type.endsWith(".delta"_L1)) {
        add(Kind::ToolCall, delta);
    }
}

void AnswerText::readChoice(const QJsonObject &delta)
{
    add(Kind::Thought, delta["reasoning_content"_L1].toString());
    add(Kind::Text, delta["content"_L1].toString());
    for (const auto call : delta["tool_calls"_L1].toArray()) {
        const QJsonValue function = call["function"_L1];
        if (const QString name = function["name"_L1].toString(); !name.isEmpty())
            begin(Kind::ToolCall, name);
        add(Kind::ToolCall, function["arguments"_L1].toString());
    }
}

void AnswerText::readDocument(const QJsonObject &document)
{
    if (document.contains("choices"_L1)) {
        for (const auto choice : document["choices"_L1].toArray())
            addMessage(m_said, choice["message"_L1].toObject());
    } else if (document.contains("output"_L1)) {
        for (const auto item : document["output"_L1].toArray())
            addItem(m_said, item.toObject());
    } else {
        addMessage(m_said, document);
    }
    if (const QJsonValue error = document["error"_L1]; error.isObject())
        m_said.push_back({u"assistant"_s, Kind::Other, u"error"_s, error["message"_L1].toString()});
    for (const Said &piece : m_said)
        m_characters += piece.text.size();
}

void AnswerText::begin(Said::Kind kind, const QString &name)
{
    m_said.push_back({u"assistant"_s, kind, name, {}});
}

void AnswerText::add(Said::Kind kind, const QString &text, const QString &name)
{
    if (text.isEmpty())
        return;
    if (m_said.empty() || m_said.back().kind != kind)
        begin(kind, name);
    m_said.back().text += text;
    m_characters += text.size();
}

QString indentedJson(const QByteArray &json)
{
    // Not QJsonDocument::toJson(): it sorts the members and rounds large numbers.
    QByteArray out;
    out.reserve(json.size() * 5 / 4);
    int depth = 0;
    bool isInText = false;
    const auto newLine = [&out, &depth] {
        out += '\n';
        out.append(2 * depth, ' ');
    };
    for (qsizetype at = 0; at < json.size(); ++at) {
        const char byte = json[at];
        if (isInText) {
            out += byte;
            if (byte == '\\' && at + 1 < json.size())
                out += json[++at];
            isInText = byte != '"';
        } else if (byte == '"') {
            isInText = true;
            out += byte;
        } else if (byte == '{' || byte == '[') {
            out += byte;
            const char closing = byte == '{' ? '}' : ']';
            qsizetype next = at + 1;
            while (next < json.size() && QByteArrayView(" \t\r\n").contains(json[next]))
                ++next;
            if (next < json.size() && json[next] == closing) {
                out += closing;
                at = next;
                continue;
            }
            if (++depth > 200)
                return QString::fromUtf8(json);
            newLine();
        } else if (byte == '}' || byte == ']') {
            if (--depth < 0)
                return QString::fromUtf8(json);
            newLine();
            out += byte;
        } else if (byte == ',') {
            out += byte;
            newLine();
        } else if (byte == ':') {
            out += ": ";
        } else if (!QByteArrayView(" \t\r\n").contains(byte)) {
            out += byte;
        }
    }
    return QString::fromUtf8(out);
}

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/demoturn.h"

#include "app/demo/quotedjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using proxy::Dialect;

constexpr const char *kMarker = "[[tools:"; ///< and how often: "[[tools:3]]"
/// What the demo's short requests cost. One of an agent's size costs what it holds.
constexpr qsizetype kLeastTokens = 21;
constexpr qsizetype kAgentSize = 8 * 1024;
constexpr qsizetype kBytesInToken = 4;
constexpr const char *kTrouble = "demo upstream broke";

/// An event of the two APIs that name the event's type twice.
QByteArray event(const QByteArray &type, const QByteArray &members)
{
    return "event: " + type + R"(
data: {"type":")"
           + type + '"' + members + "}\n\n";
}

QJsonObject definitionOf(const QJsonValue &tool)
{
    const QJsonValue function = tool["function"_L1];
    return function.isObject() ? function.toObject() : tool.toObject();
}

QJsonObject schemaOf(const QJsonObject &definition)
{
    const auto key = definition.contains("parameters"_L1) ? "parameters"_L1 : "input_schema"_L1;
    return definition[key].toObject();
}

/// Harmless where a client runs the call.
QJsonValue argumentFor(const QString &name, const QString &type)
{
    if (type == u"boolean")
        return false;
    if (type == u"integer" || type == u"number")
        return 1;
    if (type == u"array")
        return QJsonArray();
    if (type == u"object")
        return QJsonObject();
    const bool isFile = name.contains("path"_L1) || name.contains("file"_L1);
    return isFile ? u"/etc/hostname"_s : u"echo demo"_s;
}

QJsonObject argumentsFor(const QJsonObject &schema)
{
    QJsonObject arguments;
    const QJsonArray required = schema["required"_L1].toArray();
    for (const QJsonValue name : required)
        arguments[name.toString()] =
            argumentFor(name.toString().toLower(),
                        schema["properties"_L1][name.toString()]["type"_L1].toString());
    return arguments;
}

/// Once for each prompt, or as often as it says.
int callsWanted(const QByteArray &prompt)
{
    const qsizetype at = prompt.indexOf(kMarker);
    if (at < 0)
        return 1;
    const QByteArray count = prompt.sliced(at + qsizetype(qstrlen(kMarker)));
    return count.first(std::max<qsizetype>(count.indexOf(']'), 0)).toInt();
}

/// Whether fewer results came since the last prompt than it wants.
bool isCallDue(const QJsonArray &messages)
{
    int results = 0;
    for (auto at = messages.size() - 1; at >= 0; --at) {
        const QJsonObject message = messages[at].toObject();
        const QString role = message["role"_L1].toString();
        const QByteArray text = QJsonDocument(message).toJson(QJsonDocument::Compact);
        if (role == u"tool" || text.contains("\"tool_use_id\""))
            ++results;
        else if (role == u"user")
            return results < callsWanted(text);
    }
    return false;
}

} // namespace

DemoTurn::DemoTurn(Dialect dialect, const QByteArray &body, quint64 number, QByteArray model)
    : m_dialect(dialect)
    , m_number(QByteArray::number(number))
    , m_model(quoted(model))
    , m_tokens(
          QByteArray::number(body.size() < kAgentSize ? kLeastTokens : body.size() / kBytesInToken))
    , m_chatUsage(R"("usage":{"prompt_tokens":)" + m_tokens
                  + R"(,"completion_tokens":5,"total_tokens":)"
                  + QByteArray::number(m_tokens.toLongLong() + 5) + '}')
{
    const QJsonObject request = QJsonDocument::fromJson(body).object();
    m_isStreaming = request["stream"_L1].toBool();
    m_call = toolCallIn(request);
}

/// A tool that reads files where there is one, else the first.
std::optional<DemoTurn::ToolCall> DemoTurn::toolCallIn(const QJsonObject &request)
{
    QJsonObject chosen;
    const QJsonArray tools = request["tools"_L1].toArray();
    for (const QJsonValue tool : tools) {
        const QJsonObject definition = definitionOf(tool);
        if (chosen.isEmpty() || definition["name"_L1].toString().toLower() == u"read")
            chosen = definition;
    }
    // The Responses API has no messages: no tool is called there.
    if (chosen.isEmpty() || !isCallDue(request["messages"_L1].toArray()))
        return std::nullopt;
    return ToolCall {chosen["name"_L1].toString().toUtf8(),
                     QJsonDocument(argumentsFor(schemaOf(chosen))).toJson(QJsonDocument::Compact)};
}

QByteArray DemoTurn::text() const
{
    return "Demo answer " + m_number + '.';
}

QByteArray DemoTurn::whole() const
{
    if (m_dialect == Dialect::OpenAiResponses)
        return responsesObject(true);
    if (m_dialect == Dialect::Anthropic)
        return R"({"id":"msg_demo_)" + m_number
               + R"(","type":"message","role":"assistant","model":)" + m_model + R"(,"content":[)"
               + messagesBlock(false) + R"(],"stop_reason":")" + (m_call ? "tool_use" : "end_turn")
               + R"(","stop_sequence":null,"usage":{"input_tokens":)" + m_tokens
               + R"(,"output_tokens":37}})";
    return R"({"id":"chatcmpl-demo-)" + m_number + R"(","object":"chat.completion",)"
           + R"("created":1773064800,"model":)" + m_model
           + R"(,"choices":[{"index":0,"message":{"role":"assistant",)"
           + (m_call ? R"("content":null,)" + chatToolCalls() : "\"content\":" + quoted(text()))
           + R"(},"finish_reason":")" + (m_call ? "tool_calls" : "stop") + "\"}]," + m_chatUsage
           + '}';
}

std::vector<QByteArray> DemoTurn::stream() const
{
    if (m_dialect == Dialect::OpenAiResponses)
        return responsesStream();
    return m_dialect == Dialect::Anthropic ? messagesStream() : chatStream();
}

QByteArray DemoTurn::errorEvent() const
{
    if (m_dialect == Dialect::Anthropic)
        return "event: error\ndata: " + demoError(m_dialect, "api_error", kTrouble) + "\n\n";
    if (m_dialect == Dialect::OpenAiResponses)
        return event("error", R"(,"code":"internal_server_error","message":)" + quoted(kTrouble));
    return "data: " + demoError(m_dialect, "server_error", kTrouble) + "\n\n";
}

/// The content of the answer; as a stream begins it, or complete.
QByteArray DemoTurn::messagesBlock(bool isBegun) const
{
    if (!m_call)
        return R"({"type":"text","text":)" + quoted(isBegun ? QByteArray() : text()) + '}';
    return R"({"type":"tool_use","id":"toolu_demo_)" + m_number + R"(","name":)"
           + quoted(m_call->name) + ",\"input\":" + (isBegun ? "{}" : m_call->arguments) + '}';
}

std::vector<QByteArray> DemoTurn::messagesStream() const
{
    const QByteArray content = m_call ? m_call->arguments : text();
    const QByteArray kind = m_call ? R"({"type":"input_json_delta","partial_json":)"
                                   : R"({"type":"text_delta","text":)";
    const auto delta = [&kind](const QByteArray &part) {
        return event("content_block_delta", R"(,"index":0,"delta":)" + kind + quoted(part) + '}');
    };
    return {event("message_start", R"(,"message":{"id":"msg_demo_)" + m_number
                                       + R"(","type":"message","role":"assistant","model":)"
                                       + m_model
                                       + R"(,"content":[],"stop_reason":null,"stop_sequence":null,)"
                                         R"("usage":{"input_tokens":)"
                                       + m_tokens + R"(,"output_tokens":1}})"),
            event("content_block_start", R"(,"index":0,"content_block":)" + messagesBlock(true)),
            delta(content.first(content.size() / 2)),
            delta(content.sliced(content.size() / 2)),
            event("content_block_stop", R"(,"index":0)"),
            event("message_delta", R"(,"delta":{"stop_reason":")"
                                       + QByteArray(m_call ? "tool_use" : "end_turn")
                                       + R"(","stop_sequence":null},"usage":{"output_tokens":37})"),
            event("message_stop", {})};
}

QByteArray DemoTurn::chatToolCalls() const
{
    return R"("tool_calls":[{"index":0,"id":"call_demo_)" + m_number
           + R"(","type":"function","function":{"name":)" + quoted(m_call->name)
           + ",\"arguments\":" + quoted(m_call->arguments) + "}}]";
}

QByteArray DemoTurn::chatChunk(const QByteArray &delta, const QByteArray &finish) const
{
    return R"(data: {"id":"chatcmpl-demo-)" + m_number + R"(","object":"chat.completion.chunk",)"
           + R"("created":1773064800,"model":)" + m_model + R"(,"choices":[{"index":0,"delta":{)"
           + delta + R"(},"finish_reason":)" + finish + "}]"
           + (finish == "null" ? QByteArray() : QByteArray(",") + m_chatUsage) + "}\n\n";
}

std::vector<QByteArray> DemoTurn::chatStream() const
{
    const QByteArray role = R"("role":"assistant",)";
    if (m_call)
        return {chatChunk(role + chatToolCalls(), "null"), chatChunk({}, R"("tool_calls")"),
                "data: [DONE]\n\n"};
    const qsizetype half = text().size() / 2;
    return {chatChunk(role + "\"content\":" + quoted(text().first(half)), "null"),
            chatChunk("\"content\":" + quoted(text().sliced(half)), "null"),
            chatChunk({}, R"("stop")"), "data: [DONE]\n\n"};
}

/// The message of a Responses answer; empty text: just begun.
QByteArray DemoTurn::responsesItem(const QByteArray &text) const
{
    const QByteArray part =
        R"({"type":"output_text","text":)" + quoted(text) + R"(,"annotations":[]})";
    return R"({"type":"message","id":"msg_demo_)" + m_number + R"(","role":"assistant","status":")"
           + (text.isEmpty() ? "in_progress" : "completed") + R"(","content":[)"
           + (text.isEmpty() ? QByteArray() : part) + "]}";
}

QByteArray DemoTurn::responsesObject(bool isComplete) const
{
    return R"({"id":"resp_demo_)" + m_number + R"(","object":"response","created_at":1773064800,)"
           + R"("model":)" + m_model + R"(,"status":")" + (isComplete ? "completed" : "in_progress")
           + R"(","output":[)" + (isComplete ? responsesItem(text()) : QByteArray())
           + R"(],"parallel_tool_calls":true,"tool_choice":"auto","tools":[],"usage":)"
           + (isComplete
                  ? R"({"input_tokens":)" + m_tokens + R"(,"output_tokens":5,"total_tokens":)"
                        + QByteArray::number(m_tokens.toLongLong() + 5) + '}'
                  : "null")
           + '}';
}

std::vector<QByteArray> DemoTurn::responsesStream() const
{
    const QByteArray item = R"(,"output_index":0,"item":)";
    const QByteArray place =
        R"(,"item_id":"msg_demo_)" + m_number + R"(","output_index":0,"content_index":0,)";
    const auto part = [](const QByteArray &text) {
        return R"("part":{"type":"output_text","text":)" + quoted(text) + R"(,"annotations":[]})";
    };
    return {event("response.created", ",\"response\":" + responsesObject(false)),
            event("response.output_item.added", item + responsesItem({})),
            event("response.content_part.added", place + part({})),
            event("response.output_text.delta", place + "\"delta\":" + quoted(text())),
            event("response.output_text.done", place + "\"text\":" + quoted(text())),
            event("response.content_part.done", place + part(text())),
            event("response.output_item.done", item + responsesItem(text())),
            event("response.completed", ",\"response\":" + responsesObject(true))};
}

QByteArray demoError(Dialect dialect, const QByteArray &type, const QByteArray &message,
                     const QByteArray &further)
{
    const QByteArray error =
        R"("error":{"type":")" + type + R"(","message":)" + quoted(message) + further + '}';
    return (dialect == Dialect::Anthropic ? R"({"type":"error",)" : "{") + error + '}';
}

} // namespace app

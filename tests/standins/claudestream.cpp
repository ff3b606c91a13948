// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/claudestream.h"

#include "tests/standins/gojson.h"

namespace standins {

namespace {

EventWrites event(const QByteArray &name, const QByteArray &data)
{
    return {"event: " + name + "\n", "data: " + data + "\n", "\n"};
}

QByteArray messageId(quint64 number)
{
    return "msg_fake_" + QByteArray::number(number).rightJustified(6, '0');
}

EventWrites messageStart(quint64 number, const QByteArray &model)
{
    return event("message_start",
                 R"({"type":"message_start","message":{"id":")" + messageId(number)
                     + R"(","type":"message","role":"assistant","model":)" + quoted(model)
                     + ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                       "\"usage\":{\"input_tokens\":21,\"output_tokens\":1}}}");
}

EventWrites blockStart(int index, const QByteArray &block)
{
    return event("content_block_start", R"({"type":"content_block_start","index":)"
                                            + QByteArray::number(index)
                                            + ",\"content_block\":" + block + "}");
}

EventWrites blockDelta(int index, const QByteArray &delta)
{
    return event("content_block_delta", R"({"type":"content_block_delta","index":)"
                                            + QByteArray::number(index) + ",\"delta\":" + delta
                                            + "}");
}

EventWrites blockStop(int index)
{
    return event("content_block_stop",
                 R"({"type":"content_block_stop","index":)" + QByteArray::number(index) + "}");
}

EventWrites ping()
{
    return event("ping", R"({"type":"ping"})");
}

void append(StreamEvents &stream, std::initializer_list<EventWrites> events)
{
    stream.insert(stream.end(), events.begin(), events.end());
}

void appendEnd(StreamEvents &stream, const QByteArray &stopReason)
{
    append(stream, {event("message_delta", R"({"type":"message_delta","delta":{"stop_reason":")"
                                               + stopReason
                                               + "\",\"stop_sequence\":null},\"usage\":{"
                                                 "\"output_tokens\":37}}"),
                    event("message_stop", R"({"type":"message_stop"})")});
}

void appendThinking(StreamEvents &stream, int index)
{
    append(
        stream,
        {blockStart(index, R"({"type":"thinking","thinking":"","signature":""})"), ping(),
         blockDelta(index, "{\"type\":\"thinking_delta\",\"thinking\":\"Считаю… 🦉\"}"),
         blockDelta(index, R"({"type":"signature_delta","signature":"RkFLRS1TSUc+Lz09"})"),
         blockStop(index)});
}

QByteArray toolBlock(const QByteArray &id, const QByteArray &name, const QByteArray &input)
{
    return R"({"type":"tool_use","id":")" + id + R"(","name":)" + quoted(name)
           + ",\"input\":" + input + "}";
}

QByteArray toolId(quint64 number)
{
    return "toolu_fake_" + QByteArray::number(number);
}

QByteArray inputDelta(const QByteArray &part)
{
    return R"({"type":"input_json_delta","partial_json":)" + quoted(part) + "}";
}

void appendToolCall(StreamEvents &stream, int index, const ToolCall &call, quint64 number)
{
    const qsizetype half = call.arguments.size() / 2;
    append(stream, {blockStart(index, toolBlock(toolId(number), call.name, "{}")),
                    blockDelta(index, inputDelta(call.arguments.first(half))),
                    blockDelta(index, inputDelta(call.arguments.sliced(half))), blockStop(index)});
}

} // namespace

StreamEvents sampleClaudeStream(quint64 number, const QByteArray &model)
{
    StreamEvents stream {messageStart(number, model)};
    appendThinking(stream, 0);
    append(stream, {blockStart(1, toolBlock("toolu_fake_1", "Read", "{}")),
                    blockDelta(1, inputDelta("{\"path\":")), blockStop(1)});
    appendEnd(stream, "tool_use");
    return stream;
}

StreamEvents claudeStream(const AgentRequest &request, quint64 number, const QByteArray &model,
                          const std::vector<QByteArray> &pieces)
{
    StreamEvents stream {messageStart(number, model)};
    int index = 0;
    if (request.wantsThinking)
        appendThinking(stream, index++);
    if (request.toolCall) {
        appendToolCall(stream, index, *request.toolCall, number);
        appendEnd(stream, "tool_use");
        return stream;
    }
    append(stream, {blockStart(index, R"({"type":"text","text":""})"), ping()});
    for (const QByteArray &piece : pieces)
        append(stream,
               {blockDelta(index, R"({"type":"text_delta","text":)" + quoted(piece) + "}")});
    append(stream, {blockStop(index)});
    appendEnd(stream, "end_turn");
    return stream;
}

QByteArray claudeBody(const AgentRequest &request, quint64 number, const QByteArray &model,
                      const QByteArray &text)
{
    const bool tool = request.toolCall.has_value();
    const QByteArray content =
        tool ? toolBlock(toolId(number), request.toolCall->name, request.toolCall->arguments)
             : R"({"type":"text","text":)" + quoted(text) + "}";
    return R"({"id":")" + messageId(number) + R"(","type":"message","role":"assistant","model":)"
           + quoted(model) + ",\"content\":[" + content + R"(],"stop_reason":")"
           + (tool ? "tool_use" : "end_turn")
           + "\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":21,"
             "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
             "\"output_tokens\":5}}";
}

} // namespace standins

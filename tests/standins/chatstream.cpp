// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/chatstream.h"

#include "tests/standins/gojson.h"

namespace standins {

namespace {

constexpr const char *kUsage = R"({"prompt_tokens":21,"completion_tokens":5,"total_tokens":26})";

/// One chunk of a stream: @p choice is the part of the choice after its index.
EventWrites chunk(quint64 number, const QByteArray &model, const QByteArray &choice,
                  const QByteArray &further = {})
{
    return {R"(data: {"id":"chatcmpl-fake-)" + QByteArray::number(number)
            + R"(","object":"chat.completion.chunk","created":1773064800,"model":)" + quoted(model)
            + R"(,"choices":[{"index":0,)" + choice + "}]" + further + "}\n\n"};
}

QByteArray delta(const QByteArray &inner, const QByteArray &finish = "null")
{
    return "\"delta\":{" + inner + "},\"finish_reason\":" + finish;
}

QByteArray content(const QByteArray &text, bool first)
{
    return QByteArray(first ? R"("role":"assistant",)" : "") + "\"content\":" + quoted(text);
}

QByteArray callId(quint64 number)
{
    return "call_fake_" + QByteArray::number(number);
}

QByteArray toolDelta(const QByteArray &head, const QByteArray &arguments)
{
    return R"("tool_calls":[{"index":0,)" + head + "\"arguments\":" + quoted(arguments) + "}}]";
}

EventWrites finish(quint64 number, const QByteArray &model, const QByteArray &reason)
{
    return chunk(number, model, delta("", "\"" + reason + "\""),
                 QByteArray(",\"usage\":") + kUsage);
}

const EventWrites kDone {"data: [DONE]\n\n"};

EventWrites completionChunk(quint64 number, const QByteArray &model, const QByteArray &text,
                            const QByteArray &finishReason)
{
    return {R"(data: {"id":"chatcmpl-fake-)" + QByteArray::number(number)
            + R"(","object":"text_completion","created":1773064800,"model":)" + quoted(model)
            + R"(,"choices":[{"index":0,"text":)" + quoted(text)
            + ",\"finish_reason\":" + finishReason + "}]}\n\n"};
}

StreamEvents completionsStream(quint64 number, const QByteArray &model,
                               const std::vector<QByteArray> &pieces)
{
    StreamEvents stream;
    for (const QByteArray &piece : pieces)
        stream.push_back(completionChunk(number, model, piece, "null"));
    stream.push_back(completionChunk(number, model, "", "\"stop\""));
    stream.push_back(kDone);
    return stream;
}

void appendToolCall(StreamEvents &stream, const ToolCall &call, quint64 number,
                    const QByteArray &model)
{
    const QByteArray head = R"("id":")" + callId(number)
                            + R"(","type":"function","function":{"name":)" + quoted(call.name)
                            + ",";
    const qsizetype half = call.arguments.size() / 2;
    stream.push_back(
        chunk(number, model, delta(R"("role":"assistant","content":null,)" + toolDelta(head, ""))));
    for (const QByteArray &part : {call.arguments.first(half), call.arguments.sliced(half)})
        stream.push_back(chunk(number, model, delta(toolDelta("\"function\":{", part))));
    stream.push_back(finish(number, model, "tool_calls"));
}

QByteArray message(const AgentRequest &request, quint64 number, const QByteArray &text)
{
    if (!request.toolCall)
        return R"("message":{"role":"assistant","content":)" + quoted(text)
               + R"(},"finish_reason":"stop","native_finish_reason":"stop")";
    return R"("message":{"role":"assistant","content":null,"tool_calls":[{"id":")" + callId(number)
           + R"(","type":"function","function":{"name":)" + quoted(request.toolCall->name)
           + ",\"arguments\":" + quoted(request.toolCall->arguments)
           + R"(}}]},"finish_reason":"tool_calls","native_finish_reason":"tool_calls")";
}

} // namespace

StreamEvents sampleChatStream(quint64 number, const QByteArray &model)
{
    return {chunk(number, model, delta(content("Fa", true))),
            chunk(number, model, delta(content("ke 🦉", false))), finish(number, model, "stop"),
            kDone};
}

StreamEvents chatStream(const AgentRequest &request, quint64 number, const QByteArray &model,
                        const std::vector<QByteArray> &pieces)
{
    if (request.dialect == AnswerDialect::Completions)
        return completionsStream(number, model, pieces);
    StreamEvents stream;
    if (request.toolCall) {
        appendToolCall(stream, *request.toolCall, number, model);
    } else {
        for (const QByteArray &piece : pieces)
            stream.push_back(chunk(number, model, delta(content(piece, stream.empty()))));
        stream.push_back(finish(number, model, "stop"));
    }
    stream.push_back(kDone);
    return stream;
}

QByteArray chatBody(const AgentRequest &request, quint64 number, const QByteArray &model,
                    const QByteArray &text)
{
    const bool completions = request.dialect == AnswerDialect::Completions;
    const QByteArray choice = completions
                                  ? "\"text\":" + quoted(text) + R"(,"finish_reason":"stop")"
                                  : message(request, number, text);
    return R"({"id":"chatcmpl-fake-)" + QByteArray::number(number).rightJustified(6, '0')
           + R"(","object":")" + (completions ? "text_completion" : "chat.completion")
           + R"(","created":1773064800,"model":)" + quoted(model) + R"(,"choices":[{"index":0,)"
           + choice + "}],\"usage\":" + kUsage + "}";
}

} // namespace standins

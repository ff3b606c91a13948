// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/responsesstream.h"

#include "tests/standins/gojson.h"

namespace standins {

namespace {

constexpr const char *kShortUsage = R"({"input_tokens":21,"output_tokens":5,"total_tokens":26})";
constexpr const char *kUsageWithDetails =
    "{\"input_tokens\":21,\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":5,"
    "\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":26}";

/// Collects events and numbers them.
class EventList
{
public:
    void add(const QByteArray &name, const QByteArray &members)
    {
        m_events.push_back({name, R"({"type":")" + name + R"(","sequence_number":)"
                                      + QByteArray::number(m_events.size()) + "," + members + "}"});
    }
    std::vector<ResponsesEvent> take() { return std::move(m_events); }

private:
    std::vector<ResponsesEvent> m_events;
};

QByteArray outputText(const QByteArray &text)
{
    return R"({"type":"output_text","text":)" + quoted(text) + ",\"annotations\":[]}";
}

QByteArray messageItem(const QByteArray &id, const QByteArray &status, const QByteArray &content)
{
    return R"({"type":"message","id":")" + id + R"(","status":")" + status
           + R"(","role":"assistant","content":[)" + content + "]}";
}

QByteArray callItem(const ToolCall &call, quint64 number, const QByteArray &status,
                    const QByteArray &arguments)
{
    const QByteArray n = QByteArray::number(number);
    return R"({"type":"function_call","id":"fc_fake_)" + n + R"(","call_id":"call_fake_)" + n
           + R"(","status":")" + status + R"(","name":)" + quoted(call.name)
           + ",\"arguments\":" + quoted(arguments) + "}";
}

QByteArray addCall(EventList &events, const ToolCall &call, quint64 number)
{
    QByteArray done = callItem(call, number, "completed", call.arguments);
    const QByteArray place =
        R"("item_id":"fc_fake_)" + QByteArray::number(number) + R"(","output_index":0,)";
    events.add("response.output_item.added",
               R"("output_index":0,"item":)" + callItem(call, number, "in_progress", ""));
    events.add("response.function_call_arguments.delta",
               place + "\"delta\":" + quoted(call.arguments));
    events.add("response.function_call_arguments.done",
               place + "\"arguments\":" + quoted(call.arguments));
    events.add("response.output_item.done", R"("output_index":0,"item":)" + done);
    return done;
}

QByteArray addMessage(EventList &events, quint64 number, const std::vector<QByteArray> &pieces)
{
    const QByteArray id = "msg_fake_" + QByteArray::number(number);
    const QByteArray place = R"("item_id":")" + id + R"(","output_index":0,"content_index":0,)";
    events.add("response.output_item.added",
               R"("output_index":0,"item":)" + messageItem(id, "in_progress", ""));
    events.add("response.content_part.added", place + "\"part\":" + outputText(""));
    QByteArray text;
    for (const QByteArray &piece : pieces) {
        events.add("response.output_text.delta", place + "\"delta\":" + quoted(piece));
        text += piece;
    }
    QByteArray done = messageItem(id, "completed", outputText(text));
    events.add("response.output_text.done", place + "\"text\":" + quoted(text));
    events.add("response.content_part.done", place + "\"part\":" + outputText(text));
    events.add("response.output_item.done", R"("output_index":0,"item":)" + done);
    return done;
}

} // namespace

QByteArray responseObject(const QByteArray &id, const QByteArray &model, const QByteArray &status,
                          const QByteArray &output)
{
    const QByteArray usage = status == "completed" ? kUsageWithDetails : "null";
    return R"({"id":")" + id + R"(","object":"response","created_at":1773064800,"status":")"
           + status + R"(","model":)" + quoted(model) + ",\"output\":[" + output
           + R"(],"parallel_tool_calls":true,"tool_choice":"auto","tools":[],"usage":)" + usage
           + "}";
}

std::vector<ResponsesEvent> responsesEvents(const AgentRequest &request, quint64 number,
                                            const QByteArray &model,
                                            const std::vector<QByteArray> &pieces)
{
    const QByteArray id = "resp_fake_" + QByteArray::number(number);
    EventList events;
    events.add("response.created", "\"response\":" + responseObject(id, model, "in_progress", ""));
    const QByteArray item = request.toolCall ? addCall(events, *request.toolCall, number)
                                             : addMessage(events, number, pieces);
    events.add("response.completed",
               "\"response\":" + responseObject(id, model, "completed", item));
    return events.take();
}

std::vector<ResponsesEvent> sampleResponsesEvents(quint64 number)
{
    const QByteArray response = R"("response":{"id":"resp_fake_)" + QByteArray::number(number)
                                + R"(","object":"response","status":")";
    EventList events;
    events.add("response.created", response + R"(in_progress","output":[]})");
    events.add("response.output_text.delta", R"("delta":"Fa")");
    events.add("response.completed",
               response + R"(completed","output":[],"usage":)" + kShortUsage + "}");
    return events.take();
}

StreamEvents codexFraming(const std::vector<ResponsesEvent> &events)
{
    StreamEvents stream;
    for (const ResponsesEvent &event : events)
        stream.push_back({"\nevent: " + event.name + "\n", "data: " + event.data + "\n"});
    stream.push_back({"\n"});
    return stream;
}

QByteArray responsesBody(const AgentRequest &request, quint64 number, const QByteArray &model,
                         const QByteArray &text)
{
    const QByteArray item =
        request.toolCall
            ? callItem(*request.toolCall, number, "completed", request.toolCall->arguments)
            : messageItem("msg_fake_" + QByteArray::number(number), "completed", outputText(text));
    return R"({"id":"resp_fake_)" + QByteArray::number(number).rightJustified(6, '0')
           + R"(","object":"response","created_at":1773064800,"status":"completed",)"
             R"("model":)"
           + quoted(model) + ",\"output\":[" + item + "],\"usage\":" + kShortUsage + "}";
}

} // namespace standins

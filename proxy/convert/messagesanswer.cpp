// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/messagesanswer.h"

#include "proxy/convert/fieldreader.h"
#include "proxy/convert/messagestools.h"
#include "proxy/convert/stopreason.h"
#include "proxy/convert/tokenusage.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

namespace {

class MessagesAnswer final
{
public:
    MessagesAnswer(const AnswerNeeds &needs, ConversionNotes &notes)
        : m_needs(needs)
        , m_notes(notes)
        , m_json(m_out)
    { }

    QByteArray write(JsonValue answer);

private:
    void writeChoice(JsonValue choice);
    void writeContent(JsonValue message);
    void writeReasoning(JsonValue message);
    void writeText(JsonValue text);
    void writeCall(JsonValue call);
    void writeInput(JsonValue arguments);

    const AnswerNeeds &m_needs;
    ConversionNotes &m_notes;
    QByteArray m_out;
    JsonWriter m_json;
    JsonValue m_id;
    int m_calls = 0;
};

QByteArray MessagesAnswer::write(JsonValue answer)
{
    FieldReader fields(answer, m_notes, "answer");
    fields.ignore({"object", "created"});
    m_id = fields.takeString("id");
    const JsonValue model = fields.takeString("model");
    const JsonValue choices = fields.takeArray("choices");
    const JsonValue usage = fields.take("usage");
    fields.loseRest();
    m_json.beginObject();
    m_json.key("id").quoted(m_id ? m_id.quoted() : QByteArrayView("msg_unnamed"));
    m_json.field("type", "message").field("role", "assistant");
    m_json.key("model").quoted(model ? model.quoted() : QByteArrayView(m_needs.model));
    if (!choices.first().isObject())
        m_notes.refuse("choices", QStringLiteral("the answer has none"));
    if (choices.first().next())
        m_notes.lose("choices");
    writeChoice(choices.first());
    TokenUsage tokens;
    readOpenAiUsage(tokens, usage, m_notes);
    m_json.key("usage");
    writeAnthropicUsage(m_json, tokens);
    m_json.endObject();
    return std::move(m_out);
}

void MessagesAnswer::writeChoice(JsonValue choice)
{
    FieldReader fields(choice, m_notes, "choices");
    fields.ignore({"index", "native_finish_reason"});
    const JsonValue message = fields.takeObject("message");
    const JsonValue finish = fields.takeString("finish_reason");
    // vLLM tells here which stop sequence matched; a number is a token.
    const JsonValue matched = fields.take("stop_reason");
    fields.loseRest();
    m_json.key("content").beginArray();
    writeContent(message);
    m_json.endArray();
    if (matched.isString() && finish.is("stop")) {
        m_json.field("stop_reason", "stop_sequence").key("stop_sequence").raw(matched.raw());
        return;
    }
    m_json.field("stop_reason", stopReasonOf(finish, m_calls > 0));
    m_json.key("stop_sequence").null();
}

void MessagesAnswer::writeContent(JsonValue message)
{
    FieldReader fields(message, m_notes, "message");
    fields.ignore({"role", "reasoning_content", "reasoning", "reasoning_details"});
    const JsonValue content = fields.take("content");
    const JsonValue refusal = fields.takeString("refusal");
    const JsonValue calls = fields.takeArray("tool_calls");
    const JsonValue annotations = fields.takeArray("annotations");
    if (annotations.first())
        m_notes.lose("message.annotations");
    fields.loseRest();
    writeReasoning(message);
    writeText(content);
    for (JsonValue part = content.first(); part; part = part.next())
        writeText(part["text"]);
    writeText(refusal);
    for (JsonValue call = calls.first(); call; call = call.next())
        writeCall(call);
}

void MessagesAnswer::writeReasoning(JsonValue message)
{
    const JsonValue reasoning = reasoningOf(message);
    if (!reasoning)
        return;
    if (!m_needs.wantsThinking) {
        m_notes.lose("reasoning_content");
        return;
    }
    m_json.beginObject().field("type", "thinking").key("thinking").raw(reasoning.raw());
    m_json.field("signature", "").endObject();
}

void MessagesAnswer::writeText(JsonValue text)
{
    if (!text.quoted().isEmpty())
        m_json.beginObject().field("type", "text").key("text").raw(text.raw()).endObject();
}

void MessagesAnswer::writeCall(JsonValue call)
{
    const JsonValue id = call["id"];
    const JsonValue function = call["function"];
    const JsonValue name = function["name"];
    m_json.beginObject().field("type", "tool_use").key("id");
    if (id.quoted().isEmpty())
        m_json.quoted("call_" + m_id.quoted().toByteArray() + '_' + QByteArray::number(m_calls));
    else
        m_json.raw(id.raw());
    m_json.key("name").quoted(name.quoted()).key("input");
    writeInput(function["arguments"]);
    m_json.endObject();
    ++m_calls;
}

void MessagesAnswer::writeInput(JsonValue arguments)
{
    if (const std::optional<QByteArray> input = toolInput(arguments)) {
        m_json.raw(*input);
        return;
    }
    m_notes.lose("tool_calls.arguments");
    m_json.beginObject().key("arguments").raw(arguments.raw()).endObject();
}

} // namespace

QByteArray messagesAnswerOf(JsonValue chatAnswer, const AnswerNeeds &needs, ConversionNotes &notes)
{
    return MessagesAnswer(needs, notes).write(chatAnswer);
}

JsonValue reasoningOf(JsonValue messageOrDelta)
{
    for (const QByteArrayView name : {"reasoning_content", "reasoning"}) {
        const JsonValue text = messageOrDelta[name];
        if (!text.quoted().isEmpty())
            return text;
    }
    return {};
}

} // namespace proxy

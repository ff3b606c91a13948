// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/chatanswer.h"

#include "proxy/convert/fieldreader.h"
#include "proxy/convert/stopreason.h"
#include "proxy/convert/tokenusage.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

namespace {

class ChatAnswer final
{
public:
    ChatAnswer(const AnswerNeeds &needs, ConversionNotes &notes)
        : m_needs(needs)
        , m_notes(notes)
        , m_json(m_out)
    { }

    QByteArray write(JsonValue answer);

private:
    void readBlock(JsonValue block);
    void readCall(FieldReader &block);
    void writeMessage();

    const AnswerNeeds &m_needs;
    ConversionNotes &m_notes;
    QByteArray m_out;
    JsonWriter m_json;
    QByteArray m_text; ///< this and the next between a JSON string's quotes
    QByteArray m_reasoning;
    QByteArray m_calls; ///< elements of tool_calls
    bool m_hasText = false;
};

QByteArray ChatAnswer::write(JsonValue answer)
{
    FieldReader fields(answer, m_notes, "answer");
    fields.ignore({"type", "role"});
    fields.drop("stop_sequence", "stop_sequence");
    const JsonValue id = fields.takeString("id");
    const JsonValue model = fields.takeString("model");
    const JsonValue content = fields.takeArray("content");
    const JsonValue reason = fields.takeString("stop_reason");
    const JsonValue usage = fields.takeObject("usage");
    fields.loseRest();
    if (!content)
        m_notes.refuse("content", QStringLiteral("the answer has none"));
    for (JsonValue block = content.first(); block; block = block.next())
        readBlock(block);
    m_json.beginObject().key("id").quoted(id ? id.quoted() : QByteArrayView("chatcmpl-unnamed"));
    m_json.field("object", "chat.completion").field("created", m_needs.nowSeconds);
    m_json.key("model").quoted(model ? model.quoted() : QByteArrayView(m_needs.model));
    m_json.key("choices").beginArray().beginObject().field("index", qint64 {0});
    writeMessage();
    m_json.key("logprobs").null().field("finish_reason", finishReasonOf(reason));
    m_json.endObject().endArray();
    TokenUsage tokens;
    readAnthropicUsage(tokens, usage, m_notes);
    m_json.key("usage");
    writeOpenAiUsage(m_json, tokens);
    m_json.endObject();
    return std::move(m_out);
}

void ChatAnswer::readBlock(JsonValue block)
{
    FieldReader fields(block, m_notes, "content");
    const JsonValue type = fields.takeString("type");
    if (type.is("text")) {
        m_text.append(fields.takeString("text").quoted());
        m_hasText = true;
        if (fields.takeArray("citations").first())
            m_notes.lose("citations");
    } else if (type.is("tool_use")) {
        readCall(fields);
    } else if (type.is("thinking")) {
        m_reasoning.append(fields.takeString("thinking").quoted());
        if (!fields.takeString("signature").quoted().isEmpty())
            m_notes.lose("signature");
    } else {
        m_notes.lose("content." + type.text());
        return;
    }
    fields.loseRest();
}

void ChatAnswer::readCall(FieldReader &block)
{
    const JsonValue id = block.takeString("id");
    const JsonValue name = block.takeString("name");
    const JsonValue input = block.take("input");
    block.ignore({"caller"});
    JsonWriter json(m_calls);
    json.beginObject().key("id").quoted(id.quoted()).field("type", "function");
    json.key("function").beginObject().key("name").quoted(name.quoted());
    json.key("arguments").string(input ? input.raw() : QByteArrayView("{}"));
    json.endObject().endObject();
}

void ChatAnswer::writeMessage()
{
    m_json.key("message").beginObject().field("role", "assistant").key("content");
    if (!m_hasText && !m_calls.isEmpty())
        m_json.null();
    else
        m_json.quoted(m_text);
    m_json.key("refusal").null();
    if (!m_reasoning.isEmpty())
        m_json.key("reasoning_content").quoted(m_reasoning);
    if (!m_calls.isEmpty())
        m_json.key("tool_calls").beginArray().raw(m_calls).endArray();
    m_json.endObject();
}

} // namespace

QByteArray chatAnswerOf(JsonValue messagesAnswer, const AnswerNeeds &needs, ConversionNotes &notes)
{
    return ChatAnswer(needs, notes).write(messagesAnswer);
}

} // namespace proxy

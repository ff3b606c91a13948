// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/chatmessages.h"

#include "proxy/convert/chatparts.h"
#include "proxy/convert/fieldreader.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

namespace {

class ChatMessages final
{
public:
    ChatMessages(QByteArray &out, ConversionNotes &notes)
        : m_out(out)
        , m_notes(notes)
        , m_json(out)
    { }

    void writeSystem(JsonValue content);
    void writeMessage(JsonValue message);

private:
    void writeUser(JsonValue content);
    void writeToolResult(JsonValue block, std::vector<JsonValue> &images);
    void writeAssistant(JsonValue content);
    void writeToolCalls(JsonValue content);
    void writeToolCall(JsonValue block);
    void joinThinking(JsonValue content);

    QByteArray &m_out;
    ConversionNotes &m_notes;
    JsonWriter m_json;
};

void ChatMessages::writeSystem(JsonValue content)
{
    if (content.isNothing())
        return;
    ChatParts parts(m_notes);
    parts.read(content, ChatParts::Allowed::TextOnly);
    m_json.beginObject().field("role", "system").key("content");
    parts.writeJoined(m_out, kParagraph);
    m_json.endObject();
}

void ChatMessages::writeMessage(JsonValue message)
{
    FieldReader fields(message, m_notes, "messages");
    const JsonValue role = fields.needString("role");
    const JsonValue content = fields.take("content");
    fields.loseRest();
    if (!content.isString() && !content.isArray())
        m_notes.refuse("content", QStringLiteral("a string or an array is required"));
    if (role.is("user"))
        writeUser(content);
    else if (role.is("assistant"))
        writeAssistant(content);
    else if (role.is("system"))
        writeSystem(content);
    else if (role)
        m_notes.refuse("role", QStringLiteral("must be user, assistant or system"));
}

void ChatMessages::writeUser(JsonValue content)
{
    std::vector<JsonValue> images;
    bool hasResults = false;
    int index = 0;
    for (JsonValue block = content.first(); block; block = block.next(), ++index) {
        if (!block["type"].is("tool_result"))
            continue;
        const ConversionNotes::Place place(m_notes, "content", index);
        writeToolResult(block, images);
        hasResults = true;
    }
    ChatParts parts(m_notes);
    parts.addMoved(images);
    parts.read(content, ChatParts::Allowed::Everything);
    if (parts.isEmpty() && hasResults)
        return;
    m_json.beginObject().field("role", "user").key("content");
    parts.write(m_out);
    m_json.endObject();
}

void ChatMessages::writeToolResult(JsonValue block, std::vector<JsonValue> &images)
{
    FieldReader fields(block, m_notes, "tool_result");
    fields.ignore({"type"});
    const JsonValue id = fields.needString("tool_use_id");
    const JsonValue content = fields.take("content");
    const bool isError = fields.takeFlag("is_error");
    fields.drop("cache_control", "cache_control");
    fields.loseRest();

    ChatParts parts(m_notes);
    parts.read(content, ChatParts::Allowed::Everything);
    const size_t imagesBefore = images.size();
    parts.takeMedia(images);
    if (images.size() > imagesBefore)
        m_notes.lose("tool_result.image", static_cast<int>(images.size() - imagesBefore));
    if (images.size() > imagesBefore && parts.isEmpty())
        parts.addOwnText("(see the images in the next message)");
    if (isError) {
        parts.prependOwnText("Error: ");
        m_notes.lose("tool_result.is_error");
    }
    m_json.beginObject().field("role", "tool");
    m_json.key("tool_call_id").raw(id ? id.raw() : QByteArrayView("\"\"")).key("content");
    parts.writeJoined(m_out, kParagraph);
    m_json.endObject();
}

void ChatMessages::writeAssistant(JsonValue content)
{
    ChatParts parts(m_notes);
    parts.read(content, ChatParts::Allowed::Assistant);
    m_json.beginObject().field("role", "assistant").key("content");
    if (parts.isEmpty() && parts.skipped("tool_use"))
        m_json.null();
    else
        parts.writeJoined(m_out, {});
    if (parts.skipped("thinking"))
        joinThinking(content);
    if (parts.skipped("tool_use"))
        writeToolCalls(content);
    m_json.endObject();
}

void ChatMessages::joinThinking(JsonValue content)
{
    QByteArray joined;
    int index = 0;
    for (JsonValue block = content.first(); block; block = block.next(), ++index) {
        if (!block["type"].is("thinking"))
            continue;
        const ConversionNotes::Place place(m_notes, "content", index);
        FieldReader fields(block, m_notes, "thinking");
        fields.ignore({"type"});
        joined.append(fields.needString("thinking").quoted());
        if (!fields.takeString("signature").quoted().isEmpty())
            m_notes.lose("signature");
        fields.loseRest();
    }
    if (!joined.isEmpty())
        m_json.key("reasoning_content").quoted(joined);
}

void ChatMessages::writeToolCalls(JsonValue content)
{
    m_json.key("tool_calls").beginArray();
    int index = 0;
    for (JsonValue block = content.first(); block; block = block.next(), ++index) {
        if (!block["type"].is("tool_use"))
            continue;
        const ConversionNotes::Place place(m_notes, "content", index);
        writeToolCall(block);
    }
    m_json.endArray();
}

void ChatMessages::writeToolCall(JsonValue block)
{
    FieldReader fields(block, m_notes, "tool_use");
    fields.ignore({"type"});
    const JsonValue id = fields.needString("id");
    const JsonValue name = fields.needString("name");
    const JsonValue input = fields.takeObject("input");
    fields.drop("cache_control", "cache_control");
    fields.loseRest();
    if (!id || !name)
        return;
    m_json.beginObject().key("id").raw(id.raw()).field("type", "function");
    m_json.key("function").beginObject().key("name").raw(name.raw());
    m_json.key("arguments").string(input ? input.raw() : QByteArrayView("{}"));
    m_json.endObject().endObject();
}

} // namespace

void writeChatMessages(QByteArray &out, JsonValue system, JsonValue messages,
                       ConversionNotes &notes)
{
    JsonWriter json(out);
    json.key("messages").beginArray();
    ChatMessages writer(out, notes);
    if (!system.isNothing()) {
        const ConversionNotes::Place place(notes, "system");
        writer.writeSystem(system);
    }
    int index = 0;
    JsonValue last;
    for (JsonValue message = messages.first(); message; message = message.next()) {
        const ConversionNotes::Place place(notes, "messages", index++);
        writer.writeMessage(message);
        last = message;
    }
    if (last["role"].is("assistant"))
        notes.lose("prefill");
    json.endArray();
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/chatmessages.h"

#include "proxy/convert/chatparts.h"
#include "proxy/convert/fieldreader.h"
#include "proxy/convert/requestcallids.h"
#include "proxy/json/jsonstring.h"
#include "proxy/json/jsonwriter.h"

#include <deque>

namespace proxy {

namespace {

class ChatMessages final
{
public:
    ChatMessages(QByteArray &out, const ConversionSettings &settings, ToolNames &names,
                 ConversionNotes &notes)
        : m_out(out)
        , m_settings(settings)
        , m_names(names)
        , m_notes(notes)
        , m_json(out)
        , m_system(notes)
        , m_user(notes)
    { }

    void readSystem(JsonValue content);
    void writeMessage(JsonValue message);
    void finish();
    [[nodiscard]] bool carriesReasoning() const { return m_carriesReasoning; }

private:
    /// What stands last; a user's message is held until another follows.
    enum class Last { Nothing, System, User, Assistant, Results };

    void writeSystem();
    void readReminder(JsonValue content);
    void readUser(JsonValue content);
    void writeUser();
    void writeToolResult(JsonValue block, std::vector<JsonValue> &images);
    void writeAssistant(JsonValue content);
    void writeToolCalls(JsonValue content);
    void writeToolCall(JsonValue block);
    [[nodiscard]] QByteArray nameInHistory(JsonValue name);
    void joinThinking(JsonValue content);

    QByteArray &m_out;
    const ConversionSettings &m_settings;
    ToolNames &m_names;
    ConversionNotes &m_notes;
    JsonWriter m_json;
    RequestCallIds m_callIds;
    ChatParts m_system;
    ChatParts m_user; ///< of the user's message that is held
    std::deque<QByteArray> m_reminders; ///< texts of our own that m_user refers to
    Last m_last = Last::Nothing;
    bool m_carriesReasoning = false;
    bool m_isAtStart = true; ///< only system messages came
};

void ChatMessages::readSystem(JsonValue content)
{
    if (content.isNothing())
        return;
    m_system.read(content, ChatParts::Allowed::TextOnly);
    m_last = Last::System;
}

// Some texts differ in each request and stand ahead of what does not: no cache would ever match.
void ChatMessages::writeSystem()
{
    if (m_last != Last::System)
        return;
    if (const auto isVolatile = m_settings.isVolatileSystemText) {
        const int left = m_system.removeTexts(isVolatile);
        if (left > 0)
            m_notes.lose("system.volatile", left);
    }
    m_last = Last::Nothing;
    if (m_system.isEmpty())
        return;
    m_json.beginObject().field("role", "system").key("content");
    m_system.writeJoined(m_out, kParagraph);
    m_json.endObject();
}

void ChatMessages::writeMessage(JsonValue message)
{
    FieldReader fields(message, m_notes, "messages");
    const JsonValue role = fields.needString("role");
    const JsonValue content = fields.take("content");
    fields.loseRest();
    if (!content.isString() && !content.isArray())
        m_notes.refuse("content", Text::english("a string or an array is required"));
    if (role.is("system") && m_isAtStart)
        return readSystem(content);
    writeSystem();
    m_isAtStart = false;
    if (role.is("user"))
        readUser(content);
    else if (role.is("assistant"))
        writeAssistant(content);
    else if (role.is("system"))
        readReminder(content);
    else if (role)
        m_notes.refuse("role", Text::english("must be user, assistant or system"));
}

void ChatMessages::finish()
{
    writeSystem();
    if (m_last == Last::Assistant)
        m_notes.lose("prefill");
    writeUser();
}

void ChatMessages::readReminder(JsonValue content)
{
    ChatParts parts(m_notes);
    parts.read(content, ChatParts::Allowed::TextOnly);
    m_notes.lose("messages.system-position");
    if (parts.isEmpty())
        return;
    QByteArray text;
    parts.writeJoined(text, kParagraph);
    m_reminders.push_back("<system-reminder>\\n" + text.sliced(1, text.size() - 2)
                          + "\\n</system-reminder>");
    m_user.addOwnText(m_reminders.back());
    m_last = Last::User;
}

void ChatMessages::readUser(JsonValue content)
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
    m_user.addMoved(images);
    m_user.read(content, ChatParts::Allowed::Everything);
    m_last = m_user.isEmpty() && hasResults ? Last::Results : Last::User;
}

void ChatMessages::writeUser()
{
    if (m_last != Last::User)
        return;
    m_json.beginObject().field("role", "user").key("content");
    m_user.write(m_out);
    m_json.endObject();
    m_user.clear();
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
    m_json.key("tool_call_id").quoted(chatToolId(m_callIds.ofResult(id.quoted().toByteArray())));
    m_json.key("content");
    parts.writeJoined(m_out, kParagraph);
    m_json.endObject();
}

void ChatMessages::writeAssistant(JsonValue content)
{
    if (m_last == Last::Nothing) {
        m_json.beginObject().field("role", "user").field("content", "(continued)").endObject();
        m_notes.lose("messages.assistant-first");
    }
    writeUser();
    m_last = Last::Assistant;
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
    if (joined.isEmpty())
        return;
    m_carriesReasoning = m_settings.passesReasoning;
    if (m_carriesReasoning)
        m_json.key("reasoning_content").quoted(joined);
    else
        m_notes.lose("thinking.history");
}

void ChatMessages::writeToolCalls(JsonValue content)
{
    m_callIds.beginCalls();
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
    const JsonValue name = fields.takeString("name");
    const JsonValue input = fields.takeObject("input");
    fields.drop("cache_control", "cache_control");
    fields.loseRest();
    if (!id)
        return;
    m_json.beginObject()
        .key("id")
        .quoted(chatToolId(m_callIds.ofCall(id.quoted().toByteArray())))
        .field("type", "function");
    m_json.key("function").beginObject().key("name").quoted(nameInHistory(name));
    m_json.key("arguments").string(input ? input.raw() : QByteArrayView("{}"));
    m_json.endObject().endObject();
}

/// A call that a model made without a name was answered by now, and must not end the session.
QByteArray ChatMessages::nameInHistory(JsonValue name)
{
    if (firstVisibleByte(name.quoted()) != 0)
        return m_names.sent(name.quoted());
    m_notes.lose("tool_use.name");
    return kUnnamedTool.toByteArray();
}

} // namespace

bool writeChatMessages(QByteArray &out, JsonValue system, JsonValue messages,
                       const ConversionSettings &settings, ToolNames &names, ConversionNotes &notes)
{
    JsonWriter json(out);
    json.key("messages").beginArray();
    ChatMessages writer(out, settings, names, notes);
    {
        const ConversionNotes::Place place(notes, "system");
        writer.readSystem(system);
    }
    int index = 0;
    for (JsonValue message = messages.first(); message; message = message.next()) {
        const ConversionNotes::Place place(notes, "messages", index++);
        writer.writeMessage(message);
    }
    writer.finish();
    json.endArray();
    return writer.carriesReasoning();
}

} // namespace proxy

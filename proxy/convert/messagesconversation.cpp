// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/messagesconversation.h"

#include "proxy/convert/fieldreader.h"
#include "proxy/convert/messagesblocks.h"
#include "proxy/convert/messagestools.h"
#include "proxy/convert/requestcallids.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

namespace {

bool isSystem(JsonValue message)
{
    const JsonValue role = message["role"];
    return role.is("system") || role.is("developer");
}

/// Leaves out the white space at the end of a text block, which is the last of @p out: Anthropic
/// refuses it in a prefill. False: there is none.
bool cutTrailingBlanks(QByteArray &out)
{
    constexpr QByteArrayView kEnd = "\"}]}";
    if (!out.endsWith(kEnd))
        return false;
    qsizetype end = out.size() - kEnd.size();
    const auto endsWithEscape = [&out, &end] {
        qsizetype slashes = 0;
        while (slashes < end - 1 && out[end - 2 - slashes] == '\\')
            ++slashes;
        return slashes % 2 == 1 && QByteArrayView("nrt").contains(out[end - 1]);
    };
    while (end > 1) {
        if (out[end - 1] == ' ')
            --end;
        else if (endsWithEscape())
            end -= 2;
        else
            break;
    }
    const qsizetype blanks = out.size() - kEnd.size() - end;
    out.remove(end, blanks);
    return blanks > 0;
}

class ConversationWriter final
{
public:
    ConversationWriter(QByteArray &out, const ConversationContext &context, ConversionNotes &notes)
        : m_out(out)
        , m_context(context)
        , m_notes(notes)
        , m_json(out)
    { }

    void writeSystem(JsonValue messages);
    void writeMessages(JsonValue messages);

private:
    void writeMessage(JsonValue message, JsonValue role);
    void writeResult(JsonValue message);
    void writeUser(JsonValue message);
    void keepReminder(JsonValue message);
    void writeReminders();
    void writeOwnUser(QByteArrayView text);
    void writeAssistant(JsonValue message);
    void readReasoning(FieldReader &fields);
    void writeCalls(JsonValue calls);
    void writeCall(JsonValue call);
    [[nodiscard]] QByteArray nameInHistory(JsonValue name);
    void writeEnd();
    void openUser();
    void closeUser();

    QByteArray &m_out;
    const ConversationContext &m_context;
    ConversionNotes &m_notes;
    JsonWriter m_json;
    RequestCallIds m_callIds;
    QByteArray m_reminders; ///< blocks of text that follow the results of calls, if there are any
    bool m_isUserOpen = false; ///< a user message that began with results or a reminder
    bool m_isInside = false; ///< other messages than the system's came
    bool m_endsWithAssistant = false;
    bool m_endsWithEmptyUser = false; ///< a user's message without content came last
    int m_written = 0;
    int m_index = 0; ///< of the message that is written
    int m_emptyUser = -1; ///< a user's message without content; -1: none
};

void ConversationWriter::writeSystem(JsonValue messages)
{
    const JsonValue first = messages.first();
    if (!isSystem(first))
        return;
    const JsonValue content = first["content"];
    const bool isMarked = first["cache_control"].isObject();
    if (content.isString() && !isMarked && !isSystem(first.next())) {
        if (!isBlank(content))
            m_json.key("system").raw(content.raw());
        else if (!content.quoted().isEmpty())
            m_notes.lose("messages.blank");
        return;
    }
    QByteArray blocks;
    int index = 0;
    for (JsonValue message = first; isSystem(message); message = message.next()) {
        const ConversionNotes::Place place(m_notes, "messages", index++);
        QByteArray some;
        writeBlocks(some, message["content"], BlocksOf::System, m_context.marks, m_notes,
                    message["cache_control"]);
        if (!blocks.isEmpty() && !some.isEmpty())
            blocks += ',';
        blocks += some;
    }
    if (!blocks.isEmpty())
        m_json.key("system").raw('[' + blocks + ']');
}

void ConversationWriter::writeMessages(JsonValue messages)
{
    m_json.key("messages").beginArray();
    int index = 0;
    for (JsonValue message = messages.first(); message; message = message.next()) {
        const ConversionNotes::Place place(m_notes, "messages", index++);
        m_isInside = m_isInside || !isSystem(message);
        m_index = index - 1;
        writeMessage(message, message["role"]);
    }
    closeUser();
    writeEnd();
    m_json.endArray();
    if (m_written > 0)
        return;
    if (m_emptyUser < 0)
        return m_notes.refuse(
            "messages", Text::english("an Anthropic upstream needs a message beside the system's"));
    const ConversionNotes::Place place(m_notes, "messages", m_emptyUser);
    m_notes.refuse("content", Text::english("must hold more than white space"));
}

/// Without a user's last message the model would go on with the assistant's.
void ConversationWriter::writeEnd()
{
    if (!m_endsWithAssistant)
        return;
    if (!m_context.takesPrefill) {
        writeOwnUser("(continue)");
        m_notes.lose("messages.prefill");
    } else if (m_endsWithEmptyUser) {
        writeOwnUser("(continue)");
    } else if (cutTrailingBlanks(m_out)) {
        m_notes.lose("messages.prefill");
    }
}

void ConversationWriter::writeMessage(JsonValue message, JsonValue role)
{
    if (isSystem(message)) {
        FieldReader fields(message, m_notes, "messages");
        fields.ignore({"role", "content", "cache_control"});
        fields.loseRest();
        if (m_isInside)
            keepReminder(message);
    } else if (role.is("tool")) {
        writeResult(message);
    } else if (role.is("user")) {
        writeUser(message);
    } else if (role.is("assistant")) {
        closeUser();
        writeAssistant(message);
    } else {
        m_notes.refuse("role", Text::english("must be system, developer, user, assistant or tool; "
                                             "functions are called tools by now"));
    }
}

void ConversationWriter::openUser()
{
    if (m_isUserOpen)
        return;
    m_json.beginObject().field("role", "user").key("content").beginArray();
    m_isUserOpen = true;
    m_endsWithAssistant = false;
    ++m_written;
}

void ConversationWriter::closeUser()
{
    writeReminders();
    if (m_isUserOpen)
        m_json.endArray().endObject();
    m_isUserOpen = false;
}

void ConversationWriter::writeResult(JsonValue message)
{
    FieldReader fields(message, m_notes, "messages");
    fields.ignore({"role"});
    const JsonValue id = fields.needString("tool_call_id");
    const JsonValue content = fields.take("content");
    const JsonValue mark = fields.take("cache_control");
    fields.loseRest();
    openUser();
    m_json.beginObject().field("type", "tool_result");
    m_json.key("tool_use_id").quoted(messagesToolId(m_callIds.ofResult(id.quoted().toByteArray())));
    if (content.isArray()) {
        m_json.key("content").beginArray();
        writeBlocks(m_out, content, BlocksOf::User, m_context.marks, m_notes);
        m_json.endArray();
    } else if (content.isString() && (content.quoted().isEmpty() || !isBlank(content))) {
        m_json.key("content").raw(content.raw());
    } else if (content.isString()) {
        m_notes.lose("messages.blank");
    } else if (content) {
        m_notes.refuse("content", Text::english("must be a string or an array"));
    }
    if (mark.isObject()) {
        if (m_context.marks.takesNext(CacheMarks::Of::Messages))
            m_json.key("cache_control").raw(mark.raw());
        else
            m_notes.lose("cache_control");
    }
    m_json.endObject();
}

void ConversationWriter::writeUser(JsonValue message)
{
    FieldReader fields(message, m_notes, "messages");
    fields.ignore({"role"});
    const JsonValue content = fields.take("content");
    const JsonValue mark = fields.take("cache_control");
    fields.loseRest();
    QByteArray blocks;
    writeBlocks(blocks, content, BlocksOf::User, m_context.marks, m_notes, mark);
    if (m_isUserOpen && message.next()["role"].is("tool")) {
        if (!blocks.isEmpty())
            JsonWriter(m_reminders).raw(blocks);
        return;
    }
    writeReminders();
    if (m_isUserOpen) {
        if (!blocks.isEmpty())
            m_json.raw(blocks);
        closeUser();
        return;
    }
    if (blocks.isEmpty()) {
        m_notes.lose("messages.empty");
        m_emptyUser = m_index;
        m_endsWithEmptyUser = true;
        return;
    }
    ++m_written;
    m_endsWithAssistant = false;
    m_json.beginObject().field("role", "user").key("content");
    if (content.isString() && !mark.isObject())
        m_json.raw(content.raw());
    else
        m_json.raw('[' + blocks + ']');
    m_json.endObject();
}

void ConversationWriter::keepReminder(JsonValue message)
{
    QByteArray text;
    const JsonValue content = message["content"];
    if (content.isString())
        text = content.quoted().toByteArray();
    for (JsonValue part = content.first(); part && content.isArray(); part = part.next()) {
        if (!text.isEmpty() && part["text"])
            text += "\\n\\n";
        text += part["text"].quoted();
    }
    m_notes.lose("messages.system-position");
    if (isBlank(text))
        return;
    JsonWriter reminder(m_reminders);
    reminder.beginObject().field("type", "text").key("text");
    reminder.quoted("<system-reminder>\\n" + text + "\\n</system-reminder>").endObject();
}

// Anthropic wants all results of a message's calls at the beginning of the next one.
void ConversationWriter::writeReminders()
{
    if (m_reminders.isEmpty())
        return;
    openUser();
    m_json.raw(m_reminders);
    m_reminders.clear();
}

void ConversationWriter::writeOwnUser(QByteArrayView text)
{
    m_json.beginObject().field("role", "user").field("content", text).endObject();
    m_endsWithAssistant = false;
}

void ConversationWriter::writeAssistant(JsonValue message)
{
    if (m_written == 0) {
        writeOwnUser("(continued)");
        m_notes.lose("messages.assistant-first");
    }
    FieldReader fields(message, m_notes, "messages");
    fields.ignore({"role"});
    const JsonValue content = fields.take("content");
    const JsonValue refusal = fields.takeString("refusal");
    const JsonValue calls = fields.takeArray("tool_calls");
    const JsonValue mark = fields.take("cache_control");
    if (fields.takeArray("annotations").first())
        m_notes.lose("messages.annotations");
    readReasoning(fields);
    if (fields.take("function_call"))
        m_notes.refuse("function_call", Text::english("functions are called tools by now"));
    if (fields.take("audio"))
        m_notes.refuse("audio", Text::english("an Anthropic upstream takes no sound"));
    fields.loseRest();

    const qsizetype before = m_out.size();
    m_json.beginObject().field("role", "assistant").key("content").beginArray();
    writeBlocks(m_out, content, BlocksOf::Assistant, m_context.marks, m_notes, mark);
    writeBlocks(m_out, refusal, BlocksOf::Assistant, m_context.marks, m_notes);
    writeCalls(calls);
    if (m_out.endsWith('[')) {
        m_out.truncate(before);
        m_notes.lose("messages.empty");
        return;
    }
    m_json.endArray().endObject();
    m_endsWithAssistant = true;
    m_endsWithEmptyUser = false;
    ++m_written;
}

// Anthropic takes back only thinking that it signed.
void ConversationWriter::readReasoning(FieldReader &fields)
{
    const bool hasContent = !fields.take("reasoning_content").quoted().isEmpty();
    const bool hasText = !fields.take("reasoning").quoted().isEmpty();
    if (hasContent || hasText)
        m_notes.lose("reasoning_content");
    fields.drop("reasoning_details", "reasoning_details");
}

void ConversationWriter::writeCalls(JsonValue calls)
{
    m_callIds.beginCalls();
    int index = 0;
    for (JsonValue call = calls.first(); call; call = call.next()) {
        const ConversionNotes::Place place(m_notes, "tool_calls", index++);
        writeCall(call);
    }
}

void ConversationWriter::writeCall(JsonValue call)
{
    FieldReader fields(call, m_notes, "tool_calls");
    fields.ignore({"index"});
    const JsonValue type = fields.takeString("type");
    const JsonValue id = fields.needString("id");
    FieldReader function(fields.takeObject("function"), m_notes, "tool_calls.function");
    fields.loseRest();
    if (type && !type.is("function")) {
        m_notes.refuse("type", Text::english("an Anthropic upstream knows function calls only"));
        return;
    }
    const JsonValue name = function.takeString("name");
    const JsonValue arguments = function.take("arguments");
    function.loseRest();
    m_json.beginObject().field("type", "tool_use");
    m_json.key("id").quoted(messagesToolId(m_callIds.ofCall(id.quoted().toByteArray())));
    m_json.key("name").quoted(nameInHistory(name)).key("input");
    if (const std::optional<QByteArray> input = toolInput(arguments)) {
        m_json.raw(*input);
    } else {
        m_notes.lose("tool_calls.arguments");
        m_json.beginObject().key("arguments").raw(arguments.raw()).endObject();
    }
    m_json.endObject();
}

/// A call that a model made without a name was answered by now, and must not end the session.
QByteArray ConversationWriter::nameInHistory(JsonValue name)
{
    if (!isBlank(name))
        return m_context.names.sent(name.quoted());
    m_notes.lose("tool_calls.name");
    return kUnnamedTool.toByteArray();
}

} // namespace

void writeConversation(QByteArray &out, JsonValue messages, const ConversationContext &context,
                       ConversionNotes &notes)
{
    ConversationWriter conversation(out, context, notes);
    conversation.writeSystem(messages);
    conversation.writeMessages(messages);
}

bool endsWithToolResult(JsonValue chatMessages)
{
    bool isResult = false;
    for (JsonValue message = chatMessages.first(); message; message = message.next()) {
        if (!isSystem(message))
            isResult = message["role"].is("tool");
    }
    return isResult;
}

} // namespace proxy

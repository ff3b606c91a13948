// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/chatrequest.h"

#include "proxy/convert/chatmessages.h"
#include "proxy/convert/fieldreader.h"
#include "proxy/convert/losstable.h"
#include "proxy/convert/reasoning.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

namespace {

class ChatRequest final
{
public:
    ChatRequest(JsonValue root, ConversionNotes &notes, AnswerNeeds &needs)
        : m_fields(root, notes, {})
        , m_notes(notes)
        , m_needs(needs)
        , m_json(m_out)
    {
        m_out.reserve(root.raw().size() + root.raw().size() / 8 + 1024);
    }

    QByteArray write();

private:
    void writeModelAndLimit();
    void writeSampling();
    void writeStream();
    void writeTools();
    void writeTool(JsonValue tool);
    void writeToolChoice();
    void writeNamedChoice(FieldReader &choice);
    void writeReasoning();
    void writeEffort(JsonValue thinking, JsonValue effort, JsonValue budget);
    void writeFormat(JsonValue format);
    void writeUserAndTier();
    void copy(QByteArrayView name, JsonValue value);

    FieldReader m_fields;
    ConversionNotes &m_notes;
    AnswerNeeds &m_needs;
    QByteArray m_out;
    JsonWriter m_json;
};

QByteArray ChatRequest::write()
{
    m_json.beginObject();
    writeModelAndLimit();
    const JsonValue system = m_fields.take("system");
    const JsonValue messages = m_fields.takeArray("messages");
    if (!messages)
        m_notes.refuse("messages", QStringLiteral("an array is required"));
    writeChatMessages(m_out, system, messages, m_notes);
    writeSampling();
    writeStream();
    writeTools();
    writeToolChoice();
    writeReasoning();
    writeUserAndTier();
    m_json.endObject();
    m_fields.drop("cache_control", "cache_control");
    m_fields.loseRest();
    return std::move(m_out);
}

void ChatRequest::copy(QByteArrayView name, JsonValue value)
{
    if (value)
        m_json.key(name).raw(value.raw());
}

void ChatRequest::writeModelAndLimit()
{
    const JsonValue model = m_fields.needString("model");
    m_needs.model = model.quoted().toByteArray();
    copy("model", model);
    copy(needsMaxCompletionTokens(model.text()) ? "max_completion_tokens" : "max_tokens",
         m_fields.takeNumber("max_tokens"));
}

void ChatRequest::writeSampling()
{
    copy("temperature", m_fields.takeNumber("temperature"));
    copy("top_p", m_fields.takeNumber("top_p"));
    copy("stop", m_fields.takeArray("stop_sequences"));
}

void ChatRequest::writeStream()
{
    m_needs.isStreaming = m_fields.takeFlag("stream");
    if (m_needs.isStreaming)
        m_json.key("stream").boolean(true).key("stream_options").raw(R"({"include_usage":true})");
}

void ChatRequest::writeTools()
{
    const JsonValue tools = m_fields.takeArray("tools");
    if (!tools.first())
        return;
    m_json.key("tools").beginArray();
    int index = 0;
    for (JsonValue tool = tools.first(); tool; tool = tool.next()) {
        const ConversionNotes::Place place(m_notes, "tools", index++);
        writeTool(tool);
    }
    m_json.endArray();
}

void ChatRequest::writeTool(JsonValue tool)
{
    FieldReader fields(tool, m_notes, "tools");
    const JsonValue type = fields.takeString("type");
    if (type && !type.is("custom")) {
        m_notes.refuse("type", QStringLiteral("\"%1\" is a tool of Anthropic's own servers or "
                                              "models; an OpenAI upstream has no equal")
                                   .arg(QString::fromUtf8(type.text())));
        return;
    }
    m_json.beginObject().field("type", "function").key("function").beginObject();
    copy("name", fields.needString("name"));
    copy("description", fields.takeString("description"));
    const JsonValue schema = fields.takeObject("input_schema");
    m_json.key("parameters");
    m_json.raw(schema ? schema.raw() : QByteArrayView(R"({"type":"object","properties":{}})"));
    if (fields.takeFlag("strict"))
        m_json.key("strict").boolean(true);
    m_json.endObject().endObject();
    fields.drop("cache_control", "cache_control");
    fields.loseRest();
}

void ChatRequest::writeToolChoice()
{
    const JsonValue choice = m_fields.takeObject("tool_choice");
    if (!choice)
        return;
    const ConversionNotes::Place place(m_notes, "tool_choice");
    FieldReader fields(choice, m_notes, "tool_choice");
    writeNamedChoice(fields);
    if (fields.takeFlag("disable_parallel_tool_use"))
        m_json.key("parallel_tool_calls").boolean(false);
    fields.loseRest();
}

void ChatRequest::writeNamedChoice(FieldReader &choice)
{
    const JsonValue type = choice.needString("type");
    if (type.is("auto")) {
        m_json.field("tool_choice", "auto");
    } else if (type.is("any")) {
        m_json.field("tool_choice", "required");
    } else if (type.is("none")) {
        m_json.field("tool_choice", "none");
    } else if (type.is("tool")) {
        m_json.key("tool_choice").beginObject().field("type", "function");
        m_json.key("function").beginObject();
        copy("name", choice.needString("name"));
        m_json.endObject().endObject();
    } else if (type) {
        m_notes.refuse("type", QStringLiteral("must be auto, any, tool or none"));
    }
}

void ChatRequest::writeReasoning()
{
    FieldReader thinking(m_fields.takeObject("thinking"), m_notes, "thinking");
    const JsonValue type = thinking.takeString("type");
    const JsonValue budget = thinking.takeNumber("budget_tokens");
    const bool isOn = type && !type.is("disabled");
    m_needs.wantsThinking = isOn && !thinking.takeString("display").is("omitted");
    thinking.loseRest();

    FieldReader output(m_fields.takeObject("output_config"), m_notes, "output_config");
    const JsonValue effort = output.takeString("effort");
    // The beta's name for what is now output_config.format.
    const JsonValue older = m_fields.takeObject("output_format");
    const JsonValue format = output.takeObject("format");
    output.loseRest();
    writeEffort(type, effort, budget);
    const ConversionNotes::Place place(m_notes, format ? "output_config.format" : "output_format");
    writeFormat(format ? format : older);
}

void ChatRequest::writeEffort(JsonValue thinking, JsonValue effort, JsonValue budget)
{
    const bool isOn = thinking && !thinking.is("disabled");
    if (isOn && budget)
        m_notes.lose("thinking.budget_tokens");
    if (effort)
        copy("reasoning_effort", effort);
    else if (isOn && budget)
        m_json.field("reasoning_effort", effortOfBudget(budget.integer().value_or(0)));
    else if (thinking)
        m_notes.lose("thinking");
}

void ChatRequest::writeFormat(JsonValue format)
{
    if (!format)
        return;
    FieldReader fields(format, m_notes, "output_config.format");
    const JsonValue type = fields.needString("type");
    const JsonValue schema = fields.takeObject("schema");
    fields.loseRest();
    if (!type.is("json_schema") || !schema) {
        m_notes.refuse({}, QStringLiteral("must be of type json_schema and hold a schema"));
        return;
    }
    m_json.key("response_format").beginObject().field("type", "json_schema");
    m_json.key("json_schema").beginObject().field("name", "output").key("strict").boolean(true);
    copy("schema", schema);
    m_json.endObject().endObject();
}

void ChatRequest::writeUserAndTier()
{
    FieldReader metadata(m_fields.takeObject("metadata"), m_notes, "metadata");
    copy("user", metadata.takeString("user_id"));
    metadata.loseRest();
    const JsonValue tier = m_fields.takeString("service_tier");
    if (tier.is("auto"))
        m_json.field("service_tier", "auto");
    else if (tier.is("standard_only"))
        m_json.field("service_tier", "default");
    else if (tier)
        m_notes.lose("service_tier");
}

} // namespace

QByteArray chatRequestOf(JsonValue messagesRequest, ConversionNotes &notes, AnswerNeeds &needs)
{
    refuseTabled(messagesRequest, LossDirection::RequestToOpenAi, notes);
    return ChatRequest(messagesRequest, notes, needs).write();
}

bool needsMaxCompletionTokens(QByteArrayView model)
{
    const qsizetype slash = model.lastIndexOf('/');
    const QByteArrayView base = model.sliced(slash + 1);
    for (const QByteArrayView family : {"gpt-5", "o1", "o3", "o4"}) {
        if (base == family
            || (base.startsWith(family)
                && !QByteArrayView("0123456789").contains(base.at(family.size()))))
            return true;
    }
    return false;
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/chatrequest.h"

#include "proxy/convert/chatmessages.h"
#include "proxy/convert/fieldreader.h"
#include "proxy/convert/identifiers.h"
#include "proxy/convert/losstable.h"
#include "proxy/convert/reasoning.h"
#include "proxy/convert/schemarules.h"
#include "proxy/convert/targetmodel.h"
#include "proxy/json/jsonstring.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

namespace {

constexpr int kMaxStops = 4;
constexpr qsizetype kMaxUser = 64;

class ChatRequest final
{
public:
    ChatRequest(JsonValue root, const ConversionSettings &settings, ConversionNotes &notes,
                AnswerNeeds &needs)
        : m_fields(root, notes, {})
        , m_settings(settings)
        , m_notes(notes)
        , m_needs(needs)
        , m_target(settings.models, root["model"].text(), TargetModel::Dialect::OpenAi)
        , m_json(m_out)
    {
        m_out.reserve(root.raw().size() + root.raw().size() / 8 + 1024);
    }

    QByteArray write();

private:
    void writeModelAndLimit();
    void writeSampling();
    void writeStops();
    void writeStream();
    void writeTools();
    void writeTool(JsonValue tool);
    [[nodiscard]] QByteArray sentName(JsonValue name);
    void writeToolChoice();
    void writeNamedChoice(FieldReader &choice);
    void writeReasoning();
    void writeEffort(JsonValue thinking, JsonValue effort, JsonValue budget);
    void writeFormat(JsonValue format);
    void writeUserAndTier();
    void copy(QByteArrayView name, JsonValue value);

    FieldReader m_fields;
    const ConversionSettings &m_settings;
    ConversionNotes &m_notes;
    AnswerNeeds &m_needs;
    TargetModel m_target;
    ToolNames m_names {ToolNames::Of::OpenAi};
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
        m_notes.refuse("messages", Text::english("an array is required"));
    m_needs.carriesReasoning =
        writeChatMessages(m_out, system, messages, m_settings, m_names, m_notes);
    writeSampling();
    writeStream();
    writeTools();
    writeToolChoice();
    writeReasoning();
    writeUserAndTier();
    m_json.endObject();
    m_fields.drop("cache_control", "cache_control");
    m_fields.loseRest();
    m_needs.toolNames = m_names.renamed();
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
    const JsonValue limit = m_fields.takeNumber("max_tokens");
    if (!limit)
        return;
    m_json.key(m_target.needsMaxCompletionTokens() ? "max_completion_tokens" : "max_tokens");
    const qint64 tokens = m_target.maxTokens(wishedTokens(limit));
    if (limit.integer() != tokens) {
        m_json.number(tokens);
        m_notes.lose("max_tokens");
    } else {
        m_json.raw(limit.raw());
    }
}

void ChatRequest::writeSampling()
{
    for (const QByteArrayView name : {"temperature", "top_p"}) {
        const JsonValue value = m_fields.takeNumber(name);
        if (!value || m_target.takesSampling())
            copy(name, value);
        else if (value.number() != 1.0)
            m_notes.lose(name);
    }
    writeStops();
}

// OpenAI takes four at most.
void ChatRequest::writeStops()
{
    const JsonValue stops = m_fields.takeArray("stop_sequences");
    int count = 0;
    bool isPlain = true;
    for (JsonValue stop = stops.first(); stop; stop = stop.next()) {
        isPlain = isPlain && !stop.quoted().isEmpty();
        ++count;
    }
    if (count == 0)
        return;
    if (!m_target.takesStops())
        return m_notes.lose("stop_sequences", count);
    if (isPlain && count <= kMaxStops)
        return copy("stop", stops);
    m_json.key("stop").beginArray();
    int written = 0;
    for (JsonValue stop = stops.first(); stop; stop = stop.next()) {
        if (stop.quoted().isEmpty() || written == kMaxStops)
            continue;
        m_json.raw(stop.raw());
        ++written;
    }
    m_json.endArray();
    m_notes.lose("stop_sequences", count - written);
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
        m_notes.refuse("type", Text::english("\"%1\" is a tool of Anthropic's own servers or "
                                             "models; an OpenAI upstream has no equal",
                                             {QString::fromUtf8(type.text())}));
        return;
    }
    const JsonValue name = fields.needString("name");
    const QByteArray sent = sentName(name);
    const ToolNames::Known known =
        m_names.define(sent, {.description = tool["description"].raw(),
                              .schema = tool["input_schema"].raw(),
                              .isStrict = tool["strict"].type() == JsonType::True});
    if (known == ToolNames::Known::Otherwise)
        m_notes.refuse("name", Text::english("another tool has this name"));
    if (known != ToolNames::Known::No)
        return m_notes.lose("tools.duplicate");
    m_json.beginObject().field("type", "function").key("function").beginObject();
    m_json.key("name").quoted(sent);
    copy("description", fields.takeString("description"));
    const JsonValue schema = fields.takeObject("input_schema");
    const QByteArray parameters = toolSchema(schema);
    if (schema && parameters != schema.raw())
        m_notes.lose("tools.input_schema");
    m_json.key("parameters").raw(parameters);
    if (fields.takeFlag("strict")) {
        if (isStrictForOpenAi(schema))
            m_json.key("strict").boolean(true);
        else
            m_notes.lose("tools.strict");
    }
    m_json.endObject().endObject();
    fields.drop("cache_control", "cache_control");
    fields.loseRest();
}

QByteArray ChatRequest::sentName(JsonValue name)
{
    if (name && firstVisibleByte(name.quoted()) == 0)
        m_notes.refuse("name", Text::english("must not be empty"));
    const QByteArray sent = m_names.sent(name.quoted());
    if (sent != name.quoted())
        m_notes.lose("tools.name");
    return sent;
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
    const bool isForced = type.is("any") || type.is("tool");
    if (isForced && !m_target.takesForcedTool()) {
        choice.ignore({"name"});
        m_notes.lose("tool_choice");
        m_json.field("tool_choice", "auto");
    } else if (type.is("auto")) {
        m_json.field("tool_choice", "auto");
    } else if (type.is("any")) {
        m_json.field("tool_choice", "required");
    } else if (type.is("none")) {
        m_json.field("tool_choice", "none");
    } else if (type.is("tool")) {
        m_json.key("tool_choice").beginObject().field("type", "function");
        m_json.key("function").beginObject();
        m_json.key("name").quoted(sentName(choice.needString("name")));
        m_json.endObject().endObject();
    } else if (type) {
        m_notes.refuse("type", Text::english("must be auto, any, tool or none"));
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
    const QByteArray wished = effort           ? effort.text()
                              : isOn && budget ? effortOfBudget(wishedTokens(budget)).toByteArray()
                                               : QByteArray();
    if (wished.isEmpty()) {
        if (thinking)
            m_notes.lose("thinking");
        return;
    }
    const std::optional<QByteArray> level = m_target.effort(wished);
    if (level)
        m_json.field("reasoning_effort", *level);
    if (level != wished)
        m_notes.lose("output_config.effort");
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
        m_notes.refuse({}, Text::english("must be of type json_schema and hold a schema"));
        return;
    }
    m_json.key("response_format").beginObject().field("type", "json_schema");
    const bool isStrict = isStrictForOpenAi(schema);
    if (!isStrict)
        m_notes.lose("output_config.format.strict");
    m_json.key("json_schema").beginObject().field("name", "output").key("strict").boolean(isStrict);
    copy("schema", schema);
    m_json.endObject().endObject();
}

void ChatRequest::writeUserAndTier()
{
    FieldReader metadata(m_fields.takeObject("metadata"), m_notes, "metadata");
    if (const JsonValue user = metadata.takeString("user_id")) {
        const QByteArray sent = opaqueUser(user.text(), kMaxUser);
        if (sent != user.text())
            m_notes.lose("metadata.user_id");
        m_json.field("user", sent);
    }
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

QByteArray chatRequestOf(JsonValue messagesRequest, const ConversionSettings &settings,
                         ConversionNotes &notes, AnswerNeeds &needs)
{
    refuseTabled(messagesRequest, LossDirection::RequestToOpenAi, notes);
    return ChatRequest(messagesRequest, settings, notes, needs).write();
}

} // namespace proxy

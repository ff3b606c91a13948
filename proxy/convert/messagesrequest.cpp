// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/messagesrequest.h"

#include "proxy/convert/fieldreader.h"
#include "proxy/convert/losstable.h"
#include "proxy/convert/messagesconversation.h"
#include "proxy/convert/messagestools.h"
#include "proxy/convert/reasoning.h"
#include "proxy/core/boundednumber.h"
#include "proxy/json/jsonwriter.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

// What chatrequest calls every schema; it says nothing.
constexpr QByteArrayView kFormatName = "output";

class MessagesRequest final
{
public:
    MessagesRequest(JsonValue root, ConversionNotes &notes, AnswerNeeds &needs)
        : m_root(root)
        , m_fields(root, notes, {})
        , m_notes(notes)
        , m_needs(needs)
        , m_json(m_out)
    {
        m_out.reserve(root.raw().size() + root.raw().size() / 8 + 1024);
    }

    QByteArray write(qint64 defaultMaxTokens);

private:
    void refuseOtherShapes();
    std::optional<qint64> wishedBudget();
    void writeLimitAndThinking(qint64 defaultMaxTokens);
    void writeSampling();
    void writeStop();
    void writeStream();
    void writeFormat();
    void writeUserAndTier();
    void forgetHarmless();
    void copy(QByteArrayView name, JsonValue value);

    JsonValue m_root;
    FieldReader m_fields;
    ConversionNotes &m_notes;
    AnswerNeeds &m_needs;
    QByteArray m_out;
    JsonWriter m_json;
    bool m_isThinking = false;
};

QByteArray MessagesRequest::write(qint64 defaultMaxTokens)
{
    m_json.beginObject();
    const JsonValue model = m_fields.needString("model");
    m_needs.model = model.quoted().toByteArray();
    copy("model", model);
    writeLimitAndThinking(defaultMaxTokens);
    const JsonValue messages = m_fields.takeArray("messages");
    if (!messages)
        m_notes.refuse("messages", QStringLiteral("an array is required"));
    writeConversation(m_out, messages, m_notes);
    writeSampling();
    writeStop();
    writeStream();
    writeMessagesTools(m_out, m_fields, m_notes);
    writeFormat();
    writeUserAndTier();
    m_json.endObject();
    refuseOtherShapes();
    forgetHarmless();
    m_fields.loseRest();
    return std::move(m_out);
}

void MessagesRequest::copy(QByteArrayView name, JsonValue value)
{
    if (value)
        m_json.key(name).raw(value.raw());
}

// Fields whose default is no wish at all, and which change the answer's shape otherwise.
void MessagesRequest::refuseOtherShapes()
{
    const JsonValue choices = m_fields.takeNumber("n");
    if (choices && choices.integer() != 1)
        m_notes.refuse("n", QStringLiteral("an Anthropic upstream gives one choice"));
    if (m_fields.takeFlag("logprobs"))
        m_notes.refuse("logprobs", QStringLiteral("an Anthropic upstream has no probabilities"));
    const JsonValue top = m_fields.takeNumber("top_logprobs");
    if (top && top.integer() != 0)
        m_notes.refuse("top_logprobs", QStringLiteral("an Anthropic upstream has none"));
    const JsonValue modalities = m_fields.takeArray("modalities");
    for (JsonValue one = modalities.first(); one; one = one.next()) {
        if (!one.is("text"))
            m_notes.refuse("modalities", QStringLiteral("an Anthropic upstream gives text only"));
    }
}

std::optional<qint64> MessagesRequest::wishedBudget()
{
    const JsonValue effort = m_fields.takeString("reasoning_effort");
    // OpenRouter's spelling of the same wish.
    FieldReader reasoning(m_fields.takeObject("reasoning"), m_notes, "reasoning");
    const JsonValue otherEffort = reasoning.takeString("effort");
    const JsonValue tokens = reasoning.takeNumber("max_tokens");
    const bool isOff = reasoning.take("enabled").type() == JsonType::False;
    reasoning.loseRest();
    if (isOff)
        return std::nullopt;
    if (tokens)
        return tokens.integer();
    return budgetOfEffort(effort ? effort.text() : otherEffort.text());
}

void MessagesRequest::writeLimitAndThinking(qint64 defaultMaxTokens)
{
    const JsonValue newer = m_fields.takeNumber("max_completion_tokens");
    const JsonValue older = m_fields.takeNumber("max_tokens");
    const JsonValue limit = newer ? newer : older;
    std::optional<qint64> budget = wishedBudget();
    qint64 maxTokens = boundedSum(defaultMaxTokens, std::max<qint64>(budget.value_or(0), 0));
    if (limit) {
        maxTokens = limit.integer().value_or(0);
        m_json.key("max_tokens").raw(limit.raw());
    } else {
        m_json.key("max_tokens").number(maxTokens);
        m_notes.lose("max_tokens");
    }
    if (!budget)
        return;
    const std::optional<qint64> wished = std::exchange(budget, fitBudget(*budget, maxTokens));
    // A call that was made without (signed) thinking can't be answered with thinking switched on,
    // and a forced tool can't be combined with it.
    if (!budget || endsWithToolResult(m_root["messages"]) || forcesTool(m_root["tool_choice"])) {
        m_notes.lose("reasoning_effort");
        return;
    }
    if (budget != wished)
        m_notes.lose("reasoning_effort");
    m_isThinking = true;
    m_json.key("thinking").beginObject().field("type", "enabled");
    m_json.field("budget_tokens", *budget).endObject();
}

void MessagesRequest::writeSampling()
{
    const JsonValue temperature = m_fields.takeNumber("temperature");
    const JsonValue topP = m_fields.takeNumber("top_p");
    if (m_isThinking) {
        // Anthropic refuses both beside thinking.
        if (temperature && temperature.number() != 1.0)
            m_notes.lose("temperature");
        if (topP && topP.number() != 1.0)
            m_notes.lose("top_p");
        return;
    }
    if (temperature.number().value_or(0) > 1) {
        m_json.key("temperature").number(1);
        m_notes.lose("temperature");
    } else {
        copy("temperature", temperature);
    }
    // Newer Claude models refuse the two together; 1 is "off".
    if (temperature && topP) {
        if (topP.number() != 1.0)
            m_notes.lose("top_p");
    } else {
        copy("top_p", topP);
    }
    copy("top_k", m_fields.takeNumber("top_k"));
}

void MessagesRequest::writeStop()
{
    const JsonValue stop = m_fields.take("stop");
    if (stop.isString())
        m_json.key("stop_sequences").beginArray().raw(stop.raw()).endArray();
    else if (stop.isArray())
        copy("stop_sequences", stop);
    else if (stop)
        m_notes.refuse("stop", QStringLiteral("must be a string or an array"));
}

void MessagesRequest::writeStream()
{
    m_needs.isStreaming = m_fields.takeFlag("stream");
    if (m_needs.isStreaming)
        m_json.key("stream").boolean(true);
    FieldReader options(m_fields.takeObject("stream_options"), m_notes, "stream_options");
    m_needs.wantsUsageChunk = options.takeFlag("include_usage");
    options.ignore({"include_obfuscation"});
    options.loseRest();
}

void MessagesRequest::writeFormat()
{
    const JsonValue format = m_fields.takeObject("response_format");
    const ConversionNotes::Place place(m_notes, "response_format");
    FieldReader fields(format, m_notes, "response_format");
    const JsonValue type = fields.takeString("type");
    FieldReader named(fields.takeObject("json_schema"), m_notes, "response_format.json_schema");
    fields.loseRest();
    const JsonValue schema = named.takeObject("schema");
    named.ignore({"strict"}); // Anthropic's schemas always are
    const JsonValue name = named.take("name");
    if (name && !name.is(kFormatName))
        m_notes.lose("response_format.json_schema.name");
    named.loseRest();
    if (type.is("json_schema") && schema) {
        m_json.key("output_config").beginObject().key("format").beginObject();
        m_json.field("type", "json_schema").key("schema").raw(schema.raw());
        m_json.endObject().endObject();
    } else if (type.is("json_object")) {
        m_notes.lose("response_format.json_object");
    } else if (format && !type.is("text")) {
        m_notes.refuse("type", QStringLiteral("must be text, json_object or json_schema"));
    }
}

void MessagesRequest::writeUserAndTier()
{
    const JsonValue user = m_fields.takeString("user");
    const JsonValue safety = m_fields.takeString("safety_identifier");
    if (user || safety) {
        m_json.key("metadata").beginObject().key("user_id");
        m_json.raw((user ? user : safety).raw()).endObject();
    }
    if (user && safety)
        m_notes.lose("safety_identifier");
    const JsonValue tier = m_fields.takeString("service_tier");
    if (tier.is("auto"))
        m_json.field("service_tier", "auto");
    else if (tier.is("default"))
        m_json.field("service_tier", "standard_only");
    else if (tier)
        m_notes.lose("service_tier");
}

// Defaults that many clients spell out: no wish, so no loss.
void MessagesRequest::forgetHarmless()
{
    for (const QByteArrayView name : {"frequency_penalty", "presence_penalty"}) {
        if (m_fields.takeNumber(name).number().value_or(0) != 0)
            m_notes.lose(name);
    }
    if (m_fields.takeFlag("store"))
        m_notes.lose("store");
}

} // namespace

QByteArray messagesRequestOf(JsonValue chatRequest, qint64 defaultMaxTokens, ConversionNotes &notes,
                             AnswerNeeds &needs)
{
    refuseTabled(chatRequest, LossDirection::RequestToAnthropic, notes);
    return MessagesRequest(chatRequest, notes, needs).write(defaultMaxTokens);
}

} // namespace proxy

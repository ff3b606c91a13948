// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/messagesrequest.h"

#include "proxy/convert/cachemarks.h"
#include "proxy/convert/fieldreader.h"
#include "proxy/convert/identifiers.h"
#include "proxy/convert/losstable.h"
#include "proxy/convert/messagesblocks.h"
#include "proxy/convert/messagesconversation.h"
#include "proxy/convert/messagestools.h"
#include "proxy/convert/reasoning.h"
#include "proxy/convert/schemarules.h"
#include "proxy/convert/targetmodel.h"
#include "proxy/core/boundednumber.h"
#include "proxy/json/jsonwriter.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

// What chatrequest calls every schema; it says nothing.
constexpr QByteArrayView kFormatName = "output";
constexpr qsizetype kLongestUser = 256;

class MessagesRequest final
{
public:
    MessagesRequest(JsonValue root, const ConversionSettings &settings, ConversionNotes &notes,
                    AnswerNeeds &needs)
        : m_root(root)
        , m_fields(root, notes, {})
        , m_notes(notes)
        , m_needs(needs)
        , m_target(settings.models, root["model"].text(), TargetModel::Dialect::Anthropic)
        , m_marks(root)
        , m_json(m_out)
    {
        m_out.reserve(root.raw().size() + root.raw().size() / 8 + 1024);
    }

    QByteArray write(qint64 defaultMaxTokens);

private:
    void refuseOtherShapes();
    /// What the client says of thinking; at most one is set.
    struct Wish
    {
        std::optional<qint64> budget;
        QByteArray effort;
    };

    Wish thinkingWish();
    qint64 writeLimit(qint64 defaultMaxTokens, qint64 thinking);
    void writeThinking(const Wish &wish, qint64 maxTokens);
    void writeOutputConfig();
    void writeSampling();
    void writeStop();
    void writeStream();
    void readFormat();
    void writeUserAndTier();
    void forgetHarmless();
    void copy(QByteArrayView name, JsonValue value);

    JsonValue m_root;
    FieldReader m_fields;
    ConversionNotes &m_notes;
    AnswerNeeds &m_needs;
    TargetModel m_target;
    ToolNames m_names {ToolNames::Of::Anthropic};
    CacheMarks m_marks;
    QByteArray m_out;
    JsonWriter m_json;
    QByteArray m_effort; ///< for output_config; empty: none
    QByteArray m_schema; ///< of the answer; empty: none is asked for
    bool m_isThinking = false;
};

QByteArray MessagesRequest::write(qint64 defaultMaxTokens)
{
    m_json.beginObject();
    const JsonValue model = m_fields.needString("model");
    m_needs.model = model.quoted().toByteArray();
    copy("model", model);
    const Wish wish = thinkingWish();
    const qint64 thinking = wish.budget.value_or(budgetOfEffort(wish.effort).value_or(0));
    writeThinking(wish, writeLimit(defaultMaxTokens, thinking));
    const JsonValue messages = m_fields.takeArray("messages");
    if (!messages)
        m_notes.refuse("messages", Text::english("an array is required"));
    writeConversation(m_out, messages, {m_names, m_marks, m_target.takesPrefill()}, m_notes);
    writeSampling();
    writeStop();
    writeStream();
    writeMessagesTools(m_out, m_fields, {m_names, m_marks, m_target.takesForcedTool()}, m_notes);
    readFormat();
    writeOutputConfig();
    writeUserAndTier();
    m_needs.toolNames = m_names.renamed();
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
        m_notes.refuse("n", Text::english("an Anthropic upstream gives one choice"));
    if (m_fields.takeFlag("logprobs"))
        m_notes.refuse("logprobs", Text::english("an Anthropic upstream has no probabilities"));
    const JsonValue top = m_fields.takeNumber("top_logprobs");
    if (top && top.integer() != 0)
        m_notes.refuse("top_logprobs", Text::english("an Anthropic upstream has none"));
    const JsonValue modalities = m_fields.takeArray("modalities");
    for (JsonValue one = modalities.first(); one; one = one.next()) {
        if (!one.is("text"))
            m_notes.refuse("modalities", Text::english("an Anthropic upstream gives text only"));
    }
}

MessagesRequest::Wish MessagesRequest::thinkingWish()
{
    const JsonValue effort = m_fields.takeString("reasoning_effort");
    // OpenRouter's spelling of the same wish.
    FieldReader reasoning(m_fields.takeObject("reasoning"), m_notes, "reasoning");
    const JsonValue otherEffort = reasoning.takeString("effort");
    const JsonValue tokens = reasoning.takeNumber("max_tokens");
    const bool isOff = reasoning.take("enabled").type() == JsonType::False;
    reasoning.loseRest();
    if (isOff)
        return {};
    if (tokens)
        return {.budget = wishedTokens(tokens), .effort = {}};
    const QByteArray named = effort ? effort.text() : otherEffort.text();
    return {.budget = std::nullopt, .effort = budgetOfEffort(named) ? named : QByteArray()};
}

qint64 MessagesRequest::writeLimit(qint64 defaultMaxTokens, qint64 thinking)
{
    const JsonValue newer = m_fields.takeNumber("max_completion_tokens");
    const JsonValue older = m_fields.takeNumber("max_tokens");
    const JsonValue limit = newer ? newer : older;
    qint64 wished = boundedSum(defaultMaxTokens, std::max<qint64>(thinking, 0));
    if (limit)
        wished = wishedTokens(limit);
    const qint64 tokens = m_target.maxTokens(wished);
    m_json.key("max_tokens");
    if (limit.integer() == tokens) {
        m_json.raw(limit.raw());
    } else {
        m_json.number(tokens);
        m_notes.lose("max_tokens");
    }
    return tokens;
}

void MessagesRequest::writeThinking(const Wish &wish, qint64 maxTokens)
{
    if (!wish.budget && wish.effort.isEmpty())
        return;
    const auto loseWish = [this] { m_notes.lose("reasoning_effort"); };
    // A call that was made without (signed) thinking can't be answered with thinking switched on,
    // and a forced tool can't be combined with it.
    if (m_target.thinking() == TargetModel::Thinking::None || endsWithToolResult(m_root["messages"])
        || forcesTool(m_root["tool_choice"]))
        return loseWish();
    if (m_target.thinking() == TargetModel::Thinking::Adaptive) {
        const QByteArray wished =
            wish.budget ? effortOfBudget(*wish.budget).toByteArray() : wish.effort;
        m_effort = m_target.effort(wished).value_or(QByteArray());
        if (m_effort != wished)
            loseWish();
        m_isThinking = true;
        m_json.key("thinking").beginObject().field("type", "adaptive").endObject();
        return;
    }
    const qint64 wished = wish.budget ? *wish.budget : budgetOfEffort(wish.effort).value_or(0);
    const std::optional<qint64> budget = fitBudget(wished, maxTokens);
    if (budget != wished)
        loseWish();
    if (!budget)
        return;
    m_isThinking = true;
    m_json.key("thinking").beginObject().field("type", "enabled");
    m_json.field("budget_tokens", *budget).endObject();
}

void MessagesRequest::writeOutputConfig()
{
    if (m_effort.isEmpty() && m_schema.isEmpty())
        return;
    m_json.key("output_config").beginObject();
    if (!m_effort.isEmpty())
        m_json.field("effort", m_effort);
    if (!m_schema.isEmpty()) {
        m_json.key("format").beginObject().field("type", "json_schema");
        m_json.key("schema").raw(m_schema).endObject();
    }
    m_json.endObject();
}

void MessagesRequest::writeSampling()
{
    const JsonValue temperature = m_fields.takeNumber("temperature");
    const JsonValue topP = m_fields.takeNumber("top_p");
    const JsonValue topK = m_fields.takeNumber("top_k");
    if (m_isThinking || !m_target.takesSampling()) {
        // Anthropic refuses them beside thinking, and newer models always.
        if (topK && !m_target.takesSampling())
            m_notes.lose("top_k");
        else
            copy("top_k", topK);
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
    copy("top_k", topK);
}

// Anthropic takes no blank ones.
void MessagesRequest::writeStop()
{
    const JsonValue stop = m_fields.take("stop");
    if (!stop)
        return;
    if (!stop.isString() && !stop.isArray())
        return m_notes.refuse("stop", Text::english("must be a string or an array"));
    std::vector<QByteArrayView> kept;
    int blank = 0;
    const auto take = [&](JsonValue one) {
        if (isBlank(one))
            ++blank;
        else
            kept.push_back(one.raw());
    };
    if (stop.isString())
        take(stop);
    for (JsonValue one = stop.first(); one; one = one.next())
        take(one);
    if (blank > 0)
        m_notes.lose("stop", blank);
    if (kept.empty())
        return;
    if (blank == 0 && stop.isArray())
        return copy("stop_sequences", stop);
    m_json.key("stop_sequences").beginArray();
    for (const QByteArrayView one : kept)
        m_json.raw(one);
    m_json.endArray();
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

void MessagesRequest::readFormat()
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
    if (type.is("json_schema") && schema && !m_target.takesOutputFormat()) {
        m_notes.lose("response_format");
    } else if (type.is("json_schema") && schema) {
        m_schema = closedSchema(schema);
        if (m_schema != schema.raw())
            m_notes.lose("response_format.json_schema.schema");
    } else if (type.is("json_object")) {
        m_notes.lose("response_format.json_object");
    } else if (format && !type.is("text")) {
        m_notes.refuse("type", Text::english("must be text, json_object or json_schema"));
    }
}

void MessagesRequest::writeUserAndTier()
{
    const JsonValue user = m_fields.takeString("user");
    const JsonValue safety = m_fields.takeString("safety_identifier");
    if (user || safety) {
        const QByteArray wished = (user ? user : safety).text();
        const QByteArray sent = opaqueUser(wished, kLongestUser);
        m_json.key("metadata").beginObject().field("user_id", sent).endObject();
        if (sent != wished)
            m_notes.lose("user");
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

QByteArray messagesRequestOf(JsonValue chatRequest, const ConversionSettings &settings,
                             ConversionNotes &notes, AnswerNeeds &needs)
{
    refuseTabled(chatRequest, LossDirection::RequestToAnthropic, notes);
    return MessagesRequest(chatRequest, settings, notes, needs).write(settings.defaultMaxTokens);
}

} // namespace proxy

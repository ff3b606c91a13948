// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/chatanswerreader.h"

#include "proxy/convert/fieldreader.h"
#include "proxy/json/jsonwriter.h"
#include "proxy/message/stopreason.h"

namespace proxy {

namespace {

constexpr qsizetype kMaxHeld = 4 * 1024 * 1024;

JsonValue orFirst(JsonValue wanted, JsonValue other)
{
    return wanted.quoted().isEmpty() ? other : wanted;
}

// Reasoning has several names: DeepSeek's and vLLM's, OpenRouter's and Ollama's, Copilot's.
JsonValue reasoningOf(JsonValue delta)
{
    for (const QByteArrayView name : {"reasoning_content", "reasoning", "reasoning_text"}) {
        const JsonValue text = delta[name];
        if (!text.quoted().isEmpty())
            return text;
    }
    return {};
}

} // namespace

ChatAnswerReader::ChatAnswerReader(AnswerWriter &writer, AnswerNeeds needs)
    : AnswerReader(writer)
    , m_needs(std::move(needs))
{ }

void ChatAnswerReader::readMessage(JsonValue answer)
{
    if (!answer["choices"].first().isObject())
        return fail(Text::english("the upstream's answer can't be converted: it has no choices"));
    m_isWhole = true;
    readAnswer(answer, "message");
}

void ChatAnswerReader::readAnswer(JsonValue answer, QByteArrayView content)
{
    ConversionNotes notes(ConversionNotes::PathStyle::Dotted);
    FieldReader fields(answer, notes, "answer");
    fields.ignore({"id", "object", "created", "model", "type", "error"});
    const JsonValue choices = fields.take("choices");
    const JsonValue usage = fields.take("usage");
    const JsonValue groq = fields.take("x_groq");
    fields.loseRest();
    // Moonshot tells it in the choice, Groq in an object of its own.
    for (const JsonValue &told : {choices.first()["usage"], groq["usage"], usage})
        readOpenAiUsage(m_usage, told, notes);
    if (m_id.isEmpty())
        start(answer);
    bool isFirst = true;
    for (JsonValue choice = choices.first(); choice && !isOver(); choice = choice.next()) {
        // Whole answers are told by their place, for some servers number none.
        const bool isOurs = m_isWhole ? isFirst : choice["index"].integer().value_or(0) == 0;
        isFirst = false;
        if (isOurs)
            readChoice(choice, content);
        else
            notes.lose("choices");
    }
    add(notes.losses());
}

/// Some servers tell the id after the first event.
void ChatAnswerReader::start(JsonValue answer)
{
    if (m_model.isEmpty())
        m_model = answer["model"].quoted().toByteArray();
    if (answer["id"].quoted().isEmpty())
        return;
    m_id = answer["id"].quoted().toByteArray();
    writer().start(m_id, m_model.isEmpty() ? m_needs.model : m_model, m_usage);
}

void ChatAnswerReader::ensureStarted()
{
    if (!m_id.isEmpty())
        return;
    m_id = "msg_" + (m_needs.answerId.isEmpty() ? QByteArray("unnamed") : m_needs.answerId);
    writer().start(m_id, m_model.isEmpty() ? m_needs.model : m_model, m_usage);
}

void ChatAnswerReader::readChoice(JsonValue choice, QByteArrayView content)
{
    ConversionNotes notes(ConversionNotes::PathStyle::Dotted);
    FieldReader fields(choice, notes, "choices");
    fields.ignore({"index", "delta", "message", "usage", "native_finish_reason", "token_ids"});
    const JsonValue finish = fields.take("finish_reason");
    // vLLM tells here which stop sequence matched; a number is a token.
    const JsonValue matched = fields.take("stop_reason");
    fields.loseRest();
    add(notes.losses());
    // Some servers send whole messages in chunks, or chunks as a whole answer.
    const QByteArrayView other = content == "delta" ? "message" : "delta";
    readContent(choice[content].isObject() ? choice[content] : choice[other], content);
    if (!isOver())
        readFinish(finish, matched);
}

void ChatAnswerReader::readFinish(JsonValue finish, JsonValue matched)
{
    if (finish.quoted().isEmpty())
        return;
    m_finish = finish.text();
    if (matched.isString() && finish.is("stop"))
        m_stopSequence = matched.raw().toByteArray();
}

void ChatAnswerReader::readContent(JsonValue delta, QByteArrayView place)
{
    ConversionNotes notes(ConversionNotes::PathStyle::Dotted);
    FieldReader fields(delta, notes, place);
    fields.ignore(
        {"role", "reasoning_content", "reasoning", "reasoning_text", "reasoning_details"});
    const JsonValue content = fields.take("content");
    const JsonValue refusal = fields.take("refusal");
    const JsonValue calls = fields.take("tool_calls");
    const JsonValue older = fields.take("function_call");
    if (fields.take("annotations").first())
        notes.lose("message.annotations");
    fields.loseRest();
    readReasoning(delta);
    if (content.isArray())
        readParts(content);
    else if (content && !content.isString())
        notes.lose("message.content");
    add(notes.losses());
    for (const JsonValue &text : {content, refusal})
        say(Kind::Text, text.quoted());
    if (!isOver())
        readCalls(calls);
    if (older.isObject() && !isOver())
        readCall(older);
}

// Mistral's answers are arrays when the model thinks.
void ChatAnswerReader::readParts(JsonValue parts)
{
    for (JsonValue part = parts.first(); part; part = part.next()) {
        if (part.isString()) {
            say(Kind::Text, part.quoted());
            continue;
        }
        const JsonValue type = part["type"];
        if (type.is("thinking")) {
            const JsonValue thinking = part["thinking"];
            if (!m_needs.wantsThinking)
                lose("reasoning_content");
            else if (thinking.isString())
                say(Kind::Thinking, thinking.quoted());
            for (JsonValue one = thinking.first(); one && m_needs.wantsThinking; one = one.next())
                say(Kind::Thinking, one["text"].quoted());
        } else if (const JsonValue text = orFirst(part["text"], part["refusal"]); text.isString()) {
            say(Kind::Text, text.quoted());
        } else {
            lose("message.content." + type.text());
        }
    }
}

void ChatAnswerReader::readReasoning(JsonValue delta)
{
    std::vector<JsonValue> texts;
    if (const JsonValue reasoning = reasoningOf(delta)) {
        texts.push_back(reasoning);
    } else {
        const JsonValue details = delta["reasoning_details"];
        for (JsonValue one = details.first(); one; one = one.next()) {
            const JsonValue text = orFirst(one["text"], one["summary"]);
            if (!text.quoted().isEmpty())
                texts.push_back(text);
        }
    }
    if (texts.empty())
        return;
    if (m_needs.wantsThinking) {
        for (const JsonValue &text : texts)
            say(Kind::Thinking, text.quoted());
        return;
    }
    // Long reasoning the client did not ask for must not look like silence.
    lose("reasoning_content");
    ensureStarted();
    writer().keepAlive();
}

void ChatAnswerReader::readCalls(JsonValue calls)
{
    if (calls.isObject())
        return readCall(calls);
    for (JsonValue call = calls.first(); call && !isOver(); call = call.next())
        readCall(call);
}

void ChatAnswerReader::readCall(JsonValue call)
{
    // The older function_call has no object of its own.
    const JsonValue function = call["function"].isObject() ? call["function"] : call;
    const JsonValue arguments = function["arguments"];
    QByteArray whole; // some servers send an object instead of a string
    if (!arguments.isString() && !arguments.isNothing())
        appendJsonEscaped(whole, arguments.raw());
    std::vector<ToolCallQueue::Step> steps;
    const ToolCallQueue::Fit fit =
        m_calls.add({.index = call["index"].integer().value_or(-1),
                     .id = call["id"].quoted(),
                     .name = function["name"].quoted(),
                     .arguments = arguments.isString() ? arguments.quoted() : whole,
                     .isWhole = m_isWhole},
                    steps);
    play(steps);
    if (fits(fit) && !m_held.empty())
        sayHeld();
}

bool ChatAnswerReader::fits(ToolCallQueue::Fit fit)
{
    switch (fit) {
    case ToolCallQueue::Fit::Placed:
        return true;
    case ToolCallQueue::Fit::OverLimit:
        fail(Text::english("the upstream sent more tool calls than can be converted"));
        break;
    case ToolCallQueue::Fit::Misplaced:
        fail(Text::english("the upstream sent arguments that belong to no tool call"));
        break;
    case ToolCallQueue::Fit::Unnamed:
        fail(Text::english("the upstream sent a tool call without a name"));
        break;
    case ToolCallQueue::Fit::Unfinished:
        fail(Text::english("the upstream's arguments of a tool call stop in the middle"));
        break;
    case ToolCallQueue::Fit::NoJson:
        fail(Text::english("the upstream's arguments of a tool call are no JSON object"));
        break;
    }
    return false;
}

void ChatAnswerReader::say(Kind kind, QByteArrayView quoted)
{
    if (quoted.isEmpty() || isOver())
        return;
    std::vector<ToolCallQueue::Step> steps;
    const bool isSettled = m_calls.settle(steps);
    play(steps);
    if (isSettled && m_held.empty()) {
        ensureStarted();
        if (kind == Kind::Text)
            writer().text(quoted);
        else
            writer().thinking(quoted);
        return;
    }
    m_heldBytes += quoted.size();
    if (m_heldBytes > kMaxHeld)
        return fail(Text::english("the upstream sent too much text inside a tool call"));
    if (m_held.empty() || m_held.back().first != kind)
        m_held.emplace_back(kind, QByteArray());
    m_held.back().second.append(quoted);
    if (isSettled)
        sayHeld();
}

void ChatAnswerReader::sayHeld()
{
    std::vector<ToolCallQueue::Step> steps;
    const bool isSettled = m_calls.settle(steps);
    play(steps);
    if (!isSettled)
        return;
    m_heldBytes = 0;
    for (const auto &[kind, quoted] : std::exchange(m_held, {}))
        say(kind, quoted);
}

void ChatAnswerReader::play(const std::vector<ToolCallQueue::Step> &steps)
{
    for (const ToolCallQueue::Step &step : steps) {
        switch (step.kind) {
        case ToolCallQueue::Step::Kind::Begin:
            ensureStarted();
            writer().beginCall(step.number, m_callIds.unique(step.id, m_id),
                               m_needs.toolNames.value(step.name, step.name));
            break;
        case ToolCallQueue::Step::Kind::Arguments:
            writer().arguments(step.number, step.arguments);
            break;
        case ToolCallQueue::Step::Kind::End:
            writer().endCall(step.number);
            break;
        }
    }
}

void ChatAnswerReader::conclude()
{
    // A whole answer is complete with its last bracket; a stream has to say that it is.
    if (m_finish.isEmpty() && !m_isWhole)
        return;
    ensureStarted();
    const StopMeaning meaning = stopMeaningOf(m_finish);
    if (meaning == StopMeaning::Failure)
        return failAsEnded(m_finish);
    if (meaning == StopMeaning::Unknown)
        lose("finish_reason");
    std::vector<ToolCallQueue::Step> steps;
    const ToolCallQueue::Fit fit = m_calls.finish(meaning == StopMeaning::Limit, steps);
    play(steps);
    if (!fits(fit))
        return;
    sayHeld();
    for (int i = 0; i < m_calls.oddArguments(); ++i)
        lose("tool_calls.arguments");
    if (m_stopSequence.isEmpty())
        end(stopReasonOf(meaning, !m_calls.isEmpty()), {}, m_usage);
    else
        end("stop_sequence", m_stopSequence, m_usage);
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/messagesstream.h"

#include "proxy/convert/errorbody.h"
#include "proxy/convert/fieldreader.h"
#include "proxy/convert/messagesanswer.h"
#include "proxy/convert/stopreason.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

namespace {

void appendEvent(QByteArray &out, QByteArrayView name, QByteArrayView data)
{
    out.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
}

} // namespace

MessagesStream::MessagesStream(AnswerNeeds needs)
    : m_needs(std::move(needs))
{ }

void MessagesStream::convertData(QByteArrayView data, QByteArray &out)
{
    if (m_isConcluded)
        return;
    if (data.trimmed() == "[DONE]") {
        conclude(out);
        return;
    }
    if (!m_tree.parse(data) || !m_tree.root().isObject()) {
        fail(out, QStringLiteral("the upstream sent an event that is no JSON object"));
        return;
    }
    readChunk(m_tree.root(), out);
}

void MessagesStream::readChunk(JsonValue chunk, QByteArray &out)
{
    if (!chunk["error"].isNothing()) {
        appendEvent(out, "error", anthropicErrorBody(readErrorBody(0, chunk, {})));
        setErrorPassed();
        return;
    }
    ConversionNotes notes(ConversionNotes::PathStyle::Dotted);
    FieldReader fields(chunk, notes, "answer");
    fields.ignore({"id", "object", "created", "model"});
    const JsonValue choices = fields.take("choices");
    const JsonValue usage = fields.take("usage");
    fields.loseRest();
    readOpenAiUsage(m_usage, usage, notes);
    if (!m_isStarted)
        startMessage(chunk, out);
    for (JsonValue choice = choices.first(); choice; choice = choice.next()) {
        if (choice["index"].integer().value_or(0) == 0)
            readChoice(choice, out);
        else
            notes.lose("choices");
    }
    add(notes.losses());
    // The chunk of its own that stream_options.include_usage asks for.
    if (m_isFinished && usage && !choices.first())
        conclude(out);
}

void MessagesStream::startMessage(JsonValue chunk, QByteArray &out)
{
    m_isStarted = true;
    const JsonValue id = chunk["id"];
    const JsonValue model = chunk["model"];
    m_id = id.isString() ? id.quoted().toByteArray() : QByteArray("msg_unnamed");
    QByteArray data;
    JsonWriter json(data);
    json.beginObject().field("type", "message_start").key("message").beginObject();
    json.key("id").quoted(m_id).field("type", "message").field("role", "assistant");
    json.key("model").quoted(model.isString() ? model.quoted() : QByteArrayView(m_needs.model));
    json.key("content").raw("[]").key("stop_reason").null().key("stop_sequence").null();
    json.key("usage");
    writeAnthropicUsage(json, m_usage);
    json.endObject().endObject();
    appendEvent(out, "message_start", data);
}

void MessagesStream::readChoice(JsonValue choice, QByteArray &out)
{
    ConversionNotes notes(ConversionNotes::PathStyle::Dotted);
    FieldReader fields(choice, notes, "choices");
    fields.ignore({"index", "delta", "native_finish_reason", "token_ids"});
    const JsonValue finish = fields.take("finish_reason");
    const JsonValue matched = fields.take("stop_reason");
    fields.loseRest();
    add(notes.losses());
    readDelta(choice["delta"], out);
    if (!finish.isString() || failure())
        return;
    m_isFinished = true;
    closeAll(out);
    m_stopReason = stopReasonOf(finish, !m_calls.isEmpty()).toByteArray();
    if (matched.isString() && finish.is("stop")) {
        m_stopReason = "stop_sequence";
        m_stopSequence = matched.raw().toByteArray();
    }
}

void MessagesStream::readDelta(JsonValue delta, QByteArray &out)
{
    ConversionNotes notes(ConversionNotes::PathStyle::Dotted);
    FieldReader fields(delta, notes, "delta");
    fields.ignore({"role", "reasoning_content", "reasoning", "reasoning_details"});
    const JsonValue content = fields.take("content");
    const JsonValue refusal = fields.take("refusal");
    const JsonValue calls = fields.take("tool_calls");
    fields.loseRest();
    add(notes.losses());
    readReasoning(delta, out);
    for (const JsonValue &text : {content, refusal}) {
        if (text.quoted().isEmpty())
            continue;
        openBlock(Block::Text, out);
        appendDelta(Block::Text, text.quoted(), out);
    }
    if (content && !content.isString())
        lose("delta.content");
    readCalls(calls, out);
}

void MessagesStream::readReasoning(JsonValue delta, QByteArray &out)
{
    const JsonValue reasoning = reasoningOf(delta);
    if (!reasoning)
        return;
    if (m_needs.wantsThinking) {
        openBlock(Block::Thinking, out);
        appendDelta(Block::Thinking, reasoning.quoted(), out);
        return;
    }
    // Long reasoning the client did not ask for must not look like silence.
    lose("reasoning_content");
    appendEvent(out, "ping", R"({"type":"ping"})");
}

void MessagesStream::readCalls(JsonValue calls, QByteArray &out)
{
    std::vector<ToolCallQueue::Step> steps;
    for (JsonValue call = calls.first(); call; call = call.next()) {
        const JsonValue function = call["function"];
        const JsonValue arguments = function["arguments"];
        QByteArray whole; // some servers send an object instead of a string
        if (arguments.isObject())
            appendJsonEscaped(whole, arguments.raw());
        const bool fits =
            m_calls.add({.index = call["index"].integer().value_or(-1),
                         .id = call["id"].quoted(),
                         .name = function["name"].quoted(),
                         .arguments = arguments.isObject() ? whole : arguments.quoted()},
                        steps);
        if (!fits) {
            fail(out, QStringLiteral("the upstream sent more tool calls than can be converted"));
            return;
        }
    }
    play(steps, out);
}

void MessagesStream::play(const std::vector<ToolCallQueue::Step> &steps, QByteArray &out)
{
    for (const ToolCallQueue::Step &step : steps) {
        switch (step.kind) {
        case ToolCallQueue::Step::Kind::Begin:
            openTool(step, out);
            break;
        case ToolCallQueue::Step::Kind::Arguments:
            if (m_open == Block::Tool)
                appendDelta(Block::Tool, step.arguments, out);
            else
                lose("tool_calls.arguments");
            break;
        case ToolCallQueue::Step::Kind::End:
            if (m_open == Block::Tool)
                closeBlock(out);
            break;
        }
    }
}

void MessagesStream::openBlock(Block kind, QByteArray &out)
{
    if (m_open == kind)
        return;
    closeAll(out);
    m_open = kind;
    ++m_index;
    QByteArray data = R"({"type":"content_block_start","index":)" + QByteArray::number(m_index);
    data += kind == Block::Text
                ? R"(,"content_block":{"type":"text","text":""}})"
                : R"(,"content_block":{"type":"thinking","thinking":"","signature":""}})";
    appendEvent(out, "content_block_start", data);
}

void MessagesStream::openTool(const ToolCallQueue::Step &step, QByteArray &out)
{
    closeBlock(out);
    m_open = Block::Tool;
    ++m_index;
    QByteArray data;
    JsonWriter json(data);
    json.beginObject().field("type", "content_block_start").field("index", m_index);
    json.key("content_block").beginObject().field("type", "tool_use").key("id");
    if (step.id.isEmpty())
        json.quoted("call_" + m_id + '_' + QByteArray::number(step.number));
    else
        json.quoted(step.id);
    json.key("name").quoted(step.name).key("input").raw("{}").endObject().endObject();
    appendEvent(out, "content_block_start", data);
}

void MessagesStream::closeBlock(QByteArray &out)
{
    if (m_open == Block::None)
        return;
    m_open = Block::None;
    appendEvent(out, "content_block_stop",
                R"({"type":"content_block_stop","index":)" + QByteArray::number(m_index) + '}');
}

void MessagesStream::closeAll(QByteArray &out)
{
    std::vector<ToolCallQueue::Step> steps;
    m_calls.finish(steps);
    play(steps, out);
    closeBlock(out);
}

void MessagesStream::appendDelta(Block kind, QByteArrayView quoted, QByteArray &out)
{
    out.append("event: content_block_delta\n"
               R"(data: {"type":"content_block_delta","index":)");
    out.append(QByteArray::number(m_index));
    if (kind == Block::Text)
        out.append(R"(,"delta":{"type":"text_delta","text":")");
    else if (kind == Block::Thinking)
        out.append(R"(,"delta":{"type":"thinking_delta","thinking":")");
    else
        out.append(R"(,"delta":{"type":"input_json_delta","partial_json":")");
    out.append(quoted).append("\"}}\n\n");
}

void MessagesStream::conclude(QByteArray &out)
{
    if (!m_isStarted)
        startMessage({}, out);
    closeAll(out);
    for (int i = 0; i < m_calls.latePieces(); ++i)
        lose("tool_calls.arguments");
    if (!m_isFinished && !m_calls.isEmpty())
        m_stopReason = "tool_use";
    QByteArray data;
    JsonWriter json(data);
    json.beginObject().field("type", "message_delta").key("delta").beginObject();
    json.field("stop_reason", m_stopReason).key("stop_sequence").raw(m_stopSequence).endObject();
    json.key("usage");
    writeAnthropicUsage(json, m_usage);
    json.endObject();
    appendEvent(out, "message_delta", data);
    appendEvent(out, "message_stop", R"({"type":"message_stop"})");
    m_isConcluded = true;
}

bool MessagesStream::finishStream(QByteArray &out)
{
    // Some servers end with the finish_reason and no [DONE].
    if (!m_isConcluded && m_isFinished)
        conclude(out);
    return m_isConcluded;
}

void MessagesStream::appendError(QByteArray &out, QByteArrayView quoted)
{
    appendEvent(
        out, "error",
        anthropicErrorBody({.status = 0, .message = quoted.toByteArray(), .type = {}, .code = {}}));
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/messagesanswerreader.h"

#include "proxy/json/jsonwriter.h"
#include "proxy/message/stopreason.h"

namespace proxy {

MessagesAnswerReader::MessagesAnswerReader(AnswerWriter &writer, AnswerNeeds needs)
    : AnswerReader(writer)
    , m_needs(std::move(needs))
{ }

void MessagesAnswerReader::readObject(JsonValue event)
{
    const JsonValue type = event["type"];
    if (type.is("content_block_delta"))
        readDelta(event);
    else if (type.is("ping"))
        writer().keepAlive();
    else if (type.is("message_start"))
        start(event["message"]);
    else if (type.is("content_block_start"))
        startBlock(event["index"], event["content_block"]);
    else if (type.is("content_block_stop"))
        stopBlock(event["index"]);
    else if (type.is("message_delta"))
        readMessageDelta(event);
    else if (!type.is("message_stop"))
        lose("event." + type.text());
}

void MessagesAnswerReader::readMessage(JsonValue answer)
{
    m_isWhole = true;
    if (!answer["content"].isArray())
        return fail(Text::english("the upstream's answer can't be converted: it has no content"));
    start(answer);
    m_stopReason = answer["stop_reason"].text();
    for (JsonValue block = answer["content"].first(); block && !isOver(); block = block.next()) {
        startBlock({}, block);
        stopBlock({});
    }
}

void MessagesAnswerReader::start(JsonValue message)
{
    if (m_isStarted)
        return;
    m_isStarted = true;
    ConversionNotes notes(ConversionNotes::PathStyle::Brackets);
    FieldReader fields(message, notes, "answer");
    fields.ignore({"type", "role", "content", "stop_reason"});
    const JsonValue id = fields.take("id");
    const JsonValue model = fields.take("model");
    readAnthropicUsage(m_usage, fields.take("usage"), notes);
    fields.drop("stop_sequence", "stop_sequence");
    fields.loseRest();
    add(notes.losses());
    m_id = id.quoted().toByteArray();
    if (m_id.isEmpty())
        m_id =
            "chatcmpl-" + (m_needs.answerId.isEmpty() ? QByteArray("unnamed") : m_needs.answerId);
    writer().start(m_id, model.quoted().isEmpty() ? QByteArrayView(m_needs.model) : model.quoted(),
                   m_usage);
}

void MessagesAnswerReader::ensureStarted()
{
    if (!m_isStarted)
        start({});
}

void MessagesAnswerReader::startBlock(JsonValue index, JsonValue block)
{
    if (m_blocks.size() >= kMaxBlocks)
        return fail(Text::english("the upstream sent more blocks than can be converted"));
    ensureStarted();
    Block made {.index = index.integer().value_or(m_nextIndex), .input = {}};
    m_nextIndex = made.index + 1;
    ConversionNotes notes(ConversionNotes::PathStyle::Brackets);
    FieldReader fields(block, notes, "content");
    const JsonValue type = fields.take("type");
    bool isKnown = true;
    if (type.is("tool_use")) {
        beginCall(fields, made);
    } else if (type.is("text")) {
        say(false, fields.take("text").quoted());
        if (fields.take("citations").first())
            notes.lose("citations");
    } else if (type.is("thinking")) {
        say(true, fields.take("thinking").quoted());
        if (!fields.take("signature").quoted().isEmpty())
            notes.lose("signature");
    } else {
        notes.lose("content." + type.text());
        isKnown = false;
    }
    if (isKnown)
        fields.loseRest();
    add(notes.losses());
    m_blocks.push_back(std::move(made));
}

void MessagesAnswerReader::beginCall(FieldReader &block, Block &made)
{
    block.ignore({"caller"});
    const JsonValue id = block.take("id");
    const JsonValue name = block.take("name");
    const JsonValue input = block.take("input");
    if (name.quoted().isEmpty())
        return fail(Text::english("the upstream sent a tool call without a name"));
    made.call = m_calls++;
    // Anthropic itself starts with {} and streams the rest; others say it all at once.
    if (input.isString())
        made.input = input.quoted().toByteArray();
    else if (m_isWhole || input.first())
        appendJsonEscaped(made.input, input.raw());
    writer().beginCall(
        made.call, m_callIds.unique(id.quoted().toByteArray(), m_id),
        m_needs.toolNames.value(name.quoted().toByteArray(), name.quoted().toByteArray()));
}

void MessagesAnswerReader::say(bool isThinking, QByteArrayView quoted)
{
    if (quoted.isEmpty())
        return;
    ensureStarted();
    if (isThinking)
        writer().thinking(quoted);
    else
        writer().text(quoted);
}

void MessagesAnswerReader::readDelta(JsonValue event)
{
    const JsonValue delta = event["delta"];
    const JsonValue type = delta["type"];
    if (type.is("text_delta"))
        say(false, delta["text"].quoted());
    else if (type.is("input_json_delta"))
        readInput(event, delta["partial_json"]);
    else if (type.is("thinking_delta"))
        say(true, delta["thinking"].quoted());
    else if (type.is("signature_delta"))
        lose("signature");
    else if (type.is("citations_delta"))
        lose("citations");
    else
        lose("delta." + type.text());
}

void MessagesAnswerReader::readInput(JsonValue event, JsonValue text)
{
    if (text.quoted().isEmpty())
        return;
    const size_t position = positionOf(event["index"]);
    if (position >= m_blocks.size())
        return fail(Text::english("the upstream sent arguments that belong to no tool call"));
    Block &block = m_blocks[position];
    // Input of a block that became nothing (a server's own tool).
    if (block.call < 0)
        return lose("delta.input_json_delta");
    QByteArray ready;
    if (!block.arguments.add(text.quoted(), ready))
        return fail(Text::english("the upstream sent arguments that belong to no tool call"));
    if (block.arguments.isBroken())
        return failAsNoJson();
    if (!ready.isEmpty())
        writer().arguments(block.call, ready);
}

void MessagesAnswerReader::failAsNoJson()
{
    fail(Text::english("the upstream's arguments of a tool call are no JSON object"));
}

// A call may go on after its block was stopped: it ends with the answer.
void MessagesAnswerReader::stopBlock(JsonValue index)
{
    const size_t position = positionOf(index);
    if (position < m_blocks.size() && m_blocks[position].call < 0)
        m_blocks.erase(m_blocks.begin() + static_cast<std::ptrdiff_t>(position));
}

/// @p isCutShort: the limit of tokens may have cut the arguments.
void MessagesAnswerReader::endCall(Block &block, bool isCutShort)
{
    QByteArray ready;
    if (block.arguments.isBlank() && !block.arguments.add(block.input, ready))
        return failAsNoJson();
    const CallArguments::End end = block.arguments.finish(ready);
    if (end == CallArguments::End::NoJson)
        return failAsNoJson();
    if (end == CallArguments::End::Open && !isCutShort)
        return fail(Text::english("the upstream's arguments of a tool call stop in the middle"));
    // Clients parse the arguments; no text is no JSON.
    if (block.arguments.isBlank())
        ready = "{}";
    if (!ready.isEmpty())
        writer().arguments(block.call, ready);
    if (end != CallArguments::End::Whole)
        lose("tool_calls.arguments");
    writer().endCall(block.call);
}

void MessagesAnswerReader::readMessageDelta(JsonValue event)
{
    ConversionNotes notes(ConversionNotes::PathStyle::Brackets);
    readAnthropicUsage(m_usage, event["usage"], notes);
    FieldReader delta(event["delta"], notes, "delta");
    const JsonValue reason = delta.take("stop_reason");
    delta.drop("stop_sequence", "stop_sequence");
    delta.loseRest();
    add(notes.losses());
    if (!reason.quoted().isEmpty())
        m_stopReason = reason.text();
}

void MessagesAnswerReader::conclude()
{
    if (m_stopReason.isEmpty() && !m_isWhole)
        return;
    ensureStarted();
    const StopMeaning meaning = stopMeaningOf(m_stopReason);
    if (meaning == StopMeaning::Failure)
        return failAsEnded(m_stopReason);
    if (meaning == StopMeaning::Unknown)
        lose("stop_reason");
    for (Block &block : m_blocks) {
        if (block.call >= 0 && !isOver())
            endCall(block, meaning == StopMeaning::Limit);
    }
    if (isOver())
        return;
    end(finishReasonOf(meaning, m_calls > 0), {}, m_usage);
}

/// Gateways leave the number out, or begin again with 0: the latest block of that number.
size_t MessagesAnswerReader::positionOf(JsonValue index) const
{
    const std::optional<qint64> told = index.integer();
    for (size_t at = m_blocks.size(); at-- > 0;) {
        if (!told || m_blocks[at].index == *told)
            return at;
    }
    return m_blocks.size();
}

} // namespace proxy

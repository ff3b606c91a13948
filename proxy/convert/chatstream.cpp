// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/chatstream.h"

#include "proxy/convert/errorbody.h"
#include "proxy/convert/stopreason.h"
#include "proxy/json/jsonwriter.h"

#include <algorithm>

namespace proxy {

ChatStream::ChatStream(AnswerNeeds needs)
    : m_needs(std::move(needs))
{ }

void ChatStream::convertData(QByteArrayView data, QByteArray &out)
{
    if (m_isStopped)
        return;
    if (!m_tree.parse(data) || !m_tree.root().isObject()) {
        fail(out, QStringLiteral("the upstream sent an event that is no JSON object"));
        return;
    }
    readEvent(m_tree.root(), out);
}

void ChatStream::readEvent(JsonValue event, QByteArray &out)
{
    const JsonValue type = event["type"];
    if (type.is("content_block_delta")) {
        readBlockDelta(event, out);
    } else if (type.is("ping")) {
        out.append(": ping\n\n");
    } else if (type.is("message_start")) {
        startMessage(event["message"], out);
    } else if (type.is("content_block_start")) {
        startBlock(event, out);
    } else if (type.is("content_block_stop")) {
        stopBlock(event, out);
    } else if (type.is("message_delta")) {
        readMessageDelta(event, out);
    } else if (type.is("message_stop")) {
        stopMessage(out);
    } else if (type.is("error")) {
        out.append("data: ").append(openAiErrorBody(readErrorBody(0, event, {}))).append("\n\n");
        setErrorPassed();
    } else {
        lose("event." + type.text());
    }
}

void ChatStream::startMessage(JsonValue message, QByteArray &out)
{
    ConversionNotes notes(ConversionNotes::PathStyle::Brackets);
    FieldReader fields(message, notes, "answer");
    fields.ignore({"type", "role", "content", "stop_reason", "stop_sequence"});
    const JsonValue id = fields.take("id");
    const JsonValue model = fields.take("model");
    readAnthropicUsage(m_usage, fields.take("usage"), notes);
    fields.loseRest();
    add(notes.losses());
    m_prefix.clear();
    JsonWriter json(m_prefix);
    json.beginObject();
    json.key("id").quoted(id.isString() ? id.quoted() : QByteArrayView("chatcmpl-unnamed"));
    json.field("object", "chat.completion.chunk").field("created", m_needs.nowSeconds);
    json.key("model").quoted(model.isString() ? model.quoted() : QByteArrayView(m_needs.model));
    appendChunk(R"({"role":"assistant","content":""})", {}, out);
}

void ChatStream::ensureStarted(QByteArray &out)
{
    if (m_prefix.isEmpty())
        startMessage({}, out);
}

void ChatStream::appendChunk(QByteArrayView delta, QByteArrayView finishReason, QByteArray &out)
{
    out.append("data: ").append(m_prefix).append(R"(,"choices":[{"index":0,"delta":)");
    out.append(delta).append(R"(,"logprobs":null,"finish_reason":)");
    if (finishReason.isEmpty())
        out.append("null");
    else
        out.append('"').append(finishReason).append('"');
    out.append("}]}\n\n");
}

void ChatStream::appendText(QByteArrayView field, QByteArrayView quoted, QByteArray &out)
{
    if (quoted.isEmpty())
        return;
    ensureStarted(out);
    QByteArray delta;
    JsonWriter(delta).beginObject().key(field).quoted(quoted).endObject();
    appendChunk(delta, {}, out);
}

void ChatStream::startBlock(JsonValue event, QByteArray &out)
{
    const JsonValue block = event["content_block"];
    const JsonValue type = block["type"];
    if (type.is("tool_use"))
        startCall(event, out);
    else if (type.is("text"))
        appendText("content", block["text"].quoted(), out);
    else if (type.is("thinking"))
        appendText("reasoning_content", block["thinking"].quoted(), out);
    else
        lose("content." + type.text());
}

void ChatStream::startCall(JsonValue event, QByteArray &out)
{
    if (m_blocks.size() >= kMaxOpenBlocks) {
        fail(out, QStringLiteral("the upstream opened more blocks than can be converted"));
        return;
    }
    ensureStarted(out);
    const JsonValue block = event["content_block"];
    m_blocks.push_back({.index = event["index"].integer().value_or(0), .call = m_calls++});
    QByteArray delta;
    JsonWriter json(delta);
    json.beginObject().key("tool_calls").beginArray().beginObject();
    json.field("index", m_blocks.back().call).key("id").quoted(block["id"].quoted());
    json.field("type", "function").key("function").beginObject();
    json.key("name").quoted(block["name"].quoted()).field("arguments", "");
    json.endObject().endObject().endArray().endObject();
    appendChunk(delta, {}, out);
    // Anthropic itself starts with {} and streams the rest; others say it all at once.
    const JsonValue input = block["input"];
    if (!input.first())
        return;
    QByteArray quoted;
    appendJsonEscaped(quoted, input.raw());
    appendArguments(m_blocks.back(), quoted, out);
}

void ChatStream::readBlockDelta(JsonValue event, QByteArray &out)
{
    const JsonValue delta = event["delta"];
    const JsonValue type = delta["type"];
    if (type.is("text_delta"))
        appendText("content", delta["text"].quoted(), out);
    else if (type.is("input_json_delta"))
        readInputDelta(event, delta["partial_json"], out);
    else if (type.is("thinking_delta"))
        appendText("reasoning_content", delta["thinking"].quoted(), out);
    else if (type.is("signature_delta"))
        lose("signature");
    else if (type.is("citations_delta"))
        lose("citations");
    else
        lose("delta." + type.text());
}

void ChatStream::readInputDelta(JsonValue event, JsonValue text, QByteArray &out)
{
    if (text.quoted().isEmpty())
        return;
    // Input of a block that became nothing (a server's own tool).
    if (ToolBlock *block = blockOf(event))
        appendArguments(*block, text.quoted(), out);
    else
        lose("delta.input_json_delta");
}

void ChatStream::appendArguments(ToolBlock &block, QByteArrayView quoted, QByteArray &out)
{
    block.hasArguments = true;
    QByteArray delta = R"({"tool_calls":[{"index":)" + QByteArray::number(block.call)
                       + R"(,"function":{"arguments":")";
    delta.append(quoted).append(R"("}}]})");
    appendChunk(delta, {}, out);
}

void ChatStream::stopBlock(JsonValue event, QByteArray &out)
{
    ToolBlock *block = blockOf(event);
    if (!block)
        return;
    // Clients parse the arguments; no text is no JSON.
    if (!block->hasArguments)
        appendArguments(*block, "{}", out);
    m_blocks.erase(m_blocks.begin() + (block - m_blocks.data()));
}

void ChatStream::readMessageDelta(JsonValue event, QByteArray &out)
{
    ConversionNotes notes(ConversionNotes::PathStyle::Brackets);
    readAnthropicUsage(m_usage, event["usage"], notes);
    FieldReader delta(event["delta"], notes, "delta");
    const JsonValue reason = delta.take("stop_reason");
    delta.drop("stop_sequence", "stop_sequence");
    delta.loseRest();
    add(notes.losses());
    if (!reason.isString())
        return;
    ensureStarted(out);
    appendChunk("{}", finishReasonOf(reason), out);
}

void ChatStream::stopMessage(QByteArray &out)
{
    ensureStarted(out);
    m_isStopped = true;
    if (m_needs.wantsUsageChunk) {
        QByteArray data = m_prefix;
        JsonWriter json(data);
        json.key("choices").raw("[]").key("usage");
        writeOpenAiUsage(json, m_usage);
        json.endObject();
        out.append("data: ").append(data).append("\n\n");
    }
    out.append("data: [DONE]\n\n");
}

bool ChatStream::finishStream(QByteArray & /*out*/)
{
    return m_isStopped;
}

void ChatStream::appendError(QByteArray &out, QByteArrayView quoted)
{
    out.append("data: ");
    out.append(
        openAiErrorBody({.status = 0, .message = quoted.toByteArray(), .type = {}, .code = {}}));
    out.append("\n\n");
}

ChatStream::ToolBlock *ChatStream::blockOf(JsonValue event)
{
    const qint64 index = event["index"].integer().value_or(-1);
    const auto found = std::find_if(m_blocks.begin(), m_blocks.end(),
                                    [index](const ToolBlock &one) { return one.index == index; });
    return found == m_blocks.end() ? nullptr : &*found;
}

} // namespace proxy

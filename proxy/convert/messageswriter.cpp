// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/messageswriter.h"

#include "proxy/json/jsonstring.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

namespace {

void appendEvent(QByteArray &out, QByteArrayView name, QByteArrayView data)
{
    out.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
}

QByteArrayView orNull(QByteArrayView json)
{
    return json.isEmpty() ? QByteArrayView("null") : json;
}

} // namespace

void MessagesEventWriter::start(QByteArrayView id, QByteArrayView model, const TokenUsage &usage)
{
    QByteArray data;
    JsonWriter json(data);
    json.beginObject().field("type", "message_start").key("message").beginObject();
    json.key("id").quoted(id).field("type", "message").field("role", "assistant");
    json.key("model").quoted(model);
    json.key("content").raw("[]").key("stop_reason").null().key("stop_sequence").null();
    json.key("usage");
    writeAnthropicUsage(json, usage);
    json.endObject().endObject();
    appendEvent(m_out, "message_start", data);
}

void MessagesEventWriter::text(QByteArrayView quoted)
{
    openBlock(Block::Text);
    appendDelta(quoted);
}

void MessagesEventWriter::thinking(QByteArrayView quoted)
{
    openBlock(Block::Thinking);
    appendDelta(quoted);
}

void MessagesEventWriter::openBlock(Block kind)
{
    if (m_open == kind)
        return;
    closeBlock();
    m_open = kind;
    ++m_index;
    QByteArray data = R"({"type":"content_block_start","index":)" + QByteArray::number(m_index);
    data += kind == Block::Text
                ? R"(,"content_block":{"type":"text","text":""}})"
                : R"(,"content_block":{"type":"thinking","thinking":"","signature":""}})";
    appendEvent(m_out, "content_block_start", data);
}

void MessagesEventWriter::beginCall(qint64 /*number*/, QByteArrayView id, QByteArrayView name)
{
    closeBlock();
    m_open = Block::Tool;
    ++m_index;
    QByteArray data;
    JsonWriter json(data);
    json.beginObject().field("type", "content_block_start").field("index", m_index);
    json.key("content_block").beginObject().field("type", "tool_use").key("id").quoted(id);
    json.key("name").quoted(name).key("input").raw("{}").endObject().endObject();
    appendEvent(m_out, "content_block_start", data);
}

void MessagesEventWriter::arguments(qint64 /*number*/, QByteArrayView quoted)
{
    appendDelta(quoted);
}

void MessagesEventWriter::endCall(qint64 /*number*/)
{
    closeBlock();
}

void MessagesEventWriter::closeBlock()
{
    if (m_open == Block::None)
        return;
    m_open = Block::None;
    appendEvent(m_out, "content_block_stop",
                R"({"type":"content_block_stop","index":)" + QByteArray::number(m_index) + '}');
}

void MessagesEventWriter::appendDelta(QByteArrayView quoted)
{
    m_out.append("event: content_block_delta\n"
                 R"(data: {"type":"content_block_delta","index":)");
    m_out.append(QByteArray::number(m_index));
    if (m_open == Block::Text)
        m_out.append(R"(,"delta":{"type":"text_delta","text":")");
    else if (m_open == Block::Thinking)
        m_out.append(R"(,"delta":{"type":"thinking_delta","thinking":")");
    else
        m_out.append(R"(,"delta":{"type":"input_json_delta","partial_json":")");
    m_out.append(quoted).append("\"}}\n\n");
}

void MessagesEventWriter::end(QByteArrayView reason, QByteArrayView stopSequence,
                              const TokenUsage &usage)
{
    closeBlock();
    QByteArray data;
    JsonWriter json(data);
    json.beginObject().field("type", "message_delta").key("delta").beginObject();
    json.field("stop_reason", reason).key("stop_sequence").raw(orNull(stopSequence)).endObject();
    json.key("usage");
    writeAnthropicUsage(json, usage);
    json.endObject();
    appendEvent(m_out, "message_delta", data);
    appendEvent(m_out, "message_stop", R"({"type":"message_stop"})");
}

void MessagesEventWriter::error(const ErrorBody &error)
{
    appendEvent(m_out, "error", anthropicErrorBody(error));
}

void MessagesEventWriter::keepAlive()
{
    appendEvent(m_out, "ping", R"({"type":"ping"})");
}

void MessagesEventWriter::comment(QByteArrayView text)
{
    m_out.append(':').append(text).append("\n\n");
}

void MessagesWriter::start(QByteArrayView id, QByteArrayView model, const TokenUsage & /*usage*/)
{
    JsonWriter json(m_head);
    json.beginObject().key("id").quoted(id).field("type", "message").field("role", "assistant");
    json.key("model").quoted(model).key("content");
}

void MessagesWriter::text(QByteArrayView quoted)
{
    if (m_open != Block::Text)
        closeBlock();
    m_open = Block::Text;
    m_piece.append(quoted);
}

void MessagesWriter::thinking(QByteArrayView quoted)
{
    if (m_open != Block::Thinking)
        closeBlock();
    m_open = Block::Thinking;
    m_piece.append(quoted);
}

void MessagesWriter::beginCall(qint64 /*number*/, QByteArrayView id, QByteArrayView name)
{
    closeBlock();
    m_open = Block::Tool;
    JsonWriter json(m_call);
    json.beginObject().field("type", "tool_use").key("id").quoted(id).key("name").quoted(name);
}

void MessagesWriter::arguments(qint64 /*number*/, QByteArrayView quoted)
{
    m_piece.append(quoted);
}

void MessagesWriter::endCall(qint64 /*number*/)
{
    closeBlock();
}

void MessagesWriter::closeBlock()
{
    const QByteArray piece = std::exchange(m_piece, {});
    const QByteArray call = std::exchange(m_call, {});
    QByteArray block;
    switch (std::exchange(m_open, Block::None)) {
    case Block::None:
        return;
    case Block::Text:
        JsonWriter(block).beginObject().field("type", "text").key("text").quoted(piece).endObject();
        break;
    case Block::Thinking:
        JsonWriter(block)
            .beginObject()
            .field("type", "thinking")
            .key("thinking")
            .quoted(piece)
            .field("signature", "")
            .endObject();
        break;
    case Block::Tool: {
        const QByteArray input = unescaped(piece);
        block = call + ",\"input\":";
        JsonTree tree;
        if (input.trimmed().isEmpty()) {
            block += "{}}";
        } else if (tree.parse(input) && tree.root().isObject()) {
            block.append(tree.root().raw()).append('}');
        } else {
            // The limit cut them short: a message has no place for half an object, and half a call
            // must not be run.
            return;
        }
        break;
    }
    }
    if (!m_content.isEmpty())
        m_content += ',';
    m_content += block;
}

void MessagesWriter::end(QByteArrayView reason, QByteArrayView stopSequence,
                         const TokenUsage &usage)
{
    closeBlock();
    m_out = m_head + '[' + m_content + ']';
    JsonWriter json(m_out);
    json.field("stop_reason", reason).key("stop_sequence").raw(orNull(stopSequence));
    json.key("usage");
    writeAnthropicUsage(json, usage);
    json.endObject();
}

void MessagesWriter::error(const ErrorBody &error)
{
    m_out = anthropicErrorBody(error);
}

} // namespace proxy

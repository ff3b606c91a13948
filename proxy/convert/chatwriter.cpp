// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/chatwriter.h"

#include "proxy/json/jsonwriter.h"

namespace proxy {

void ChatEventWriter::start(QByteArrayView id, QByteArrayView model, const TokenUsage & /*usage*/)
{
    JsonWriter json(m_prefix);
    json.beginObject().key("id").quoted(id);
    json.field("object", "chat.completion.chunk").field("created", m_createdSeconds);
    json.key("model").quoted(model);
    appendChunk(R"({"role":"assistant","content":""})", {});
}

void ChatEventWriter::appendChunk(QByteArrayView delta, QByteArrayView finishReason)
{
    m_out.append("data: ").append(m_prefix).append(R"(,"choices":[{"index":0,"delta":)");
    m_out.append(delta).append(R"(,"logprobs":null,"finish_reason":)");
    if (finishReason.isEmpty())
        m_out.append("null");
    else
        m_out.append('"').append(finishReason).append('"');
    m_out.append("}]}\n\n");
}

void ChatEventWriter::text(QByteArrayView quoted)
{
    appendChunk(R"({"content":")" + quoted.toByteArray() + R"("})", {});
}

void ChatEventWriter::thinking(QByteArrayView quoted)
{
    appendChunk(R"({"reasoning_content":")" + quoted.toByteArray() + R"("})", {});
}

void ChatEventWriter::beginCall(qint64 number, QByteArrayView id, QByteArrayView name)
{
    QByteArray delta;
    JsonWriter json(delta);
    json.beginObject().key("tool_calls").beginArray().beginObject();
    json.field("index", number).key("id").quoted(id);
    json.field("type", "function").key("function").beginObject();
    json.key("name").quoted(name).field("arguments", "");
    json.endObject().endObject().endArray().endObject();
    appendChunk(delta, {});
}

void ChatEventWriter::arguments(qint64 number, QByteArrayView quoted)
{
    QByteArray delta = R"({"tool_calls":[{"index":)" + QByteArray::number(number)
                       + R"(,"function":{"arguments":")";
    delta.append(quoted).append(R"("}}]})");
    appendChunk(delta, {});
}

void ChatEventWriter::end(QByteArrayView reason, QByteArrayView /*stopSequence*/,
                          const TokenUsage &usage)
{
    appendChunk("{}", reason);
    if (m_wantsUsage) {
        QByteArray data = m_prefix;
        JsonWriter json(data);
        json.key("choices").raw("[]").key("usage");
        writeOpenAiUsage(json, usage);
        json.endObject();
        m_out.append("data: ").append(data).append("\n\n");
    }
    m_out.append("data: [DONE]\n\n");
}

void ChatEventWriter::error(const ErrorBody &error)
{
    m_out.append("data: ").append(openAiErrorBody(error)).append("\n\n");
}

void ChatEventWriter::keepAlive()
{
    m_out.append(": ping\n\n");
}

void ChatEventWriter::comment(QByteArrayView text)
{
    m_out.append(':').append(text).append("\n\n");
}

void ChatWriter::start(QByteArrayView id, QByteArrayView model, const TokenUsage & /*usage*/)
{
    JsonWriter json(m_head);
    json.beginObject().key("id").quoted(id);
    json.field("object", "chat.completion").field("created", m_createdSeconds);
    json.key("model").quoted(model);
}

void ChatWriter::beginCall(qint64 /*number*/, QByteArrayView id, QByteArrayView name)
{
    m_calls.push_back({.id = id.toByteArray(), .name = name.toByteArray(), .arguments = {}});
}

void ChatWriter::arguments(qint64 number, QByteArrayView quoted)
{
    m_calls.at(static_cast<size_t>(number)).arguments.append(quoted);
}

void ChatWriter::end(QByteArrayView reason, QByteArrayView /*stopSequence*/,
                     const TokenUsage &usage)
{
    m_out = m_head;
    JsonWriter json(m_out);
    json.key("choices").beginArray().beginObject().field("index", qint64 {0});
    json.key("message").beginObject().field("role", "assistant").key("content");
    if (m_text.isEmpty() && !m_calls.empty())
        json.null();
    else
        json.quoted(m_text);
    json.key("refusal").null();
    if (!m_reasoning.isEmpty())
        json.key("reasoning_content").quoted(m_reasoning);
    if (!m_calls.empty()) {
        json.key("tool_calls").beginArray();
        for (const Call &call : m_calls) {
            json.beginObject().key("id").quoted(call.id).field("type", "function");
            json.key("function").beginObject().key("name").quoted(call.name);
            json.key("arguments").quoted(call.arguments).endObject().endObject();
        }
        json.endArray();
    }
    json.endObject().key("logprobs").null().field("finish_reason", reason);
    json.endObject().endArray().key("usage");
    writeOpenAiUsage(json, usage);
    json.endObject();
}

void ChatWriter::error(const ErrorBody &error)
{
    m_out = openAiErrorBody(error);
}

} // namespace proxy

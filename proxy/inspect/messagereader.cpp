// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/messagereader.h"

namespace proxy {

namespace {

// How deep content is read: a message's own blocks, and those inside a tool's result.
constexpr int kMessageDepth = 0;
constexpr int kToolResultDepth = 1;

Speaker speakerOfRole(QByteArrayView role)
{
    if (role == "user")
        return Speaker::User;
    if (role == "assistant" || role == "model")
        return Speaker::Assistant;
    if (role == "tool" || role == "function")
        return Speaker::Tool;
    if (role == "system" || role == "developer")
        return Speaker::System;
    return Speaker::Nobody;
}

bool isTextBlock(QByteArrayView type)
{
    return type.isEmpty() || type == "text" || type == "input_text" || type == "output_text";
}

bool isImageBlock(QByteArrayView type)
{
    return type == "image" || type == "image_url" || type == "input_image";
}

bool isDocumentBlock(QByteArrayView type)
{
    return type == "document" || type == "file" || type == "input_file";
}

} // namespace

void MessageReader::readMessages(Conversation &conversation, std::vector<ByteRange> &places)
{
    const qsizetype whole = m_cursor.nextBegin();
    if (m_cursor.kind() == JsonCursor::Kind::String) {
        m_message.clear();
        m_message.speaker = Speaker::User;
        m_message.texts.push_back(m_cursor.string().value_or(QByteArrayView()));
        conversation.add(m_message);
        places.push_back({whole, m_cursor.previousEnd()});
        return;
    }
    if (!m_cursor.enterArray())
        return;
    while (m_cursor.nextElement()) {
        const qsizetype begin = m_cursor.nextBegin();
        readMessage();
        places.push_back({begin, m_cursor.previousEnd()});
        conversation.add(m_message);
    }
}

void MessageReader::readMessage()
{
    m_message.clear();
    m_itemType = {};
    m_hasRole = false;
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey())
        readField(*key);
    if (!m_hasRole)
        noteItem(m_itemType);
}

void MessageReader::readField(QByteArrayView key)
{
    if (key == "role") {
        m_message.speaker = speakerOfRole(m_cursor.string().value_or(QByteArrayView()));
        m_hasRole = true;
    } else if (key == "content") {
        readContent(kMessageDepth);
    } else if (key == "output") {
        // A tool's output may be a list of blocks, images among them; a string says nothing here.
        readContent(kToolResultDepth);
    } else if (key == "type") {
        m_itemType = m_cursor.string().value_or(QByteArrayView());
    } else if (key == "tool_calls" || key == "function_call") {
        const ByteRange range = m_cursor.skip();
        // Shorter values are null and [].
        m_message.hasToolCall = m_message.hasToolCall || range.size() > 4;
    } else if (key == "encrypted_content") {
        const auto content = m_cursor.string();
        m_features.hasSignedThinking |= content && !content->isEmpty();
    } else if (key == "cache_control") {
        m_features.hasCacheControl |= m_cursor.isPresent();
    } else {
        m_cursor.skip();
    }
}

void MessageReader::noteItem(QByteArrayView type)
{
    if (type.endsWith("_output")) {
        m_message.speaker = Speaker::Tool;
    } else if (type.endsWith("_call")) {
        m_message.speaker = Speaker::Assistant;
        m_message.hasToolCall = true;
    } else if (type == "reasoning") {
        m_message.speaker = Speaker::Assistant;
    }
}

void MessageReader::readContent(int depth)
{
    if (m_cursor.kind() != JsonCursor::Kind::Array) {
        readPart(depth);
        return;
    }
    if (!m_cursor.enterArray())
        return;
    while (m_cursor.nextElement())
        readPart(depth);
}

void MessageReader::readPart(int depth)
{
    switch (m_cursor.kind()) {
    case JsonCursor::Kind::String: {
        const auto text = m_cursor.string();
        if (text && depth == kMessageDepth)
            m_message.texts.push_back(*text);
        return;
    }
    case JsonCursor::Kind::Object:
        readBlock(depth);
        return;
    case JsonCursor::Kind::Array:
    case JsonCursor::Kind::Other:
        m_cursor.skip();
        return;
    }
}

void MessageReader::readBlock(int depth)
{
    QByteArrayView type;
    std::optional<QByteArrayView> text;
    bool isSigned = false;
    qint64 mediumBytes = 0;
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "type") {
            type = m_cursor.string().value_or(QByteArrayView());
        } else if (*key == "text") {
            text = m_cursor.string();
        } else if (*key == "content" && depth == kMessageDepth) {
            readContent(kToolResultDepth);
        } else if (*key == "signature" || *key == "data") {
            const auto value = m_cursor.string();
            isSigned = isSigned || (value && !value->isEmpty());
        } else if (*key == "cache_control") {
            m_features.hasCacheControl |= m_cursor.isPresent();
        } else if (*key == "source" || *key == "image_url" || *key == "file"
                   || *key == "file_data") {
            mediumBytes += m_cursor.skip().size();
        } else {
            m_cursor.skip();
        }
    }
    noteMedium(type, mediumBytes);
    if (depth != kMessageDepth)
        return;
    noteBlock(type, isSigned);
    if (text && isTextBlock(type))
        m_message.texts.push_back(*text);
}

void MessageReader::noteBlock(QByteArrayView type, bool isSigned)
{
    if (type == "tool_use")
        m_message.hasToolCall = true;
    else if (type == "tool_result")
        m_message.hasToolResult = true;
    else if (type == "thinking" || type == "redacted_thinking")
        m_features.hasSignedThinking |= isSigned;
}

void MessageReader::noteMedium(QByteArrayView type, qint64 bytes)
{
    m_features.mediaBytes += bytes;
    if (isImageBlock(type))
        m_features.hasImages = true;
    else if (isDocumentBlock(type))
        m_features.hasDocuments = true;
    else if (type == "input_audio" || type == "audio")
        m_features.hasAudio = true;
}

void MessageReader::readTexts(SpokenMessage &message)
{
    m_message.clear();
    readContent(kMessageDepth);
    message = m_message;
}

ToolList MessageReader::readTools()
{
    ToolList tools;
    tools.range.begin = m_cursor.nextBegin();
    if (!m_cursor.enterArray())
        return tools;
    while (m_cursor.nextElement()) {
        ++tools.count;
        if (!m_cursor.enterObject())
            continue;
        while (const auto key = m_cursor.nextKey()) {
            if (*key == "cache_control")
                m_features.hasCacheControl |= m_cursor.isPresent();
            else
                m_cursor.skip();
        }
    }
    tools.range.end = m_cursor.previousEnd();
    return tools;
}

} // namespace proxy

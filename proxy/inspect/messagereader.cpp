// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/messagereader.h"

#include "proxy/json/isword.h"

#include <algorithm>

namespace proxy {

namespace {

// How deep content is read: a message's own blocks, and those inside a tool's result.
constexpr int kMessageDepth = 0;
constexpr int kToolResultDepth = 1;

Speaker speakerOfRole(QByteArrayView role)
{
    if (isWord(role, "user"))
        return Speaker::User;
    if (isWord(role, "assistant") || isWord(role, "model"))
        return Speaker::Assistant;
    if (isWord(role, "tool") || isWord(role, "function"))
        return Speaker::Tool;
    if (isWord(role, "system") || isWord(role, "developer"))
        return Speaker::System;
    return Speaker::Nobody;
}

/// "computer_20250124", "web_search": not a tool of the client's own, nor a group of such.
bool isProvidersTool(QByteArrayView type)
{
    const bool isPlain = std::all_of(type.begin(), type.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    return isPlain && !type.isEmpty() && !isWord(type, "function") && !isWord(type, "custom")
           && !isWord(type, "namespace");
}

bool isTextBlock(QByteArrayView type)
{
    return type.isEmpty() || isWord(type, "text") || isWord(type, "input_text")
           || isWord(type, "output_text");
}

bool isImageBlock(QByteArrayView type)
{
    return isWord(type, "image") || isWord(type, "image_url") || isWord(type, "input_image");
}

bool isDocumentBlock(QByteArrayView type)
{
    return isWord(type, "document") || isWord(type, "file") || isWord(type, "input_file");
}

} // namespace

void MessageReader::readMessages(Conversation &conversation, QList<ByteRange> &places)
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
        noteOutcome();
        const int typed = conversation.typedCount();
        conversation.add(m_message);
        if (conversation.typedCount() > typed)
            m_agent.startTurn();
    }
}

void MessageReader::readMessage()
{
    m_message.clear();
    m_itemType = m_callName = m_callArguments = m_output = {};
    m_itemTools = {};
    m_hasRole = false;
    m_encryptedBytes = 0;
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey())
        readField(*key);
    if (m_itemTools.count > 0 && m_itemType == "additional_tools")
        m_additionalTools << m_itemTools;
    if (!m_hasRole)
        noteItem(m_itemType);
    else if (m_message.speaker == Speaker::System && m_facts.dialect == Dialect::Anthropic)
        m_features.hasSystemTurns = true;
}

void MessageReader::readField(QByteArrayView key)
{
    if (isWord(key, "role")) {
        m_message.speaker = speakerOfRole(m_cursor.string().value_or(QByteArrayView()));
        m_hasRole = true;
    } else if (isWord(key, "content")) {
        readContent(kMessageDepth);
    } else if (isWord(key, "output")) {
        // A tool's output may be a list of blocks, images among them; a string says nothing here.
        readContent(kToolResultDepth);
    } else if (isWord(key, "type")) {
        m_itemType = m_cursor.string().value_or(QByteArrayView());
    } else if (isWord(key, "tool_calls") || isWord(key, "function_call")) {
        const ByteRange range = m_cursor.skip();
        // Shorter values are null and [].
        if (range.size() <= 4)
            return;
        m_message.hasToolCall = true;
        noteCalls(range);
    } else if (isWord(key, "name")) {
        m_callName = m_cursor.string().value_or(QByteArrayView());
    } else if (isWord(key, "arguments")) {
        m_callArguments = m_cursor.string().value_or(QByteArrayView());
    } else if (isWord(key, "encrypted_content")) {
        const auto content = m_cursor.string();
        m_features.hasSignedThinking |= content && !content->isEmpty();
        m_encryptedBytes = content ? content->size() : 0;
    } else if (isWord(key, "output_config")) {
        m_features.hasMessageEffort |= m_cursor.isPresent();
    } else if (isWord(key, "cache_control")) {
        readMark();
    } else if (isWord(key, "tools") && m_facts.dialect == Dialect::OpenAiResponses) {
        m_itemTools = readTools();
    } else {
        m_cursor.pass();
    }
}

void MessageReader::readMark()
{
    m_facts.blocks.marks.push_back(m_cursor.nextBegin());
    m_features.hasCacheControl |= m_cursor.isPresent();
}

void MessageReader::noteItem(QByteArrayView type)
{
    if (type.endsWith("_output")) {
        m_message.speaker = Speaker::Tool;
    } else if (type.endsWith("_call")) {
        m_message.speaker = Speaker::Assistant;
        m_message.hasToolCall = true;
    } else if (isWord(type, "reasoning")) {
        m_message.speaker = Speaker::Assistant;
        m_features.thinkingBytes += m_encryptedBytes;
    } else if (isWord(type, "configuration_update")) {
        m_features.hasMessageEffort = true;
    } else if (isWord(type, "item_reference")) {
        noteServerState("item_reference");
    }
}

/// The ids of calls differ, their functions stand behind them.
void MessageReader::noteCalls(ByteRange calls)
{
    const QByteArrayView text = m_body.sliced(calls.begin, calls.size());
    const qsizetype at = text.indexOf("\"function\":");
    m_agent.noteCall({}, at < 0 ? text : text.sliced(at));
}

/// What an item of OpenAI's APIs says of the agent's work.
void MessageReader::noteOutcome()
{
    if (!m_callArguments.isEmpty())
        m_agent.noteCall(m_callName, m_callArguments);
    if (m_message.speaker != Speaker::Tool)
        return;
    const bool isText = m_output.isEmpty() && !m_message.texts.empty();
    m_agent.noteResult(tellsFailure(isText ? m_message.texts.front() : m_output));
}

void MessageReader::noteServerState(const char *field)
{
    if (m_features.serverState.isEmpty())
        m_features.serverState = field;
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
        else if (text && m_output.isEmpty())
            m_output = *text;
        return;
    }
    case JsonCursor::Kind::Object:
        readBlock(depth);
        return;
    case JsonCursor::Kind::Array:
    case JsonCursor::Kind::Other:
        m_cursor.pass();
        return;
    }
}

void MessageReader::readBlock(int depth)
{
    const qsizetype begin = m_cursor.nextBegin();
    if (!m_cursor.enterObject())
        return;
    Block block;
    while (const auto key = m_cursor.nextKey())
        readBlockField(*key, depth, block);
    noteMedium(block.type, block.mediumBytes);
    if (depth != kMessageDepth)
        return;
    noteBlock(block, m_cursor.previousEnd() - begin);
    if (block.text && isTextBlock(block.type))
        m_message.texts.push_back(*block.text);
}

void MessageReader::readBlockField(QByteArrayView key, int depth, Block &block)
{
    if (isWord(key, "type")) {
        block.type = m_cursor.string().value_or(QByteArrayView());
    } else if (isWord(key, "text")) {
        block.text = m_cursor.string();
    } else if (isWord(key, "content") && depth == kMessageDepth) {
        readContent(kToolResultDepth);
    } else if (isWord(key, "signature") || isWord(key, "data")) {
        const auto value = m_cursor.string();
        block.isSigned = block.isSigned || (value && !value->isEmpty());
    } else if (isWord(key, "name")) {
        block.name = m_cursor.string().value_or(QByteArrayView());
    } else if (isWord(key, "input")) {
        block.input = m_cursor.skip();
    } else if (isWord(key, "is_error")) {
        block.isFailed = m_cursor.isTrue();
    } else if (isWord(key, "cache_control")) {
        readMark();
    } else if (isWord(key, "source") || isWord(key, "image_url") || isWord(key, "file")
               || isWord(key, "file_data")) {
        block.mediumBytes += m_cursor.skip().size();
    } else {
        m_cursor.pass();
    }
}

void MessageReader::noteBlock(const Block &block, qint64 bytes)
{
    const QByteArrayView type = block.type;
    // At the end of the history a provider's own tool means a paused turn that goes on.
    if (isWord(type, "tool_use") || isWord(type, "server_tool_use")
        || isWord(type, "mcp_tool_use")) {
        m_message.hasToolCall = true;
        m_agent.noteCall(block.name, m_body.sliced(block.input.begin, block.input.size()));
    } else if (isWord(type, "tool_result")) {
        m_message.hasToolResult = true;
        m_agent.noteResult(block.isFailed);
    } else if (isWord(type, "thinking") || isWord(type, "redacted_thinking")) {
        m_features.hasSignedThinking |= block.isSigned;
        m_features.thinkingBytes += bytes;
    }
}

void MessageReader::noteMedium(QByteArrayView type, qint64 bytes)
{
    m_features.mediaBytes += bytes;
    if (isImageBlock(type))
        m_features.hasImages = true;
    else if (isDocumentBlock(type))
        m_features.hasDocuments = true;
    else if (isWord(type, "input_audio") || isWord(type, "audio"))
        m_features.hasAudio = true;
}

void MessageReader::readTexts(SpokenMessage &message)
{
    m_message.clear();
    readContent(kMessageDepth);
    message = m_message;
}

void MessageReader::noteToolType(QByteArrayView type)
{
    constexpr qsizetype kMaxTypes = 32;
    constexpr qsizetype kMaxType = 64;
    if (type.size() > kMaxType || !isProvidersTool(type)
        || m_features.toolTypes.size() >= kMaxTypes)
        return;
    const QByteArray name = type.toByteArray();
    if (!m_features.toolTypes.contains(name))
        m_features.toolTypes.append(name);
}

ToolList MessageReader::readTools()
{
    ToolList tools;
    tools.range.begin = m_cursor.nextBegin();
    if (!m_cursor.enterArray())
        return tools;
    while (m_cursor.nextElement()) {
        ++tools.count;
        readTool();
    }
    tools.range.end = m_cursor.previousEnd();
    return tools;
}

void MessageReader::readTool()
{
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (isWord(*key, "cache_control"))
            m_features.hasCacheControl |= m_cursor.isPresent();
        else if (isWord(*key, "type"))
            noteToolType(m_cursor.string().value_or(QByteArrayView()));
        else if (isWord(*key, "container") || isWord(*key, "environment"))
            readToolContainer();
        else
            m_cursor.pass();
    }
}

/// OpenAI's code interpreter names its container by an id, its shell by a reference; an object of
/// another type asks for a new one.
void MessageReader::readToolContainer()
{
    if (m_cursor.kind() == JsonCursor::Kind::String) {
        if (!m_cursor.string().value_or(QByteArrayView()).isEmpty())
            noteServerState("container");
        return;
    }
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (!isWord(*key, "type"))
            m_cursor.pass();
        else if (m_cursor.string().value_or(QByteArrayView()) == "container_reference")
            noteServerState("container");
    }
}

} // namespace proxy

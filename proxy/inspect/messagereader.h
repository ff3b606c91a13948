// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/agentwatch.h"
#include "proxy/inspect/conversation.h"
#include "proxy/json/jsoncursor.h"

namespace proxy {

/// What was found in the value of `tools`.
struct ToolList
{
    int count = 0; ///< a namespace is one
    ByteRange range;
};

/// Reads messages and content blocks, and records features of the request. One reader serves all
/// dialects, because the names of their block types do not overlap.
class MessageReader final
{
public:
    /// @p body is the text that the cursor reads.
    MessageReader(QByteArrayView body, JsonCursor &cursor, RequestFacts &facts)
        : m_body(body)
        , m_cursor(cursor)
        , m_facts(facts)
        , m_features(facts.features)
    { }

    /// Reads `messages` or `input`. Adds every element to @p conversation and its byte range to @p
    /// places. A plain string is one message of the user.
    void readMessages(Conversation &conversation, QList<ByteRange> &places);
    /// Reads `system` or `instructions`: a string or text blocks.
    void readTexts(SpokenMessage &message);
    [[nodiscard]] ToolList readTools();
    /// The tools of input items. Codex sends its tools so since 0.144 (2026-07), and none in
    /// `tools`.
    [[nodiscard]] const QList<ToolList> &additionalTools() const { return m_additionalTools; }
    /// How the agent's work went, as far as it was read.
    [[nodiscard]] const AgentWatch &agent() const { return m_agent; }

private:
    /// What was read of a content block.
    struct Block
    {
        QByteArrayView type;
        std::optional<QByteArrayView> text;
        QByteArrayView name; ///< of the tool that is called
        ByteRange input;
        bool isSigned = false;
        bool isFailed = false;
        qint64 mediumBytes = 0;
    };

    void readMessage();
    void readField(QByteArrayView key);
    void readContent(int depth);
    void readPart(int depth);
    void readBlock(int depth);
    void readBlockField(QByteArrayView key, int depth, Block &block);
    void noteBlock(const Block &block, qint64 bytes);
    void noteMedium(QByteArrayView type, qint64 bytes);
    void readMark();
    void noteItem(QByteArrayView type);
    void noteCalls(ByteRange calls);
    void noteOutcome();
    void readTool();
    void readToolContainer();
    void noteToolType(QByteArrayView type);
    void noteServerState(const char *field);

    QByteArrayView m_body;
    JsonCursor &m_cursor;
    RequestFacts &m_facts;
    RequestFeatures &m_features;
    SpokenMessage m_message;
    AgentWatch m_agent;
    QByteArrayView m_itemType;
    QByteArrayView m_callName; ///< of an item that is a call
    QByteArrayView m_callArguments;
    ToolList m_itemTools;
    QList<ToolList> m_additionalTools;
    QByteArrayView m_output; ///< first text of an item that is a tool's result
    qint64 m_encryptedBytes = 0;
    bool m_hasRole = false;
};

} // namespace proxy

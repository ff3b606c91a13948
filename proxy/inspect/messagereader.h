// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/inspect/conversation.h"
#include "proxy/inspect/jsoncursor.h"
#include "proxy/message/requestfacts.h"

namespace proxy {

/// The value of `tools`.
struct ToolList
{
    int count = 0;
    ByteRange range;
};

/// Reads messages and content blocks of all dialects: their block types have different names, so
/// one reader serves them. Notes features on the way.
class MessageReader final
{
public:
    MessageReader(JsonCursor &cursor, RequestFeatures &features)
        : m_cursor(cursor)
        , m_features(features)
    { }

    /// `messages` or `input`: every element goes to @p conversation, its place to @p places. A
    /// plain string is one message of the user.
    void readMessages(Conversation &conversation, std::vector<ByteRange> &places);
    /// `system` or `instructions`: a string or text blocks.
    void readTexts(SpokenMessage &message);
    [[nodiscard]] ToolList readTools();

private:
    void readMessage();
    void readField(QByteArrayView key);
    void readContent(int depth);
    void readPart(int depth);
    void readBlock(int depth);
    void noteBlock(QByteArrayView type, bool isSigned);
    void noteMedium(QByteArrayView type, qint64 bytes);
    void noteItem(QByteArrayView type);

    JsonCursor &m_cursor;
    RequestFeatures &m_features;
    SpokenMessage m_message;
    QByteArrayView m_itemType;
    bool m_hasRole = false;
};

} // namespace proxy

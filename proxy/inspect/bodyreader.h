// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/conversation.h"
#include "proxy/inspect/messagereader.h"
#include "proxy/inspect/optionreader.h"
#include "proxy/json/jsoncursor.h"

#include <QByteArrayView>

namespace proxy {

/// Reads one indexed body from its top-level object down. Used once.
class BodyReader final
{
public:
    /// Reads into @p facts, whose dialect must be set.
    BodyReader(QByteArrayView body, std::span<const quint32> starts, const InspectorTables &tables,
               RequestFacts &facts);

    /// Reads the whole body.
    void read();

private:
    using Read = void (BodyReader::*)();
    [[nodiscard]] static Read readerOf(QByteArrayView key);

    void readModel();
    void readStream();
    void readMessages();
    void readInput();
    void readSystem();
    void readTools();
    void addTools(const ToolList &tools);
    void readMetadata();
    void readPromptCacheKey();
    void readPreviousResponseId();
    void readGenerate();

    void readConversation();
    void finishSystem();
    [[nodiscard]] QByteArray readShortText();
    [[nodiscard]] RouteReason skipReason() const;

    QByteArrayView m_body;
    const InspectorTables &m_tables;
    JsonCursor m_cursor;
    RequestFacts &m_facts;
    MessageReader m_messages;
    OptionReader m_options;
    Conversation m_conversation;
    QByteArray m_cacheKeySession; ///< prompt_cache_key: counts when nothing better is there
    SystemText m_systemText; ///< of `system` or `instructions`
    quint64 m_topSystem = 0;
    int m_modelCount = 0;
    bool m_sawConversation = false;
};

} // namespace proxy

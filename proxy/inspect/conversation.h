// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/inspectortables.h"

#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Who speaks in a message or input item.
enum class Speaker {
    User,
    Assistant,
    Tool, ///< a message that is a tool's result
    System, ///< system, developer
    Nobody, ///< says nothing about turns
};

/// One message as read, before it is known what it means. Views are raw JSON string contents.
struct SpokenMessage
{
    Speaker speaker = Speaker::Nobody;
    std::vector<QByteArrayView> texts;
    bool hasToolResult = false;
    bool hasToolCall = false;

    void clear();
};

/// What is kept of the system texts beside their fingerprint.
struct SystemText
{
    static constexpr qsizetype kMaxHead = 512;
    QByteArray head; ///< raw
    qint64 bytes = 0;

    void add(QByteArrayView raw);
};

/// Follows a conversation message by message and remembers what the person typed first and last
/// and what happened since. Only texts that may be typed ones are unescaped.
class Conversation final
{
public:
    explicit Conversation(const InspectorTables &tables)
        : m_tables(tables)
    { }

    /// @p message loses its texts that are no JSON.
    void add(SpokenMessage &message);
    /// Fills in texts, hashes, ordinal and all that is told by the order of messages.
    void finish(RequestFacts &facts) const;
    /// Fingerprint of the system messages ahead of the first other one; 0: none.
    [[nodiscard]] quint64 leadingSystem() const { return m_leadingSystem; }
    /// Their first bytes and their size.
    [[nodiscard]] const SystemText &systemText() const { return m_systemText; }

private:
    enum class LastWord { Nothing, UserText, OtherUser, AssistantText, ToolCall, ToolResult };

    void addSystem(const SpokenMessage &message);
    void addUser(SpokenMessage &message);
    [[nodiscard]] bool holdsTypedText(std::vector<QByteArrayView> &texts) const;
    [[nodiscard]] QByteArray typedText(const std::vector<QByteArrayView> &texts) const;

    const InspectorTables &m_tables;
    std::vector<QByteArrayView> m_lastTexts; ///< of the last message that holds typed text
    QByteArray m_firstText;
    SystemText m_systemText;
    quint64 m_leadingSystem = 0;
    int m_messageCount = 0;
    int m_typedCount = 0;
    LastWord m_lastWord = LastWord::Nothing;
    bool m_toolsSince = false; ///< since the last typed text
    bool m_assistantSince = false;
};

} // namespace proxy

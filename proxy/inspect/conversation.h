// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/inspectortables.h"

#include <QByteArrayView>

#include <vector>

namespace proxy {

/// The role of a message or input item.
enum class Speaker {
    User,
    Assistant,
    Tool, ///< a tool's result
    System, ///< system, developer
    Nobody, ///< not relevant for turns
};

/// One message as it was read. The views are raw contents of JSON strings in the body.
struct SpokenMessage
{
    Speaker speaker = Speaker::Nobody;
    std::vector<QByteArrayView> texts;
    bool hasToolResult = false;
    bool hasToolCall = false;

    void clear();
};

/// The beginning and the size of the system texts.
struct SystemText
{
    static constexpr qsizetype kMaxHead = 512;
    QByteArray head; ///< first bytes, as escaped in the body
    qint64 bytes = 0;

    void add(QByteArrayView raw);
};

/// Reads a conversation message by message. It finds the first and the last text that a person
/// typed and what happened after it. Only texts that may be typed ones are unescaped.
class Conversation final
{
public:
    explicit Conversation(const InspectorTables &tables)
        : m_tables(tables)
    { }

    /// Adds a message. Removes texts from it that are not valid JSON strings.
    void add(SpokenMessage &message);
    /// Fills the facts that follow from the texts and the order of the messages.
    void finish(RequestFacts &facts) const;
    /// How many typed texts were added so far.
    [[nodiscard]] int typedCount() const { return m_typedCount; }
    /// Hash of the system messages before the first other message; 0: none.
    [[nodiscard]] quint64 leadingSystem() const { return m_leadingSystem; }
    /// First bytes and size of those system messages.
    [[nodiscard]] const SystemText &systemText() const { return m_systemText; }

private:
    enum class LastWord { Nothing, UserText, OtherUser, AssistantText, ToolCall, ToolResult };

    void addSystem(const SpokenMessage &message);
    [[nodiscard]] bool isPlanning() const;
    void addUser(SpokenMessage &message);
    [[nodiscard]] bool holdsTypedText(std::vector<QByteArrayView> &texts) const;
    [[nodiscard]] QByteArray typedPart(QByteArrayView raw) const;
    [[nodiscard]] QByteArray typedText(const std::vector<QByteArrayView> &texts) const;

    const InspectorTables &m_tables;
    std::vector<QByteArrayView> m_lastTexts; ///< of the last message that holds typed text
    QByteArray m_firstText;
    QByteArrayView m_besideResult; ///< last text of the last message, if that has a tool's result
    SystemText m_systemText;
    quint64 m_leadingSystem = 0;
    int m_messageCount = 0;
    int m_typedCount = 0;
    LastWord m_lastWord = LastWord::Nothing;
    bool m_toolsSince = false; ///< since the last typed text
    bool m_assistantSince = false;
    bool m_planTold = false; ///< the latest message of the agent about its mode says "plan"
};

} // namespace proxy

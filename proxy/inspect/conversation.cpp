// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/conversation.h"

#include "proxy/json/jsonstring.h"

#include <algorithm>

namespace proxy {

void SpokenMessage::clear()
{
    speaker = Speaker::Nobody;
    texts.clear();
    hasToolResult = false;
    hasToolCall = false;
}

void SystemText::add(QByteArrayView raw)
{
    head.append(raw.first(std::min(raw.size(), kMaxHead - head.size())));
    bytes += raw.size();
}

void Conversation::add(SpokenMessage &message)
{
    ++m_messageCount;
    switch (message.speaker) {
    case Speaker::User:
        addUser(message);
        return;
    case Speaker::Assistant:
        m_besideResult = {};
        m_assistantSince = true;
        m_toolsSince = m_toolsSince || message.hasToolCall;
        m_lastWord = message.hasToolCall ? LastWord::ToolCall : LastWord::AssistantText;
        return;
    case Speaker::Tool:
        m_toolsSince = true;
        m_lastWord = LastWord::ToolResult;
        return;
    case Speaker::System:
        addSystem(message);
        return;
    case Speaker::Nobody:
        return;
    }
}

void Conversation::addSystem(const SpokenMessage &message)
{
    for (const QByteArrayView text : message.texts)
        m_planTold = m_tables.envelopes.tellsPlanMode(text).value_or(m_planTold);
    if (m_lastWord != LastWord::Nothing)
        return;
    for (const QByteArrayView text : message.texts) {
        if (m_tables.envelopes.isVolatileSystemText(text))
            continue;
        m_leadingSystem = m_tables.hash.combine(m_leadingSystem, m_tables.hash(text));
        m_systemText.add(text);
    }
}

void Conversation::addUser(SpokenMessage &message)
{
    // Text beside a tool's result is the harness's or an afterthought: no turn starts with it.
    if (message.hasToolResult) {
        m_toolsSince = true;
        m_lastWord = LastWord::ToolResult;
        m_besideResult = message.texts.empty() ? QByteArrayView() : message.texts.back();
        return;
    }
    m_besideResult = {};
    if (!holdsTypedText(message.texts)) {
        m_lastWord = LastWord::OtherUser;
        return;
    }
    if (++m_typedCount == 1)
        m_firstText = typedText(message.texts);
    m_lastTexts.swap(message.texts);
    m_lastWord = LastWord::UserText;
    m_toolsSince = false;
    m_assistantSince = false;
}

bool Conversation::holdsTypedText(std::vector<QByteArrayView> &texts) const
{
    std::erase_if(texts, [](QByteArrayView raw) { return !isWellEscaped(raw); });
    for (const QByteArrayView raw : texts) {
        const char first = firstVisibleByte(raw);
        if (first == '\0')
            continue;
        const bool isPlain = first != '\\' && !m_tables.envelopes.mayBegin(first);
        if (isPlain || !typedPart(raw).isEmpty())
            return true;
    }
    return false;
}

QByteArray Conversation::typedPart(QByteArrayView raw) const
{
    return raw.contains('\\') ? m_tables.envelopes.typedPart(unescaped(raw))
                              : m_tables.envelopes.typedPart(raw);
}

QByteArray Conversation::typedText(const std::vector<QByteArrayView> &texts) const
{
    QByteArray joined;
    for (const QByteArrayView raw : texts) {
        const QByteArray typed = typedPart(raw);
        if (typed.isEmpty())
            continue;
        if (!joined.isEmpty())
            joined.append('\n');
        joined.append(typed);
    }
    return joined;
}

void Conversation::finish(RequestFacts &facts) const
{
    facts.messageCount = m_messageCount;
    facts.features.hasPrefill = m_lastWord == LastWord::AssistantText;
    facts.features.openToolExchange =
        m_lastWord == LastWord::ToolCall || m_lastWord == LastWord::ToolResult;
    // An assistant's words at the very end are a prefill of the answer that is asked for.
    facts.isContinuation = m_toolsSince || (m_assistantSince && !facts.features.hasPrefill);
    facts.userTextOrdinal = m_typedCount;
    constexpr qsizetype kTextHead = 128;
    facts.besideResultHead =
        m_besideResult.first(std::min(m_besideResult.size(), kTextHead)).toByteArray();
    if (m_typedCount == 0)
        return;
    facts.userText = m_typedCount == 1 ? m_firstText : typedText(m_lastTexts);
    facts.firstTextHead = m_firstText.first(std::min(m_firstText.size(), kTextHead));
    facts.firstTextHash = m_tables.hash(m_firstText);
    facts.userTextHash = m_typedCount == 1 ? facts.firstTextHash : m_tables.hash(facts.userText);
    facts.signs.plans = isPlanning();
}

bool Conversation::isPlanning() const
{
    return m_planTold
           || std::any_of(m_lastTexts.begin(), m_lastTexts.end(), [this](QByteArrayView text) {
                  return m_tables.envelopes.tellsPlanMode(text).value_or(false);
              });
}

} // namespace proxy

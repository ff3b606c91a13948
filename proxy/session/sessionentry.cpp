// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/session/sessionentry.h"

#include "proxy/models/modelname.h"

#include <algorithm>

namespace proxy {

ConversationMemory *SessionEntry::conversation(quint64 wanted)
{
    const auto found = std::find_if(
        conversations.begin(), conversations.end(),
        [wanted](const ConversationMemory &memory) { return memory.conversation == wanted; });
    return found == conversations.end() ? nullptr : &*found;
}

ConversationMemory &SessionEntry::obtainConversation(quint64 wanted)
{
    if (ConversationMemory *known = conversation(wanted)) {
        std::rotate(conversations.begin() + (known - conversations.data()),
                    conversations.begin() + (known - conversations.data()) + 1,
                    conversations.end());
        return conversations.back();
    }
    if (conversations.size() >= kMaxConversations)
        conversations.erase(conversations.begin());
    conversations.push_back({.conversation = wanted});
    return conversations.back();
}

QByteArray SessionEntry::model() const
{
    return conversations.empty() ? QByteArray() : conversations.back().model;
}

SessionSummary SessionEntry::summary(Instant now) const
{
    using std::chrono::duration_cast;
    using std::chrono::seconds;
    SessionSummary told {.id = id,
                         .client = client,
                         .clientName = clientName,
                         .project = project,
                         .userOverride = userOverride};
    told.idle = duration_cast<seconds>(now - usedAt);
    if (conversations.empty())
        return told;
    const ConversationMemory &latest = conversations.back();
    told.model = latest.model;
    told.difficulty = latest.difficulty;
    told.turns = latest.turns;
    for (const ConversationMemory &conversation : conversations) {
        if (!conversation.agent.isEmpty())
            told.agents.push_back({.id = conversation.agent,
                                   .parent = conversation.parentAgent,
                                   .model = conversation.model,
                                   .difficulty = conversation.difficulty});
    }
    const OwnCache *cache = latest.cacheAt(parseModelName(latest.model).base);
    if (!cache || !cache->sawRead)
        return told;
    told.warmTokens = latest.expectedAt(cache->model, now);
    told.warmFor =
        std::max(seconds(0), duration_cast<seconds>(cache->touchedAt + cache->lifetime - now));
    return told;
}

} // namespace proxy

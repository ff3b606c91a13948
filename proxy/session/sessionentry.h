// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/session/sessions.h"

namespace proxy {

/// What is remembered of one session and of the conversations of its agents.
struct SessionEntry
{
    static constexpr size_t kMaxConversations = 32;

    quint64 key = 0;
    QByteArray id;
    QByteArray client = {};
    QByteArray clientName = {};
    QByteArray project = {};
    SessionOverride userOverride = {};
    Instant usedAt {};
    std::vector<ConversationMemory> conversations = {}; // most recently used last

    [[nodiscard]] bool isMeant(const Sessions::Name &name) const
    {
        return id == name.id && (!name.clientName || clientName == *name.clientName);
    }
    /// Returns the conversation of this key, or nullptr.
    [[nodiscard]] ConversationMemory *conversation(quint64 wanted);
    /// Returns the conversation of this key. Makes a new one when there is none; a full list then
    /// loses the least recently used one.
    [[nodiscard]] ConversationMemory &obtainConversation(quint64 wanted);
    /// The model of the latest turn; empty: not known.
    [[nodiscard]] QByteArray model() const;
    [[nodiscard]] SessionSummary summary(Instant now) const;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/session/sessions.h"

namespace proxy {

/// What is remembered of one session, with its agents' conversations.
struct SessionEntry
{
    static constexpr size_t kMaxConversations = 32;

    quint64 key = 0;
    QByteArray id;
    QByteArray client = {};
    QByteArray project = {};
    SessionOverride userOverride = {};
    Instant usedAt {};
    std::vector<ConversationMemory> conversations = {}; // most recently used last

    /// The conversation of one agent; null: not known.
    [[nodiscard]] ConversationMemory *conversation(quint64 wanted);
    /// The same, made where it is not known, in place of the one that was used longest ago.
    [[nodiscard]] ConversationMemory &obtainConversation(quint64 wanted);
    /// The model of the latest turn; empty: not known.
    [[nodiscard]] QByteArray model() const;
    [[nodiscard]] SessionSummary summary(Instant now) const;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/routedecision.h"

#include <QByteArray>

#include <chrono>
#include <optional>
#include <vector>

namespace proxy {

/// The tokens of one prompt as the answer reported them. A missing count is 0.
struct InputReport
{
    qint64 read = 0;
    qint64 written = 0;
    qint64 whole = 0; ///< the whole prompt
    bool tellsWrites = false; ///< the answer reports cache writes
};

/// The prompt cache that one model has of a conversation.
struct OwnCache
{
    QByteArray model; ///< base id
    qint64 tokens = 0; ///< how many tokens of the conversation's beginning are cached
    Instant touchedAt {};
    std::chrono::seconds lifetime {300};
    bool sawRead = false;
};

/// What is remembered of one conversation: of a session's main agent or of a sub-agent. Plain
/// value.
struct ConversationMemory
{
    quint64 conversation = 0; ///< SessionKey::conversation
    QByteArray agent = {}; ///< SessionKey::agent; empty: the session's main agent
    QByteArray parentAgent = {}; ///< SessionKey::parentAgent
    quint64 firstTextHash = 0;
    quint64 turn = 0; ///< SessionKey::turn of the latest request
    QByteArray effort = {}; ///< RouteDecision::effort of the latest turn
    QByteArray requested = {}; ///< the model that the client asked for in the latest turn
    QByteArray model = {}; ///< the model that answered the latest turn, with its suffix
    Difficulty difficulty = Difficulty::None;
    int turns = 0;
    int turnsSinceUpgrade = -1;
    bool rewritten = false;
    bool wentDown = false; ///< the latest switch was a downgrade
    double bytesPerToken = 0; ///< 0: no usage was reported yet
    Instant usedAt {};
    Instant turnAt {}; ///< of the latest human turn
    std::vector<OwnCache> caches = {};

    [[nodiscard]] const OwnCache *cacheAt(const QByteArray &base) const;
    /// Returns how many tokens a request should find cached at a model now.
    [[nodiscard]] qint64 expectedAt(const QByteArray &base, Instant now) const;
    void noteInput(const QByteArray &base, const InputReport &input, Instant now,
                   std::chrono::seconds lifetime);
    void noteSize(qint64 bodyBytes, qint64 tokens);
    /// Forgets the caches, because the history was replaced.
    void forgetCaches() { caches.clear(); }
};

} // namespace proxy

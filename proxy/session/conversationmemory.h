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

/// Tokens of one request's input as the answer reported them; what was not told counts as 0.
struct InputReport
{
    qint64 read = 0;
    qint64 written = 0;
    qint64 whole = 0; ///< read, written and the rest
    bool tellsWrites = false;
};

/// The cache of one conversation at one model.
struct OwnCache
{
    QByteArray model; ///< base id
    qint64 tokens = 0; ///< of its beginning
    Instant touchedAt {};
    std::chrono::seconds lifetime {300};
    bool sawRead = false;
};

/// What is remembered of one agent's conversation. Plain value with the arithmetic of its caches.
struct ConversationMemory
{
    quint64 conversation = 0;
    quint64 firstTextHash = 0;
    QByteArray requested = {}; ///< by the client, in its latest turn
    QByteArray model = {}; ///< served the latest turn, suffix included
    Difficulty difficulty = Difficulty::None;
    int turns = 0;
    int turnsSinceUpgrade = -1;
    bool rewritten = false;
    bool wentDown = false; ///< the latest switch, and it was not taken back yet
    double bytesPerToken = 0; ///< 0: nothing reported yet
    Instant usedAt {};
    Instant turnAt {}; ///< of the latest human turn
    std::vector<OwnCache> caches = {};

    [[nodiscard]] const OwnCache *cacheAt(const QByteArray &base) const;
    /// What a request now should find cached at a model; 0: nothing.
    [[nodiscard]] qint64 expectedAt(const QByteArray &base, Instant now) const;
    void noteInput(const QByteArray &base, const InputReport &input, Instant now,
                   std::chrono::seconds lifetime);
    void noteSize(qint64 bodyBytes, qint64 tokens);
    /// The history was replaced: what was cached of it is of no use.
    void forgetCaches() { caches.clear(); }
};

} // namespace proxy

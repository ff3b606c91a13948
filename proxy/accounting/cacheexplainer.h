// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/exchange/promptfingerprint.h"
#include "proxy/models/modeltable.h"

#include <list>
#include <unordered_map>

namespace proxy {

/// Whether an answer replaces the conversation's history by a summary.
enum class Compaction {
    None,
    Done, ///< the provider summed the history up before it answered
    Pending, ///< the answer is the summary; the next request has the new history
};

/// One answered turn, as CacheExplainer needs it.
struct CacheTurn
{
    quint64 conversation = 0;
    QByteArray requestedModel;
    QByteArray servedModel; ///< without date, with its suffix; each has a cache of its own
    QByteArray effort; ///< the body's effort, which is part of the cache's key
    QByteArray loweredEffort {}; ///< the effort that was sent instead of it; empty: none
    PromptFingerprint fingerprint;
    Usage usage;
    qint64 atMs = 0;
    std::chrono::seconds cacheLifetime {300};
    Compaction compaction = Compaction::None;
    ModelPrice price; ///< of the model that answered
    PriceTerms terms {}; ///< fields of the request that change the price
};

/// Explains why a turn read fewer tokens from the prompt cache than the turn before had left there:
/// a switch of the model, an edit by the client, the end of the cache's lifetime, or, if none of
/// these holds, a loss upstream. Keeps the last turn of each conversation; the least recently used
/// are forgotten. Not thread-safe.
class CacheExplainer final
{
public:
    static constexpr size_t kMaxConversations = 2'000;
    static constexpr size_t kMaxMessages = 400'000; ///< of all fingerprints together: 6 MB
    /// Reports vary from turn to turn, so a loss below both limits is ignored.
    static constexpr qint64 kToleratedTokens = 1024;
    static constexpr qint64 kToleratedShare = 20; ///< the divisor: a 20th of the expected tokens

    struct Explanation
    {
        CacheLoss loss;
        double sameShare = 1; ///< share of this prompt before the client's first edit
    };

    /// Explains @p turn and remembers it. Call it once for each turn, in order. A turn without
    /// usage is neither explained nor remembered.
    [[nodiscard]] Explanation explain(CacheTurn turn);
    /// Returns the tools of the conversation's last turn if their hash is @p fingerprint; else
    /// null.
    [[nodiscard]] std::shared_ptr<const PromptFingerprint::Tools>
    knownTools(quint64 conversation, quint64 fingerprint) const;

private:
    struct Last
    {
        CacheTurn turn;
        qint64 cached = 0; ///< tokens that the turn left in the cache
        qint64 lifetimeMs = 0;
        bool writesLong = false; ///< its writes live for an hour, until a shorter write
    };
    using Order = std::list<Last>; ///< last used first

    void remember(CacheTurn turn);

    Order m_order;
    std::unordered_map<quint64, Order::iterator> m_last;
    size_t m_messages = 0;
};

} // namespace proxy

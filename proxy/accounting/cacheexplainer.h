// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/exchange/promptfingerprint.h"
#include "proxy/models/modeltable.h"

#include <list>
#include <unordered_map>

namespace proxy {

/// What an answer did to the history it was asked with.
enum class Compaction {
    None,
    Done, ///< a summary took its place before the answer was written
    Pending, ///< the answer is the summary: the next request brings the new history
};

/// One answered turn as the explainer needs it.
struct CacheTurn
{
    quint64 conversation = 0;
    QByteArray requestedModel;
    QByteArray servedModel; ///< undated, with its suffix: one cache each
    QByteArray effort; ///< as the body says it: part of the cache's key
    PromptFingerprint fingerprint;
    Usage usage;
    qint64 atMs = 0;
    std::chrono::seconds cacheLifetime {300};
    Compaction compaction = Compaction::None;
    ModelPrice price; ///< of the served model
    PriceTerms terms {}; ///< what multiplies it
};

/// Compares each turn of a conversation with the one before and says why less was read from the
/// prompt cache than that one had left there: our own switch, the client's edit, idleness, or, when
/// none of these is to be seen, a loss upstream. Bounded: conversations longest unheard of are
/// forgotten. Not thread-safe.
class CacheExplainer final
{
public:
    static constexpr size_t kMaxConversations = 2'000;
    static constexpr size_t kMaxMessages = 400'000; ///< of all fingerprints together: 6 MB
    /// Reports differ a little from turn to turn; less than both is no loss.
    static constexpr qint64 kToleratedTokens = 1024;
    static constexpr qint64 kToleratedShare = 20; ///< one in so many

    struct Explanation
    {
        CacheLoss loss;
        double sameShare = 1; ///< of this prompt, ahead of the client's first edit
    };

    /// Call once a turn, in order. A turn without usage explains nothing and leaves no trace.
    [[nodiscard]] Explanation explain(CacheTurn turn);
    /// Tools of the conversation's last turn if their fingerprint is this; else null.
    [[nodiscard]] std::shared_ptr<const PromptFingerprint::Tools>
    knownTools(quint64 conversation, quint64 fingerprint) const;

private:
    struct Last
    {
        CacheTurn turn;
        qint64 cached = 0; ///< tokens it left in the cache
        qint64 lifetimeMs = 0;
        bool writesLong = false; ///< for an hour, until a shorter write
    };
    using Order = std::list<Last>; ///< last used first

    void remember(CacheTurn turn);

    Order m_order;
    std::unordered_map<quint64, Order::iterator> m_last;
    size_t m_messages = 0;
};

} // namespace proxy

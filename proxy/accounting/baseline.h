// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QByteArray>

#include <chrono>
#include <cstdint>
#include <list>
#include <unordered_map>

namespace proxy {

/// One answered turn, as the simulation of the baseline needs it.
struct BaselineTurn
{
    quint64 conversation = 0; ///< key of the conversation
    /// Hash of tools and system texts, which conversations share in a cache; 0: none.
    quint64 prefix = 0;
    QByteArray requestedModel; ///< with its suffix, because each effort has a cache of its own
    bool diverted = false; ///< another model answered
    Usage usage; ///< as the model that answered reported it
    /// Share of the prompt before the client's first edit since the last turn.
    double sameShare = 1;
    qint64 atMs = 0;
    std::chrono::seconds cacheLifetime {300};
};

/// Simulates the prompt cache of the requested model, to tell what the usage of each turn would
/// have been without routing. While the requested model answers, the reported usage is taken as it
/// is. After the first turn that another model answered, the cache is simulated turn by turn: the
/// requested model would have read what the turn before left there, unless its lifetime was over or
/// the client edited the prompt. The output is assumed to be the same.
///
/// Keeps at most kMaxConversations; the least recently used is forgotten and counts as never
/// diverted. Not thread-safe.
class Baseline final
{
public:
    static constexpr size_t kMaxConversations = 10'000;

    /// Returns the usage of this turn at its requested model. Call it once for each turn, in order.
    [[nodiscard]] Usage usageAtRequested(const BaselineTurn &turn);

private:
    /// What the requested model's cache would hold of a conversation.
    struct Held
    {
        quint64 conversation = 0;
        QByteArray model;
        qint64 tokens = 0;
        qint64 usedAtMs = 0;
        qint64 lifetimeMs = 0;
        bool writesLong = false; ///< writes live for an hour
        bool diverted = false; ///< the real cache differs from this one since a diversion
    };
    using Order = std::list<Held>; ///< last used first

    [[nodiscard]] Held *find(quint64 conversation);
    Held &insert(quint64 conversation);
    [[nodiscard]] qint64 expectedRead(const Held *held, const BaselineTurn &turn) const;
    void remember(const Held *before, const BaselineTurn &turn, const Usage &served);
    void notePrefix(const BaselineTurn &turn, bool isFirst);

    struct Prefix
    {
        qint64 tokens = 0; ///< read by the first turns of conversations, as reported
        std::unordered_map<std::string, qint64> usedAtMs; ///< by model
    };

    Order m_order;
    std::unordered_map<quint64, Order::iterator> m_held;
    std::unordered_map<quint64, Prefix> m_prefixes;
};

} // namespace proxy

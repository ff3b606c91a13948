// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QByteArray>

#include <chrono>
#include <cstdint>
#include <list>
#include <unordered_map>

namespace proxy {

/// One answered turn, as the simulation needs it.
struct BaselineTurn
{
    quint64 conversation = 0; ///< whose prefix grows from turn to turn
    quint64 prefix = 0; ///< tools and system: warm across conversations; 0: none
    QByteArray requestedModel; ///< with its suffix: another effort is another cache
    bool diverted = false; ///< another model served it
    Usage usage; ///< as reported by the model that served it
    double sameShare = 1; ///< of the prompt, up to the client's first edit since the last turn
    qint64 atMs = 0;
    std::chrono::seconds cacheLifetime {300};
};

/// Simulates the prompt cache of the requested models: what the usage of each turn would have been
/// had the requested model served every turn of the conversation. As long as it really did, the
/// reported figures are taken as they are. After a diversion its cache is followed turn by turn:
/// what it would have read is what the turn before left there, unless its life ended or the
/// client edited it. Output is assumed equal.
///
/// Bounded: the conversations longest unheard of are forgotten and count as undiverted. Not
/// thread-safe.
class Baseline final
{
public:
    static constexpr size_t kMaxConversations = 10'000;

    /// The usage of this turn at its requested model. Call once a turn, in order.
    [[nodiscard]] Usage usageAtRequested(const BaselineTurn &turn);

private:
    /// What the requested model's cache would hold of one conversation.
    struct Held
    {
        quint64 conversation = 0;
        QByteArray model;
        qint64 tokens = 0;
        qint64 usedAtMs = 0;
        qint64 lifetimeMs = 0;
        bool writesLong = false; ///< for an hour
        bool diverted = false; ///< the real cache and this one have parted
    };
    using Order = std::list<Held>; ///< last used first

    [[nodiscard]] Held *find(quint64 conversation);
    Held &insert(quint64 conversation);
    [[nodiscard]] qint64 expectedRead(const Held *held, const BaselineTurn &turn) const;
    void remember(const Held *before, const BaselineTurn &turn, const Usage &served);
    void notePrefix(const BaselineTurn &turn, bool isFirst);

    struct Prefix
    {
        qint64 tokens = 0; ///< as first turns reported them read
        std::unordered_map<std::string, qint64> usedAtMs; ///< by model
    };

    Order m_order;
    std::unordered_map<quint64, Order::iterator> m_held;
    std::unordered_map<quint64, Prefix> m_prefixes;
};

} // namespace proxy

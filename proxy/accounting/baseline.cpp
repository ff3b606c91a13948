// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/baseline.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr size_t kMaxPrefixes = 4096;
constexpr size_t kMaxModelsPerPrefix = 64;
constexpr qint64 kLongLifeMs = 3'600'000;

qint64 positive(qint64 tokens)
{
    return std::max<qint64>(tokens, 0);
}

bool usesCache(const Usage &usage)
{
    if (!usage.tellsCacheWrites())
        return usage.cacheRead >= 0;
    return usage.cacheRead > 0 || usage.cacheWrites() > 0;
}

/// What a later turn can read again.
qint64 cachedAfter(const Usage &usage)
{
    if (!usesCache(usage))
        return 0;
    return usage.promptTokens() - (usage.tellsCacheWrites() ? positive(usage.input) : 0);
}

/// The turn's prompt with @p read of it from the cache and the rest as the client marks it.
Usage withRead(const Usage &reported, qint64 read, bool writesLong)
{
    Usage usage = reported;
    const qint64 rest = reported.promptTokens() - read;
    usage.cacheRead = read;
    if (!reported.tellsCacheWrites()) {
        usage.input = rest;
        return usage;
    }
    usage.input = std::min(positive(reported.input), rest);
    const qint64 written = rest - usage.input;
    const bool isOpenAi = reported.cacheWrite30m >= 0 || reported.cacheWrite12h >= 0;
    qint64 Usage::*brief = isOpenAi ? &Usage::cacheWrite30m : &Usage::cacheWrite5m;
    qint64 Usage::*lasting = isOpenAi ? &Usage::cacheWrite12h : &Usage::cacheWrite1h;
    usage.*brief = writesLong ? 0 : written;
    usage.*lasting = writesLong ? written : 0;
    return usage;
}

} // namespace

Usage Baseline::usageAtRequested(const BaselineTurn &turn)
{
    Held *held = find(turn.conversation);
    // A refused or failed turn tells nothing about any cache.
    if (!turn.usage.isKnown())
        return turn.usage;
    if (!usesCache(turn.usage)) {
        remember(held, turn, turn.usage);
        return turn.usage;
    }
    const bool hasParted = turn.diverted || (held && held->diverted);
    Usage served = turn.usage;
    bool stillParted = false;
    if (hasParted) {
        const qint64 read = std::min(expectedRead(held, turn), turn.usage.promptTokens());
        // The model asked for served it and read as much as expected: both worlds are one again.
        stillParted = turn.diverted || positive(turn.usage.cacheRead) < read;
        const bool writesLong = turn.usage.cacheWrite1h > 0 || turn.usage.cacheWrite12h > 0
                                || (held && held->writesLong && turn.usage.cacheWrite5m <= 0);
        if (stillParted)
            served = withRead(turn.usage, read, writesLong);
    }
    notePrefix(turn, held == nullptr);
    remember(held, turn, served);
    m_order.front().diverted = stillParted;
    return served;
}

Baseline::Held *Baseline::find(quint64 conversation)
{
    const auto found = m_held.find(conversation);
    if (found == m_held.end())
        return nullptr;
    m_order.splice(m_order.begin(), m_order, found->second);
    return &m_order.front();
}

Baseline::Held &Baseline::insert(quint64 conversation)
{
    m_order.push_front({});
    m_order.front().conversation = conversation;
    m_held[conversation] = m_order.begin();
    if (m_order.size() > kMaxConversations) {
        m_held.erase(m_order.back().conversation);
        m_order.pop_back();
    }
    return m_order.front();
}

qint64 Baseline::expectedRead(const Held *held, const BaselineTurn &turn) const
{
    if (held && held->model == turn.requestedModel
        && turn.atMs - held->usedAtMs <= held->lifetimeMs) {
        const double same =
            std::clamp(turn.sameShare, 0.0, 1.0) * static_cast<double>(turn.usage.promptTokens());
        return std::min(held->tokens, static_cast<qint64>(same));
    }
    const auto prefix = m_prefixes.find(turn.prefix);
    if (turn.prefix == 0 || prefix == m_prefixes.end())
        return 0;
    const auto used = prefix->second.usedAtMs.find(turn.requestedModel.toStdString());
    const qint64 lifetimeMs = std::chrono::milliseconds(turn.cacheLifetime).count();
    const bool isWarm =
        used != prefix->second.usedAtMs.end() && turn.atMs - used->second <= lifetimeMs;
    return isWarm ? prefix->second.tokens : 0;
}

void Baseline::remember(const Held *before, const BaselineTurn &turn, const Usage &served)
{
    Held &held = before ? m_order.front() : insert(turn.conversation);
    held.model = turn.requestedModel;
    held.tokens = cachedAfter(served);
    held.usedAtMs = turn.atMs;
    held.writesLong = served.cacheWrite1h > 0 || (held.writesLong && served.cacheWrite5m <= 0);
    held.lifetimeMs =
        held.writesLong ? kLongLifeMs : std::chrono::milliseconds(turn.cacheLifetime).count();
}

void Baseline::notePrefix(const BaselineTurn &turn, bool isFirst)
{
    if (turn.prefix == 0)
        return;
    // Rare enough that starting over beats an order of use.
    if (m_prefixes.size() >= kMaxPrefixes)
        m_prefixes.clear();
    Prefix &prefix = m_prefixes[turn.prefix];
    if (isFirst && turn.usage.cacheRead > 0)
        prefix.tokens = turn.usage.cacheRead;
    if (prefix.usedAtMs.size() >= kMaxModelsPerPrefix)
        prefix.usedAtMs.clear();
    prefix.usedAtMs[turn.requestedModel.toStdString()] = turn.atMs;
}

} // namespace proxy

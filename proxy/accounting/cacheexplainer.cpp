// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/cacheexplainer.h"

#include "proxy/accounting/cost.h"
#include "proxy/core/boundednumber.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr qint64 kHourMs = 3'600'000;
constexpr qint64 kMinuteMs = 60'000;

/// What a later turn can read again.
qint64 readableAfter(const Usage &usage)
{
    if (usage.tellsCacheWrites())
        return usage.promptTokens() - std::max<qint64>(usage.input, 0);
    return usage.cacheRead >= 0 ? usage.promptTokens() : 0;
}

/// What reading those tokens anew cost more than reading them from the cache.
std::optional<PicoDollars> priceOf(qint64 tokens, const CacheTurn &turn)
{
    const ModelPrice price = turn.price.forPrompt(turn.usage.promptTokens(), turn.terms);
    auto anew = price.input;
    if (turn.usage.cacheWrite1h > 0)
        anew = price.cacheWrite1h;
    else if (turn.usage.cacheWrite5m > 0)
        anew = price.cacheWrite5m;
    else if (turn.usage.cacheWrite12h > 0)
        anew = price.cacheWrite12h;
    else if (turn.usage.cacheWrite30m > 0)
        anew = price.cacheWrite30m;
    // A figure that can't be true has no price, here as in the cost.
    if (!anew || !price.cacheRead || tokens > kMostPricedTokens)
        return std::nullopt;
    return boundedProduct(tokens, boundedDifference(*anew, *price.cacheRead));
}

Text idleTime(qint64 idleMs, qint64 lifetimeMs)
{
    return Text::english("idle %1m > %2m", {idleMs / kMinuteMs, lifetimeMs / kMinuteMs});
}

struct Cause
{
    const char *name;
    Text place;
};

} // namespace

CacheExplainer::Explanation CacheExplainer::explain(CacheTurn turn)
{
    Explanation explanation;
    if (!turn.usage.isKnown())
        return explanation;
    const auto found = m_last.find(turn.conversation);
    if (found == m_last.end()) {
        remember(std::move(turn));
        return explanation;
    }
    if (turn.compaction != Compaction::None) {
        explanation.sameShare = 0;
        remember(std::move(turn));
        return explanation;
    }
    const Last &last = *found->second;
    const auto difference = firstDifference(last.turn.fingerprint, turn.fingerprint);
    explanation.sameShare = difference ? difference->sameShare : 1;
    CacheLoss &loss = explanation.loss;
    loss.expectedRead = last.cached;
    const qint64 lost = last.cached - std::max<qint64>(turn.usage.cacheRead, 0);
    if (lost > std::max(kToleratedTokens, last.cached / kToleratedShare)) {
        const qint64 idleMs = turn.atMs - last.turn.atMs;
        Cause cause {"upstream", {}};
        if (turn.servedModel != last.turn.servedModel)
            cause = {turn.requestedModel == last.turn.requestedModel ? "switch" : "client-edit",
                     Text::words(QByteArrayLiteral("model"))};
        else if (turn.effort != last.turn.effort)
            cause = {"client-edit", Text::words(QByteArrayLiteral("effort"))};
        else if (turn.loweredEffort != last.turn.loweredEffort)
            cause = {"switch", Text::words(QByteArrayLiteral("effort"))};
        else if (idleMs > last.lifetimeMs)
            cause = {"idle", idleTime(idleMs, last.lifetimeMs)};
        else if (difference)
            cause = {"client-edit", Text::words(difference->place)};
        loss.cause = cause.name;
        loss.firstDifference = cause.place;
        loss.lostTokens = lost;
        loss.price = priceOf(lost, turn);
    }
    remember(std::move(turn));
    return explanation;
}

std::shared_ptr<const PromptFingerprint::Tools>
CacheExplainer::knownTools(quint64 conversation, quint64 fingerprint) const
{
    const auto found = m_last.find(conversation);
    if (found == m_last.end() || found->second->turn.fingerprint.toolsFingerprint != fingerprint)
        return {};
    return found->second->turn.fingerprint.tools;
}

void CacheExplainer::remember(CacheTurn turn)
{
    const auto [found, isNew] = m_last.try_emplace(turn.conversation, m_order.begin());
    if (isNew)
        m_order.emplace_front();
    else
        m_order.splice(m_order.begin(), m_order, found->second);
    found->second = m_order.begin();
    Last &last = m_order.front();
    const bool wasLong = last.writesLong;
    m_messages -= last.turn.fingerprint.messages.size();
    const bool isLong = turn.usage.cacheWrite1h > 0 || (wasLong && turn.usage.cacheWrite5m <= 0);
    m_messages += turn.fingerprint.messages.size();
    const qint64 lifetimeMs =
        isLong ? kHourMs : std::chrono::milliseconds(turn.cacheLifetime).count();
    const qint64 cached = turn.compaction == Compaction::Pending ? 0 : readableAfter(turn.usage);
    last = {std::move(turn), cached, lifetimeMs, isLong};
    while (m_order.size() > 1
           && (m_order.size() > kMaxConversations || m_messages > kMaxMessages)) {
        m_messages -= m_order.back().turn.fingerprint.messages.size();
        m_last.erase(m_order.back().turn.conversation);
        m_order.pop_back();
    }
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/routedecision.h"

#include <QByteArray>

#include <vector>

namespace proxy {

/// A prompt cache that a request would meet at one model now, as the backend's reports show it.
struct WarmCache
{
    QByteArray model; ///< base id
    qint64 tokens = 0; ///< of the request's beginning that it holds
    qint64 lifetimeSeconds = 300;
};

/// What the person decided for one session.
struct SessionOverride
{
    bool off = false; ///< don't route
    bool boostNext = false; ///< the next human turn counts as hard
    QByteArray heldModel = {}; ///< every turn goes here; empty: none

    [[nodiscard]] bool operator==(const SessionOverride &) const = default;
};

/// Requests that a model's turns took on average, where enough were seen.
struct ModelSteps
{
    QByteArray model; ///< base id
    double requestsPerTurn = 0;
};

/// Means of the proxy's own records, blended with stated priors. All a turn of a session.
struct TurnMeans
{
    double requestsPerTurn = 4; ///< an ask and its tool loop
    double outputPerRequest = 500; ///< tokens
    double freshPerRequest = 1500; ///< tokens that no cache holds yet
    double minutesPerTurn = 3;
    double extraSteps = 0.15; ///< further requests a cheaper model needs, where `steps` is silent
    double switchBack = 0.3; ///< probability that a downgrade is taken back
    std::vector<ModelSteps> steps {};
};

/// What is remembered of a conversation, as DECIDE sees it for one request. Plain value: with the
/// request's facts it is all that a decision depends on.
struct SessionView
{
    QByteArray model; ///< served its latest turn; empty: a fresh start, or another model was asked
    QByteArray history; ///< wrote the conversation so far; empty: not known
    Difficulty difficulty = Difficulty::None; ///< of that turn
    int turns = 0; ///< human turns so far
    int turnsSinceUpgrade = -1; ///< human turns since an upgrade; -1: none
    bool rewritten = false; ///< the history is not the one its caches were made of
    double bytesPerToken = 3; ///< corrected by reported usage
    std::vector<WarmCache> warm;
    TurnMeans means;
    SessionOverride userOverride;

    /// Tokens that are warm at a model's base id; nullptr: none.
    [[nodiscard]] const WarmCache *warmAt(const QByteArray &base) const
    {
        for (const WarmCache &cache : warm) {
            if (cache.model == base)
                return &cache;
        }
        return nullptr;
    }
};

} // namespace proxy

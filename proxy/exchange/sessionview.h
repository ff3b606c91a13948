// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/routedecision.h"

#include <QByteArray>
#include <QList>

#include <vector>

namespace proxy {

/// The prompt cache of one model that a request could read now, as the backend's reports tell.
struct WarmCache
{
    QByteArray model; ///< base id: without prefix and suffix
    qint64 tokens = 0; ///< how many tokens of the request's beginning are cached
    qint64 lifetimeSeconds = 300;
};

/// What the user set for one session, over the router's decisions. Plain value.
struct SessionOverride
{
    bool off = false; ///< requests of the session are not routed
    bool boostNext = false; ///< the next human turn counts as hard
    QByteArray heldModel = {}; ///< every turn goes to this model; empty: none

    [[nodiscard]] bool operator==(const SessionOverride &) const = default;
};

/// How many requests one model's turns took on average. It exists only after enough turns.
struct ModelSteps
{
    QByteArray model; ///< base id
    double requestsPerTurn = 0;
};

/// Averages over the turns that this proxy has seen, blended with the initial values below as
/// priors.
struct TurnMeans
{
    double requestsPerTurn = 4; ///< a typed text and its tool loop
    double outputPerRequest = 500; ///< tokens
    double freshPerRequest = 1500; ///< tokens that no cache holds yet
    double minutesPerTurn = 3;
    /// Share of further requests that a cheaper model needs, when `steps` does not know.
    double extraSteps = 0.15;
    double switchBack = 0.3; ///< probability that a downgrade is taken back
    QList<ModelSteps> steps {};
};

/// What DECIDE knows of the conversation that a request belongs to. A decision depends on this, the
/// request's facts and the settings alone. Plain value.
struct SessionView
{
    QByteArray model; ///< answered the latest turn; empty: a new conversation, or the client asks
                      ///< for another model
    QByteArray history; ///< wrote the conversation's history; empty: not known
    Difficulty difficulty = Difficulty::None; ///< difficulty of the latest turn
    QByteArray effort; ///< level that the latest turn was sent with instead of its own; empty: none
    bool isNamedAgent = false; ///< the client names the agent that asks, so no other shares this
    bool sameTurn = false; ///< the client says that the request belongs to the latest turn
    int turns = 0; ///< human turns so far
    int turnsSinceUpgrade = -1; ///< human turns since an upgrade; -1: none
    bool rewritten = false; ///< the client changed the history, so its caches are lost
    double bytesPerToken = 3; ///< corrected by reported usage
    std::vector<WarmCache> warm;
    TurnMeans means;
    SessionOverride userOverride;

    /// The warm cache of a model, named by its base id; nullptr: none. Belongs to this object.
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

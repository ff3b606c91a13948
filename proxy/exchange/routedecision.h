// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <QByteArray>
#include <QMetaType>

#include <chrono>
#include <optional>
#include <vector>

namespace proxy {

/// Morph's labels. None: no classification stands behind the decision.
enum class Difficulty { None, Easy, Medium, Hard, NeedsInfo };

/// What happened to a routable request. Outcome and "the model changed" are two facts.
enum class RoutingOutcome {
    Routed, ///< classified now and mapped
    Reused, ///< the decision of this human turn was known
    Kept, ///< the requested model stays, because of `reason`
    Skipped, ///< not a candidate for routing, because of `reason`
    Reverted, ///< the routed model was refused; the original was sent once more
};

/// Why a model was kept or a request skipped. The names are the enumeration that header, record,
/// status, metrics and window share; README documents them once.
enum class RouteReason {
    None,
    // skipped: never a candidate
    RoutingOff, ///< MORPH_ROUTER_ENABLED=false or paused
    NoRouterKey, ///< MORPH_API_KEY is not set
    NotJson, ///< not JSON, invalid UTF-8, or broken in any way
    Encoded, ///< a Content-Encoding that is not read
    NoModel, ///< no top-level string `model`
    DuplicateModel,
    NoUserText, ///< nothing a person typed
    SideRequest, ///< title, topic, summary
    Probe, ///< max_tokens 1 and the like
    SubAgent, ///< the task comes from an agent, not from a person
    Compaction, ///< a summary of a conversation that was not seen
    // kept: a candidate that stays
    NeedsInfo, ///< Morph could not size the task
    UnknownLabel, ///< Morph answered something else
    RouterUnreachable,
    RouterTimeout,
    RouterUnauthorized,
    RouterRateLimited,
    RouterRejected,
    RouterFailed,
    RouterMalformed,
    BreakerOpen,
    BreakerProbing, ///< a half-open probe is under way; others do not wait
    Busy, ///< too many classifications in flight
    NoListedModel, ///< no target of the map cell is in the backend's list
    PrefixNotListed, ///< prefix/target is not in the backend's list
    OtherFamily, ///< the requested model belongs to another provider
    ContinuationUnknown, ///< a tool loop whose first turn was not seen
    Barred, ///< this pair was refused before in this session
    KeepRule, ///< a rule or setting says keep
    HeldByUser, ///< an override holds the session on a model
    Unsafe, ///< the target could not serve this request (detail in `trace`)
    CacheWarm, ///< switching costs more than it saves
    RecentUpSwitch, ///< no downgrade for some turns after an upgrade
    NotWorthAsking, ///< no answer of Morph could change the outcome
    NotCheaper, ///< the target would be weaker without being cheaper, or dearer on a downgrade
    TargetsEnded, ///< every target of the map cell has ended
};

/// One step of the reasoning, for explain, record and window.
struct TraceStep
{
    QByteArray step; ///< "turn-type", "classify", "preflight", …
    QByteArray result; ///< a reason code or value
    Said detail; ///< what more there is to say
};

/// What DECIDE yields for one request. Plain value.
struct RouteDecision
{
    QByteArray requestedModel;
    QByteArray selectedModel; ///< equal to requestedModel unless the model changes
    Difficulty difficulty = Difficulty::None;
    RoutingOutcome outcome = RoutingOutcome::Skipped;
    RouteReason reason = RouteReason::None;
    int revertedStatus = 0; ///< the status that led to Reverted
    std::chrono::microseconds routingTime {0}; ///< whole decision; 0 when reused
    int routerAttempts = 0; ///< requests sent to Morph for this decision
    QByteArray ruleId; ///< the user's rule that decided, if one did
    std::vector<TraceStep> trace;

    [[nodiscard]] bool modelChanged() const { return selectedModel != requestedModel; }
    /// True when an easy/medium/hard classification stands behind the answer: then the four
    /// x-llm-proxy headers of the description are sent.
    [[nodiscard]] bool isClassified() const
    {
        return difficulty == Difficulty::Easy || difficulty == Difficulty::Medium
               || difficulty == Difficulty::Hard;
    }
};

/// "easy", "medium", "hard", "needs_info", "" for None.
[[nodiscard]] const char *name(Difficulty difficulty);
[[nodiscard]] const char *name(RoutingOutcome outcome);
/// "breaker-open"; "" for None.
[[nodiscard]] const char *name(RouteReason reason);
/// Only the exact labels easy, medium, hard, needs_info.
[[nodiscard]] std::optional<Difficulty> difficultyFromLabel(QByteArrayView label);
/// The value of x-llm-proxy-routing: "routed", "kept:breaker-open", "reverted:400".
[[nodiscard]] QByteArray routingLabel(const RouteDecision &decision);

/// Every reason, for tests, metrics and documentation.
[[nodiscard]] std::vector<RouteReason> allRouteReasons();

} // namespace proxy

Q_DECLARE_METATYPE(proxy::RouteDecision)

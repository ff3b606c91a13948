// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QByteArray>
#include <QMetaType>

#include <chrono>
#include <optional>
#include <vector>

namespace proxy {

/// The difficulty that Morph assigns to a task. None: the decision has no classification.
enum class Difficulty { None, Easy, Medium, Hard, NeedsInfo };

/// How a routable request was decided. Routed and Reused do not imply another model: see
/// RouteDecision::modelChanged().
enum class RoutingOutcome {
    Routed, ///< Morph classified it and the map gave a model
    Reused, ///< an earlier request of the same human turn was decided
    Kept, ///< it could be routed, but keeps its model for `reason`
    Skipped, ///< it can't be routed, for `reason`
    Reverted, ///< the routed model answered with an error; the original request was sent
    Stopped, ///< a limit is used up: it was answered with 429, for `reason`
};

/// Why a model was kept or a request skipped. Header, request log, status, metrics and window use
/// the same names; resources/manual/troubleshooting.md lists them.
enum class RouteReason {
    None,
    // Skipped: the request can't be routed.
    RoutingOff, ///< MORPH_ROUTER_ENABLED=false or paused
    NoRouterKey, ///< MORPH_API_KEY is not set
    NotJson, ///< not JSON, invalid UTF-8, or broken in any way
    Encoded, ///< a Content-Encoding that is not read
    NoModel, ///< no top-level string `model`
    DuplicateModel,
    NoUserText, ///< the request holds no text that a person typed
    SideRequest, ///< a title, topic or suggestion beside the conversation
    Probe, ///< a check of quota or reachability, such as max_tokens 1
    SubAgent, ///< the task comes from an agent, not from a person
    Compaction, ///< a summary of a conversation that this proxy has not seen
    // Kept: the request could be routed, but keeps its model.
    NeedsInfo, ///< Morph could not size the task
    UnknownLabel, ///< Morph answered with another label
    RouterUnreachable,
    RouterTimeout,
    RouterUnauthorized,
    RouterRateLimited,
    RouterRejected,
    RouterFailed,
    RouterMalformed,
    BreakerOpen,
    BreakerProbing, ///< the breaker is half-open and its one probe is under way
    Busy, ///< too many classifications in flight
    LocalUnknown, ///< the classifier on this machine does not know, and nobody else is asked
    NoListedModel, ///< no target of the map cell is in the backend's list
    PrefixNotListed, ///< the backend's list has no target under the requested prefix
    OtherFamily, ///< the requested model belongs to another provider
    ContinuationUnknown, ///< a tool loop whose beginning this proxy has not seen
    Barred, ///< every target refused such a request before
    OnlyAuto, ///< only the model `auto` is routed (MORPH_ROUTER_ONLY_AUTO)
    KeepRule, ///< a rule, or the header x-llm-proxy-route, says keep
    HeldByUser, ///< an override holds the session on a model
    Unsafe, ///< the target could not serve this request (detail in `trace`)
    CacheWarm, ///< leaving a warm prompt cache costs more than it saves
    RecentUpSwitch, ///< no downgrade for some turns after an upgrade
    NotWorthAsking, ///< no answer of Morph could change the outcome
    NotCheaper, ///< every target is weaker but not cheaper, or dearer on a downgrade
    TargetsEnded, ///< every target of the map cell has ended
    NotAllowed, ///< every target is one that this client may not use (LLM_PROXY_CLIENTS)
    // Stopped: the request was not forwarded.
    Budget, ///< a limit of LLM_PROXY_BUDGETS is used up
};

/// Whether the router was to be asked and gave no usable answer.
[[nodiscard]] constexpr bool isRouterFailure(RouteReason reason)
{
    return reason >= RouteReason::RouterUnreachable && reason <= RouteReason::Busy;
}

/// What the classifier on this machine says of a task.
struct LocalVerdict
{
    Difficulty difficulty = Difficulty::None; ///< Easy or Hard; None: unknown
    int score = 50; ///< 0 to 100: how hard the text looks

    [[nodiscard]] bool operator==(const LocalVerdict &) const = default;
};

/// One step of a decision's reasoning, for `route explain`, request log and window.
struct TraceStep
{
    QByteArray step; ///< "turn-type", "classify", "preflight", …
    QByteArray result; ///< a reason code or value
    Text detail; ///< a sentence about the result; may be empty
};

/// The decision of DECIDE about one request. Plain value.
struct RouteDecision
{
    QByteArray requestedModel;
    QByteArray selectedModel; ///< equal to requestedModel unless the model changes
    /// The name in the request when it asks the proxy to choose, such as `claude-auto`: then
    /// requestedModel is the medium model that stands for it. Empty: it names requestedModel.
    QByteArray alias {};
    /// The level of effort that is sent in place of the one in the request, which is higher; empty:
    /// the effort stays. The model stays with it.
    QByteArray effort {};
    Difficulty difficulty = Difficulty::None;
    RoutingOutcome outcome = RoutingOutcome::Skipped;
    RouteReason reason = RouteReason::None;
    int revertedStatus = 0; ///< status of the routed model's answer, with Reverted
    std::chrono::microseconds routingTime {0}; ///< duration of the whole decision; 0 when reused
    int routerAttempts = 0; ///< requests sent to Morph for this decision
    QByteArray ruleId; ///< id of the user's rule that decided; empty: none
    QByteArray limit; ///< limitLabel() of the limit it was decided under; empty: none
    std::optional<qint64> limitUntilMs; ///< Unix time at which that limit ends by itself
    QByteArray classifier; ///< who gave the difficulty: "morph" or "local"; empty: nobody did
    std::optional<LocalVerdict> local; ///< set when the text was to be classified
    std::vector<TraceStep> trace;

    /// Whether another model was chosen than the requested one, or the one that stands for it.
    [[nodiscard]] bool modelChanged() const { return selectedModel != requestedModel; }
    /// Whether another model answers than the one asked for. A name with the day on which the
    /// model was made is the same model as the name without it.
    [[nodiscard]] bool isOtherModel() const;
    /// The name in the request.
    [[nodiscard]] const QByteArray &askedModel() const
    {
        return alias.isEmpty() ? requestedModel : alias;
    }
    /// Whether the model or its effort is another one than the request asks for.
    [[nodiscard]] bool isSwitched() const { return modelChanged() || !effort.isEmpty(); }
    /// Whether another name is sent than the one in the request.
    [[nodiscard]] bool changesName() const { return selectedModel != askedModel(); }
    /// Whether the decision has a difficulty of easy, medium or hard. The answer then gets the
    /// x-llm-proxy-* headers that name difficulty and routing time.
    [[nodiscard]] bool isClassified() const
    {
        return difficulty == Difficulty::Easy || difficulty == Difficulty::Medium
               || difficulty == Difficulty::Hard;
    }
    /// Whether the answer gets the x-llm-proxy-* headers that name the models: the decision is
    /// classified, a person named the model, or it is the model of an earlier decision.
    [[nodiscard]] bool tellsModels() const
    {
        return isClassified() || modelChanged() || changesName()
               || outcome == RoutingOutcome::Routed || outcome == RoutingOutcome::Reused
               || outcome == RoutingOutcome::Reverted;
    }
};

/// "easy", "medium", "hard", "needs_info", "" for None.
[[nodiscard]] const char *name(Difficulty difficulty);
/// "routed", "reused", "kept", "skipped", "reverted", "stopped".
[[nodiscard]] const char *name(RoutingOutcome outcome);
/// "breaker-open"; "" for None.
[[nodiscard]] const char *name(RouteReason reason);
/// Returns a model's name without the day on which it was made: "claude-sonnet-4-5-20250929",
/// "claude-sonnet-4-5@20250929" and "claude-sonnet-4-5-latest" are "claude-sonnet-4-5". A level of
/// thinking stays: "gpt-5-2025-08-07(high)" is "gpt-5(high)".
[[nodiscard]] QByteArray modelWithoutDate(const QByteArray &model);
/// Reads exactly easy, medium, hard or needs_info; nullopt for any other label.
[[nodiscard]] std::optional<Difficulty> difficultyFromLabel(QByteArrayView label);
/// Returns the value of x-llm-proxy-routing: "routed", "kept:breaker-open", "reverted:400".
[[nodiscard]] QByteArray routingLabel(const RouteDecision &decision);

/// Every reason, for tests, metrics and documentation.
[[nodiscard]] std::vector<RouteReason> allRouteReasons();

} // namespace proxy

Q_DECLARE_METATYPE(proxy::RouteDecision)

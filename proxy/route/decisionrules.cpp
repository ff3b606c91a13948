// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/decisionrules.h"

#include "proxy/core/literal.h"
#include "proxy/models/modelname.h"
#include "proxy/route/routertext.h"

#include <array>
#include <utility>

namespace proxy {

namespace {

using Verdict = std::optional<RouteDecision>;

RouteDecision unchanged(const RequestFacts &facts, RoutingOutcome outcome, RouteReason reason)
{
    RouteDecision decision;
    decision.requestedModel = facts.model;
    decision.selectedModel = facts.model;
    decision.outcome = outcome;
    decision.reason = reason;
    return decision;
}

Verdict skipped(const DecisionInput &input, RouteReason reason)
{
    return unchanged(input.facts, RoutingOutcome::Skipped, reason);
}

RouteDecision reused(const DecisionInput &input, const QByteArray &model, Difficulty difficulty)
{
    RouteDecision decision = unchanged(input.facts, RoutingOutcome::Reused, RouteReason::None);
    decision.selectedModel = model;
    decision.difficulty = difficulty;
    return decision;
}

RouteDecision reused(const DecisionInput &input, const StoredDecision &known)
{
    RouteDecision decision = reused(input, known.selectedModel, known.difficulty);
    decision.effort = known.effort;
    return decision;
}

/// What the session's latest turn was sent with.
RouteDecision reusedOfSession(const DecisionInput &input)
{
    const SessionView &view = input.context.view;
    RouteDecision decision = reused(input, view.model, view.difficulty);
    decision.effort = view.effort;
    return decision;
}

Verdict switchedOff(const RequestFacts &facts, const RouterSettings &settings, bool paused)
{
    const bool isResponses = facts.dialect == Dialect::OpenAiResponses;
    if (paused || !settings.enabled || (isResponses && !settings.routeResponses))
        return unchanged(facts, RoutingOutcome::Skipped, RouteReason::RoutingOff);
    return std::nullopt;
}

/// Whether the request belongs to a turn that was decided before.
bool continuesTurn(const DecisionInput &input)
{
    return input.settings.policy != RoutePolicy::EveryRequest
           && (input.facts.isContinuation || input.facts.userText.isEmpty()
               || input.context.view.sameTurn);
}

Verdict switchedOff(const DecisionInput &input)
{
    if (auto off = switchedOff(input.facts, input.settings, input.paused))
        return off;
    // What runs needs no key to stay where it is.
    const bool stays = continuesTurn(input)
                       && (input.turn || input.previous || !input.context.view.model.isEmpty());
    if (!input.settings.canJudge() && !stays)
        return unchanged(input.facts, RoutingOutcome::Skipped, RouteReason::NoRouterKey);
    return std::nullopt;
}

Verdict notRoutable(const DecisionInput &input)
{
    if (input.facts.isWarmUp)
        return skipped(input, RouteReason::Probe);
    // What only answers a tool, or begins with a summary, goes on from something.
    const bool goesOn =
        input.facts.skip == RouteReason::NoUserText
        && (!input.facts.previousResponseId.isEmpty() || !input.context.view.model.isEmpty());
    if (input.facts.skip != RouteReason::None && !goesOn)
        return skipped(input, input.facts.skip);
    if (input.facts.model.isEmpty())
        return skipped(input, RouteReason::NoModel);
    return std::nullopt;
}

/// The person's word against routing is valid at once, in mid-loop too.
Verdict switchedOffByOverride(const DecisionInput &input)
{
    if (input.userOverride.wish.kind != RouteWish::Kind::Off)
        return std::nullopt;
    RouteDecision decision = keptDecision(input.facts, input.userOverride.reason);
    decision.ruleId = input.userOverride.id;
    return decision;
}

/// A summary is made where the conversation is cached.
Verdict summary(const DecisionInput &input)
{
    const QByteArray &model = input.context.view.model;
    if (model.isEmpty())
        return keptDecision(input.facts, RouteReason::Compaction);
    RouteDecision decision = reusedOfSession(input);
    decision.difficulty = Difficulty::None;
    return decision;
}

/// A task of another agent: whoever works already goes on at its model.
Verdict subAgent(const DecisionInput &input)
{
    if (input.settings.subAgents == SubAgentPolicy::Keep)
        return keptDecision(input.facts, RouteReason::SubAgent);
    const SessionView &view = input.context.view;
    // Agents without an id of their own share what is remembered; each has another first text.
    if (!view.model.isEmpty() && (view.isNamedAgent || !view.rewritten))
        return reusedOfSession(input);
    return std::nullopt;
}

/// Only what a person asks is classified; what stands beside a conversation keeps its model.
Verdict turnType(const DecisionInput &input)
{
    if (input.settings.policy == RoutePolicy::EveryRequest || input.userOverride.id == "header")
        return std::nullopt;
    switch (input.context.turn) {
    case TurnType::SideRequest:
        return skipped(input, RouteReason::SideRequest);
    case TurnType::Probe:
        return skipped(input, RouteReason::Probe);
    case TurnType::SubAgentStart:
        return subAgent(input);
    case TurnType::Compaction:
        return summary(input);
    case TurnType::Unknown:
    case TurnType::HumanAsk:
    case TurnType::ToolContinuation:
        break;
    }
    return std::nullopt;
}

/// Other names mean what they say, unless a person's word for this very request says more.
Verdict onlyAuto(const DecisionInput &input)
{
    const RouterSettings &settings = input.settings;
    if (!settings.autoModel || !settings.onlyAuto || !input.alias.isEmpty()
        || input.userOverride.decides())
        return std::nullopt;
    return keptDecision(input.facts, RouteReason::OnlyAuto);
}

Verdict otherFamily(const DecisionInput &input)
{
    const bool isNamed = input.userOverride.wish.kind == RouteWish::Kind::Model;
    if (isNamed || (input.family != ModelFamily::Other && input.requestedFamily == input.family))
        return std::nullopt;
    return keptDecision(input.facts, RouteReason::OtherFamily);
}

Verdict previousResponse(const DecisionInput &input)
{
    if (!input.previous)
        return std::nullopt;
    RouteDecision decision = reused(input, *input.previous);
    // The conversation is bound to its model; a new task has its own effort.
    if (!input.facts.isContinuation)
        decision.effort.clear();
    return decision;
}

/// A rule, or the header of a request, is for what a person types, not for a tool loop.
bool isOverridden(const DecisionInput &input)
{
    return input.userOverride.decides() && !input.facts.isContinuation;
}

Verdict knownTurn(const DecisionInput &input)
{
    if (!input.turn || input.settings.policy == RoutePolicy::EveryRequest || isOverridden(input))
        return std::nullopt;
    // Other settings are valid from the next human turn on, and a failure is forgotten with it: a
    // tool loop keeps what it has.
    const bool isValid = continuesTurn(input)
                         || (input.turn->generation == input.generation && !input.turn->isFailure);
    return isValid ? Verdict(reused(input, *input.turn)) : std::nullopt;
}

/// A turn whose beginning is gone, because a summary replaced it or the memory of turns was lost,
/// stays with the model that answered last.
Verdict sessionsModel(const DecisionInput &input)
{
    const SessionView &view = input.context.view;
    if (view.model.isEmpty() || !continuesTurn(input) || isOverridden(input))
        return std::nullopt;
    return reusedOfSession(input);
}

Verdict unknownContinuation(const DecisionInput &input)
{
    const bool isAsked = input.settings.policy == RoutePolicy::EveryRequest;
    const bool goesOn = input.facts.isContinuation && !isAsked;
    if (goesOn || !input.facts.previousResponseId.isEmpty())
        return keptDecision(input.facts, RouteReason::ContinuationUnknown);
    return std::nullopt;
}

Verdict nothingTyped(const DecisionInput &input)
{
    if (input.facts.userText.isEmpty())
        return skipped(input, RouteReason::NoUserText);
    return std::nullopt;
}

struct Rule
{
    const char *step;
    Verdict (*decide)(const DecisionInput &);
};

constexpr std::array kRules {
    Rule {"switch", switchedOff},
    Rule {"routable", notRoutable},
    Rule {"hand", switchedOffByOverride},
    Rule {"turn-type", turnType},
    // What runs stays where it is, whatever the settings say of its family now.
    Rule {"previous-response", previousResponse},
    Rule {"known-turn", knownTurn},
    Rule {"session", sessionsModel},
    Rule {"only-auto", onlyAuto},
    Rule {"family", otherFamily},
    Rule {"continuation", unknownContinuation},
    Rule {"text", nothingTyped},
};

Text inWords(const UserOverride &userOverride)
{
    if (!userOverride.misread.isEmpty())
        return Text::english("not understood: x-llm-proxy-route: %1", {userOverride.misread});
    switch (userOverride.wish.kind) {
    case RouteWish::Kind::Off:
        return Text::english("%1: no routing", {userOverride.id});
    case RouteWish::Kind::Difficulty:
        return Text::english("%1: %2",
                             {userOverride.id, Text::code(name(userOverride.wish.difficulty))});
    case RouteWish::Kind::Model:
        return Text::english("%1: model %2", {userOverride.id, userOverride.wish.model});
    case RouteWish::Kind::None:
        break;
    }
    return userOverride.ruleId.isEmpty() ? Text()
                                         : Text::english("%1 matched", {userOverride.ruleId});
}

/// What a reader of the trace wants to know of this rule beside its verdict.
Text detailOf(const Rule &rule, const DecisionInput &input, bool hasVerdict)
{
    if (rule.decide == knownTurn && hasVerdict && input.turn->isElsewheres)
        return Text::english("%1, by another instance", {input.turn->label});
    if (rule.decide == knownTurn && hasVerdict)
        return Text::words(input.turn->label);
    if (rule.decide == previousResponse && hasVerdict)
        return Text::words(input.previous->label);
    if (rule.decide == switchedOffByOverride)
        return inWords(input.userOverride);
    if (rule.decide != turnType || input.context.turnSign.isEmpty())
        return {};
    return Text::english("%1, told by %2",
                         {Text::code(name(input.context.turn)), input.context.turnSign});
}

/// The step of a limit: "quota" or "budget".
TraceStep stepOf(const LimitInForce &limit)
{
    return {.step = name(limit.source), .result = name(limit.restraint), .detail = limit.why};
}

} // namespace

void completeFamilies(DecisionInput &input, const ModelMap &map)
{
    input.requestedFamily = map.familyOf(parseModelName(input.facts.model).base);
    input.family = targetFamily(input.settings.provider, input.requestedFamily);
}

std::optional<RouteDecision> decideSwitchedOff(const RequestFacts &facts,
                                               const RouterSettings &settings, bool paused,
                                               bool hasDecided)
{
    Verdict verdict = switchedOff(facts, settings, paused);
    if (!verdict && !settings.canJudge() && !hasDecided)
        verdict = unchanged(facts, RoutingOutcome::Skipped, RouteReason::NoRouterKey);
    if (verdict)
        verdict->trace.push_back(
            {.step = literal(kRules[0].step), .result = routingLabel(*verdict), .detail = {}});
    return verdict;
}

std::optional<RouteDecision> decideWithoutRouter(const DecisionInput &input,
                                                 std::vector<TraceStep> &trace)
{
    for (const Rule &rule : kRules) {
        auto verdict = rule.decide(input);
        // A rule that few switch on is not told to everybody.
        if (!verdict && rule.decide == onlyAuto)
            continue;
        trace.push_back({.step = literal(rule.step),
                         .result = verdict ? routingLabel(*verdict) : literal("pass"),
                         .detail = detailOf(rule, input, verdict.has_value())});
        if (verdict)
            return verdict;
    }
    return std::nullopt;
}

std::optional<RouteDecision> decideStopped(const RequestFacts &facts, const LimitsInForce &limits)
{
    const LimitInForce *limit = strictest(limits);
    if (!limit || limit->restraint != Restraint::Stop)
        return std::nullopt;
    RouteDecision decision = unchanged(facts, RoutingOutcome::Stopped, RouteReason::Budget);
    decision.limit = limitLabel(*limit);
    decision.limitUntilMs = limit->untilMs;
    decision.trace.push_back(stepOf(*limit));
    return decision;
}

void applyLimits(DecisionInput &input, std::vector<TraceStep> &trace)
{
    for (const LimitInForce &limit : input.limits)
        trace.push_back(stepOf(limit));
    const LimitInForce *limit = strictest(input.limits);
    if (!limit)
        return;
    input.settings.mode = RouterMode::Aggressive;
    if (limit->restraint == Restraint::EasyOnly && input.settings.policy == RoutePolicy::CacheAware)
        input.settings.policy = RoutePolicy::HumanTurn;
}

RouterQuestion questionFor(const DecisionInput &input)
{
    RouterProvider provider = input.settings.provider;
    if (provider == RouterProvider::Auto) {
        constexpr std::array kProviders {RouterProvider::Anthropic, RouterProvider::OpenAi,
                                         RouterProvider::Gemini};
        Q_ASSERT(input.family != ModelFamily::Other);
        provider = kProviders[size_t(input.family)];
    }
    const RouterMode mode = input.settings.mode;
    if (!input.settings.maskSecrets)
        return {.text = capForRouter(input.facts.userText), .provider = provider, .mode = mode};
    MaskedText masked = maskForRouter(input.facts.userText);
    return {.text = std::move(masked.text),
            .maskedSecrets = masked.masked,
            .provider = provider,
            .mode = mode};
}

RouteDecision keptDecision(const RequestFacts &facts, RouteReason reason)
{
    return unchanged(facts, RoutingOutcome::Kept, reason);
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/decisionrules.h"

#include "proxy/message/modelname.h"
#include "proxy/message/routertext.h"

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

RouteDecision reused(const DecisionInput &input, const StoredDecision &known)
{
    RouteDecision decision = unchanged(input.facts, RoutingOutcome::Reused, RouteReason::None);
    decision.selectedModel = known.selectedModel;
    decision.difficulty = known.difficulty;
    return decision;
}

Verdict switchedOff(const DecisionInput &input)
{
    const bool isResponses = input.facts.dialect == Dialect::OpenAiResponses;
    if (input.paused || !input.settings.enabled || (isResponses && !input.settings.routeResponses))
        return skipped(input, RouteReason::RoutingOff);
    if (input.settings.apiKey.isEmpty())
        return skipped(input, RouteReason::NoRouterKey);
    return std::nullopt;
}

Verdict notRoutable(const DecisionInput &input)
{
    // Items that only answer a tool may name the response they go on from.
    const bool goesOn =
        input.facts.skip == RouteReason::NoUserText && !input.facts.previousResponseId.isEmpty();
    if (input.facts.skip != RouteReason::None && !goesOn)
        return skipped(input, input.facts.skip);
    if (input.facts.model.isEmpty())
        return skipped(input, RouteReason::NoModel);
    return std::nullopt;
}

/// Only what a person asks is classified; what stands beside a conversation keeps its model.
Verdict turnType(const DecisionInput &input)
{
    if (input.settings.policy == RoutePolicy::EveryRequest)
        return std::nullopt;
    switch (input.context.turn) {
    case TurnType::SideRequest:
        return skipped(input, RouteReason::SideRequest);
    case TurnType::Probe:
        return skipped(input, RouteReason::Probe);
    case TurnType::SubAgentStart:
        return keptDecision(input.facts, RouteReason::SubAgent);
    case TurnType::Compaction:
        return keptDecision(input.facts, RouteReason::Compaction);
    case TurnType::Unknown:
    case TurnType::HumanAsk:
    case TurnType::ToolContinuation:
        break;
    }
    return std::nullopt;
}

Verdict otherFamily(const DecisionInput &input)
{
    if (input.family != ModelFamily::Other && input.requestedFamily == input.family)
        return std::nullopt;
    return keptDecision(input.facts, RouteReason::OtherFamily);
}

Verdict previousResponse(const DecisionInput &input)
{
    if (input.facts.previousResponseId.isEmpty())
        return std::nullopt;
    if (input.previous)
        return reused(input, *input.previous);
    return keptDecision(input.facts, RouteReason::ContinuationUnknown);
}

Verdict knownTurn(const DecisionInput &input)
{
    if (!input.turn)
        return std::nullopt;
    // Other settings are valid from the next human turn on: a tool loop keeps what it has.
    const bool isValid = input.facts.isContinuation || input.turn->generation == input.generation;
    return isValid ? Verdict(reused(input, *input.turn)) : std::nullopt;
}

Verdict unknownContinuation(const DecisionInput &input)
{
    if (input.facts.isContinuation)
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
    Rule {"turn-type", turnType},
    Rule {"family", otherFamily},
    Rule {"previous-response", previousResponse},
    Rule {"known-turn", knownTurn},
    Rule {"continuation", unknownContinuation},
    Rule {"text", nothingTyped},
};

/// What a reader of the trace wants to know of this rule beside its verdict.
QByteArray detailOf(const Rule &rule, const DecisionInput &input)
{
    if (rule.decide != turnType || input.context.turnSign.isEmpty())
        return {};
    return name(input.context.turn) + QByteArrayLiteral(", told by ") + input.context.turnSign;
}

/// For traces: the names are literals and outlive everything.
QByteArray literal(const char *text)
{
    return QByteArray::fromRawData(text, qsizetype(qstrlen(text)));
}

RouteDecision classified(const DecisionInput &input, Difficulty difficulty,
                         const TargetChoice &choice)
{
    if (choice.reason != RouteReason::None) {
        RouteDecision decision = keptDecision(input.facts, choice.reason);
        decision.difficulty = difficulty;
        return decision;
    }
    RouteDecision decision = unchanged(input.facts, RoutingOutcome::Routed, RouteReason::None);
    decision.selectedModel = choice.model;
    decision.difficulty = difficulty;
    return decision;
}

RouteDecision fromDifficulty(const DecisionInput &input, const ModelMap &map, Difficulty difficulty)
{
    const auto targets = targetsOf(map, input.settings, input.family, difficulty);
    if (difficulty == Difficulty::NeedsInfo && targets.isEmpty()) {
        RouteDecision decision = keptDecision(input.facts, RouteReason::NeedsInfo);
        decision.difficulty = difficulty;
        return decision;
    }
    return classified(input, difficulty,
                      chooseTarget(map, input.facts.model, targets, input.listed.get()));
}

bool hasUserEntry(const ModelMapOverride &user, Difficulty difficulty)
{
    switch (difficulty) {
    case Difficulty::Easy:
        return !user.easy.isEmpty();
    case Difficulty::Medium:
        return !user.medium.isEmpty() || !user.hard.isEmpty();
    case Difficulty::Hard:
        return !user.hard.isEmpty();
    case Difficulty::NeedsInfo:
        return !user.needsInfo.isEmpty();
    case Difficulty::None:
        break;
    }
    return false;
}

/// selector=provider: the router named a model; the user's own map still wins.
RouteDecision fromModel(const DecisionInput &input, const ModelMap &map, const RouterAnswer &answer)
{
    Difficulty difficulty = answer.difficulty;
    if (difficulty == Difficulty::None)
        difficulty = map.difficultyOf(answer.model);
    if (difficulty == Difficulty::NeedsInfo || hasUserEntry(input.settings.modelMap, difficulty))
        return fromDifficulty(input, map, difficulty);
    const auto targets = map.fromRouterLabel(answer.model);
    return classified(input, difficulty,
                      chooseTarget(map, input.facts.model, targets, input.listed.get()));
}

constexpr std::array kReasons {
    std::pair {ErrorCode::RouterUnreachable, RouteReason::RouterUnreachable},
    std::pair {ErrorCode::RouterTimeout, RouteReason::RouterTimeout},
    std::pair {ErrorCode::RouterUnauthorized, RouteReason::RouterUnauthorized},
    std::pair {ErrorCode::RouterRateLimited, RouteReason::RouterRateLimited},
    std::pair {ErrorCode::RouterRejected, RouteReason::RouterRejected},
    std::pair {ErrorCode::RouterFailed, RouteReason::RouterFailed},
    std::pair {ErrorCode::RouterMalformed, RouteReason::RouterMalformed},
    std::pair {ErrorCode::RouterBreakerOpen, RouteReason::BreakerOpen},
    std::pair {ErrorCode::RouterProbing, RouteReason::BreakerProbing},
    std::pair {ErrorCode::RouterBusy, RouteReason::Busy},
};

} // namespace

void completeFamilies(DecisionInput &input, const ModelMap &map)
{
    input.requestedFamily = map.familyOf(parseModelName(input.facts.model).base);
    input.family = targetFamily(input.settings.provider, input.requestedFamily);
}

std::optional<RouteDecision> decideWithoutRouter(const DecisionInput &input,
                                                 std::vector<TraceStep> &trace)
{
    for (const Rule &rule : kRules) {
        auto verdict = rule.decide(input);
        trace.push_back({.step = literal(rule.step),
                         .result = verdict ? routingLabel(*verdict) : literal("pass"),
                         .detail = detailOf(rule, input)});
        if (verdict)
            return verdict;
    }
    return std::nullopt;
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
    return {.text = capForRouter(input.facts.userText), .provider = provider};
}

RouteDecision decideFromAnswer(const DecisionInput &input, const ModelMap &map,
                               const Result<RouterAnswer> &answer)
{
    if (!answer)
        return keptDecision(input.facts, reasonFor(answer.error().code));
    if (!answer->model.isEmpty())
        return fromModel(input, map, *answer);
    if (answer->difficulty == Difficulty::None)
        return keptDecision(input.facts, RouteReason::UnknownLabel);
    return fromDifficulty(input, map, answer->difficulty);
}

RouteDecision keptDecision(const RequestFacts &facts, RouteReason reason)
{
    return unchanged(facts, RoutingOutcome::Kept, reason);
}

RouteReason reasonFor(ErrorCode code)
{
    for (const auto &[known, reason] : kReasons) {
        if (known == code)
            return reason;
    }
    return RouteReason::RouterFailed;
}

} // namespace proxy

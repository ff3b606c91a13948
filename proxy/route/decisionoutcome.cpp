// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/decisionoutcome.h"

#include "proxy/message/modelname.h"
#include "proxy/modelstrength.h"
#include "proxy/route/switchpolicy.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

using Trace = std::vector<TraceStep>;

/// One way a decision can go: a difficulty and the model that follows from it.
struct Course
{
    Difficulty difficulty = Difficulty::None;
    QByteArray target;
    bool byHand = false;
};

RouteDecision kept(const DecisionInput &input, RouteReason reason, Difficulty difficulty)
{
    RouteDecision decision = keptDecision(input.facts, reason);
    decision.difficulty = difficulty;
    return decision;
}

PreflightQuestion preflightQuestion(const DecisionInput &input, const QByteArray &target,
                                    bool byHand = false)
{
    return {.facts = input.facts,
            .target = target,
            .history = input.context.view.history,
            .betas = input.context.betas,
            .bodyBytes = input.context.bodyBytes,
            .bytesPerToken = input.context.view.bytesPerToken,
            .byHand = byHand};
}

PreflightVerdict checked(const DecisionInput &input, const DecisionTables &tables,
                         const Course &course, Trace &trace)
{
    PreflightVerdict verdict =
        preflight(preflightQuestion(input, course.target, course.byHand), tables.models);
    trace.push_back(
        {.step = "preflight",
         .result = verdict.safety == Safety::Unsafe ? "unsafe:" + verdict.code : verdict.code,
         .detail = verdict.detail});
    return verdict;
}

/// A switch that is not made: the session's model stays, if it can take the request.
RouteDecision stay(const DecisionInput &input, const DecisionTables &tables, RouteReason reason,
                   Difficulty difficulty)
{
    RouteDecision decision = kept(input, reason, difficulty);
    const QByteArray &model = input.context.view.model;
    if (model.isEmpty())
        return decision;
    const PreflightVerdict verdict = preflight(preflightQuestion(input, model), tables.models);
    if (verdict.safety != Safety::Unsafe)
        decision.selectedModel = verdict.model;
    return decision;
}

/// What stands in the way of a target that the person's keep-rules speak about.
bool isKeptByRule(const DecisionInput &input, const DecisionTables &tables, const Course &course)
{
    if (input.hand.keepsHard && course.difficulty == Difficulty::Hard)
        return true;
    return input.hand.neverUpgrades
           && compareStrength(tables.models, input.facts.model, course.target) > 0;
}

RouteDecision settled(const DecisionInput &input, const DecisionTables &tables,
                      const Course &course, Trace &trace)
{
    if (isKeptByRule(input, tables, course)) {
        RouteDecision decision = kept(input, RouteReason::KeepRule, course.difficulty);
        decision.ruleId = input.hand.ruleId;
        trace.push_back({.step = "keep-rule", .result = "kept", .detail = input.hand.ruleId});
        return decision;
    }
    const PreflightVerdict safe = checked(input, tables, course, trace);
    if (safe.safety == Safety::Unsafe) {
        RouteDecision decision = kept(input, RouteReason::Unsafe, course.difficulty);
        // A loop that runs elsewhere already goes on where it is.
        if (input.facts.features.openToolExchange && input.turn)
            decision.selectedModel = input.turn->selectedModel;
        return decision;
    }
    if (!course.byHand) {
        const SessionView &view = input.context.view;
        SwitchVerdict verdict =
            judgeSwitch({.view = view,
                         .from = view.model.isEmpty() ? input.facts.model : view.model,
                         .to = safe.model,
                         .difficulty = course.difficulty,
                         .bodyBytes = input.context.bodyBytes,
                         .policy = input.settings.policy},
                        tables.models);
        trace.push_back({.step = "policy",
                         .result = std::move(verdict.why),
                         .detail = std::move(verdict.detail)});
        if (verdict.reason != RouteReason::None)
            return stay(input, tables, verdict.reason, course.difficulty);
    }
    RouteDecision decision = kept(input, RouteReason::None, course.difficulty);
    decision.outcome = RoutingOutcome::Routed;
    decision.selectedModel = safe.model;
    return decision;
}

RouteDecision classified(const DecisionInput &input, const DecisionTables &tables,
                         Difficulty difficulty, const QList<QByteArray> &targets, Trace &trace)
{
    const TargetChoice choice =
        chooseTarget(tables.map, input.facts.model, targets, input.listed.get());
    if (choice.reason != RouteReason::None)
        return kept(input, choice.reason, difficulty);
    return settled(input, tables, {.difficulty = difficulty, .target = choice.model}, trace);
}

RouteDecision fromDifficulty(const DecisionInput &input, const DecisionTables &tables,
                             Difficulty difficulty, Trace &trace)
{
    const auto targets = targetsOf(tables.map, input.settings, input.family, difficulty);
    if (difficulty == Difficulty::NeedsInfo && targets.isEmpty())
        return kept(input, RouteReason::NeedsInfo, difficulty);
    return classified(input, tables, difficulty, targets, trace);
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
RouteDecision fromModel(const DecisionInput &input, const DecisionTables &tables,
                        const RouterAnswer &answer, Trace &trace)
{
    Difficulty difficulty = answer.difficulty;
    if (difficulty == Difficulty::None)
        difficulty = tables.map.difficultyOf(answer.model);
    if (difficulty == Difficulty::NeedsInfo || hasUserEntry(input.settings.modelMap, difficulty))
        return fromDifficulty(input, tables, difficulty, trace);
    return classified(input, tables, difficulty, tables.map.fromRouterLabel(answer.model), trace);
}

/// A refusal that no answer of the router would have got around.
bool isFirm(const RouteDecision &decision)
{
    return decision.reason == RouteReason::Unsafe || decision.reason == RouteReason::CacheWarm
           || decision.reason == RouteReason::RecentUpSwitch
           || decision.reason == RouteReason::KeepRule;
}

/// The one reason why nothing would change, if there is one.
RouteReason commonReason(const std::vector<RouteDecision> &outcomes)
{
    RouteReason common = RouteReason::None;
    for (const RouteDecision &outcome : outcomes) {
        if (outcome.reason == RouteReason::None || outcome.reason == common)
            continue;
        if (common != RouteReason::None)
            return RouteReason::NotWorthAsking;
        common = outcome.reason;
    }
    return common == RouteReason::None ? RouteReason::NotWorthAsking : common;
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

RouteDecision decideFromAnswer(const DecisionInput &input, const DecisionTables &tables,
                               const Result<RouterAnswer> &answer, Trace &trace)
{
    if (!answer)
        return keptDecision(input.facts, reasonFor(answer.error().code));
    if (!answer->model.isEmpty())
        return fromModel(input, tables, *answer, trace);
    if (answer->difficulty == Difficulty::None)
        return keptDecision(input.facts, RouteReason::UnknownLabel);
    return fromDifficulty(input, tables, answer->difficulty, trace);
}

RouteDecision decideByHand(const DecisionInput &input, const DecisionTables &tables, Trace &trace)
{
    const Hand &hand = input.hand;
    Course course {.difficulty = hand.wish.difficulty, .target = hand.wish.model, .byHand = true};
    RouteDecision decision;
    if (hand.wish.kind == RouteWish::Kind::Difficulty) {
        const TargetChoice choice =
            chooseTarget(tables.map, input.facts.model,
                         targetsOf(tables.map, input.settings, input.family, course.difficulty),
                         input.listed.get());
        course.target = choice.model;
        if (choice.reason != RouteReason::None)
            decision = kept(input, choice.reason, course.difficulty);
    }
    if (!course.target.isEmpty())
        decision = settled(input, tables, course, trace);
    decision.ruleId = hand.id;
    return decision;
}

std::optional<RouteDecision> decideUnasked(const DecisionInput &input, const DecisionTables &tables,
                                           Trace &trace)
{
    if (input.settings.policy == RoutePolicy::EveryRequest
        || input.settings.selector == RouterSelector::Provider)
        return std::nullopt;
    if (!input.settings.modelMap.needsInfo.isEmpty())
        return std::nullopt;
    const QByteArray &session = input.context.view.model;
    const QByteArray &present = session.isEmpty() ? input.facts.model : session;
    std::vector<RouteDecision> outcomes;
    Trace steps;
    for (const Difficulty difficulty : {Difficulty::Easy, Difficulty::Medium, Difficulty::Hard}) {
        Trace own;
        outcomes.push_back(fromDifficulty(input, tables, difficulty, own));
        const RouteDecision &outcome = outcomes.back();
        const bool changesNothing =
            isFirm(outcome)
            || (outcome.reason == RouteReason::None && outcome.selectedModel == present);
        if (!changesNothing || outcome.selectedModel != outcomes.front().selectedModel)
            return std::nullopt;
        if (isFirm(outcome))
            steps = std::move(own);
    }
    const auto firm = std::find_if(outcomes.begin(), outcomes.end(), isFirm);
    RouteDecision decision = firm == outcomes.end() ? outcomes.front() : *firm;
    decision.outcome = RoutingOutcome::Kept;
    decision.difficulty = Difficulty::None;
    decision.reason = commonReason(outcomes);
    std::move(steps.begin(), steps.end(), std::back_inserter(trace));
    trace.push_back({.step = "ask",
                     .result = "not-worth-asking",
                     .detail = "easy, medium and hard all come to " + decision.selectedModel});
    return decision;
}

RouteDecision checkedReuse(const DecisionInput &input, const DecisionTables &tables,
                           RouteDecision decision, Trace &trace)
{
    const bool staysElsewhere =
        decision.outcome == RoutingOutcome::Reused && decision.modelChanged();
    if (!staysElsewhere)
        return decision;
    const PreflightQuestion question = preflightQuestion(input, decision.selectedModel);
    const PreflightVerdict verdict = preflightOfReuse(question, tables.models);
    if (verdict.safety != Safety::Unsafe)
        return decision;
    trace.push_back(
        {.step = "preflight", .result = "unsafe:" + verdict.code, .detail = verdict.detail});
    return kept(input, RouteReason::Unsafe, decision.difficulty);
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

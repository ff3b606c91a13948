// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/decisionoutcome.h"

#include "proxy/models/modelname.h"
#include "proxy/models/modelstrength.h"
#include "proxy/route/allowedmodels.h"
#include "proxy/route/effortchoice.h"
#include "proxy/route/switchpolicy.h"
#include "proxy/route/targetsearch.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

using Trace = std::vector<TraceStep>;

RouteDecision kept(const DecisionInput &input, RouteReason reason, Difficulty difficulty)
{
    RouteDecision decision = keptDecision(input.facts, reason);
    decision.difficulty = difficulty;
    return decision;
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

/// The person's keep-rules speak against this model.
bool isKeptByRule(const DecisionInput &input, const DecisionTables &tables, Difficulty difficulty,
                  const QByteArray &model)
{
    if (input.userOverride.keepsHard && difficulty == Difficulty::Hard)
        return true;
    return input.userOverride.neverUpgrades
           && compareStrength(tables.models, input.facts.model, model) > 0;
}

RouteDecision keptByRule(const DecisionInput &input, Difficulty difficulty, Trace &trace)
{
    RouteDecision decision = kept(input, RouteReason::KeepRule, difficulty);
    decision.ruleId = input.userOverride.ruleId;
    trace.push_back(
        {.step = "keep-rule", .result = "kept", .detail = Text::words(input.userOverride.ruleId)});
    return decision;
}

RouteDecision keptWithoutTarget(const DecisionInput &input, RouteReason reason,
                                Difficulty difficulty)
{
    RouteDecision decision = kept(input, reason, difficulty);
    // A loop that runs elsewhere already goes on where it is.
    if (reason == RouteReason::Unsafe && input.facts.features.openToolExchange && input.turn)
        decision.selectedModel = input.turn->selectedModel;
    return decision;
}

/// The first usable target, if the switch to it is worth it.
RouteDecision settled(const DecisionInput &input, const DecisionTables &tables,
                      const TargetQuestion &question, Trace &trace)
{
    if (input.userOverride.keepsHard && question.difficulty == Difficulty::Hard)
        return keptByRule(input, question.difficulty, trace);
    TargetFound found = findTarget(input, tables, question, trace);
    if (!found.verdict)
        return keptWithoutTarget(input, found.reason, question.difficulty);
    QByteArray model = std::move(found.verdict->model);
    if (isKeptByRule(input, tables, question.difficulty, model))
        return keptByRule(input, question.difficulty, trace);
    if (!question.isUserChoice) {
        const SessionView &view = input.context.view;
        SwitchVerdict verdict =
            judgeSwitch({.view = view,
                         .features = input.facts.features,
                         .from = view.model.isEmpty() ? input.facts.model : view.model,
                         .to = model,
                         .difficulty = question.difficulty,
                         .bodyBytes = input.context.bodyBytes,
                         .policy = input.settings.policy},
                        tables.models);
        trace.push_back({.step = "policy",
                         .result = std::move(verdict.why),
                         .detail = std::move(verdict.detail)});
        if (verdict.reason != RouteReason::None)
            return stay(input, tables, verdict.reason, question.difficulty);
    }
    RouteDecision decision = kept(input, RouteReason::None, question.difficulty);
    decision.outcome = RoutingOutcome::Routed;
    decision.selectedModel = std::move(model);
    return decision;
}

bool hasUserTargets(const DecisionInput &input, const DecisionTables &tables, Difficulty difficulty)
{
    return !userTargetsOf(tables.map, input.settings, input.family, difficulty).isEmpty();
}

/// The targets of one difficulty.
TargetQuestion questionOf(const DecisionInput &input, const DecisionTables &tables,
                          Difficulty difficulty)
{
    QList<QByteArray> own = userTargetsOf(tables.map, input.settings, input.family, difficulty);
    const bool isUsers = !own.isEmpty();
    return {.difficulty = difficulty,
            .targets = isUsers ? std::move(own) : tables.map.cell(input.family, difficulty),
            .isUsers = isUsers};
}

/// The requested model with less effort, where it serves an easy task.
std::optional<RouteDecision> atLowerEffort(const DecisionInput &input, const DecisionTables &tables,
                                           Difficulty difficulty, Trace &trace)
{
    if (difficulty != Difficulty::Easy)
        return std::nullopt;
    auto level = lowerEffort(input, tables.models, trace);
    if (!level)
        return std::nullopt;
    RouteDecision decision = kept(input, RouteReason::None, difficulty);
    decision.outcome = RoutingOutcome::Routed;
    decision.effort = *std::move(level);
    return decision;
}

RouteDecision fromDifficulty(const DecisionInput &input, const DecisionTables &tables,
                             Difficulty difficulty, Trace &trace)
{
    if (auto decision = atLowerEffort(input, tables, difficulty, trace))
        return *std::move(decision);
    const TargetQuestion question = questionOf(input, tables, difficulty);
    if (difficulty == Difficulty::NeedsInfo && question.targets.isEmpty())
        return kept(input, RouteReason::NeedsInfo, difficulty);
    return settled(input, tables, question, trace);
}

/// selector=provider: the router named a model; the user's own map still wins.
RouteDecision fromModel(const DecisionInput &input, const DecisionTables &tables,
                        const RouterAnswer &answer, Trace &trace)
{
    Difficulty difficulty = answer.difficulty;
    if (difficulty == Difficulty::None)
        difficulty = tables.map.difficultyOf(answer.model);
    if (difficulty == Difficulty::NeedsInfo || hasUserTargets(input, tables, difficulty))
        return fromDifficulty(input, tables, difficulty, trace);
    if (auto decision = atLowerEffort(input, tables, difficulty, trace))
        return *std::move(decision);
    return settled(input, tables,
                   {.difficulty = difficulty,
                    .targets = tables.map.fromRouterLabel(answer.model),
                    .isUsers = !tables.map.isRouterLabel(answer.model)},
                   trace);
}

/// The name under which the backend lists what the person named; else the name as it is.
QByteArray listedOrAsNamed(const DecisionInput &input, const DecisionTables &tables)
{
    const QByteArray &model = input.userOverride.wish.model;
    const ModelName named = parseModelName(model);
    const auto listed = listedName(named.base, named.prefix, input.listed.get(), tables.models);
    if (!listed)
        return model;
    return named.hasSuffix ? *listed + '(' + named.suffix + ')' : *listed;
}

/// The person named one model: it is sent, whatever the backend lists.
RouteDecision toNamedModel(const DecisionInput &input, const DecisionTables &tables, Trace &trace)
{
    const RouteWish &wish = input.userOverride.wish;
    const QByteArray model = listedOrAsNamed(input, tables);
    if (isKeptByRule(input, tables, wish.difficulty, model))
        return keptByRule(input, wish.difficulty, trace);
    PreflightVerdict verdict = preflight(preflightQuestion(input, model, true), tables.models);
    trace.push_back(preflightStep(verdict, model));
    if (verdict.safety == Safety::Unsafe)
        return keptWithoutTarget(input, RouteReason::Unsafe, wish.difficulty);
    RouteDecision decision = kept(input, RouteReason::None, wish.difficulty);
    decision.outcome = RoutingOutcome::Routed;
    decision.selectedModel = std::move(verdict.model);
    return decision;
}

/// A refusal that no answer of the router would have got around.
bool isFirm(const RouteDecision &decision)
{
    constexpr std::array kFirm {RouteReason::Unsafe,         RouteReason::CacheWarm,
                                RouteReason::RecentUpSwitch, RouteReason::KeepRule,
                                RouteReason::Barred,         RouteReason::NotCheaper,
                                RouteReason::TargetsEnded,   RouteReason::NotAllowed};
    return std::find(kFirm.begin(), kFirm.end(), decision.reason) != kFirm.end();
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
    RouteDecision decision = keptDecision(input.facts, RouteReason::UnknownLabel);
    if (!answer->model.isEmpty())
        decision = fromModel(input, tables, *answer, trace);
    else if (answer->difficulty != Difficulty::None)
        decision = fromDifficulty(input, tables, answer->difficulty, trace);
    return unlessRefused(input, std::move(decision), trace);
}

RouteDecision unlessRefused(const DecisionInput &input, RouteDecision decision, Trace &trace)
{
    if (!decision.modelChanged())
        return decision;
    const bool isAllowed = mayUse(input.context.named.get(), decision.selectedModel);
    if (isAllowed && !isBarred(input, decision.selectedModel))
        return decision;
    trace.push_back({.step = "target",
                     .result = isAllowed ? "barred" : "not-allowed",
                     .detail = Text::words(decision.selectedModel)});
    RouteDecision refused =
        kept(input, isAllowed ? RouteReason::Barred : RouteReason::NotAllowed, decision.difficulty);
    refused.ruleId = std::move(decision.ruleId);
    return refused;
}

RouteDecision decideByOverride(const DecisionInput &input, const DecisionTables &tables,
                               Trace &trace)
{
    const UserOverride &userOverride = input.userOverride;
    RouteDecision decision;
    if (userOverride.wish.kind == RouteWish::Kind::Model) {
        decision = toNamedModel(input, tables, trace);
    } else {
        TargetQuestion question = questionOf(input, tables, userOverride.wish.difficulty);
        question.isUserChoice = true;
        decision = settled(input, tables, question, trace);
    }
    decision.ruleId = userOverride.id;
    return decision;
}

RouteDecision decideEasyOnly(const DecisionInput &input, const DecisionTables &tables, Trace &trace)
{
    RouteDecision decision = fromDifficulty(input, tables, Difficulty::Easy, trace);
    // Nobody called the task easy.
    decision.difficulty = Difficulty::None;
    return unlessRefused(input, std::move(decision), trace);
}

std::optional<RouteDecision> decideUnasked(const DecisionInput &input, const DecisionTables &tables,
                                           Trace &trace)
{
    // Who asks the proxy to choose is told how hard the task is, too.
    if (!input.alias.isEmpty())
        return std::nullopt;
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
            || (outcome.reason == RouteReason::None && outcome.selectedModel == present
                && outcome.effort.isEmpty());
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
                     .detail = Text::english("easy, medium and hard all come to %1",
                                             {decision.selectedModel})});
    return decision;
}

RouteDecision checkedReuse(const DecisionInput &input, const DecisionTables &tables,
                           RouteDecision decision, Trace &trace)
{
    if (!decision.effort.isEmpty()
        && (decision.modelChanged() || !keepsEffort(input.facts, decision.effort, tables.models)))
        decision.effort.clear();
    const bool staysElsewhere =
        decision.outcome == RoutingOutcome::Reused && decision.modelChanged();
    if (!staysElsewhere)
        return decision;
    // It runs there already: neither its history nor its family stands in the way.
    PreflightQuestion question = preflightQuestion(input, decision.selectedModel, true);
    question.history = decision.selectedModel;
    PreflightVerdict verdict = preflight(question, tables.models);
    if (verdict.safety != Safety::Unsafe) {
        decision.selectedModel = std::move(verdict.model);
        return decision;
    }
    trace.push_back(preflightStep(verdict, decision.selectedModel));
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

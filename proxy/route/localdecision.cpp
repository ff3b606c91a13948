// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/localdecision.h"

#include "proxy/models/modelname.h"
#include "proxy/route/requestcost.h"

#include <algorithm>

namespace proxy {

namespace {

using Trace = std::vector<TraceStep>;

bool isKnown(const DecisionInput &input)
{
    return input.local && input.local->difficulty != Difficulty::None;
}

RouteDecision fromVerdict(const DecisionInput &input, const DecisionTables &tables, Trace &trace)
{
    const Difficulty difficulty = input.local->difficulty;
    RouteDecision decision = decideFromAnswer(
        input, tables,
        RouterAnswer {.difficulty = difficulty, .label = name(difficulty), .model = {}}, trace);
    decision.classifier = "local";
    return decision;
}

RouteDecision keptUnknown(const DecisionInput &input)
{
    RouteDecision decision = keptDecision(input.facts, RouteReason::LocalUnknown);
    decision.classifier = "local";
    return decision;
}

void append(const Trace &reasons, Trace &trace)
{
    trace.insert(trace.end(), reasons.begin(), reasons.end());
}

std::optional<double> turnCost(const DecisionInput &input, const ModelTable &models,
                               const QByteArray &model, double tokenFactor)
{
    const SessionView &view = input.context.view;
    const auto facts = models.findOrAssume(model);
    if (!facts)
        return std::nullopt;
    const RequestSize size {.promptTokens =
                                double(input.context.bodyBytes) / std::max(view.bytesPerToken, 1.0),
                            .outputTokens = view.means.outputPerRequest,
                            .tokenFactor = tokenFactor};
    const auto cost = coldCost(*facts, size, input.facts.features);
    return cost ? std::optional(*cost * std::max(view.means.requestsPerTurn, 1.0)) : std::nullopt;
}

} // namespace

bool canFeePay(const DecisionInput &input, const DecisionTables &tables)
{
    const auto fee = tables.models.classifierFee();
    if (!fee)
        return true;
    Trace unused;
    const RouteDecision easy = decideFromAnswer(
        input, tables,
        RouterAnswer {.difficulty = Difficulty::Easy, .label = name(Difficulty::Easy), .model = {}},
        unused);
    // Nobody knows beforehand what less effort saves.
    if (!easy.effort.isEmpty())
        return true;
    const QByteArray &session = input.context.view.model;
    const QByteArray present = parseModelName(session.isEmpty() ? input.facts.model : session).base;
    const auto facts = tables.models.findOrAssume(present);
    const double factor = facts ? facts->tokenFactor : 1;
    const auto dear = turnCost(input, tables.models, present, factor);
    const auto cheap =
        turnCost(input, tables.models, parseModelName(easy.selectedModel).base, factor);
    return !dear || !cheap || *dear - *cheap > double(*fee) / double(kPicoPerDollar);
}

std::optional<RouteDecision> decideHere(const DecisionInput &input, const DecisionTables &tables,
                                        const Trace &reasons, Trace &trace)
{
    const RouterClassifier classifier = input.settings.classifier;
    const bool hasMorph = !input.settings.apiKey.isEmpty();
    if (classifier == RouterClassifier::Morph
        || (classifier == RouterClassifier::MorphThenLocal && hasMorph))
        return std::nullopt;
    append(reasons, trace);
    if (isKnown(input))
        return fromVerdict(input, tables, trace);
    if (classifier != RouterClassifier::LocalThenMorph || !hasMorph)
        return keptUnknown(input);
    if (!input.alias.isEmpty() || canFeePay(input, tables))
        return std::nullopt;
    trace.push_back({.step = "ask",
                     .result = "fee-too-high",
                     .detail = Text::english("an easy answer would save less than Morph's fee")});
    return keptUnknown(input);
}

RouteDecision decideInTrouble(const DecisionInput &input, const DecisionTables &tables,
                              const Error &error, const Trace &reasons, Trace &trace)
{
    if (input.settings.classifier != RouterClassifier::MorphThenLocal)
        return keptDecision(input.facts, reasonFor(error.code));
    append(reasons, trace);
    return isKnown(input) ? fromVerdict(input, tables, trace)
                          : keptDecision(input.facts, reasonFor(error.code));
}

} // namespace proxy

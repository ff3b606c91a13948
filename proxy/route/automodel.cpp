// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/automodel.h"

#include "proxy/models/modelname.h"
#include "proxy/route/allowedmodels.h"
#include "proxy/route/targetsearch.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

/// A choice that can be sent: neither "keep" nor another name for a choice.
QList<QByteArray> namedModels(QList<QByteArray> targets)
{
    targets.removeIf(
        [](const QByteArray &target) { return target == "keep" || isAutoModel(target); });
    return targets;
}

QList<QByteArray> tierTargets(const DecisionInput &input, const DecisionTables &tables,
                              ModelFamily family, Difficulty difficulty)
{
    QList<QByteArray> targets =
        namedModels(targetsOf(tables.map, input.settings, family, difficulty));
    if (targets.isEmpty())
        targets = namedModels(tables.map.cell(family, difficulty));
    return targets;
}

/// Those of the medium tier, or of another one for a client that may use none of these.
QList<QByteArray> standInTargets(const DecisionInput &input, const DecisionTables &tables,
                                 ModelFamily family)
{
    for (const Difficulty difficulty : {Difficulty::Medium, Difficulty::Hard, Difficulty::Easy}) {
        QList<QByteArray> allowed = tierTargets(input, tables, family, difficulty);
        allowed.removeIf([&input](const QByteArray &target) {
            return !mayUse(input.context.named.get(), target);
        });
        if (!allowed.isEmpty())
            return allowed;
    }
    // The request is refused before it is sent.
    return tierTargets(input, tables, family, Difficulty::Medium);
}

ModelFamily familyOf(const DecisionInput &input)
{
    const bool isClaude = input.facts.dialect == Dialect::Anthropic
                          || parseModelName(input.facts.model).base.startsWith(kClaudeAutoModel);
    return targetFamily(input.settings.provider,
                        isClaude ? ModelFamily::Anthropic : ModelFamily::OpenAi);
}

std::optional<QByteArray> firstSent(const DecisionInput &input, const DecisionTables &tables,
                                    const QList<QByteArray> &targets)
{
    for (const QByteArray &target : targets) {
        if (auto name = sentName(input, tables.models, parseModelName(target)))
            return name;
    }
    return std::nullopt;
}

/// The family to choose from: the wanted one, unless the backend lists none of its models.
ModelFamily servedFamily(const DecisionInput &input, const DecisionTables &tables)
{
    const ModelFamily wanted = familyOf(input);
    for (const ModelFamily family :
         {wanted, ModelFamily::Anthropic, ModelFamily::OpenAi, ModelFamily::Gemini}) {
        if (firstSent(input, tables, standInTargets(input, tables, family)))
            return family;
    }
    return wanted;
}

/// Nothing of it is listed: the request must go somewhere, under the account that it names.
QByteArray unlistedName(const DecisionInput &input, const QByteArray &target)
{
    const ModelName asked = parseModelName(input.facts.model);
    ModelName name = parseModelName(target);
    if (!asked.prefix.isEmpty())
        name.prefix = asked.prefix;
    if (!input.takesSuffixes) {
        name.hasSuffix = false;
    } else if (!name.hasSuffix) {
        name.hasSuffix = asked.hasSuffix;
        name.suffix = asked.suffix;
    }
    return name.toByteArray();
}

} // namespace

bool asksForAuto(QByteArrayView model, const ModelList *listed)
{
    if (!isAutoModel(model))
        return false;
    const bool isBackends =
        listed && !splitModelName(model).prefix.isEmpty() && listed->contains(model.toByteArray());
    return !isBackends;
}

void standInForAuto(DecisionInput &input, const DecisionTables &tables)
{
    input.alias = input.facts.model;
    // The name itself says nothing of what can be sent in its place.
    ModelName asked = parseModelName(input.alias);
    asked.hasSuffix = asked.hasSuffix && input.takesSuffixes;
    input.facts.model = asked.toByteArray();
    input.family = servedFamily(input, tables);
    input.requestedFamily = input.family;
    const QList<QByteArray> targets = standInTargets(input, tables, input.family);
    Q_ASSERT(!targets.isEmpty());
    asked.base = kAutoModel.toByteArray();
    input.facts.model = asked.toByteArray();

    QByteArray model =
        firstSent(input, tables, targets).value_or(unlistedName(input, targets.value(0)));
    input.fallback = model;
    for (const QByteArray &target : targets) {
        const auto sent = sentName(input, tables.models, parseModelName(target));
        if (!sent)
            continue;
        std::vector<TraceStep> unused;
        TargetFound found = findTarget(
            input, tables,
            {.difficulty = Difficulty::Medium, .targets = {target}, .isUserChoice = true}, unused);
        if (!found.verdict)
            continue;
        model = *sent;
        input.fallback = std::move(found.verdict->model);
        break;
    }
    input.facts.model = std::move(model);
}

void tellAuto(const DecisionInput &input, RouteDecision &decision)
{
    if (input.alias.isEmpty())
        return;
    decision.alias = input.alias;
    const QByteArray &selected = decision.selectedModel;
    if (selected == input.facts.model || selected == input.fallback)
        decision.requestedModel = decision.selectedModel = input.fallback;
}

TraceStep autoStep(const DecisionInput &input)
{
    return {.step = "auto",
            .result = input.fallback,
            .detail = Text::english("%1 stands for %2 where nothing else is decided",
                                    {input.fallback, input.alias})};
}

} // namespace proxy

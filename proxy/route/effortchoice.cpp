// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/effortchoice.h"

#include "proxy/models/modelname.h"
#include "proxy/models/modelstrength.h"
#include "proxy/route/targetsearch.h"

#include <memory>

namespace proxy {

namespace {

/// Less than this is for no work at all.
constexpr const char *kLow = "low";

/// The row of a model that is known itself, not by its likes.
std::shared_ptr<const ModelFacts> rowOf(const QByteArray &model, const ModelTable &models)
{
    auto facts = models.findOrAssume(model);
    return facts && facts->likeModel.isEmpty() ? facts : nullptr;
}

/// What the request is served with; empty: not known.
QByteArray presentEffort(const RequestFacts &facts, const ModelFacts &model)
{
    return facts.features.effort.isEmpty() ? model.effortDefault : facts.features.effort;
}

/// Why its bytes can't be changed; empty: they can.
QByteArray obstacleIn(const RequestFacts &facts)
{
    if (parseModelName(facts.model).hasSuffix)
        return "suffix";
    if (facts.features.hasMessageEffort)
        return "message-effort";
    // Some of it lies at the provider, or the whole body must stay as it is.
    if (!facts.features.serverState.isEmpty())
        return "server-state";
    return facts.hasOtherEffort ? "unreadable" : QByteArray();
}

/// The lowest level for work.
QByteArray lowLevel(const ModelFacts &model)
{
    QByteArray lowest;
    for (const QByteArray &level : model.effortLevels.value_or(QList<QByteArray>())) {
        const int rank = effortRank(level);
        if (rank >= effortRank(kLow) && (lowest.isEmpty() || rank < effortRank(lowest)))
            lowest = level;
    }
    return lowest;
}

bool isStart(const DecisionInput &input)
{
    const SessionView &view = input.context.view;
    return view.turns == 0 && view.history.isEmpty() && input.facts.userTextOrdinal <= 1
           && input.facts.previousResponseId.isEmpty() && !input.facts.isContinuation;
}

} // namespace

std::optional<QByteArray> lowerEffort(const DecisionInput &input, const ModelTable &models,
                                      std::vector<TraceStep> &trace)
{
    if (!input.settings.routeEffort || !input.alias.isEmpty())
        return std::nullopt;
    const RequestFacts &facts = input.facts;
    const auto stays = [&](QByteArray why, Text detail = {}) {
        trace.push_back({.step = "effort", .result = std::move(why), .detail = std::move(detail)});
        return std::nullopt;
    };
    const auto model = rowOf(facts.model, models);
    const QByteArray low = model ? lowLevel(*model) : QByteArray();
    if (low.isEmpty())
        return stays("no-levels");
    if (QByteArray obstacle = obstacleIn(facts); !obstacle.isEmpty())
        return stays(std::move(obstacle));
    const QByteArray present = presentEffort(facts, *model);
    if (effortRank(present) < 0)
        return stays("unknown", Text::english("the model's own effort is not known"));
    if (effortRank(present) <= effortRank(low))
        return stays("low-enough", Text::words(present));
    if (isBarred(input, effortRefusal(facts.model)))
        return stays("barred", Text::english("it refused such a request before"));
    const SessionView &view = input.context.view;
    const bool isHeld = view.effort == low && view.model == facts.model;
    if (!isHeld && !isStart(input))
        return stays("session-runs", Text::english("another effort would lose its cache"));
    trace.push_back(
        {.step = "effort", .result = low, .detail = Text::english("instead of %1", {present})});
    return low;
}

bool keepsEffort(const RequestFacts &facts, const QByteArray &level, const ModelTable &models)
{
    const auto model = rowOf(facts.model, models);
    return model && model->effortLevels && model->effortLevels->contains(level)
           && obstacleIn(facts).isEmpty()
           && effortRank(presentEffort(facts, *model)) > effortRank(level);
}

QByteArray effortRefusal(const QByteArray &model)
{
    return "effort of " + parseModelName(model).base;
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/thinkingfit.h"

#include "proxy/models/modelstrength.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

constexpr qint64 kUsualBudget = 8192;

bool takesMode(const ModelFacts &target, const char *mode)
{
    return !target.thinkingModes || target.thinkingModes->contains(mode);
}

Text problemOf(const RequestFacts &facts, const ModelFacts &target)
{
    const RequestFeatures &features = facts.features;
    if (features.thinking == ThinkingMode::Adaptive && !takesMode(target, "adaptive"))
        return Text::english("adaptive thinking");
    if (features.thinking == ThinkingMode::Enabled && !takesMode(target, "enabled"))
        return Text::english("thinking with a budget");
    if (features.thinking == ThinkingMode::Disabled && !takesMode(target, "disabled"))
        return Text::english("thinking switched off");
    if (features.thinking == ThinkingMode::BetweenTools && !takesMode(target, "between_tools"))
        return Text::english("thinking between tools");
    const bool isOff = features.thinking == ThinkingMode::Disabled
                       || features.thinking == ThinkingMode::BetweenTools;
    if (isOff && !target.offUpToEffort.isEmpty()
        && effortRank(features.effort) > effortRank(target.offUpToEffort))
        return Text::english("thinking switched off at effort %1", {features.effort});
    const bool showsThinking = !features.thinkingDisplay.isEmpty();
    if (showsThinking && target.thinkingDisplays
        && !target.thinkingDisplays->contains(features.thinkingDisplay))
        return Text::english("thinking shown as %1", {features.thinkingDisplay});
    const bool budgetCounts =
        features.thinking == ThinkingMode::Enabled && features.thinkingBudget >= 0;
    if (budgetCounts
        && (features.thinkingBudget < target.minBudget.value_or(0)
            || features.thinkingBudget > target.maxBudget.value_or(features.thinkingBudget)))
        return Text::english("a budget of %1", {features.thinkingBudget});
    if (!features.effort.isEmpty() && target.effortLevels
        && !target.effortLevels->contains(features.effort))
        return Text::english("effort %1", {features.effort});
    return {};
}

/// The highest of the target's levels that is not above @p wanted, else its lowest.
QByteArray nearestLevel(const QList<QByteArray> &levels, int wanted)
{
    QByteArray nearest;
    for (const QByteArray &level : levels) {
        const int rank = effortRank(level);
        if (nearest.isEmpty() || (rank <= wanted && rank > effortRank(nearest)))
            nearest = level;
    }
    return nearest;
}

int rankOfBudget(qint64 budget)
{
    constexpr std::array<qint64, 4> kBudgets {1024, 8192, 24576, 32768};
    const auto *at = std::lower_bound(kBudgets.begin(), kBudgets.end(), budget);
    return 2 + static_cast<int>(at - kBudgets.begin());
}

/// A budget in the target's range that leaves room for an answer; nullopt: there is none.
std::optional<QByteArray> budgetFor(const RequestFacts &facts, const ModelFacts &target)
{
    if (!target.minBudget || !target.maxBudget)
        return std::nullopt;
    const qint64 asked = facts.features.thinkingBudget;
    qint64 budget =
        std::clamp(asked > 0 ? asked : kUsualBudget, *target.minBudget, *target.maxBudget);
    if (facts.maxTokens >= 0 && budget >= facts.maxTokens)
        budget = *target.minBudget;
    if (budget <= 0 || (facts.maxTokens >= 0 && budget >= facts.maxTokens))
        return std::nullopt;
    return QByteArray::number(budget);
}

std::optional<QByteArray> suffixFor(const RequestFacts &facts, const ModelFacts &target)
{
    const RequestFeatures &features = facts.features;
    const bool thinks = features.thinking == ThinkingMode::Adaptive
                        || features.thinking == ThinkingMode::Enabled
                        || features.thinking == ThinkingMode::BetweenTools;
    // Without the backend's word a level might be taken for a part of the name.
    const bool hasLevels = target.effortLevels && !target.effortLevels->isEmpty()
                           && target.levelSuffix.value_or(false);
    if (hasLevels && features.thinking != ThinkingMode::Disabled) {
        const int wanted = features.effort.isEmpty() ? rankOfBudget(features.thinkingBudget)
                                                     : effortRank(features.effort);
        return nearestLevel(*target.effortLevels, wanted);
    }
    // Edits of the context that concern thinking are refused where thinking is off.
    const bool needsThinking = thinks && features.hasContextManagement;
    if (target.zeroBudget.value_or(false) && !needsThinking
        && features.thinking != ThinkingMode::Enabled)
        return QByteArray("none");
    return thinks ? budgetFor(facts, target) : std::nullopt;
}

} // namespace

ThinkingFit fitThinking(const RequestFacts &facts, const ModelFacts &target)
{
    ThinkingFit fit;
    fit.problem = problemOf(facts, target);
    fit.fits = fit.problem.isEmpty();
    if (!fit.fits)
        fit.suffix = suffixFor(facts, target);
    return fit;
}

} // namespace proxy

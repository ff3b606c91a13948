// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/switchpolicy.h"

#include "proxy/message/modelname.h"
#include "proxy/modelstrength.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr qint64 kLongLifetime = 3600;

/// Dollars of one token.
struct TokenPrice
{
    double input = 0;
    double output = 0;
    double read = 0;
    double write = 0;
};

/// A run of requests at one model.
struct Course
{
    double cached = 0; ///< tokens of the first request that are warm
    double first = 0; ///< tokens of the first request
    double fresh = 0; ///< new tokens of each further one
    double output = 0;
    double requests = 1;
};

std::optional<TokenPrice> priceOf(const ModelTable &table, const QByteArray &model, qint64 tokens,
                                  bool isLong)
{
    const auto facts = table.find(model);
    if (!facts)
        return std::nullopt;
    const ModelPrice price = facts->price.forInput(tokens);
    if (!price.input || !price.output || !price.cacheRead)
        return std::nullopt;
    const auto dollars = [](PicoDollars pico) { return double(pico) / double(kPicoPerDollar); };
    // Where writing has no price of its own it is plain input.
    const auto write = isLong ? price.cacheWrite1h : price.cacheWrite5m;
    return TokenPrice {dollars(*price.input), dollars(*price.output), dollars(*price.cacheRead),
                       dollars(write.value_or(*price.input))};
}

double costOf(const Course &course, const TokenPrice &price)
{
    const double begun = course.cached * price.read + (course.first - course.cached) * price.write
                         + course.output * price.output;
    const double further = std::max(course.requests - 1, 0.0);
    const double averagePrefix = course.first + further * course.fresh / 2;
    return begun
           + further
                 * (averagePrefix * price.read + course.fresh * price.write
                    + course.output * price.output);
}

double stepsOf(const TurnMeans &means, const QByteArray &base)
{
    for (const ModelSteps &steps : means.steps) {
        if (steps.model == base)
            return steps.requestsPerTurn;
    }
    return 0;
}

/// The share of further requests the target needs.
double extraSteps(const TurnMeans &means, const QByteArray &from, const QByteArray &to)
{
    const double before = stepsOf(means, from);
    const double after = stepsOf(means, to);
    return before > 0 && after > 0 ? std::clamp(after / before - 1, 0.0, 1.0) : means.extraSteps;
}

QByteArray dollarText(double usd)
{
    return '$' + QByteArray::number(usd, 'f', 4);
}

QByteArray textOf(const SwitchEstimate &estimate)
{
    return QByteArray::number(estimate.warmTokens) + " tokens are warm; about "
           + QByteArray::number(estimate.requests, 'f', 0) + " requests cost "
           + dollarText(estimate.stayUsd) + " staying, " + dollarText(estimate.switchUsd)
           + " switching: " + QByteArray::number(estimate.gain() * 100, 'f', 0) + " % gained, "
           + QByteArray::number(kMinimalGain * 100, 'f', 0) + " % needed";
}

bool goesUp(const SwitchQuestion &question, const ModelTable &table)
{
    const int direction = compareStrength(table, question.from, question.to);
    if (direction != 0)
        return direction > 0;
    // Without prices the difficulties tell.
    return question.view.difficulty != Difficulty::None
           && question.difficulty > question.view.difficulty
           && question.difficulty != Difficulty::NeedsInfo;
}

SwitchVerdict go(const char *why, QByteArray detail = {})
{
    return {.reason = RouteReason::None, .why = why, .detail = std::move(detail)};
}

} // namespace

SwitchVerdict judgeSwitch(const SwitchQuestion &question, const ModelTable &table)
{
    const SessionView &view = question.view;
    if (question.to == question.from)
        return go("same-model");
    if (question.policy != RoutePolicy::CacheAware)
        return go("caches-ignored");
    if (goesUp(question, table))
        return go("up", "a stronger model is never held back by price");
    if (view.turnsSinceUp >= 0 && view.turnsSinceUp < kPolicyTurns)
        return {RouteReason::RecentUpSwitch, "recent-up-switch",
                "a way up was taken " + QByteArray::number(view.turnsSinceUp + 1)
                    + " turns ago; no way down before " + QByteArray::number(kPolicyTurns),
                std::nullopt};
    if (view.rewritten)
        return go("compaction", "the history is new, nothing of it is cached");
    if (!view.warmAt(parseModelName(question.from).base))
        return go("cold", "no evidence of a warm cache at " + question.from);
    const auto estimate = estimateSwitch(question, table);
    if (!estimate)
        return go("prices-unknown");
    if (estimate->gain() > kMinimalGain)
        return {RouteReason::None, "worth-it", textOf(*estimate), estimate};
    return {RouteReason::CacheWarm, "cache-warm", textOf(*estimate), estimate};
}

std::optional<SwitchEstimate> estimateSwitch(const SwitchQuestion &question,
                                             const ModelTable &table)
{
    const SessionView &view = question.view;
    const QByteArray from = parseModelName(question.from).base;
    const QByteArray to = parseModelName(question.to).base;
    const WarmCache *warm = view.warmAt(from);
    if (!warm)
        return std::nullopt;
    const double whole = std::max(double(question.bodyBytes) / std::max(view.bytesPerToken, 1.0),
                                  double(warm->tokens));
    const bool isLong = warm->lifetimeSeconds >= kLongLifetime;
    const auto here = priceOf(table, from, qint64(whole), isLong);
    const auto there = priceOf(table, to, qint64(whole), isLong);
    if (!here || !there)
        return std::nullopt;

    const TurnMeans &means = view.means;
    Course stay {.cached = double(warm->tokens),
                 .first = whole,
                 .fresh = means.freshPerRequest,
                 .output = means.outputPerRequest,
                 .requests = means.requestsPerTurn * kPolicyTurns};
    Course away = stay;
    const WarmCache *warmThere = view.warmAt(to);
    away.cached = warmThere ? std::min(double(warmThere->tokens), whole) : 0;
    away.requests = stay.requests * (1 + extraSteps(means, from, to));
    // Coming back finds the old cache alive unless the excursion outlasts it.
    const bool outlasts = means.minutesPerTurn * kPolicyTurns * 60 > double(warm->lifetimeSeconds);
    const double rebuilt = whole + away.requests * means.freshPerRequest;
    const double back = outlasts ? means.wayBack * rebuilt * (here->write - here->read) : 0;
    return SwitchEstimate {.stayUsd = costOf(stay, *here),
                           .switchUsd = costOf(away, *there) + back,
                           .warmTokens = warm->tokens,
                           .requests = stay.requests};
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/switchpolicy.h"

#include "proxy/core/boundednumber.h"
#include "proxy/models/modelname.h"
#include "proxy/models/modelstrength.h"
#include "proxy/route/requestcost.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

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

/// A run of requests at one model. Tokens are those of the model the session is at.
struct Course
{
    double cached = 0; ///< tokens of the first request that are warm
    double first = 0; ///< tokens of the first request
    double fresh = 0; ///< new tokens of each further one
    double output = 0;
    double requests = 1;
    double rethought = 0; ///< output tokens that are spent once more, at the first request
};

/// More requests than these cost in proportion.
constexpr int kMaxCounted = 64;

/// What one model charges for prompts of any length.
class PriceList final
{
public:
    PriceList(std::shared_ptr<const ModelFacts> facts, double factor, PriceTerms terms, bool isLong)
        : m_facts(std::move(facts))
        , m_factor(factor)
        , m_terms(std::move(terms))
        , m_isLong(isLong)
    { }

    [[nodiscard]] bool isKnown() const { return m_facts && at(0).has_value(); }
    /// @p tokens: of the session's model.
    [[nodiscard]] std::optional<TokenPrice> at(double tokens) const
    {
        const ModelPrice price = m_facts->price.forPrompt(boundedWhole(tokens * m_factor), m_terms);
        if (!price.input || !price.output || !price.cacheRead)
            return std::nullopt;
        const auto dollars = [this](PicoDollars pico) {
            return double(pico) * m_factor / double(kPicoPerDollar);
        };
        const auto brief = price.cacheWrite5m ? price.cacheWrite5m : price.cacheWrite30m;
        const auto lasting = price.cacheWrite1h ? price.cacheWrite1h : price.cacheWrite12h;
        // Where writing has no price of its own it is plain input.
        const auto write = m_isLong && lasting ? lasting : brief;
        return TokenPrice {dollars(*price.input), dollars(*price.output), dollars(*price.cacheRead),
                           dollars(write.value_or(*price.input))};
    }

private:
    std::shared_ptr<const ModelFacts> m_facts;
    double m_factor; ///< tokens of this model for one of the session's
    PriceTerms m_terms;
    bool m_isLong;
};

double costOf(const Course &course, const PriceList &prices)
{
    const auto price = [&prices](double prompt) {
        return prices.at(prompt).value_or(TokenPrice());
    };
    const TokenPrice begun = price(course.first);
    double cost = course.cached * begun.read + (course.first - course.cached) * begun.write
                  + (course.output + course.rethought) * begun.output;
    const double further = std::max(course.requests - 1, 0.0);
    const double counted = std::min(further, double(kMaxCounted));
    double sum = 0;
    double prefix = course.first;
    for (double left = counted; left > 0; left -= 1, prefix += course.fresh) {
        const TokenPrice each = price(prefix + course.fresh);
        sum += std::min(left, 1.0)
               * (prefix * each.read + course.fresh * each.write + course.output * each.output);
    }
    return counted > 0 ? cost + sum * further / counted : cost;
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

/// The target's reading of thinking blocks, by class or id.
bool readsThinkingOf(const ModelFacts &target, const ModelFacts &writer)
{
    if (undatedModel(target.id) == undatedModel(writer.id))
        return true;
    return target.readsThinkingOf
           && (target.readsThinkingOf->contains(writer.id)
               || target.readsThinkingOf->contains(undatedModel(writer.id).toByteArray()));
}

/// Tokens of reasoning that the target can't read and thinks again: those of the history, but no
/// more than a turn brings forth.
double lostThinking(const SwitchQuestion &question, const ModelFacts &from, const ModelFacts &to)
{
    const SessionView &view = question.view;
    if (!question.features.hasSignedThinking || readsThinkingOf(to, from))
        return 0;
    const double thought =
        double(question.features.thinkingBytes) / std::max(view.bytesPerToken, 1.0);
    return std::min(thought, view.means.outputPerRequest * view.means.requestsPerTurn);
}

QByteArray dollarText(double usd)
{
    return '$' + QByteArray::number(usd, 'f', 4);
}

Text inWords(const SwitchEstimate &estimate)
{
    return Text::english("%1 tokens are warm; about %2 requests cost %3 staying, %4 switching: "
                         "%5 % gained, %6 % needed",
                         {estimate.warmTokens, QByteArray::number(estimate.requests, 'f', 0),
                          dollarText(estimate.stayUsd), dollarText(estimate.switchUsd),
                          QByteArray::number(estimate.gain() * 100, 'f', 0),
                          QByteArray::number(kMinimalGain * 100, 'f', 0)});
}

bool goesUp(const SwitchQuestion &question, const ModelTable &table)
{
    const int direction =
        compareStrength(table, question.from, question.to, question.features.effort);
    if (direction != 0)
        return direction > 0;
    // Without prices the difficulties tell.
    return question.view.difficulty != Difficulty::None
           && question.difficulty > question.view.difficulty
           && question.difficulty != Difficulty::NeedsInfo;
}

SwitchVerdict go(const char *why, Text detail = {})
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
        return go("up", Text::english("a stronger model is never held back by price"));
    if (view.turnsSinceUpgrade >= 0 && view.turnsSinceUpgrade < kPolicyTurns)
        return {
            RouteReason::RecentUpSwitch, "recent-up-switch",
            Text::english(
                "the session switched up %1 turns ago; it switches down after %2 at the earliest",
                {view.turnsSinceUpgrade + 1, kPolicyTurns}),
            std::nullopt};
    if (view.rewritten)
        return go("compaction", Text::english("the history is new, nothing of it is cached"));
    if (!view.warmAt(parseModelName(question.from).base))
        return go("cold", Text::english("no evidence of a warm cache at %1", {question.from}));
    const auto estimate = estimateSwitch(question, table);
    if (!estimate)
        return go("prices-unknown");
    if (estimate->gain() > kMinimalGain)
        return {RouteReason::None, "worth-it", inWords(*estimate), estimate};
    return {RouteReason::CacheWarm, "cache-warm", inWords(*estimate), estimate};
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
    const auto fromFacts = table.findOrAssume(from);
    const auto toFacts = table.findOrAssume(to);
    const PriceTerms terms = termsOf(question.features);
    const double factor = fromFacts && toFacts ? toFacts->tokenFactor / fromFacts->tokenFactor : 1;
    const PriceList here(fromFacts, 1, terms, isLong);
    const PriceList there(toFacts, factor, terms, isLong);
    if (!here.isKnown() || !there.isKnown())
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
    away.rethought = lostThinking(question, *fromFacts, *toFacts);
    // Coming back finds the old cache alive unless the excursion outlasts it.
    const bool outlasts = means.minutesPerTurn * kPolicyTurns * 60 > double(warm->lifetimeSeconds);
    const double rebuilt = whole + away.requests * means.freshPerRequest;
    const TokenPrice again = here.at(rebuilt).value_or(TokenPrice());
    const double back = outlasts ? means.switchBack * rebuilt * (again.write - again.read) : 0;
    return SwitchEstimate {.stayUsd = costOf(stay, here),
                           .switchUsd = costOf(away, there) + back,
                           .warmTokens = warm->tokens,
                           .requests = stay.requests};
}

} // namespace proxy

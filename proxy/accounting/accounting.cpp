// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/accounting.h"

#include "proxy/accounting/cost.h"
#include "proxy/core/boundednumber.h"
#include "proxy/models/modelname.h"

#include <QDateTime>
#include <QHash>

#include <utility>

namespace proxy {

namespace {

/// The router answered: that call is billed, whatever came of it. Calls that failed are not
/// counted, repeated and joined questions cost nothing.
bool isBilledByRouter(const RouteDecision &decision)
{
    return decision.routerAttempts > 0 && decision.classifier != "local"
           && (decision.isClassified() || decision.reason == RouteReason::NeedsInfo
               || decision.reason == RouteReason::UnknownLabel);
}

/// What has a prompt cache of its own: a model at an effort, however its id is written.
struct CacheIdentity
{
    QByteArrayView model;
    QByteArrayView effort;

    const QByteArray &whole;

    bool operator==(const CacheIdentity &other) const
    {
        return model == other.model && effort == other.effort;
    }
    [[nodiscard]] QByteArray text() const
    {
        if (model.size() == whole.size())
            return whole;
        return effort.isEmpty() ? model.toByteArray()
                                : model.toByteArray() + '(' + effort.toByteArray() + ')';
    }
};

/// It points into @p modelId, which must outlive it.
CacheIdentity cacheIdentity(const QByteArray &modelId)
{
    return {undatedModel(modelId), splitModelName(modelId).suffix, modelId};
}

/// What the request asks for or the answer wrote, else what its model is known for.
std::chrono::seconds lifetimeOf(const ModelFacts &model, const RequestFeatures &features,
                                bool writesForHalfADay)
{
    if (features.cacheTtlSeconds > 0)
        return std::chrono::seconds(features.cacheTtlSeconds);
    return writesForHalfADay ? std::chrono::hours(12) : model.cacheLifetime;
}

/// A model that charges for no writes caches by itself, whether the answer counts 0 or nothing.
void dropEmptyWrites(Usage &usage, const ModelPrice &price)
{
    if (!price.cacheWrite30m && usage.cacheWrite30m == 0)
        usage.cacheWrite30m = -1;
    if (!price.cacheWrite12h && usage.cacheWrite12h == 0)
        usage.cacheWrite12h = -1;
}

/// What the answer does not report is as it was asked for.
void noteTerms(Exchange &exchange, const RequestFeatures &features)
{
    if (exchange.speed.isEmpty())
        exchange.speed = features.speed;
    if (exchange.region.isEmpty())
        exchange.region = features.region;
}

/// An answer that tells no lives wrote for the one that was asked for.
void takeAskedLife(Usage &usage, const RequestFeatures &features)
{
    constexpr qint64 kHalfADay = 12 * 3600;
    if (features.cacheTtlSeconds >= kHalfADay && usage.cacheWrite12h < 0 && usage.cacheWrite30m > 0)
        usage.cacheWrite12h = std::exchange(usage.cacheWrite30m, 0);
}

PriceTerms termsOf(const Exchange &exchange)
{
    return {.speed = exchange.speed, .region = exchange.region};
}

bool isDiverted(const RouteDecision &decision)
{
    return decision.modelChanged()
           && cacheIdentity(decision.selectedModel) != cacheIdentity(decision.requestedModel);
}

quint64 sessionOf(const Exchange &exchange)
{
    return qHashMulti(0, exchange.session, exchange.clientName);
}

} // namespace

Accounting::Accounting(ModelTable table)
    : m_table(std::move(table))
{ }

void Accounting::setBudget(PicoDollars perDay)
{
    if (perDay != m_budget)
        m_warnedOn = {};
    m_budget = perDay;
}

void Accounting::adopt(const Ledger &past, const SpendBook &subjects)
{
    m_ledger.add(past);
    m_spending.add(past);
    m_spending.add(subjects);
    m_isComplete = true;
    watchBudget(QDate::currentDate());
}

/// Agents run several conversations under one session id; each begins with a text of its own. What
/// goes on from an earlier response does not repeat that text.
quint64 Accounting::conversationOf(const Exchange &exchange, const RequestFacts &facts) const
{
    if (!facts.previousResponseId.isEmpty()) {
        const auto latest = m_latest.find(sessionOf(exchange));
        if (latest != m_latest.end())
            return latest->second;
    }
    // A fingerprint holds the system text, whose change is a loss to be explained.
    const bool isFingerprint = exchange.session.startsWith('~');
    return qHashMulti(0, isFingerprint ? QByteArray() : exchange.session, facts.firstTextHash,
                      exchange.clientName);
}

void Accounting::noteLatest(const Turn &turn)
{
    if (turn.facts.isWarmUp || turn.exchange.dialect != Dialect::OpenAiResponses)
        return;
    if (m_latest.size() >= CacheExplainer::kMaxConversations)
        m_latest.clear();
    m_latest[sessionOf(turn.exchange)] = turn.conversation;
}

void Accounting::settle(Exchange &exchange, const RequestFacts &facts,
                        PromptFingerprint fingerprint)
{
    Turn turn {exchange, facts, conversationOf(exchange, facts)};
    noteLatest(turn);
    price(turn, std::move(fingerprint));
    m_ledger.add(exchange);
    const QDate day = m_ledger.dayOf(exchange.startedAtMs);
    if (exchange.routable)
        m_spending.add(day, exchange);
    if (m_budget > 0)
        watchBudget(day);
    if (m_spent)
        m_spent(exchange);
}

std::shared_ptr<const PromptFingerprint::Tools>
Accounting::knownTools(const Exchange &exchange, const RequestFacts &facts) const
{
    if (facts.features.toolsFingerprint == 0)
        return {};
    return m_explainer.knownTools(conversationOf(exchange, facts), facts.features.toolsFingerprint);
}

PicoDollars Accounting::spentToday(QDate today) const
{
    const LedgerSums sums = m_ledger.total(today);
    return boundedSum(sums.cost, sums.classifier);
}

void Accounting::watchBudget(QDate day)
{
    if (m_budget <= 0 || m_warnedOn == day)
        return;
    const PicoDollars spent = spentToday(day);
    if (spent <= m_budget)
        return;
    m_warnedOn = day;
    if (m_warn)
        m_warn({.day = day, .spent = spent, .budget = m_budget});
}

void Accounting::price(Turn &turn, PromptFingerprint fingerprint)
{
    const RouteDecision &decision = turn.exchange.decision;
    Cost &cost = turn.exchange.cost;
    if (isBilledByRouter(decision))
        cost.classifierFee = m_table.classifierFee().value_or(0);
    if (!turn.exchange.usage.isKnown())
        return;
    noteTerms(turn.exchange, turn.facts.features);
    const PriceTerms terms = termsOf(turn.exchange);
    const ModelFacts *served = findServed(turn.exchange);
    const ModelFacts *requested =
        isDiverted(decision) ? m_table.find(decision.requestedModel) : served;
    if (served)
        dropEmptyWrites(turn.exchange.usage, served->price);
    takeAskedLife(turn.exchange.usage, turn.facts.features);
    static const ModelFacts kUnknown;
    // A warm-up prepares the upstream: what it reads and leaves is no turn's.
    if (!turn.facts.isWarmUp)
        explainCache(turn, served ? *served : kUnknown, std::move(fingerprint));
    if (served) {
        cost.actual = withSides(costOf(turn.exchange.usage, served->price, terms), turn.exchange,
                                served->price);
        cost.priceTable = m_table.asOf();
    }
    // What broke off has to be asked again, and saved nothing.
    const bool isBroken =
        turn.exchange.end == ExchangeEnd::Failed || turn.exchange.end == ExchangeEnd::Cut;
    if (turn.facts.isWarmUp || isBroken)
        cost.baseline = cost.actual;
    else if (requested)
        cost.baseline =
            withSides(costOf(usageAtRequested(turn, *requested), requested->price, terms),
                      turn.exchange, requested->price);
}

std::optional<PicoDollars> Accounting::withSides(std::optional<PicoDollars> sum,
                                                 const Exchange &exchange,
                                                 const ModelPrice &own) const
{
    const PriceTerms terms = termsOf(exchange);
    for (const SideUsage &side : exchange.sideUsage) {
        const ModelFacts *facts = m_table.find(side.model);
        const ModelPrice *price = side.model.isEmpty() ? &own : facts ? &facts->price : nullptr;
        const auto cost = price ? costOf(side.usage, *price, terms) : std::nullopt;
        if (!sum || !cost)
            return std::nullopt;
        sum = boundedSum(*sum, *cost);
    }
    return sum;
}

void Accounting::explainCache(Turn &turn, const ModelFacts &served, PromptFingerprint fingerprint)
{
    const RouteDecision &decision = turn.exchange.decision;
    const QByteArray requested = cacheIdentity(decision.requestedModel).text();
    auto explanation = m_explainer.explain(
        {.conversation = turn.conversation,
         .requestedModel = requested,
         .servedModel =
             decision.modelChanged() ? cacheIdentity(decision.selectedModel).text() : requested,
         .effort = turn.facts.features.effort,
         .loweredEffort = decision.effort,
         .fingerprint = std::move(fingerprint),
         .usage = turn.exchange.usage,
         .atMs = turn.exchange.startedAtMs,
         .cacheLifetime =
             lifetimeOf(served, turn.facts.features, turn.exchange.usage.cacheWrite12h > 0),
         .compaction = turn.exchange.stopReason == "compaction" ? Compaction::Pending
                       : turn.exchange.compacted                ? Compaction::Done
                                                                : Compaction::None,
         .price = served.price,
         .terms = termsOf(turn.exchange)});
    CacheLoss &loss = turn.exchange.cacheLoss;
    // What the answer itself said of the loss was put there by the tap.
    explanation.loss.upstreamReason = std::move(loss.upstreamReason);
    explanation.loss.upstreamMissedTokens = loss.upstreamMissedTokens;
    loss = std::move(explanation.loss);
    turn.sameShare = explanation.sameShare;
}

bool Accounting::isSubstituted(const Exchange &exchange, const ModelFacts *sent,
                               const ModelFacts *served) const
{
    if (!sent || exchange.responseModel.isEmpty() || !exchange.fallback.isEmpty())
        return false;
    // "gemini-pro-latest" names whichever model its maker wants to answer.
    if (sent->id.endsWith("-latest"))
        return false;
    if (served)
        return served != sent && undatedModel(served->id) != undatedModel(sent->id);
    const QByteArray answered = makersModelId(exchange.responseModel);
    served = m_table.find(answered);
    return undatedModel(served ? served->id : answered) != undatedModel(sent->id);
}

const ModelFacts *Accounting::findServed(Exchange &exchange) const
{
    const ModelFacts *sent = m_table.find(exchange.decision.selectedModel);
    const bool isTheSame = exchange.responseModel == exchange.decision.selectedModel;
    const ModelFacts *answered = isTheSame ? sent : m_table.find(exchange.responseModel);
    exchange.modelSubstituted = isSubstituted(exchange, sent, answered);
    // Who answered is who is billed: the provider's own fallback, or one that nobody asked for.
    // One that the table does not know has no known price.
    if (exchange.modelSubstituted || (answered && !exchange.fallback.isEmpty()))
        return answered;
    // A name of the backend's own making (an alias) is told apart by who answered.
    return sent ? sent : answered;
}

Usage Accounting::usageAtRequested(const Turn &turn, const ModelFacts &requested)
{
    const Exchange &exchange = turn.exchange;
    const RequestFeatures &features = turn.facts.features;
    const bool hasPrefix = features.toolsFingerprint != 0 || features.systemFingerprint != 0;
    return m_baseline.usageAtRequested(
        {.conversation = turn.conversation,
         .prefix =
             hasPrefix ? qHashMulti(0, features.toolsFingerprint, features.systemFingerprint) : 0,
         .requestedModel = exchange.decision.requestedModel,
         .diverted = isDiverted(exchange.decision),
         .usage = exchange.usage,
         .sameShare = turn.sameShare,
         .atMs = exchange.startedAtMs,
         .cacheLifetime = lifetimeOf(requested, features, turn.exchange.usage.cacheWrite12h > 0)});
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/books/books.h"

#include "proxy/books/cost.h"
#include "proxy/message/modelname.h"

#include <QDateTime>
#include <QHash>

namespace proxy {

namespace {

/// The router answered: that call is billed, whatever came of it. Calls that failed are not
/// counted, repeated and joined questions cost nothing.
bool isBilledByRouter(const RouteDecision &decision)
{
    return decision.routerAttempts > 0
           && (decision.isClassified() || decision.reason == RouteReason::NeedsInfo
               || decision.reason == RouteReason::UnknownLabel);
}

/// Another model, or another effort of it: both have a cache of their own.
bool isDiverted(const RouteDecision &decision)
{
    return decision.modelChanged()
           && (undatedModel(decision.selectedModel) != undatedModel(decision.requestedModel)
               || parseModelName(decision.selectedModel).suffix
                      != parseModelName(decision.requestedModel).suffix);
}

} // namespace

Books::Books(ModelTable table)
    : m_table(std::move(table))
{ }

void Books::setBudget(PicoDollars perDay)
{
    if (perDay != m_budget)
        m_warnedOn = {};
    m_budget = perDay;
}

void Books::adopt(const Ledger &past)
{
    m_ledger.add(past);
    m_isComplete = true;
    watchBudget(QDate::currentDate());
}

void Books::settle(Exchange &exchange, const RequestFacts &facts)
{
    price(exchange, facts);
    m_ledger.add(exchange);
    if (m_budget > 0)
        watchBudget(QDateTime::fromMSecsSinceEpoch(exchange.startedAtMs).date());
}

PicoDollars Books::spentToday(QDate today) const
{
    const LedgerSums sums = m_ledger.total(today);
    return sums.cost + sums.classifier;
}

void Books::watchBudget(QDate day)
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

void Books::price(Exchange &exchange, const RequestFacts &facts)
{
    const RouteDecision &decision = exchange.decision;
    Cost &cost = exchange.cost;
    if (isBilledByRouter(decision))
        cost.classifierFee = m_table.classifierFee().value_or(0);
    if (!exchange.usage.isKnown())
        return;
    const auto served = servedBy(exchange);
    const auto requested = isDiverted(decision) ? m_table.find(decision.requestedModel) : served;
    if (served) {
        cost.actual = costOf(exchange.usage, served->price);
        cost.priceTable = m_table.asOf();
    }
    if (requested)
        cost.baseline = costOf(usageAtRequested(exchange, facts, *requested), requested->price);
}

std::optional<ModelFacts> Books::servedBy(const Exchange &exchange) const
{
    auto facts = m_table.find(exchange.decision.selectedModel);
    // A name of the backend's own making (an alias) is told apart by who answered.
    return facts ? facts : m_table.find(exchange.responseModel);
}

Usage Books::usageAtRequested(const Exchange &exchange, const RequestFacts &facts,
                              const ModelFacts &requested)
{
    const auto &features = facts.features;
    return m_baseline.usageAtRequested(
        {.conversation = qHashMulti(0, exchange.session, facts.firstTextHash),
         .prefix = features.toolsFingerprint == 0 && features.systemFingerprint == 0
                       ? 0
                       : qHashMulti(0, features.toolsFingerprint, features.systemFingerprint),
         .requestedModel = exchange.decision.requestedModel,
         .diverted = isDiverted(exchange.decision),
         .usage = exchange.usage,
         .sameShare = 1,
         .atMs = exchange.startedAtMs,
         .cacheLifetime = requested.cacheLifetime});
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
// Part of step 8 of 8: prices a finished exchange before it is recorded.
#pragma once

#include "proxy/accounting/baseline.h"
#include "proxy/accounting/cacheexplainer.h"
#include "proxy/accounting/ledger.h"
#include "proxy/exchange/exchange.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/models/modeltable.h"

#include <QDate>

#include <functional>

namespace proxy {

/// The day's cost has passed the budget.
struct BudgetWarning
{
    QDate day;
    PicoDollars spent = 0; ///< list prices, classifier included
    PicoDollars budget = 0;
};

/// Puts cost and baseline into each exchange that ends, adds it to the ledger and
/// watches the day's budget. Lives on the worker thread.
class Accounting final
{
public:
    explicit Accounting(ModelTable table);

    /// 0: none. A budget that is set anew may warn anew.
    void setBudget(PicoDollars perDay);
    /// Called once a day at most, with the exchange that passed the budget.
    void setWarningHandler(std::function<void(const BudgetWarning &)> handler)
    {
        m_warn = std::move(handler);
    }
    /// What earlier runs left in the request log.
    void adopt(const Ledger &past);
    /// From now on; what is in the ledger stays as it is.
    void setTable(ModelTable table) { m_table = std::move(table); }
    /// Fills Exchange::cost and cacheLoss of a routable exchange that ended and adds it to the
    /// ledger.
    /// @p facts and @p fingerprint: of its request; the fingerprint is empty where none was made.
    void settle(Exchange &exchange, const RequestFacts &facts, PromptFingerprint fingerprint);
    /// Tools that need not be fingerprinted again; null: they do.
    [[nodiscard]] std::shared_ptr<const PromptFingerprint::Tools>
    knownTools(const Exchange &exchange, const RequestFacts &facts) const;

    [[nodiscard]] const ModelTable &table() const { return m_table; }
    [[nodiscard]] const Ledger &ledger() const { return m_ledger; }
    /// False until adopt().
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    [[nodiscard]] PicoDollars spentToday(QDate today) const;
    [[nodiscard]] PicoDollars savedToday(QDate today) const
    {
        return m_ledger.total(today).saved();
    }
    [[nodiscard]] PicoDollars budget() const { return m_budget; }
    [[nodiscard]] const QByteArray &priceTable() const { return m_table.asOf(); }

private:
    /// One turn on its way into the ledger.
    struct Turn
    {
        Exchange &exchange;
        const RequestFacts &facts;
        quint64 conversation;
        double sameShare = 1;
    };

    void explainCache(Turn &turn, const ModelFacts &served, PromptFingerprint fingerprint);
    void price(Turn &turn, PromptFingerprint fingerprint);
    void watchBudget(QDate day);
    /// Another model answered than was sent, and nobody asked for it.
    [[nodiscard]] bool isSubstituted(const Exchange &exchange) const;
    [[nodiscard]] const ModelFacts *servedBy(const Exchange &exchange) const;
    /// @p sum and what stands beside the answer's own usage; @p own: the price of what names no
    /// model. nullopt: a price is not known.
    [[nodiscard]] std::optional<PicoDollars> withSides(std::optional<PicoDollars> sum,
                                                       const Exchange &exchange,
                                                       const ModelPrice &own) const;
    [[nodiscard]] Usage usageAtRequested(const Turn &turn, const ModelFacts &requested);

    ModelTable m_table;
    Baseline m_baseline;
    CacheExplainer m_explainer;
    Ledger m_ledger;
    PicoDollars m_budget = 0;
    QDate m_warnedOn;
    bool m_isComplete = false;
    std::function<void(const BudgetWarning &)> m_warn;
};

} // namespace proxy

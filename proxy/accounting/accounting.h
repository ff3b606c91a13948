// SPDX-License-Identifier: LicenseRef-Private
// Part of step 8 of 8: prices a finished exchange before it is recorded.
#pragma once

#include "proxy/accounting/baseline.h"
#include "proxy/accounting/cacheexplainer.h"
#include "proxy/accounting/ledger.h"
#include "proxy/accounting/spendbook.h"
#include "proxy/exchange/exchange.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/models/modeltable.h"

#include <QDate>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

namespace proxy {

/// The day's cost exceeds the budget.
struct BudgetWarning
{
    QDate day;
    PicoDollars spent = 0; ///< at list prices, with the classifier's fees
    PicoDollars budget = 0;
};

/// Computes the cost and the baseline of each exchange that ends, adds them to the ledger and
/// watches the day's budget. Lives on the worker thread.
class Accounting final
{
public:
    explicit Accounting(ModelTable table);

    /// Sets the budget of a day; 0: none. A new budget may give a new warning.
    void setBudget(PicoDollars perDay);
    /// @p handler is called at most once a day, within settle() of the exchange that exceeds the
    /// budget.
    void setWarningHandler(std::function<void(const BudgetWarning &)> handler)
    {
        m_warn = std::move(handler);
    }
    /// @p handler is called within settle(), when what an exchange used was added to spending().
    void setSpendHandler(std::function<void(const Exchange &)> handler)
    {
        m_spent = std::move(handler);
    }
    /// Adds the costs that earlier runs left in the request log, and what client keys and sessions
    /// used today.
    void adopt(const Ledger &past, const SpendBook &subjects = {});
    /// Uses @p table from now on; the costs in the ledger stay.
    void setTable(ModelTable table) { m_table = std::move(table); }
    /// Fills Exchange::cost and cacheLoss of a routable exchange that ended, and adds it to the
    /// ledger. @p facts and @p fingerprint describe its request; the fingerprint may be empty.
    void settle(Exchange &exchange, const RequestFacts &facts, PromptFingerprint fingerprint);
    /// Returns the fingerprints of the request's tools if an earlier turn had the same tools; else
    /// null.
    [[nodiscard]] std::shared_ptr<const PromptFingerprint::Tools>
    knownTools(const Exchange &exchange, const RequestFacts &facts) const;

    [[nodiscard]] const ModelTable &table() const { return m_table; }
    [[nodiscard]] const Ledger &ledger() const { return m_ledger; }
    /// What was used, for budgets. It lives as long as this object.
    [[nodiscard]] const SpendBook &spending() const { return m_spending; }
    /// Whether adopt() was called, so that the ledger holds earlier days too.
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    [[nodiscard]] PicoDollars spentToday(QDate today) const;
    [[nodiscard]] PicoDollars savedToday(QDate today) const
    {
        return m_ledger.total(today).saved();
    }
    [[nodiscard]] PicoDollars budget() const { return m_budget; }
    [[nodiscard]] const QByteArray &priceTable() const { return m_table.asOf(); }

private:
    /// The exchange that settle() works on.
    struct Turn
    {
        Exchange &exchange;
        const RequestFacts &facts;
        quint64 conversation;
        double sameShare = 1;
    };

    [[nodiscard]] quint64 conversationOf(const Exchange &exchange, const RequestFacts &facts) const;
    void noteLatest(const Turn &turn);
    void explainCache(Turn &turn, const ModelFacts &served, PromptFingerprint fingerprint);
    void price(Turn &turn, PromptFingerprint fingerprint);
    void watchBudget(QDate day);
    /// Whether a model answered that nobody asked for.
    [[nodiscard]] bool isSubstituted(const Exchange &exchange, const ModelFacts *sent,
                                     const ModelFacts *served) const;
    [[nodiscard]] const ModelFacts *findServed(Exchange &exchange) const;
    /// Adds the price of Exchange::sideUsage to @p sum. @p own is the price of usage that names no
    /// model. nullopt: a price is not known.
    [[nodiscard]] std::optional<PicoDollars> withSides(std::optional<PicoDollars> sum,
                                                       const Exchange &exchange,
                                                       const ModelPrice &own) const;
    [[nodiscard]] Usage usageAtRequested(const Turn &turn, const ModelFacts &requested);

    ModelTable m_table;
    Baseline m_baseline;
    CacheExplainer m_explainer;
    std::unordered_map<quint64, quint64>
        m_latest; ///< session → its latest conversation (Responses)
    Ledger m_ledger;
    SpendBook m_spending;
    PicoDollars m_budget = 0;
    QDate m_warnedOn;
    bool m_isComplete = false;
    std::function<void(const BudgetWarning &)> m_warn;
    std::function<void(const Exchange &)> m_spent;
};

} // namespace proxy

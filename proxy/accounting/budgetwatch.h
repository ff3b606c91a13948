// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/fleettotals.h"
#include "proxy/accounting/spendbook.h"
#include "proxy/config/budgetrules.h"
#include "proxy/exchange/budgetuse.h"
#include "proxy/exchange/limitinforce.h"

#include <QByteArray>

#include <map>
#include <set>
#include <tuple>
#include <vector>

namespace proxy {

/// The ends of lifts, as Unix times in milliseconds, by the budget's name.
using BudgetLifts = std::map<QByteArray, qint64>;

/// Tells what the budgets allow. It has no clock: Unix times in milliseconds are passed in; days
/// are those of the local time. Lives on the worker thread.
class BudgetWatch final
{
public:
    /// @p book must outlive this.
    explicit BudgetWatch(const SpendBook &book)
        : m_book(book)
    { }
    Q_DISABLE_COPY_MOVE(BudgetWatch)

    /// Adds what other instances used to every sum; null: this one is alone. @p others must live
    /// until it is set anew.
    void setOthers(const FleetTotals *others) { m_others = others; }
    /// Other budgets. Lifts of names that are gone end.
    void setRules(std::vector<BudgetRule> rules);
    [[nodiscard]] const std::vector<BudgetRule> &rules() const { return m_rules; }
    /// Whether a budget tells client keys apart, so that their fingerprints are needed.
    [[nodiscard]] bool namesClientKeys() const;
    /// Whether a budget can stop requests.
    [[nodiscard]] bool mayStop() const;

    /// The lifts that have not ended.
    [[nodiscard]] BudgetLifts lifts(qint64 nowMs) const;
    void setLifts(BudgetLifts lifts) { m_lifts = std::move(lifts); }
    /// Nothing happens at the budget until @p untilMs. Returns whether there is one of that name.
    bool lift(const QByteArray &name, qint64 untilMs);
    /// Ends a lift. Returns whether there is a budget of that name.
    bool restore(const QByteArray &name);

    /// Returns the limits for a request of @p subject: easy-only and stop. A session or client key
    /// that is not known has no limit of its own.
    [[nodiscard]] LimitsInForce limitsFor(const SpendSubject &subject, qint64 nowMs) const;
    /// Returns the limits that can be told from the head of a request: not those of its session.
    [[nodiscard]] LimitsInForce limitsWithoutSession(const SpendSubject &subject,
                                                     qint64 nowMs) const;
    /// Returns the uses of @p subject that have just come to another level than told before. Each
    /// level is told once for each budget, subject and period.
    [[nodiscard]] BudgetUses takeNews(const SpendSubject &subject, qint64 nowMs);
    /// Returns the fullest uses of each budget, in the order of the setting; at least one of each.
    [[nodiscard]] BudgetUses uses(qint64 nowMs) const;

private:
    [[nodiscard]] BudgetUse useOf(const BudgetRule &rule, const QByteArray &subject,
                                  const Spend &spend, qint64 nowMs) const;
    [[nodiscard]] BudgetUse useBy(const BudgetRule &rule, const SpendSubject &subject,
                                  qint64 nowMs) const;

    [[nodiscard]] std::map<QByteArray, Spend> subjectsOf(const BudgetRule &rule, QDate today) const;

    const SpendBook &m_book;
    const FleetTotals *m_others = nullptr;
    std::vector<BudgetRule> m_rules;
    BudgetLifts m_lifts;
    /// Budget, subject, end of the period and level.
    std::set<std::tuple<QByteArray, QByteArray, qint64, BudgetLevel>> m_told;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/accounting.h"
#include "proxy/accounting/budgetwatch.h"
#include "proxy/accounting/fleettotals.h"
#include "proxy/core/clock.h"
#include "proxy/store/store.h"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace proxy {

/// A question to the store, and what takes its answer.
struct TotalsQuestion
{
    StoreCommand command;
    std::function<void(const StoreReply &)> take;
};

/// Shares the sums of what was used, for budgets and for a view of all instances. Each one writes
/// the absolute sums of its own ledger into a field of its own, in one hash a day for everything
/// and one for each project, client key or session that a budget tells apart; readers add the
/// fields of the others. So nothing is lost or counted twice, whoever writes again. Lives on the
/// worker thread.
class SharedTotals final
{
public:
    /// @p instance names this one's ledger, for as long as that ledger lives. All must outlive
    /// this.
    SharedTotals(Store &store, QByteArray instance, const Accounting &accounting,
                 BudgetWatch &budgets, Clock clock);
    ~SharedTotals();
    Q_DISABLE_COPY_MOVE(SharedTotals)

    /// Tells the others what an exchange, which has just been added to the ledger, has come to.
    void publish(const Exchange &exchange);
    /// Tells them everything that still counts: the store may be a new one.
    void publishAll();
    /// Returns what must be asked before the budgets can judge a request of @p subject.
    [[nodiscard]] std::vector<TotalsQuestion> questionsFor(const SpendSubject &subject);
    /// Asks for the day's sums of all instances, for fleet().
    void look();

    /// What all instances together used and saved on the day of the last look().
    [[nodiscard]] const DayTotals &fleet() const { return m_fleet; }
    /// How many of them have used something on that day; 0: not known.
    [[nodiscard]] int instances() const { return m_instances; }

private:
    struct Subject
    {
        BudgetScope scope = BudgetScope::All;
        QByteArray who; ///< empty for BudgetScope::All
    };

    [[nodiscard]] static QByteArray nameOf(const Subject &subject);
    [[nodiscard]] DayTotals ownOf(QDate day, const Subject &subject) const;
    void tell(QDate day, const Subject &subject);
    void take(QDate day, const Subject &subject, const StoreReply &reply);
    void takeFleet(const StoreReply &reply, QDate day);
    [[nodiscard]] TotalsQuestion questionOf(QDate day, const Subject &subject);

    Store &m_store;
    QByteArray m_instance;
    const Accounting &m_accounting;
    BudgetWatch &m_budgets;
    Clock m_clock;
    FleetTotals m_others;
    std::map<QByteArray, Instant> m_pastReadAt; ///< keys of days that are over
    std::map<QByteArray, Instant> m_extendedAt; ///< when a key got its life
    DayTotals m_fleet;
    int m_instances = 0;
    quint64 m_look = 0; ///< the question of look(); 0: none
};

} // namespace proxy

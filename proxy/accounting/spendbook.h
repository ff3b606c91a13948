// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/ledger.h"
#include "proxy/config/budgetrules.h"
#include "proxy/exchange/exchange.h"

#include <QByteArray>
#include <QDate>

#include <map>
#include <utility>

namespace proxy {

/// What was used.
struct Spend
{
    PicoDollars cost = 0; ///< at list prices, with the classifier's fees
    qint64 tokens = 0; ///< of every kind, cache reads included
    qint64 unpriced = 0; ///< answers with tokens whose price is not known

    Spend &operator+=(const Spend &other);
    [[nodiscard]] bool operator==(const Spend &) const = default;
};

/// Who draws on budgets with a request. Empty: not known.
struct SpendSubject
{
    QByteArray project;
    QByteArray clientKey; ///< Exchange::clientKey
    QByteArray session;
    QByteArray clientName = {}; ///< Exchange::clientName

    /// Who of @p scope it is; empty for BudgetScope::All. A named client is told apart by its name,
    /// and so is each of its sessions.
    [[nodiscard]] QByteArray of(BudgetScope scope) const;
};

/// Returns who draws on budgets with @p exchange.
[[nodiscard]] SpendSubject spendSubjectOf(const Exchange &exchange);

/// Sums of what was used: by day in all, by project and by named client, and by client key and
/// session of the latest day alone. Keeps the days that the longest period can ask for. Plain
/// value.
class SpendBook final
{
public:
    /// The client keys and sessions, and the projects, that are followed a day; further ones have
    /// no sums of their own.
    static constexpr size_t kMostOfDay = 20000;

    /// Adds to the sums of all, of the project and, unless it is empty, of the named client.
    void addToDay(QDate day, const QByteArray &project, const Spend &spend,
                  const QByteArray &clientName = {});
    /// Adds to the sums of client key and session.
    void addToSubjects(QDate day, const SpendSubject &subject, const Spend &spend);
    /// Adds @p other, which has other exchanges.
    void add(const SpendBook &other);
    /// Adds a finished exchange to every sum.
    void add(QDate day, const Exchange &exchange);
    /// Adds the sums of days, projects and named clients of @p ledger.
    void add(const Ledger &ledger);

    /// Returns the sum of @p subject (empty: of all) from @p since to @p until.
    [[nodiscard]] Spend sum(BudgetScope scope, const QByteArray &subject, QDate since,
                            QDate until) const;
    /// Returns the sums of every subject in that time, sorted by its name.
    [[nodiscard]] std::map<QByteArray, Spend> subjects(BudgetScope scope, QDate since,
                                                       QDate until) const;

private:
    using Key = std::pair<BudgetScope, QByteArray>;
    using Day = std::map<Key, Spend>;

    void addTo(QDate day, BudgetScope scope, const QByteArray &subject, const Spend &spend);
    void makeRoom();

    std::map<QDate, Day> m_days;
};

/// Returns what the exchanges of @p sums used.
[[nodiscard]] Spend spendOf(const LedgerSums &sums);
/// Returns what one exchange used.
[[nodiscard]] Spend spendOf(const Exchange &exchange);

} // namespace proxy

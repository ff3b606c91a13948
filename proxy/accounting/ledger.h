// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/boundednumber.h"
#include "proxy/core/money.h"
#include "proxy/exchange/exchange.h"

#include <QByteArray>
#include <QDate>

#include <compare>
#include <functional>
#include <map>
#include <vector>

namespace proxy {

/// Sums over exchanges. All are whole numbers, so the sums of any grouping add up to the total
/// exactly.
struct LedgerSums
{
    qint64 exchanges = 0; ///< routable exchanges
    qint64 priced = 0; ///< exchanges whose cost is known
    qint64 unpriced = 0; ///< exchanges that used tokens whose price is not known
    qint64 compared = 0; ///< exchanges whose cost and baseline are known
    qint64 switched = 0; ///< exchanges that another model answered
    qint64 input = 0;
    qint64 output = 0;
    qint64 cacheRead = 0;
    qint64 cacheWrite = 0;
    qint64 reasoning = 0;
    PicoDollars cost = 0; ///< of the priced exchanges
    PicoDollars comparedCost = 0; ///< of the compared exchanges
    PicoDollars baseline = 0; ///< of the compared exchanges
    PicoDollars classifier = 0; ///< the classifier's fees of all exchanges
    PicoDollars cacheLoss = 0; ///< cost of lost prompt caches

    /// What routing saved after the classifier's fees; negative when it cost more.
    [[nodiscard]] PicoDollars saved() const
    {
        return boundedDifference(boundedDifference(baseline, comparedCost), classifier);
    }
    LedgerSums &operator+=(const LedgerSums &other);
    [[nodiscard]] bool operator==(const LedgerSums &) const = default;
};

/// Returns the sums of one exchange.
[[nodiscard]] LedgerSums ledgerSumsOf(const Exchange &exchange);

/// What Ledger::groups() groups by. Client: the named clients; "none" is everybody else.
enum class LedgerGrouping { Model, Project, Client, Day };

/// "model", "project", "client", "day".
[[nodiscard]] const char *name(LedgerGrouping grouping);

/// What the sums of a day are told apart by.
struct LedgerKey
{
    QByteArray model; ///< selected
    QByteArray project; ///< "none" without one
    QByteArray clientName = {}; ///< empty: the client has no name

    [[nodiscard]] std::weak_ordering operator<=>(const LedgerKey &other) const
    {
        for (const auto part : {&LedgerKey::model, &LedgerKey::project, &LedgerKey::clientName}) {
            if (const int order = (this->*part).compare(other.*part); order != 0)
                return order <=> 0;
        }
        return std::weak_ordering::equivalent;
    }
    [[nodiscard]] bool operator==(const LedgerKey &) const = default;
};

/// Sums of costs by day (local time), selected model, project and named client. A day keeps at most
/// kMaxGroupsPerDay groups and counts further ones as "other" of their client. Plain value.
class Ledger final
{
public:
    static constexpr size_t kMaxGroupsPerDay = 512;

    struct Group
    {
        QByteArray name;
        LedgerSums sums;
    };

    /// Adds an exchange, a part of a ledger, or a whole ledger.
    void add(const Exchange &exchange);
    void add(QDate day, const LedgerKey &key, const LedgerSums &sums);
    void add(QDate day, const QByteArray &model, const QByteArray &project, const LedgerSums &sums)
    {
        add(day, {.model = model, .project = project}, sums);
    }
    void add(const Ledger &other);

    /// Returns the sums of all days from @p since on; of all days when the date is invalid.
    [[nodiscard]] LedgerSums total(QDate since) const;
    /// Returns the sums of one day.
    [[nodiscard]] LedgerSums ofDay(QDate day) const;
    /// Returns the groups of the days from @p since on, sorted by name. Their sums add up to
    /// total().
    [[nodiscard]] std::vector<Group> groups(QDate since, LedgerGrouping by) const;
    [[nodiscard]] bool isEmpty() const { return m_days.empty(); }
    /// Returns the day (local time) of a Unix time in milliseconds. Remembers that of the latest
    /// minute, because a look-up in the local time zone reads files.
    [[nodiscard]] QDate dayOf(qint64 unixMs);

    /// Returns what the named client @p name has of it.
    [[nodiscard]] Ledger ofClient(const QByteArray &name) const;

    /// Calls @p visit for every entry, ordered by day and key.
    void forEach(const std::function<void(QDate day, const LedgerKey &key, const LedgerSums &sums)>
                     &visit) const;

private:
    using Day = std::map<LedgerKey, LedgerSums>;

    std::map<QDate, Day> m_days;
    qint64 m_minute = -1;
    QDate m_dayOfMinute;
};

} // namespace proxy

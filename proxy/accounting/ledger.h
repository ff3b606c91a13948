// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/boundednumber.h"
#include "proxy/core/money.h"
#include "proxy/exchange/exchange.h"

#include <QByteArray>
#include <QDate>

#include <functional>
#include <map>
#include <tuple>
#include <vector>

namespace proxy {

/// What some exchanges add up to. Whole numbers only: sums of parts equal the sum of the whole,
/// in any order and grouping.
struct LedgerSums
{
    qint64 exchanges = 0; ///< routable ones
    qint64 priced = 0; ///< their cost is known
    qint64 compared = 0; ///< their cost and their baseline are known
    qint64 switched = 0; ///< another model served them
    qint64 input = 0;
    qint64 output = 0;
    qint64 cacheRead = 0;
    qint64 cacheWrite = 0;
    qint64 reasoning = 0;
    PicoDollars cost = 0; ///< of the priced ones
    PicoDollars comparedCost = 0; ///< of the compared ones
    PicoDollars baseline = 0; ///< of the compared ones
    PicoDollars classifier = 0; ///< fees, of all
    PicoDollars cacheLoss = 0; ///< what lost prompt caches cost

    /// Signed, net of the classifier's fees.
    [[nodiscard]] PicoDollars saved() const
    {
        return boundedDifference(boundedDifference(baseline, comparedCost), classifier);
    }
    LedgerSums &operator+=(const LedgerSums &other);
    [[nodiscard]] bool operator==(const LedgerSums &) const = default;
};

/// One exchange's share of the sums.
[[nodiscard]] LedgerSums ledgerSumsOf(const Exchange &exchange);

enum class LedgerGrouping { Model, Project, Day };

/// "model", "project", "day".
[[nodiscard]] const char *name(LedgerGrouping grouping);

/// Costs: sums by day, model that served and project. Plain value; bounded, because what
/// exceeds kMaxGroupsPerDay is counted under "other".
class Ledger final
{
public:
    static constexpr size_t kMaxGroupsPerDay = 512;

    struct Group
    {
        QByteArray name;
        LedgerSums sums;
    };

    void add(const Exchange &exchange);
    void add(QDate day, const QByteArray &model, const QByteArray &project, const LedgerSums &sums);
    void add(const Ledger &other);

    /// All from @p since on; an invalid date: all.
    [[nodiscard]] LedgerSums total(QDate since) const;
    /// Groups in order of name; their sums add up to total().
    [[nodiscard]] std::vector<Group> groups(QDate since, LedgerGrouping by) const;
    [[nodiscard]] bool isEmpty() const { return m_days.empty(); }

    /// Visits every entry, in order of day, model, project.
    void
    forEach(const std::function<void(QDate day, const QByteArray &model, const QByteArray &project,
                                     const LedgerSums &sums)> &visit) const;

private:
    struct Key
    {
        QByteArray model;
        QByteArray project;
        [[nodiscard]] bool operator<(const Key &other) const
        {
            return std::tie(model, project) < std::tie(other.model, other.project);
        }
    };
    using Day = std::map<Key, LedgerSums>;

    [[nodiscard]] QDate dayOf(qint64 unixMs);

    std::map<QDate, Day> m_days;
    qint64 m_minute = -1;
    QDate m_dayOfMinute;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/spendbook.h"

#include <QByteArray>
#include <QDate>

#include <map>
#include <utility>

namespace proxy {

/// What one instance, or several, used and saved on a day. All are whole numbers, so sums are exact
/// in any order. Plain value.
struct DayTotals
{
    Spend spend;
    qint64 exchanges = 0;
    PicoDollars comparedCost = 0; ///< of the exchanges whose baseline is known
    PicoDollars baseline = 0; ///< of the same
    PicoDollars classifier = 0; ///< its fees, which `spend` holds too

    DayTotals &operator+=(const DayTotals &other);
    /// What routing saved after the classifier's fees.
    [[nodiscard]] PicoDollars saved() const
    {
        return boundedDifference(boundedDifference(baseline, comparedCost), classifier);
    }
    [[nodiscard]] bool operator==(const DayTotals &) const = default;
};

/// What the other instances used, as far as this one has heard of it: the latest sums by day and
/// subject, which replace the ones before. Plain value.
class FleetTotals final
{
public:
    static constexpr size_t kMostDays = 40;

    /// Sets what all others used on @p day.
    void set(QDate day, BudgetScope scope, const QByteArray &subject, const Spend &others);
    /// Returns what they used from @p since to @p until; @p subject as in SpendBook.
    [[nodiscard]] Spend sum(BudgetScope scope, const QByteArray &subject, QDate since,
                            QDate until) const;
    /// Returns the sums of every subject in that time, sorted by its name.
    [[nodiscard]] std::map<QByteArray, Spend> subjects(BudgetScope scope, QDate since,
                                                       QDate until) const;

private:
    using Key = std::pair<BudgetScope, QByteArray>;

    std::map<QDate, std::map<Key, Spend>> m_days;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/fleettotals.h"

namespace proxy {

DayTotals &DayTotals::operator+=(const DayTotals &other)
{
    spend += other.spend;
    exchanges = boundedSum(exchanges, other.exchanges);
    comparedCost = boundedSum(comparedCost, other.comparedCost);
    baseline = boundedSum(baseline, other.baseline);
    classifier = boundedSum(classifier, other.classifier);
    return *this;
}

void FleetTotals::set(QDate day, BudgetScope scope, const QByteArray &subject, const Spend &others)
{
    auto &sums = m_days[day];
    const Key key {scope, subject};
    if (scope == BudgetScope::All || sums.size() < SpendBook::kMostOfDay || sums.contains(key))
        sums[key] = others;
    while (m_days.size() > kMostDays)
        m_days.erase(m_days.begin());
}

Spend FleetTotals::sum(BudgetScope scope, const QByteArray &subject, QDate since, QDate until) const
{
    Spend sum;
    for (auto day = m_days.lower_bound(since); day != m_days.end() && day->first <= until; ++day) {
        if (const auto found = day->second.find({scope, subject}); found != day->second.end())
            sum += found->second;
    }
    return sum;
}

std::map<QByteArray, Spend> FleetTotals::subjects(BudgetScope scope, QDate since, QDate until) const
{
    std::map<QByteArray, Spend> found;
    for (auto day = m_days.lower_bound(since); day != m_days.end() && day->first <= until; ++day) {
        for (auto entry = day->second.lower_bound({scope, {}});
             entry != day->second.end() && entry->first.first == scope; ++entry)
            found[entry->first.second] += entry->second;
    }
    return found;
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/spendbook.h"

#include "proxy/core/boundednumber.h"

#include <algorithm>

namespace proxy {

namespace {

/// The longest period is a month, and a week may have begun before it.
constexpr size_t kMostDays = 64;
/// Names come from requests: what is kept of one is short.
constexpr qsizetype kMaxSubject = 128;

} // namespace

Spend &Spend::operator+=(const Spend &other)
{
    cost = boundedSum(cost, other.cost);
    tokens = boundedSum(tokens, other.tokens);
    unpriced = boundedSum(unpriced, other.unpriced);
    return *this;
}

QByteArray SpendSubject::of(BudgetScope scope) const
{
    switch (scope) {
    case BudgetScope::All:
        break;
    case BudgetScope::Project:
        return project.isEmpty() ? QByteArrayLiteral("none") : project.left(kMaxSubject);
    case BudgetScope::Client:
        return (clientName.isEmpty() ? clientKey : clientName).left(kMaxSubject);
    case BudgetScope::Session:
        if (!clientName.isEmpty() && !session.isEmpty())
            return (clientName + ':' + session).left(kMaxSubject);
        // Never that of a named client.
        return (session.contains(':') ? ':' + session : session).left(kMaxSubject);
    case BudgetScope::Named:
        return clientName;
    }
    return {};
}

SpendSubject spendSubjectOf(const Exchange &exchange)
{
    return {.project = exchange.project,
            .clientKey = exchange.clientKey,
            .session = exchange.session,
            .clientName = exchange.clientName};
}

/// The row tells no tokens of the sides: what a restart reads again must be the same.
Spend spendOf(const Exchange &exchange)
{
    return spendOf(ledgerSumsOf(exchange));
}

Spend spendOf(const LedgerSums &sums)
{
    return {.cost = boundedSum(sums.cost, sums.classifier),
            .tokens = boundedSum(boundedSum(sums.input, sums.output),
                                 boundedSum(sums.cacheRead, sums.cacheWrite)),
            .unpriced = sums.unpriced};
}

void SpendBook::addToDay(QDate day, const QByteArray &project, const Spend &spend,
                         const QByteArray &clientName)
{
    addTo(day, BudgetScope::All, {}, spend);
    addTo(
        day, BudgetScope::Project,
        SpendSubject {.project = project, .clientKey = {}, .session = {}}.of(BudgetScope::Project),
        spend);
    if (!clientName.isEmpty())
        addTo(day, BudgetScope::Named, clientName, spend);
}

void SpendBook::addToSubjects(QDate day, const SpendSubject &subject, const Spend &spend)
{
    for (const BudgetScope scope : {BudgetScope::Client, BudgetScope::Session}) {
        if (const QByteArray who = subject.of(scope); !who.isEmpty())
            addTo(day, scope, who, spend);
    }
}

void SpendBook::add(const SpendBook &other)
{
    for (const auto &[day, sums] : other.m_days) {
        for (const auto &[key, spend] : sums)
            addTo(day, key.first, key.second, spend);
    }
}

void SpendBook::add(QDate day, const Exchange &exchange)
{
    const Spend spend = spendOf(exchange);
    addToDay(day, exchange.project, spend, exchange.clientName);
    addToSubjects(day, spendSubjectOf(exchange), spend);
}

void SpendBook::add(const Ledger &ledger)
{
    ledger.forEach([this](QDate day, const LedgerKey &key, const LedgerSums &sums) {
        addToDay(day, key.project, spendOf(sums), key.clientName);
    });
}

void SpendBook::addTo(QDate day, BudgetScope scope, const QByteArray &subject, const Spend &spend)
{
    if (m_days.empty() || day > m_days.rbegin()->first)
        makeRoom();
    Day &sums = m_days[day];
    const Key key {scope, subject};
    // There are no more named clients than the list has.
    const bool isBounded = scope == BudgetScope::All || scope == BudgetScope::Named;
    if (isBounded || sums.size() < kMostOfDay || sums.contains(key))
        sums[key] += spend;
}

/// By their number: a day of the future, which a wrong clock left, makes no other one go.
void SpendBook::makeRoom()
{
    while (m_days.size() >= kMostDays)
        m_days.erase(m_days.begin());
    // Client keys and sessions are asked for by the day alone.
    for (auto &[past, sums] : m_days)
        std::erase_if(sums, [](const auto &entry) {
            return entry.first.first == BudgetScope::Client
                   || entry.first.first == BudgetScope::Session;
        });
}

Spend SpendBook::sum(BudgetScope scope, const QByteArray &subject, QDate since, QDate until) const
{
    Spend sum;
    for (auto day = m_days.lower_bound(since); day != m_days.end() && day->first <= until; ++day) {
        if (const auto found = day->second.find({scope, subject}); found != day->second.end())
            sum += found->second;
    }
    return sum;
}

std::map<QByteArray, Spend> SpendBook::subjects(BudgetScope scope, QDate since, QDate until) const
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

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/ledger.h"

#include "proxy/core/boundednumber.h"

#include <QDateTime>

#include <algorithm>

namespace proxy {

namespace {

qint64 reported(qint64 tokens)
{
    return std::max<qint64>(tokens, 0);
}

/// Names come from requests: what is kept of one is short.
constexpr qsizetype kMaxName = 128;

QByteArray shortened(const QByteArray &name)
{
    return name.isEmpty() ? QByteArrayLiteral("none") : name.left(kMaxName);
}

} // namespace

LedgerSums &LedgerSums::operator+=(const LedgerSums &other)
{
    for (const auto field :
         {&LedgerSums::exchanges, &LedgerSums::priced, &LedgerSums::unpriced, &LedgerSums::compared,
          &LedgerSums::switched, &LedgerSums::input, &LedgerSums::output, &LedgerSums::cacheRead,
          &LedgerSums::cacheWrite, &LedgerSums::reasoning, &LedgerSums::cost,
          &LedgerSums::comparedCost, &LedgerSums::baseline, &LedgerSums::classifier,
          &LedgerSums::cacheLoss})
        this->*field = boundedSum(this->*field, other.*field);
    return *this;
}

LedgerSums ledgerSumsOf(const Exchange &exchange)
{
    const Cost &cost = exchange.cost;
    const bool isCompared = cost.actual && cost.baseline;
    const bool hasTokens = exchange.usage.promptTokens() > 0 || exchange.usage.output > 0;
    return {.exchanges = 1,
            .priced = cost.actual ? 1 : 0,
            .unpriced = hasTokens && !cost.actual ? 1 : 0,
            .compared = isCompared ? 1 : 0,
            .switched = exchange.decision.modelChanged() ? 1 : 0,
            .input = reported(exchange.usage.input),
            .output = reported(exchange.usage.output),
            .cacheRead = reported(exchange.usage.cacheRead),
            .cacheWrite = exchange.usage.cacheWrites(),
            .reasoning = reported(exchange.usage.reasoning),
            .cost = cost.actual.value_or(0),
            .comparedCost = isCompared ? *cost.actual : 0,
            .baseline = isCompared ? *cost.baseline : 0,
            .classifier = cost.classifierFee,
            .cacheLoss = exchange.cacheLoss.price.value_or(0)};
}

const char *name(LedgerGrouping grouping)
{
    switch (grouping) {
    case LedgerGrouping::Model:
        return "model";
    case LedgerGrouping::Project:
        return "project";
    case LedgerGrouping::Client:
        return "client";
    case LedgerGrouping::Day:
        return "day";
    }
    return "day";
}

void Ledger::add(const Exchange &exchange)
{
    if (!exchange.routable)
        return;
    add(dayOf(exchange.startedAtMs),
        {.model = exchange.decision.selectedModel,
         .project = exchange.project,
         .clientName = exchange.clientName},
        ledgerSumsOf(exchange));
}

QDate Ledger::dayOf(qint64 unixMs)
{
    const qint64 minute = unixMs / 60000;
    if (minute != m_minute)
        m_dayOfMinute = QDateTime::fromMSecsSinceEpoch(unixMs).date();
    m_minute = minute;
    return m_dayOfMinute;
}

void Ledger::add(QDate day, const LedgerKey &key, const LedgerSums &sums)
{
    Day &entries = m_days[day];
    LedgerKey kept {.model = shortened(key.model),
                    .project = shortened(key.project),
                    .clientName = key.clientName.left(kMaxName)};
    // There are no more clients than the list has: each keeps its sum.
    if (entries.size() >= kMaxGroupsPerDay && !entries.contains(kept))
        kept.model = kept.project = "other";
    entries[kept] += sums;
}

void Ledger::add(const Ledger &other)
{
    other.forEach(
        [this](QDate day, const LedgerKey &key, const LedgerSums &sums) { add(day, key, sums); });
}

Ledger Ledger::ofClient(const QByteArray &name) const
{
    Ledger own;
    forEach([&](QDate day, const LedgerKey &key, const LedgerSums &sums) {
        if (key.clientName == name)
            own.add(day, key, sums);
    });
    return own;
}

LedgerSums Ledger::ofDay(QDate day) const
{
    LedgerSums sums;
    if (const auto found = m_days.find(day); found != m_days.end()) {
        for (const auto &[key, entry] : found->second)
            sums += entry;
    }
    return sums;
}

LedgerSums Ledger::total(QDate since) const
{
    LedgerSums total;
    for (auto day = m_days.lower_bound(since); day != m_days.end(); ++day) {
        for (const auto &entry : day->second)
            total += entry.second;
    }
    return total;
}

std::vector<Ledger::Group> Ledger::groups(QDate since, LedgerGrouping by) const
{
    const auto groupOf = [by](QDate day, const LedgerKey &key) {
        switch (by) {
        case LedgerGrouping::Model:
            return key.model;
        case LedgerGrouping::Project:
            return key.project;
        case LedgerGrouping::Client:
            return shortened(key.clientName);
        case LedgerGrouping::Day:
            break;
        }
        return day.toString(Qt::ISODate).toLatin1();
    };
    std::map<QByteArray, LedgerSums> sums;
    for (auto day = m_days.lower_bound(since); day != m_days.end(); ++day) {
        for (const auto &[key, part] : day->second)
            sums[groupOf(day->first, key)] += part;
    }
    std::vector<Group> groups;
    groups.reserve(sums.size());
    for (const auto &[name, part] : sums)
        groups.push_back({name, part});
    return groups;
}

void Ledger::forEach(
    const std::function<void(QDate, const LedgerKey &, const LedgerSums &)> &visit) const
{
    for (const auto &[day, entries] : m_days) {
        for (const auto &[key, sums] : entries)
            visit(day, key, sums);
    }
}

} // namespace proxy

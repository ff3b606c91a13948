// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/share/sharedtotals.h"

#include "proxy/share/sharedformat.h"
#include "proxy/share/sharedkeys.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

/// What ended on an earlier day may still be counted to it for a while.
constexpr std::chrono::minutes kPastIsReadEvery {10};
constexpr std::chrono::minutes kLifeIsGivenEvery {10};
constexpr size_t kMostPast = 4096;
constexpr int kMostTold = 2000;
constexpr int kMostInstances = 1000;
/// The longest period.
constexpr int kDaysOfMonth = 31;

QDate dayOf(qint64 unixMs)
{
    return QDateTime::fromMSecsSinceEpoch(unixMs).date();
}

} // namespace

SharedTotals::SharedTotals(Store &store, QByteArray instance, const Accounting &accounting,
                           BudgetWatch &budgets, Clock clock)
    : m_store(store)
    , m_instance(std::move(instance))
    , m_accounting(accounting)
    , m_budgets(budgets)
    , m_clock(std::move(clock))
{
    m_budgets.setOthers(&m_others);
}

SharedTotals::~SharedTotals()
{
    m_budgets.setOthers(nullptr);
    m_store.forget(m_look);
}

/// As a part of a key.
QByteArray SharedTotals::nameOf(const Subject &subject)
{
    switch (subject.scope) {
    case BudgetScope::All:
        break;
    case BudgetScope::Project:
        return "p:" + subject.who;
    case BudgetScope::Client:
        return "c:" + subject.who;
    case BudgetScope::Session:
        return "s:" + subject.who;
    case BudgetScope::Named:
        return "n:" + subject.who;
    }
    return "all";
}

DayTotals SharedTotals::ownOf(QDate day, const Subject &subject) const
{
    DayTotals own {.spend = m_accounting.spending().sum(subject.scope, subject.who, day, day)};
    if (subject.scope != BudgetScope::All)
        return own;
    const LedgerSums sums = m_accounting.ledger().ofDay(day);
    own.exchanges = sums.exchanges;
    own.comparedCost = sums.comparedCost;
    own.baseline = sums.baseline;
    own.classifier = sums.classifier;
    return own;
}

void SharedTotals::tell(QDate day, const Subject &subject)
{
    const QByteArray key = totalsKeyName(day, nameOf(subject));
    m_store.tell(setFieldCommand(key, m_instance, sharedForm(ownOf(day, subject))));
    // One that is short of its life by so much has it for days all the same.
    const Instant now = m_clock();
    if (const auto found = m_extendedAt.find(key);
        found != m_extendedAt.end() && now - found->second < kLifeIsGivenEvery)
        return;
    if (m_extendedAt.size() >= kMostPast)
        m_extendedAt.clear();
    m_extendedAt[key] = now;
    m_store.tell(expireCommand(key, kTotalsLife));
}

void SharedTotals::publish(const Exchange &exchange)
{
    // Before the past was read, the sums lack it.
    if (!m_accounting.isComplete())
        return;
    const QDate day = dayOf(exchange.startedAtMs);
    const SpendSubject subject = spendSubjectOf(exchange);
    tell(day, {});
    for (const BudgetScope scope :
         {BudgetScope::Project, BudgetScope::Client, BudgetScope::Session, BudgetScope::Named}) {
        const QByteArray who = subject.of(scope);
        const bool isAsked =
            std::any_of(m_budgets.rules().begin(), m_budgets.rules().end(),
                        [scope](const BudgetRule &rule) { return rule.scope == scope; });
        if (isAsked && !who.isEmpty())
            tell(day, {.scope = scope, .who = who});
    }
}

void SharedTotals::publishAll()
{
    if (!m_accounting.isComplete())
        return;
    m_extendedAt.clear();
    const QDate today = QDate::currentDate();
    const QDate first = today.addDays(-kDaysOfMonth);
    for (QDate day = first; day <= today; day = day.addDays(1)) {
        if (ownOf(day, {}) != DayTotals {})
            tell(day, {});
    }
    int told = 0;
    for (const BudgetRule &rule : m_budgets.rules()) {
        if (rule.scope == BudgetScope::All)
            continue;
        for (QDate day = rule.beginsOn(today); day <= today; day = day.addDays(1)) {
            for (const auto &[who, spend] :
                 m_accounting.spending().subjects(rule.scope, day, day)) {
                if (++told > kMostTold)
                    return;
                tell(day, {.scope = rule.scope, .who = who});
            }
        }
    }
}

std::vector<TotalsQuestion> SharedTotals::questionsFor(const SpendSubject &subject)
{
    std::vector<TotalsQuestion> questions;
    const QDate today = QDate::currentDate();
    const Instant now = m_clock();
    std::vector<QByteArray> asked;
    for (const BudgetRule &rule : m_budgets.rules()) {
        const Subject whose {.scope = rule.scope, .who = subject.of(rule.scope)};
        if (rule.scope != BudgetScope::All && whose.who.isEmpty())
            continue;
        if (!rule.subject.isEmpty() && rule.subject != whose.who)
            continue;
        for (QDate day = rule.beginsOn(today); day <= today; day = day.addDays(1)) {
            const QByteArray key = totalsKeyName(day, nameOf(whose));
            if (std::find(asked.begin(), asked.end(), key) != asked.end())
                continue;
            const auto read = m_pastReadAt.find(key);
            const bool isKnown =
                day < today && read != m_pastReadAt.end() && now - read->second < kPastIsReadEvery;
            if (isKnown)
                continue;
            asked.push_back(key);
            questions.push_back(questionOf(day, whose));
        }
    }
    return questions;
}

TotalsQuestion SharedTotals::questionOf(QDate day, const Subject &subject)
{
    return {.command = getAllFieldsCommand(totalsKeyName(day, nameOf(subject))),
            .take = [this, day, subject](const StoreReply &reply) { take(day, subject, reply); }};
}

/// The fields stand one behind another: instance, sums, instance, sums.
void SharedTotals::take(QDate day, const Subject &subject, const StoreReply &reply)
{
    if (reply.kind != StoreReply::Kind::List)
        return;
    DayTotals others;
    for (size_t at = 0; at + 1 < reply.items.size(); at += 2) {
        if (reply.items[at].text == m_instance)
            continue;
        if (const auto totals = readDayTotals(reply.items[at + 1].text))
            others += *totals;
    }
    m_others.set(day, subject.scope, subject.who, others.spend);
    if (day >= QDate::currentDate())
        return;
    if (m_pastReadAt.size() >= kMostPast)
        m_pastReadAt.clear();
    m_pastReadAt[totalsKeyName(day, nameOf(subject))] = m_clock();
}

void SharedTotals::look()
{
    if (m_look != 0)
        return;
    const QDate today = QDate::currentDate();
    m_look = m_store.ask(getAllFieldsCommand(totalsKeyName(today, nameOf({}))),
                         [this, today](const StoreReply *reply) {
                             m_look = 0;
                             if (reply && reply->kind == StoreReply::Kind::List)
                                 takeFleet(*reply, today);
                         });
}

void SharedTotals::takeFleet(const StoreReply &reply, QDate day)
{
    take(day, {}, reply);
    const DayTotals own = ownOf(day, {});
    DayTotals sum = own;
    int instances = own == DayTotals {} ? 0 : 1;
    bool isOwnThere = own == DayTotals {};
    for (size_t at = 0; at + 1 < reply.items.size(); at += 2) {
        const auto totals = readDayTotals(reply.items[at + 1].text);
        if (reply.items[at].text == m_instance)
            isOwnThere = true;
        else if (totals && instances < kMostInstances) {
            sum += *totals;
            ++instances;
        }
    }
    m_fleet = sum;
    m_instances = instances;
    // It was emptied.
    if (!isOwnThere)
        publishAll();
}

} // namespace proxy

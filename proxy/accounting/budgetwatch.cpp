// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/budgetwatch.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

constexpr size_t kMostTold = 10000;
/// How many subjects of one budget are shown.
constexpr size_t kMostShown = 20;

QDate dayOf(qint64 unixMs)
{
    return QDateTime::fromMSecsSinceEpoch(unixMs).date();
}

BudgetLevel levelOf(const BudgetRule &rule, double share)
{
    const double percent = share * 100;
    const std::array levels {std::pair {rule.stop, BudgetLevel::Stopped},
                             std::pair {rule.easyOnly, BudgetLevel::EasyOnly},
                             std::pair {rule.warn, BudgetLevel::Warned}};
    for (const auto &[from, level] : levels) {
        if (from > 0 && percent >= from)
            return level;
    }
    return BudgetLevel::Below;
}

/// A client key or session that nobody told, or another client than the rule's.
bool isUnknown(const BudgetRule &rule, const SpendSubject &subject)
{
    if (rule.scope == BudgetScope::All)
        return false;
    const QByteArray who = subject.of(rule.scope);
    return who.isEmpty() || (!rule.subject.isEmpty() && who != rule.subject);
}

/// Who it is of, where there are several.
Text withSubject(const BudgetUse &use)
{
    return use.subject.isEmpty()
               ? Text::words(use.name)
               : Text::words(use.name + " (" + use.scope + ' ' + use.subject + ')');
}

/// A client can't lift its own limit: it is told who can.
Text usedUp(const BudgetUse &use, const QByteArray &end)
{
    if (use.isOfNamedClient)
        return Text::english("The budget of the client %1 is used up: %2. It begins anew at %3; "
                             "until then whoever runs this proxy can lift it.",
                             {use.subject, use.amountInWords(), end});
    return Text::english("The limit %1 of LLM_PROXY_BUDGETS is used up: %2. It begins anew at "
                         "%3; until then \"llm-proxy budget lift %4 --for 1h\" (or day), or "
                         "the tray's menu, lifts it.",
                         {withSubject(use), use.amountInWords(), end, use.name});
}

Text standsAt(const BudgetUse &use)
{
    if (use.isOfNamedClient)
        return Text::english("the budget of the client %1 stands at %2",
                             {use.subject, use.amountInWords()});
    return Text::english("the limit %1 of LLM_PROXY_BUDGETS stands at %2",
                         {withSubject(use), use.amountInWords()});
}

LimitInForce inForce(const BudgetUse &use)
{
    LimitInForce limit {.source = LimitSource::Budget,
                        .restraint = Restraint::EasyOnly,
                        .name = use.name,
                        .why = standsAt(use),
                        .untilMs = use.endsAtMs};
    if (use.inForce() != BudgetLevel::Stopped)
        return limit;
    // The client may sit in another time zone.
    const QDateTime endsAt = QDateTime::fromMSecsSinceEpoch(use.endsAtMs);
    const QByteArray end =
        (endsAt.toString(QStringLiteral("yyyy-MM-dd HH:mm ")) + endsAt.timeZoneAbbreviation())
            .toUtf8();
    limit.restraint = Restraint::Stop;
    limit.why = usedUp(use, end);
    return limit;
}

} // namespace

void BudgetWatch::setRules(std::vector<BudgetRule> rules)
{
    m_rules = std::move(rules);
    std::erase_if(m_lifts, [this](const auto &lift) {
        return std::none_of(m_rules.begin(), m_rules.end(),
                            [&lift](const BudgetRule &rule) { return rule.name == lift.first; });
    });
}

bool BudgetWatch::namesClientKeys() const
{
    return std::any_of(m_rules.begin(), m_rules.end(),
                       [](const BudgetRule &rule) { return rule.scope == BudgetScope::Client; });
}

bool BudgetWatch::mayStop() const
{
    return std::any_of(m_rules.begin(), m_rules.end(),
                       [](const BudgetRule &rule) { return rule.stop > 0; });
}

BudgetLifts BudgetWatch::lifts(qint64 nowMs) const
{
    BudgetLifts open = m_lifts;
    std::erase_if(open, [nowMs](const auto &lift) { return lift.second <= nowMs; });
    return open;
}

bool BudgetWatch::lift(const QByteArray &name, qint64 untilMs)
{
    if (!restore(name))
        return false;
    m_lifts[name] = untilMs;
    return true;
}

bool BudgetWatch::restore(const QByteArray &name)
{
    m_lifts.erase(name);
    return std::any_of(m_rules.begin(), m_rules.end(),
                       [&name](const BudgetRule &rule) { return rule.name == name; });
}

LimitsInForce BudgetWatch::limitsFor(const SpendSubject &subject, qint64 nowMs) const
{
    LimitsInForce limits;
    for (const BudgetRule &rule : m_rules) {
        if (isUnknown(rule, subject))
            continue;
        const BudgetUse use = useBy(rule, subject, nowMs);
        if (use.inForce() >= BudgetLevel::EasyOnly)
            limits.push_back(inForce(use));
    }
    return limits;
}

LimitsInForce BudgetWatch::limitsWithoutSession(const SpendSubject &subject, qint64 nowMs) const
{
    SpendSubject withoutSession = subject;
    withoutSession.session.clear();
    return limitsFor(withoutSession, nowMs);
}

BudgetUses BudgetWatch::takeNews(const SpendSubject &subject, qint64 nowMs)
{
    BudgetUses news;
    for (const BudgetRule &rule : m_rules) {
        if (isUnknown(rule, subject))
            continue;
        BudgetUse use = useBy(rule, subject, nowMs);
        if (use.inForce() == BudgetLevel::Below)
            continue;
        if (m_told.size() >= kMostTold)
            m_told.clear();
        if (m_told.emplace(use.name, use.subject, use.endsAtMs, use.level).second)
            news.push_back(std::move(use));
    }
    return news;
}

BudgetUses BudgetWatch::uses(qint64 nowMs) const
{
    BudgetUses all;
    const QDate today = dayOf(nowMs);
    for (const BudgetRule &rule : m_rules) {
        BudgetUses ofRule;
        for (const auto &[subject, spend] : subjectsOf(rule, today)) {
            if (rule.subject.isEmpty() || rule.subject == subject)
                ofRule.push_back(useOf(rule, subject, spend, nowMs));
        }
        std::stable_sort(ofRule.begin(), ofRule.end(),
                         [](const BudgetUse &one, const BudgetUse &other) {
                             return one.share() > other.share();
                         });
        if (ofRule.size() > kMostShown)
            ofRule.resize(kMostShown);
        if (ofRule.empty())
            ofRule.push_back(useOf(rule, rule.subject, {}, nowMs));
        std::move(ofRule.begin(), ofRule.end(), std::back_inserter(all));
    }
    return all;
}

BudgetUse BudgetWatch::useBy(const BudgetRule &rule, const SpendSubject &subject,
                             qint64 nowMs) const
{
    const QDate today = dayOf(nowMs);
    const QByteArray who = subject.of(rule.scope);
    Spend spend = m_book.sum(rule.scope, who, rule.beginsOn(today), today);
    if (m_others)
        spend += m_others->sum(rule.scope, who, rule.beginsOn(today), today);
    return useOf(rule, who, spend, nowMs);
}

std::map<QByteArray, Spend> BudgetWatch::subjectsOf(const BudgetRule &rule, QDate today) const
{
    std::map<QByteArray, Spend> sums = m_book.subjects(rule.scope, rule.beginsOn(today), today);
    if (!m_others)
        return sums;
    for (const auto &[subject, spend] : m_others->subjects(rule.scope, rule.beginsOn(today), today))
        sums[subject] += spend;
    return sums;
}

BudgetUse BudgetWatch::useOf(const BudgetRule &rule, const QByteArray &subject, const Spend &spend,
                             qint64 nowMs) const
{
    BudgetUse use {.name = rule.name,
                   .scope = scopeName(rule),
                   .subject = subject,
                   .dollars = rule.dollars,
                   .tokens = rule.tokens,
                   .spent = spend.cost,
                   .usedTokens = spend.tokens,
                   .unpriced = spend.unpriced,
                   .endsAtMs = rule.endsOn(dayOf(nowMs)).startOfDay().toMSecsSinceEpoch(),
                   .isOfNamedClient = rule.scope == BudgetScope::Named};
    use.level = levelOf(rule, use.share());
    if (const auto lift = m_lifts.find(rule.name); lift != m_lifts.end() && lift->second > nowMs)
        use.liftedUntilMs = lift->second;
    return use;
}

} // namespace proxy

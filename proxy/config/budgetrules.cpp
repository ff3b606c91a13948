// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/budgetrules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMostRules = 32;
constexpr qsizetype kMaxName = 64;
constexpr double kMostPercent = 1000;
constexpr double kMostDollars = 1'000'000;
constexpr double kMostTokens = 1e15;

Error wrong(qsizetype at, const Text &what)
{
    return {.code = ErrorCode::InvalidConfig,
            .detail = Text::english("entry %1: %2", {at + 1, what})};
}

/// A name stands on a command line and in a header-like place: a word.
bool isName(const QByteArray &name)
{
    const auto fits = [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
               || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
    };
    return !name.isEmpty() && name.size() <= kMaxName && name.front() != '-'
           && std::all_of(name.begin(), name.end(), fits);
}

struct ScopeWord
{
    const char16_t *word;
    BudgetScope scope;
    BudgetPeriod period;
};

constexpr std::array kScopes {
    ScopeWord {u"day", BudgetScope::All, BudgetPeriod::Day},
    ScopeWord {u"week", BudgetScope::All, BudgetPeriod::Week},
    ScopeWord {u"month", BudgetScope::All, BudgetPeriod::Month},
    ScopeWord {u"project", BudgetScope::Project, BudgetPeriod::Day},
    ScopeWord {u"client", BudgetScope::Client, BudgetPeriod::Day},
    ScopeWord {u"session", BudgetScope::Session, BudgetPeriod::Day},
};

constexpr std::array kPeriods {std::pair {u"day", BudgetPeriod::Day},
                               std::pair {u"week", BudgetPeriod::Week},
                               std::pair {u"month", BudgetPeriod::Month}};

constexpr std::array kPercents {std::pair {u"warn", &BudgetRule::warn},
                                std::pair {u"easyOnly", &BudgetRule::easyOnly},
                                std::pair {u"stop", &BudgetRule::stop}};

/// An entry while it is read.
struct Reading
{
    BudgetRule rule;
    bool hasScope = false;
    std::optional<BudgetPeriod> per;
};

Text readScope(const QJsonValue &value, Reading &reading)
{
    for (const ScopeWord &known : kScopes) {
        if (value.toString() != QStringView(known.word))
            continue;
        reading.rule.scope = known.scope;
        reading.rule.period = known.period;
        reading.hasScope = true;
        return {};
    }
    return Text::english("scope must be day, week, month, project, client or session");
}

Text readPeriod(const QJsonValue &value, Reading &reading)
{
    for (const auto &[word, period] : kPeriods) {
        if (value.toString() == QStringView(word)) {
            reading.per = period;
            return {};
        }
    }
    return Text::english("per must be day, week or month");
}

Text readAmount(const QString &key, const QJsonValue &value, BudgetRule &rule)
{
    const double amount = value.toDouble();
    if (key == u"dollars") {
        if (!(amount > 0 && amount <= kMostDollars))
            return Text::english("dollars must be a number over 0 and up to 1000000");
        rule.dollars = std::llround(amount * double(kPicoPerDollar));
        return {};
    }
    if (!(amount >= 1 && amount <= kMostTokens) || amount != std::floor(amount))
        return Text::english("tokens must be a whole number from 1 on");
    rule.tokens = static_cast<qint64>(amount);
    return {};
}

/// Says nothing where all is well.
Text readField(const QString &key, const QJsonValue &value, Reading &reading)
{
    if (key == u"scope")
        return readScope(value, reading);
    if (key == u"per")
        return readPeriod(value, reading);
    if (key == u"dollars" || key == u"tokens")
        return readAmount(key, value, reading.rule);
    if (key == u"name") {
        reading.rule.name = value.toString().toUtf8();
        return isName(reading.rule.name)
                   ? Text()
                   : Text::english("name must be a word of letters, digits, '-', '_' and '.'");
    }
    for (const auto &[name, field] : kPercents) {
        if (key != QStringView(name))
            continue;
        const double percent = value.toDouble();
        if (!(percent > 0 && percent <= kMostPercent))
            return Text::english("%1 must be a number over 0 and up to 1000 (percent)", {key});
        reading.rule.*field = percent;
        return {};
    }
    return Text::english("%1 is not known; known are name, scope, per, dollars, tokens, warn, "
                         "easyOnly and stop",
                         {key});
}

Text complete(Reading &reading)
{
    BudgetRule &rule = reading.rule;
    if (!reading.hasScope)
        return Text::english("needs a scope: day, week, month, project, client or session");
    if (reading.per && rule.scope != BudgetScope::Project && rule.scope != BudgetScope::Named)
        return Text::english("per is for the scope project alone");
    rule.period = reading.per.value_or(rule.period);
    if (rule.dollars.has_value() == rule.tokens.has_value())
        return Text::english("needs dollars or tokens, and not both");
    double last = 0;
    for (const auto &[name, field] : kPercents) {
        const double percent = rule.*field;
        if (percent > 0 && percent < last)
            return Text::english("warn, easyOnly and stop must not fall, in this order");
        last = std::max(last, percent);
    }
    if (last <= 0)
        return Text::english("needs one of warn, easyOnly and stop, in percent");
    if (rule.name.isEmpty())
        rule.name = scopeName(rule);
    return {};
}

} // namespace

QDate BudgetRule::beginsOn(QDate day) const
{
    if (period == BudgetPeriod::Month)
        return {day.year(), day.month(), 1};
    return period == BudgetPeriod::Week ? day.addDays(1 - day.dayOfWeek()) : day;
}

QDate BudgetRule::endsOn(QDate day) const
{
    const QDate begun = beginsOn(day);
    if (period == BudgetPeriod::Month)
        return begun.addMonths(1);
    return begun.addDays(period == BudgetPeriod::Week ? 7 : 1);
}

QByteArray scopeName(const BudgetRule &rule)
{
    if (rule.scope == BudgetScope::Named)
        return "client";
    for (const ScopeWord &known : kScopes) {
        const bool isMeant = known.scope == rule.scope
                             && (rule.scope != BudgetScope::All || known.period == rule.period);
        if (isMeant)
            return QStringView(known.word).toUtf8();
    }
    return {};
}

Result<std::vector<BudgetRule>> parseBudgetRules(const QJsonArray &rules)
{
    if (rules.size() > kMostRules)
        return tl::make_unexpected(
            Error {.code = ErrorCode::InvalidConfig,
                   .detail = Text::english("has more than %1 entries", {kMostRules})});
    std::vector<BudgetRule> parsed;
    for (qsizetype at = 0; at < rules.size(); ++at) {
        const QJsonObject entry = rules[at].toObject();
        Reading reading;
        for (auto field = entry.begin(); field != entry.end(); ++field) {
            if (const Text problem = readField(field.key(), *field, reading); !problem.isEmpty())
                return tl::make_unexpected(wrong(at, problem));
        }
        if (const Text problem = complete(reading); !problem.isEmpty())
            return tl::make_unexpected(wrong(at, problem));
        const auto hasSameName = [&reading](const BudgetRule &other) {
            return other.name == reading.rule.name;
        };
        if (std::any_of(parsed.begin(), parsed.end(), hasSameName))
            return tl::make_unexpected(
                wrong(at, Text::english("there is a limit named %1 already; give it a name",
                                        {reading.rule.name})));
        parsed.push_back(std::move(reading.rule));
    }
    return parsed;
}

Result<BudgetRule> parseClientBudget(const QByteArray &client, const QJsonObject &budget)
{
    const auto wrongBudget = [](const Text &what) {
        return tl::make_unexpected(Error {.code = ErrorCode::InvalidConfig,
                                          .detail = Text::english("budget: %1", {what})});
    };
    Reading reading;
    reading.rule.name = "client:" + client;
    reading.rule.scope = BudgetScope::Named;
    reading.rule.subject = client;
    reading.hasScope = true;
    for (auto field = budget.begin(); field != budget.end(); ++field) {
        if (field.key() == u"name" || field.key() == u"scope")
            return wrongBudget(
                Text::english("%1 is not for the budget of a client", {field.key()}));
        if (const Text problem = readField(field.key(), *field, reading); !problem.isEmpty())
            return wrongBudget(problem);
    }
    if (const Text problem = complete(reading); !problem.isEmpty())
        return wrongBudget(problem);
    return reading.rule;
}

} // namespace proxy

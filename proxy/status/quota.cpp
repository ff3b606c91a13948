// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/quota.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace proxy {

namespace {

constexpr qint64 kHour = 3600 * 1000LL;

/// The classes of models whose windows count for them alone.
constexpr std::array<const char *, 3> kClasses {"opus", "sonnet", "haiku"};

/// "7d_opus" is of Opus models alone, "7d" and what else there is of all.
QByteArray modelClassOf(const QByteArray &window)
{
    const QByteArray word = window.sliced(window.indexOf('_') + 1);
    for (const char *known : kClasses) {
        if (window.contains('_') && word == known)
            return word;
    }
    return {};
}

/// A window whose end nobody told ends with its length at the latest.
qint64 endOf(const PlanWindow &window)
{
    if (window.resetsAtMs)
        return *window.resetsAtMs;
    return window.seenAtMs + (window.lengthSeconds > 0 ? window.lengthSeconds * 1000 : kHour);
}

double percentOf(const PlanWindow &window)
{
    constexpr double kWhole = 100;
    // What the provider refuses is used up, whatever share it tells.
    return window.isUsedUp() ? std::max(window.used * kWhole, kWhole) : window.used * kWhole;
}

/// The restraint of the rules, and the percent that it begins at.
struct Demand
{
    Restraint restraint = Restraint::None;
    double from = 0;
};

Demand demandOf(const PlanWindow &window, const std::vector<QuotaRule> &rules)
{
    Demand strictest;
    for (const QuotaRule &rule : rules) {
        if (rule.window != window.name
            || (!rule.provider.isEmpty() && rule.provider != window.provider))
            continue;
        const double used = percentOf(window);
        Demand demand;
        if (rule.easyOnly > 0 && used >= rule.easyOnly)
            demand = {Restraint::EasyOnly, rule.easyOnly};
        else if (rule.aggressive > 0 && used >= rule.aggressive)
            demand = {Restraint::Aggressive, rule.aggressive};
        if (demand.restraint > strictest.restraint)
            strictest = demand;
    }
    return strictest;
}

Text percentText(double percent)
{
    return Text::words(QByteArray::number(qRound(percent)));
}

QuotaInForce inForce(const PlanWindow &window, Restraint restraint, Text why)
{
    return {.limit = {.source = LimitSource::Quota,
                      .restraint = restraint,
                      .name = window.name,
                      .why = std::move(why),
                      .untilMs = endOf(window)},
            .provider = window.provider,
            .modelClass = modelClassOf(window.name),
            .used = window.used,
            .isPaid = window.isPaid};
}

QuotaInForce judged(const PlanWindow &window, const std::vector<QuotaRule> &rules,
                    bool allowsOverage)
{
    const Demand demand = demandOf(window, rules);
    if (window.isPaid && !allowsOverage)
        return inForce(window, Restraint::EasyOnly,
                       Text::english("the plan's window %1 of %2 is used up, and further use is "
                                     "paid for",
                                     {window.name, window.provider}));
    return inForce(window, demand.restraint,
                   Text::english("the plan's window %1 of %2 is used to %3 %, from %4 % on",
                                 {window.name, window.provider, percentText(percentOf(window)),
                                  percentText(demand.from)}));
}

} // namespace

QuotasInForce quotasInForce(const PlanWindows &windows, const std::vector<QuotaRule> &rules,
                            bool allowsOverage, qint64 nowMs)
{
    if (rules.empty())
        return {};
    // The backend goes on with the account that has the most left.
    std::map<std::tuple<QByteArray, QByteArray>, QuotaInForce> emptiest;
    for (const PlanWindow &window : windows) {
        if (endOf(window) <= nowMs)
            continue;
        QuotaInForce judgement = judged(window, rules, allowsOverage);
        const auto key = std::tuple(window.provider, window.name);
        const auto found = emptiest.find(key);
        if (found == emptiest.end())
            emptiest.emplace(key, std::move(judgement));
        else if (std::tuple(judgement.limit.restraint, judgement.used)
                 < std::tuple(found->second.limit.restraint, found->second.used))
            found->second = std::move(judgement);
    }
    QuotasInForce quotas;
    for (auto &[key, quota] : emptiest) {
        if (quota.limit.restraint != Restraint::None)
            quotas.push_back(std::move(quota));
    }
    return quotas;
}

LimitsInForce quotaLimitsFor(const QuotasInForce &quotas, const QByteArray &provider,
                             const QByteArray &model)
{
    LimitsInForce limits;
    for (const QuotaInForce &quota : quotas) {
        const bool isOfModel =
            quota.modelClass.isEmpty() || model.toLower().contains(quota.modelClass);
        if (quota.provider == provider && isOfModel)
            limits.push_back(quota.limit);
    }
    return limits;
}

} // namespace proxy

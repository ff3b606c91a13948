// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/limitwatch.h"

#include "proxy/core/atomicfile.h"
#include "proxy/json/jsonobject.h"
#include "proxy/json/jsonwriter.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

constexpr qint64 kMaxFile = 64 * 1024;
/// A lift holds to the end of the day at the longest.
constexpr qint64 kLongestLift = 25 * 3600 * 1000LL;

qint64 nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

/// Who tells of a plan for models of this family.
QByteArray providerOf(ModelFamily family)
{
    switch (family) {
    case ModelFamily::Anthropic:
        return "anthropic";
    case ModelFamily::OpenAi:
        return "codex";
    case ModelFamily::Gemini:
    case ModelFamily::Other:
        break;
    }
    return {};
}

Error unknownBudget(const QByteArray &name)
{
    return {.code = ErrorCode::NotFound,
            .detail = Text::english("neither LLM_PROXY_BUDGETS nor a client of LLM_PROXY_CLIENTS "
                                    "has a limit named %1",
                                    {name})};
}

} // namespace

LimitWatch::LimitWatch(const PlanLimits &plans, BudgetWatch &budgets)
    : m_plans(plans)
    , m_budgets(budgets)
{ }

void LimitWatch::apply(const ProxyConfig &config)
{
    m_rules = parseQuotaRules(config.router.quota).value_or(std::vector<QuotaRule> {});
    m_allowsOverage = config.router.quotaAllowsOverage;
    m_budgetRules = parseBudgetRules(config.record.budgets).value_or(std::vector<BudgetRule> {});
    applyBudgets();
    const QString path = config.runtimeDir.isEmpty()
                             ? QString()
                             : config.runtimeDir + QStringLiteral("/budget-lifts.json");
    if (std::exchange(m_liftsPath, path) != path)
        readLifts();
}

void LimitWatch::setClients(const NamedClients &clients)
{
    m_clientRules.clear();
    for (const auto &client : clients) {
        if (client->budget && !client->isRevoked)
            m_clientRules.push_back(*client->budget);
    }
    applyBudgets();
}

void LimitWatch::applyBudgets()
{
    std::vector<BudgetRule> rules = m_budgetRules;
    rules.insert(rules.end(), m_clientRules.begin(), m_clientRules.end());
    m_budgets.setRules(std::move(rules));
}

LimitsInForce LimitWatch::limitsFor(const RequestFacts &facts, const DecisionContext &context,
                                    ModelFamily family) const
{
    LimitsInForce limits;
    if (!m_budgets.rules().empty())
        limits = m_budgets.limitsFor({.project = context.project,
                                      .clientKey = context.clientKey,
                                      .session = context.sessionId,
                                      .clientName = context.clientName()},
                                     nowMs());
    if (m_rules.empty())
        return limits;
    LimitsInForce ofPlans = quotaLimitsFor(quotas(), providerOf(family), facts.model);
    std::move(ofPlans.begin(), ofPlans.end(), std::back_inserter(limits));
    return limits;
}

QuotasInForce LimitWatch::quotas() const
{
    if (m_rules.empty())
        return {};
    const qint64 now = nowMs();
    return quotasInForce(m_plans.windows(now), m_rules, m_allowsOverage, now);
}

QuotasInForce LimitWatch::takeNewQuotas()
{
    QuotasInForce now = quotas();
    QuotasInForce fresh;
    std::copy_if(now.begin(), now.end(), std::back_inserter(fresh), [this](const auto &quota) {
        return std::none_of(m_toldQuotas.begin(), m_toldQuotas.end(), [&](const auto &told) {
            return told.limit == quota.limit && told.provider == quota.provider;
        });
    });
    m_toldQuotas = std::move(now);
    return fresh;
}

Result<void> LimitWatch::lift(const QByteArray &budget, qint64 untilMs)
{
    const BudgetLifts before = m_budgets.lifts(nowMs());
    if (!m_budgets.lift(budget, untilMs))
        return tl::make_unexpected(unknownBudget(budget));
    return keepLiftsOr(before);
}

Result<void> LimitWatch::restore(const QByteArray &budget)
{
    const BudgetLifts before = m_budgets.lifts(nowMs());
    if (!m_budgets.restore(budget))
        return tl::make_unexpected(unknownBudget(budget));
    return keepLiftsOr(before);
}

/// What can't be kept is not in force either: the next start would not know of it.
Result<void> LimitWatch::keepLiftsOr(const BudgetLifts &before)
{
    Result<void> kept = keepLifts();
    if (!kept)
        m_budgets.setLifts(before);
    return kept;
}

void LimitWatch::readLifts()
{
    QFile file(m_liftsPath);
    // A pipe would hold up the start.
    if (!QFileInfo(m_liftsPath).isFile() || !file.open(QIODevice::ReadOnly)
        || file.size() > kMaxFile)
        return;
    BudgetLifts lifts;
    const QJsonObject stored = readJsonObject(file.readAll()).value_or(QJsonObject());
    for (auto lift = stored.begin(); lift != stored.end(); ++lift) {
        if (const qint64 until = lift->toInteger(); until <= nowMs() + kLongestLift)
            lifts[lift.key().toUtf8()] = until;
    }
    m_budgets.setLifts(std::move(lifts));
}

Result<void> LimitWatch::keepLifts() const
{
    if (m_liftsPath.isEmpty())
        return {};
    QByteArray text;
    JsonWriter json(text);
    json.beginObject();
    for (const auto &[budget, untilMs] : m_budgets.lifts(nowMs()))
        json.field(budget, untilMs);
    json.endObject();
    return writeFileAtomically(m_liftsPath, text);
}

} // namespace proxy

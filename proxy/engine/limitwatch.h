// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/budgetwatch.h"
#include "proxy/config/namedclients.h"
#include "proxy/config/proxyconfig.h"
#include "proxy/route/decider.h"
#include "proxy/status/planlimits.h"
#include "proxy/status/quota.h"

#include <QString>

#include <functional>
#include <vector>

namespace proxy {

/// Tells which limits are in force: those of a plan's windows (MORPH_ROUTER_QUOTA) and the budgets
/// (LLM_PROXY_BUDGETS). Keeps the lifts of budgets in a file, so that they outlive the process.
/// Lives on the worker thread.
class LimitWatch final
{
public:
    /// Both must outlive this.
    LimitWatch(const PlanLimits &plans, BudgetWatch &budgets);
    Q_DISABLE_COPY_MOVE(LimitWatch)

    /// Puts settings into force that were checked when they were loaded. Reads the lifts when the
    /// folder is a new one.
    void apply(const ProxyConfig &config);

    /// Puts the budgets of the named clients into force.
    void setClients(const NamedClients &clients);

    /// Returns the limits for a request for a model of @p family.
    [[nodiscard]] LimitsInForce limitsFor(const RequestFacts &facts, const DecisionContext &context,
                                          ModelFamily family) const;
    /// Returns the windows of plans that restrain requests.
    [[nodiscard]] QuotasInForce quotas() const;
    /// Returns the quotas that came into force since the last call.
    [[nodiscard]] QuotasInForce takeNewQuotas();
    [[nodiscard]] const BudgetWatch &budgets() const { return m_budgets; }

    /// Lifts a budget until @p untilMs (Unix time). Returns an error when there is none of that
    /// name, or when the lift could not be kept: it does not hold then.
    [[nodiscard]] Result<void> lift(const QByteArray &budget, qint64 untilMs);
    /// Ends a lift. Returns the same errors.
    [[nodiscard]] Result<void> restore(const QByteArray &budget);

private:
    void applyBudgets();
    void readLifts();
    [[nodiscard]] Result<void> keepLiftsOr(const BudgetLifts &before);
    [[nodiscard]] Result<void> keepLifts() const;

    const PlanLimits &m_plans;
    BudgetWatch &m_budgets;
    std::vector<QuotaRule> m_rules;
    std::vector<BudgetRule> m_budgetRules; ///< of LLM_PROXY_BUDGETS
    std::vector<BudgetRule> m_clientRules; ///< of LLM_PROXY_CLIENTS
    bool m_allowsOverage = false;
    QString m_liftsPath;
    QuotasInForce m_toldQuotas;
};

} // namespace proxy

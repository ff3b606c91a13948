// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/core/money.h"

#include <QByteArray>
#include <QDate>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace proxy {

/// Whose use a budget adds up.
enum class BudgetScope {
    All,
    Project, ///< each project has its own
    Client, ///< each key of a client
    Session,
    Named, ///< the one client of LLM_PROXY_CLIENTS that BudgetRule::subject names
};

/// How long a budget adds up, in local time.
enum class BudgetPeriod { Day, Week, Month };

/// A limit of LLM_PROXY_BUDGETS. Plain value.
struct BudgetRule
{
    QByteArray name;
    BudgetScope scope = BudgetScope::All;
    BudgetPeriod period = BudgetPeriod::Day;
    QByteArray subject; ///< whose use alone is added up; empty: of everybody in the scope
    std::optional<PicoDollars> dollars; ///< at list prices; one of the two is set
    std::optional<qint64> tokens;
    double warn = 0; ///< percent used; 0: never
    double easyOnly = 0;
    double stop = 0;

    /// The first day whose use counts on @p day.
    [[nodiscard]] QDate beginsOn(QDate day) const;
    /// The first day after @p day on which the sum has begun anew.
    [[nodiscard]] QDate endsOn(QDate day) const;
};

/// The word of the setting: "day", "week", "month" for everything, else "project", "client",
/// "session"; "client" for BudgetScope::Named.
[[nodiscard]] QByteArray scopeName(const BudgetRule &rule);

/// Reads LLM_PROXY_BUDGETS. Returns an error that names the entry and its wrong word.
[[nodiscard]] Result<std::vector<BudgetRule>> parseBudgetRules(const QJsonArray &rules);
/// Reads the budget of the named client @p client: the fields of a rule without name and scope. The
/// rule's name is "client:" and the client's. Returns an error that names the wrong word.
[[nodiscard]] Result<BudgetRule> parseClientBudget(const QByteArray &client,
                                                   const QJsonObject &budget);

} // namespace proxy

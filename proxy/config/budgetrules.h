// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/core/money.h"

#include <QByteArray>
#include <QDate>
#include <QJsonArray>

#include <optional>
#include <vector>

namespace proxy {

/// Whose use a budget adds up.
enum class BudgetScope {
    All,
    Project, ///< each project has its own
    Client, ///< each key of a client
    Session,
};

/// How long a budget adds up, in local time.
enum class BudgetPeriod { Day, Week, Month };

/// A limit of LLM_PROXY_BUDGETS. Plain value.
struct BudgetRule
{
    QByteArray name;
    BudgetScope scope = BudgetScope::All;
    BudgetPeriod period = BudgetPeriod::Day;
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
/// "session".
[[nodiscard]] QByteArray scopeName(const BudgetRule &rule);

/// Reads LLM_PROXY_BUDGETS. Returns an error that names the entry and its wrong word.
[[nodiscard]] Result<std::vector<BudgetRule>> parseBudgetRules(const QJsonArray &rules);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/money.h"
#include "proxy/core/text.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace proxy {

/// What the use of a budget has come to; a later one is worse.
enum class BudgetLevel {
    Below, ///< nothing happens yet
    Warned,
    EasyOnly, ///< every task goes where easy ones go
    Stopped, ///< requests are answered with 429
};

/// "below", "warn", "easy-only", "stopped".
[[nodiscard]] const char *name(BudgetLevel level);

/// How much of one budget is used, by one of those who draw on it. Plain value.
struct BudgetUse
{
    QByteArray name = {}; ///< of the budget
    QByteArray scope = {}; ///< "day", "week", "month", "project", "client", "session"
    QByteArray subject = {}; ///< the project, client key or session; empty: everything
    std::optional<PicoDollars> dollars = {}; ///< the limit, at list prices
    std::optional<qint64> tokens = {}; ///< the limit
    PicoDollars spent = 0; ///< at list prices, with the classifier's fees
    qint64 usedTokens = 0;
    qint64 unpriced = 0; ///< answers with tokens whose price is not known: `spent` lacks them
    BudgetLevel level = BudgetLevel::Below; ///< what it has come to, lifted or not
    qint64 endsAtMs = 0; ///< Unix time at which the sum begins anew
    std::optional<qint64> liftedUntilMs = {}; ///< Unix time; until then nothing of it happens
    bool isOfNamedClient = false; ///< a budget of LLM_PROXY_CLIENTS; `subject` is its client

    /// The share of the limit that is used; the larger one of dollars and tokens.
    [[nodiscard]] double share() const;
    /// The level that is in force: Below while the budget is lifted.
    [[nodiscard]] BudgetLevel inForce() const { return liftedUntilMs ? BudgetLevel::Below : level; }
    /// The use in words: "$4.10 of $5.00", "1200 of 1000 tokens".
    [[nodiscard]] Text amountInWords() const;
};

using BudgetUses = std::vector<BudgetUse>;

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/ledger.h"
#include "proxy/core/error.h"

#include <QByteArray>
#include <QDate>
#include <QString>
#include <QStringView>

namespace proxy {

/// What is asked of the ledger.
struct SavingsQuery
{
    QDate since; ///< invalid: everything
    LedgerGrouping by = LedgerGrouping::Model;
};

/// The first day of `all`, `today`, `yesterday`, `7d`, `4w` or `2026-03-09`, seen from @p today.
/// The error says what is allowed.
[[nodiscard]] Result<QDate> parseSince(QStringView text, QDate today);
/// `model`, `project` or `day`.
[[nodiscard]] Result<LedgerGrouping> parseGrouping(QStringView text);
/// From the query part of a request target, `since` and `by`; missing ones: the last 30 days, by
/// model.
[[nodiscard]] Result<SavingsQuery> parseSavingsQuery(const QByteArray &target, QDate today);

/// The answer of GET /router/savings and `savings --json`: total and groups, list prices of
/// @p priceTable. @p isComplete: earlier days have been read.
[[nodiscard]] QByteArray savingsJson(const Ledger &ledger, const SavingsQuery &query,
                                     const QByteArray &priceTable, bool isComplete);
/// The same for people, as a table.
[[nodiscard]] QString savingsText(const Ledger &ledger, const SavingsQuery &query,
                                  const QByteArray &priceTable);

} // namespace proxy

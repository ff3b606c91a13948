// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/ledger.h"
#include "proxy/core/error.h"

#include <QByteArray>
#include <QDate>
#include <QString>
#include <QStringView>

namespace proxy {

/// Which part of the ledger a report shows.
struct SavingsQuery
{
    QDate since; ///< first day; invalid: all days
    LedgerGrouping by = LedgerGrouping::Model;
};

/// Returns the first day of `all`, `today`, `yesterday`, `7d`, `4w` or `2026-03-09`, as of @p
/// today; an invalid date for `all`. For any other text it returns an error that says what is
/// allowed.
[[nodiscard]] Result<QDate> parseSince(QStringView text, QDate today);
/// Reads `model`, `project`, `client` or `day`.
[[nodiscard]] Result<LedgerGrouping> parseGrouping(QStringView text);
/// Reads `since` and `by` from the query of a request target. The defaults are the last 30 days and
/// `model`.
[[nodiscard]] Result<SavingsQuery> parseSavingsQuery(const QByteArray &target, QDate today);

/// Returns the body of GET /router/savings, which is also the output of `savings --json`: total and
/// groups. @p priceTable is the date of the list prices. @p isComplete says that earlier days have
/// been read already.
[[nodiscard]] QByteArray savingsJson(const Ledger &ledger, const SavingsQuery &query,
                                     const QByteArray &priceTable, bool isComplete);
/// Returns the report as a table for people.
[[nodiscard]] QString savingsText(const Ledger &ledger, const SavingsQuery &query,
                                  const QByteArray &priceTable);

} // namespace proxy

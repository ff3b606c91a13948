// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/ledger.h"
#include "proxy/accounting/spendbook.h"

#include <QByteArray>
#include <QDate>
#include <QString>

#include <vector>

namespace proxy {

/// A day's file of the request log, as it was at one moment. Rows appended later are not part of
/// it.
struct LedgerFile
{
    QString path;
    QDate day;
    qint64 size = 0;
    qint64 modifiedMs = 0;
};

/// Returns the day files in @p logDir, the oldest first.
[[nodiscard]] std::vector<LedgerFile> ledgerFiles(const QString &logDir);

/// Adds the rows of @p file to @p ledger, and what client keys and sessions used to @p subjects
/// unless that is null. Skips rows that are broken or of another version, and lines over a
/// megabyte. Blocks.
void readLedgerFile(const LedgerFile &file, Ledger &ledger, SpendBook *subjects = nullptr);

/// Whether readLedger() writes the index again when it had to read closed days.
enum class LedgerIndexUse { ReadOnly, Update };

/// Reads the ledger from the request log. The index at @p indexPath holds the sums of closed days:
/// a day file with the same size and time as in the index is not read again, and a day whose file
/// is gone or compressed comes from the index alone. An index that can't be read or written costs
/// time, nothing else. @p subjects, unless it is null, gets what client keys and sessions used
/// today. Blocks.
[[nodiscard]] Ledger readLedger(const std::vector<LedgerFile> &files, const QString &indexPath,
                                LedgerIndexUse use, SpendBook *subjects = nullptr);

/// Returns the path of the index.
[[nodiscard]] QString ledgerIndexPath(const QString &runtimeDir);

} // namespace proxy

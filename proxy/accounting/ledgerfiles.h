// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/ledger.h"

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

/// Adds the rows of @p file to @p ledger. Skips rows that are broken or of another version, and
/// lines over a megabyte. Blocks.
void readLedgerFile(const LedgerFile &file, Ledger &ledger);

/// Whether readLedger() writes the index again when it had to read closed days.
enum class LedgerIndexUse { ReadOnly, Update };

/// Reads the ledger from the request log. The index at @p indexPath holds the sums of closed days:
/// a day file with the same size and time as in the index is not read again, and a day whose file
/// is gone or compressed comes from the index alone. An index that can't be read or written costs
/// time, nothing else. Blocks.
[[nodiscard]] Ledger readLedger(const std::vector<LedgerFile> &files, const QString &indexPath,
                                LedgerIndexUse use);

/// Returns the path of the index.
[[nodiscard]] QString ledgerIndexPath(const QString &runtimeDir);

} // namespace proxy

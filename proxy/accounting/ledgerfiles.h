// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/ledger.h"

#include <QByteArray>
#include <QDate>
#include <QString>

#include <vector>

namespace proxy {

/// A day file of the request log at one moment: what is appended later is not part of it.
struct LedgerFile
{
    QString path;
    QDate day;
    qint64 size = 0;
    qint64 modifiedMs = 0;
};

/// The day files in @p logDir, oldest first.
[[nodiscard]] std::vector<LedgerFile> ledgerFiles(const QString &logDir);

/// Adds the rows of @p file to @p ledger. Rows that are broken or of another version are passed
/// over; lines over a megabyte too.
void readLedgerFile(const LedgerFile &file, Ledger &ledger);

/// Whether readLedger() writes the index anew when it had to read closed days.
enum class LedgerIndexUse { ReadOnly, Update };

/// The ledger as the request log tells them. Days whose file stands in the index at @p indexPath
/// with the same size and time are not read again; a day whose file is gone or was compressed is
/// taken from the index alone. An index that can't be read or written costs time, nothing else.
[[nodiscard]] Ledger readLedger(const std::vector<LedgerFile> &files, const QString &indexPath,
                                LedgerIndexUse use);

/// Where the index lies.
[[nodiscard]] QString ledgerIndexPath(const QString &runtimeDir);

} // namespace proxy

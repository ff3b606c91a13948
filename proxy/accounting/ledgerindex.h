// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/ledgerfiles.h"

#include <map>

namespace proxy {

/// A cache of the sums of closed day files, so that a start does not read those files again. It
/// maps a file's name to its size, its time and its sums. What it lacks is read from the request
/// log.
class LedgerIndex final
{
public:
    /// Reads the index. Returns an empty one when the file is missing, broken or too large.
    [[nodiscard]] static LedgerIndex load(const QString &path);

    /// Whether the index has the sums of @p file, and size and time are still the same.
    [[nodiscard]] bool covers(const QString &name, const LedgerFile &file) const;
    void forget(const QString &name) { m_files.erase(name); }
    void put(const QString &name, const LedgerFile &file, Ledger ledger);
    /// Returns the sums of all files.
    [[nodiscard]] Ledger ledger() const;
    /// Replaces the file atomically, with mode 0600. On an error the old file stays.
    [[nodiscard]] Result<void> save(const QString &path) const;

private:
    struct Entry
    {
        QDate day;
        qint64 size = 0;
        qint64 modifiedMs = 0;
        Ledger ledger;
    };

    std::map<QString, Entry> m_files;
};

} // namespace proxy

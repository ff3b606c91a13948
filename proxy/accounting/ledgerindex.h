// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/ledgerfiles.h"

#include <map>

namespace proxy {

/// What closed day files were found to hold, so that a start does not read them again: file name →
/// size, time and sums. A cache: whatever it lacks is read from the log.
class LedgerIndex final
{
public:
    /// Empty if the file is not there, broken or too large.
    [[nodiscard]] static LedgerIndex load(const QString &path);

    /// The file is as it was when its sums were taken.
    [[nodiscard]] bool covers(const QString &name, const LedgerFile &file) const;
    void forget(const QString &name) { m_files.erase(name); }
    void put(const QString &name, const LedgerFile &file, Ledger ledger);
    [[nodiscard]] Ledger ledger() const;
    /// Replaced whole, 0600, or left as it was.
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

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QtGlobal>

#include <optional>

namespace proxy {

// What the system tells of other processes. Where it can't tell, or another user's process may not
// be looked at, a function returns what is named at it.

/// One process, as far as the system tells.
struct ProcessState
{
    /// Tells it from a later one with the same id: a count of the system's own, of its start. 0:
    /// not told.
    quint64 startTicks = 0;
    bool hasEnded = false; ///< nobody has asked for its exit status yet
};

/// Returns the process that has this id now; nullopt: none.
[[nodiscard]] std::optional<ProcessState> processState(qint64 pid);
/// Returns the name of its program; empty when not known.
[[nodiscard]] QByteArray processName(qint64 pid);
/// Returns its command line, word by word; empty when not known.
[[nodiscard]] QList<QByteArray> processArguments(qint64 pid);
/// Returns the file that its standard error output goes to; empty when not known, or no file.
[[nodiscard]] QString errorOutputFile(qint64 pid);

/// Whether a process has the file of that path open; nullopt when that can't be seen.
[[nodiscard]] std::optional<bool> hasOpen(qint64 pid, const QString &path);
/// Returns the processes that hold an flock() on the file of that path; nullopt where the system
/// has no table of them.
[[nodiscard]] std::optional<QList<qint64>> lockHolders(const QString &path);
/// Returns the process that listens on a TCP port; nullopt when none is seen.
[[nodiscard]] std::optional<qint64> listenerOf(quint16 port);

/// Makes the process that calls it end with SIGTERM when its parent ends. Called between fork and
/// exec. Does nothing where the system can't; the child then goes on alone.
void endWithParent();

} // namespace proxy

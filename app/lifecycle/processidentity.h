// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

#include <optional>

namespace app {

/// Identifies a process, even if another one gets the same process id later.
struct ProcessIdentity
{
    qint64 pid = 0;
    quint64 startTicks = 0; ///< of its start, in the system's own count; 0: the system tells none

    bool operator==(const ProcessIdentity &) const = default;
};

[[nodiscard]] ProcessIdentity thisProcess();
/// Returns the process that has this id now; nullopt: none.
[[nodiscard]] std::optional<ProcessIdentity> processWithPid(qint64 pid);
/// Whether exactly this process runs and is no zombie.
[[nodiscard]] bool isAlive(const ProcessIdentity &process);

} // namespace app

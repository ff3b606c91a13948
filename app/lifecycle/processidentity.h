// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

#include <optional>

namespace app {

/// A process that can't be mistaken for a later one with the same number.
struct ProcessIdentity
{
    qint64 pid = 0;
    quint64 startTicks = 0; ///< kernel clock ticks since boot (proc(5), stat field 22)

    bool operator==(const ProcessIdentity &) const = default;
};

[[nodiscard]] ProcessIdentity thisProcess();
/// The process that has this number now.
[[nodiscard]] std::optional<ProcessIdentity> processWithPid(qint64 pid);
/// It is this very process and it is not a zombie.
[[nodiscard]] bool isAlive(const ProcessIdentity &process);

} // namespace app

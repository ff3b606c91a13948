// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

namespace app {

// Start at login: an entry in the XDG autostart folder. Never together with the systemd user unit.

[[nodiscard]] bool hasAutostartEntry();
/// Empty, or what went wrong.
[[nodiscard]] QString writeAutostartEntry(const QString &program);
[[nodiscard]] QString removeAutostartEntry();

} // namespace app

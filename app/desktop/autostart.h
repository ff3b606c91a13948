// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

namespace app {

// Start at login: an entry in the XDG autostart folder. Never together with the systemd user unit.

[[nodiscard]] bool hasAutostartEntry();
/// What an entry starts. An AppImage's program stands in a folder that is mounted only while it
/// runs: the image itself is started.
[[nodiscard]] QString programAtLogin();
/// Empty, or what went wrong.
[[nodiscard]] QString writeAutostartEntry(const QString &program);
[[nodiscard]] QString removeAutostartEntry();

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

namespace app {

// Start at login, by an entry in the XDG autostart folder. Do not use it together with the systemd
// user unit.

/// Returns the file of the entry, whether it is there or not.
[[nodiscard]] QString autostartEntry();
[[nodiscard]] bool hasAutostartEntry();
/// Returns the program that an entry starts: the executable, or the AppImage, whose executable
/// exists only while it runs.
[[nodiscard]] QString programAtLogin();
// Each returns an empty text, or what went wrong.
[[nodiscard]] QString writeAutostartEntry(const QString &program);
[[nodiscard]] QString removeAutostartEntry();

} // namespace app

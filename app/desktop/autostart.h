// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

namespace app {

// The window's start at login, by windowEntryAtLogin(). Never together with the login service.

[[nodiscard]] bool hasAutostartEntry();
// Each returns an empty text, or what went wrong.
[[nodiscard]] QString writeAutostartEntry(const QString &program);
[[nodiscard]] QString removeAutostartEntry();

} // namespace app

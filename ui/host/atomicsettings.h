// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace ui {

/// Makes QSettings() of this process replace its file atomically: path and format stay the same.
/// Qt's own formats can leave a truncated file on a full disk. Call it before the first QSettings.
void useAtomicSettings();

} // namespace ui

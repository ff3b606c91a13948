// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace ui {

/// From now on QSettings() of this process replaces its file only by one that the disk has taken
/// whole: Qt's own formats take a write for done that a full disk refuses later, and leave a file
/// without the rest. Same place, same content. Call before the first QSettings.
void useAtomicSettings();

} // namespace ui

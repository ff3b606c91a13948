// SPDX-License-Identifier: LicenseRef-Private
#pragma once

class QApplication;

namespace ui {

/// Sets names, translations and theme of the application. Call it before any widget is made.
void prepareApplication(QApplication &application);

} // namespace ui

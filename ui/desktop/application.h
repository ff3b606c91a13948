// SPDX-License-Identifier: LicenseRef-Private
#pragma once

class QApplication;

namespace ui {

/// Names, translations and theme of the application; before any widget is made.
void prepareApplication(QApplication &application);

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QPalette>
#include <QString>

class QApplication;

namespace ui {

/// What the user chose; System follows the platform as far as it can be told.
enum class Theme { System, Light, Dark };

/// Fusion with one of our two palettes: Qt 6.4 has no colour schemes of its own.
void applyTheme(Theme theme);

[[nodiscard]] Theme chosenTheme();
/// Remembers and applies.
void chooseTheme(Theme theme);

/// What Theme::System stands for at the moment; after the first applyTheme().
[[nodiscard]] bool systemIsDark();
[[nodiscard]] QPalette themePalette(bool dark);

/// "" follows the system; else a language code of translations/.
[[nodiscard]] QString chosenLanguage();
void chooseLanguage(const QString &code);

} // namespace ui

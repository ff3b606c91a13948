// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QPalette>
#include <QString>

class QApplication;

namespace ui {

/// The theme that the user chose. System follows the desktop's preference.
enum class Theme { System, Light, Dark };

/// Applies the Fusion style with one of two palettes, because Qt 6.4 has no colour schemes.
void applyTheme(Theme theme);

[[nodiscard]] Theme chosenTheme();
/// Stores the choice and applies it.
void chooseTheme(Theme theme);

/// Returns what Theme::System means at present. Valid after the first applyTheme().
[[nodiscard]] bool systemIsDark();
[[nodiscard]] QPalette themePalette(bool dark);

/// Returns the chosen language: a code of translations/; an empty text follows the system.
[[nodiscard]] QString chosenLanguage();
void chooseLanguage(const QString &code);

} // namespace ui

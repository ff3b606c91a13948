// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QColor>

namespace ui {

/// Returns a colour of a set that colour-blind people can tell apart (after Okabe and Ito). Every
/// colour is readable on light and dark backgrounds.
[[nodiscard]] QColor seriesColour(int index);

/// Whether the window's background is dark.
[[nodiscard]] bool isDark();

/// Returns the text colour for a state on the present background. Never let the colour
/// be the only sign of a state.
[[nodiscard]] QColor goodColour();
[[nodiscard]] QColor badColour();
[[nodiscard]] QColor warningColour();

/// Returns the text colour of what explains something else.
[[nodiscard]] QColor quietColour();

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QColor>

namespace ui {

/// Returns a colour of a set that colour-blind people can tell apart (after Okabe and Ito). Every
/// colour is readable on light and dark backgrounds.
[[nodiscard]] QColor seriesColour(int index);

/// Whether the window's background is dark.
[[nodiscard]] bool isDark();

/// Returns the text colour for good and bad states on the present background. Never let the colour
/// be the only sign of a state.
[[nodiscard]] QColor goodColour();
[[nodiscard]] QColor badColour();

} // namespace ui

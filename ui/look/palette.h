// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QColor>

namespace ui {

/// The @p index-th of a set of colours that colour-blind eyes tell apart (after Okabe and Ito),
/// readable on light and dark grounds alike.
[[nodiscard]] QColor seriesColour(int index);

/// The window's ground is dark.
[[nodiscard]] bool isDark();

/// Ink for what is well and what is wrong, readable on the present ground. Never the only sign.
[[nodiscard]] QColor goodColour();
[[nodiscard]] QColor badColour();

} // namespace ui

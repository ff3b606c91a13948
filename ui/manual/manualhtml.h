// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/manual/manual.h"

#include <QPalette>

namespace ui {

/// Returns the anchor of a table's row that is called so.
[[nodiscard]] QString rowAnchor(const QString &name);

/// Returns a page as rich text in the palette's colours. Each section is an anchor, and
/// so is each name of a table's row. Tables of more than two
/// columns become a paragraph for each row, so that they fit a narrow window. Pure.
[[nodiscard]] QString manualHtml(const proxy::ManualPage &page, const QPalette &palette);

} // namespace ui

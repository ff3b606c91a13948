// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QIcon>
#include <QString>

namespace ui {

/// One of our drawings in one tone, painted in the palette's ink at that moment: readable in both
/// themes and on a selected row, sharp at any scale. @p name: "page-requests", … of
/// resources/icons.
[[nodiscard]] QIcon symbolicIcon(const QString &name);
/// One of our drawings in its own colours. Not QIcon(path): that needs a plugin which not every
/// system installs with the library.
[[nodiscard]] QIcon drawnIcon(const QString &name);

} // namespace ui

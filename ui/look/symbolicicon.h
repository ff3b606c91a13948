// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QIcon>
#include <QString>

namespace ui {

/// Returns a monochrome icon that is painted in the palette's present text colour, so it is
/// readable in both themes and on a selected row. @p name is a file of resources/icons: "page-
/// requests", …
[[nodiscard]] QIcon symbolicIcon(const QString &name);
/// Returns an icon in its own colours. QIcon(path) would need Qt's plugin for SVG icons, which is
/// not installed everywhere.
[[nodiscard]] QIcon drawnIcon(const QString &name);
/// drawnIcon() with an outline of @p contrast, so that it is seen on a background of any colour.
[[nodiscard]] QIcon outlinedIcon(const QString &name, const QColor &contrast);

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QList>
#include <QRect>

class QWidget;

namespace ui {

/// Where a window that stands at @p frame can be reached on @p screens (their free areas, the main
/// one first): unchanged while enough of its top edge is on one of them, else moved onto the first
/// and made no larger than that.
[[nodiscard]] QRect broughtBack(const QRect &frame, const QList<QRect> &screens);

void bringOnScreen(QWidget &window);
/// Brings @p window back each time a screen it stood on has gone or became smaller.
void keepOnScreen(QWidget &window);

} // namespace ui

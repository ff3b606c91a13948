// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QList>
#include <QRect>

class QWidget;

namespace ui {

/// Returns where a window with the geometry @p frame is reachable. @p screens are the free areas of
/// the screens, the main one first. The geometry stays while enough of its top edge is on a screen;
/// otherwise it is moved to the first screen and made no larger than that.
[[nodiscard]] QRect broughtBack(const QRect &frame, const QList<QRect> &screens);

void bringOnScreen(QWidget &window);
/// Moves @p window back onto a screen whenever its screen is removed or shrinks.
void keepOnScreen(QWidget &window);

} // namespace ui

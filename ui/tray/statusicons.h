// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/status/servicestatus.h"

#include <QIcon>
#include <QString>

namespace ui {

/// The state that the tray icon shows by shape and colour.
enum class TrayState { Stopped, Running, RoutingOff, Degraded, Attention };

[[nodiscard]] TrayState trayState(const proxy::ServiceStatus &status);
/// Returns the problem as a text; empty: none.
[[nodiscard]] QString problemText(const proxy::ServiceStatus &status);

/// The colours of an icon. Light is for light panels.
enum class IconVariant { Light, Dark, Symbolic };
[[nodiscard]] QIcon statusIcon(TrayState state, IconVariant variant);
/// Returns the icon for the program's own window and menu.
[[nodiscard]] IconVariant variantForPalette();
/// Returns the icon for the tray, whose background follows the desktop's theme and not the
/// window's.
[[nodiscard]] IconVariant variantForPanel();

} // namespace ui

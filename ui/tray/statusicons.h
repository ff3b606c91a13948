// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/status/servicestatus.h"

#include <QIcon>
#include <QString>

namespace ui {

/// What the tray tells by shape and colour.
enum class TrayState { Stopped, Running, RoutingOff, Degraded, Attention };

[[nodiscard]] TrayState trayState(const proxy::ServiceStatus &status);
/// The problem in words; empty when there is none.
[[nodiscard]] QString problemText(const proxy::ServiceStatus &status);

enum class IconVariant { Light, Dark, Symbolic };
/// Light: for light panels.
[[nodiscard]] QIcon statusIcon(TrayState state, IconVariant variant);
/// For our own window and menu, which have our palette.
[[nodiscard]] IconVariant variantForPalette();
/// For the tray: the panel goes by the desktop's theme, whatever was chosen for our window.
[[nodiscard]] IconVariant variantForPanel();

} // namespace ui

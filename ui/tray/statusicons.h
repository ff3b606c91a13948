// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/status/servicestatus.h"

#include <QIcon>
#include <QString>

#include <optional>

namespace ui {

/// The state that the tray icon shows by shape and colour.
enum class TrayState { Stopped, Running, RoutingOff, Degraded, Attention };

[[nodiscard]] TrayState trayState(const proxy::ServiceStatus &status);
/// Returns the problem as a text; empty: none.
[[nodiscard]] QString problemText(const proxy::ServiceStatus &status);

/// The colours of an icon. Light is for light panels, Outlined for panels of unknown colour.
enum class IconVariant { Light, Dark, Symbolic, Outlined };
[[nodiscard]] QIcon statusIcon(TrayState state, IconVariant variant);
/// Returns the icon for the program's own window and menu.
[[nodiscard]] IconVariant variantForPalette();
/// Returns the icon for the tray: the chosen one, or where none is chosen the one for this desktop,
/// whose panel has a colour of its own.
[[nodiscard]] IconVariant variantForPanel();

/// The icon that the user chose for the tray; nullopt: as variantForPanel() finds it.
[[nodiscard]] std::optional<IconVariant> chosenTrayIcon();
void chooseTrayIcon(std::optional<IconVariant> variant);

} // namespace ui

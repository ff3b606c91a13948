// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace ui {

/// The token by which a Wayland compositor lets a window come to the front (xdg-activation-v1). Who
/// was clicked has it, and hands it to whom the click was for.

/// Returns the token that this process was started with; empty: none.
[[nodiscard]] QByteArray activationTokenOfStart();
/// Uses @p token for the next window that is activated. Ignores what can't be one. Main thread.
void useActivationToken(const QByteArray &token);

} // namespace ui

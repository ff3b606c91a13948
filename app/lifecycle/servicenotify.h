// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace app {

/// Sends a state such as "READY=1" to systemd's service manager (sd_notify(3)). Does nothing when
/// NOTIFY_SOCKET is not set. Returns whether it was sent.
bool notifyService(const QByteArray &state);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace app {

/// Tells systemd's service manager a state line such as "READY=1" (sd_notify(3)); does nothing
/// where NOTIFY_SOCKET is not set. Returns whether it was sent.
bool notifyService(const QByteArray &state);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <QStringList>

namespace app {

/// Whether the port can be bound on all of these addresses; none: on 127.0.0.1 and, where there is
/// IPv6, on ::1.
[[nodiscard]] bool isPortFree(quint16 port, const QStringList &hosts = {});

/// Who listens there, as far as this user may see: "nginx (pid 4711)", or "another program".
[[nodiscard]] proxy::Said portHolder(quint16 port);

/// What a person can do about it: names the usual owners of 8317 and how to move.
[[nodiscard]] QString portConflictRemedy(quint16 port);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QStringList>

namespace app {

/// Whether the port can be bound on all of @p hosts. An empty list means 127.0.0.1 and, if there is
/// IPv6, ::1.
[[nodiscard]] bool isPortFree(quint16 port, const QStringList &hosts = {});

/// Returns which program listens on the port: "nginx (pid 4711)", or "another program" when this
/// user may not see it.
[[nodiscard]] proxy::Text portHolder(quint16 port);

/// Returns advice for people: the usual users of port 8317 and how to change the port.
[[nodiscard]] QString portConflictRemedy(quint16 port);

} // namespace app

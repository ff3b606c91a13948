// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QString>
#include <QUrl>

#include <optional>

namespace app::backend {

/// Why api-call may not be sent with this body: its target is the backend itself, a loopback
/// address in any spelling, or a management route. The backend reads the field "url" without
/// regard to case and takes the last one, so each is checked. Text it and this check could read
/// differently is refused. What can't be seen here: names that resolve to such an address,
/// redirects that lead there, and forwarders. Pure.
[[nodiscard]] std::optional<QString> whyCallRefused(const QByteArray &body, const QUrl &backend,
                                                    const QList<QHostAddress> &ownAddresses = {});

} // namespace app::backend

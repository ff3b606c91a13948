// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QString>
#include <QUrl>

#include <optional>

namespace app::backend {

/// Returns why api-call must not send this body: its target is the backend itself, a loopback
/// address in any spelling, or a management route. The backend ignores the case of the field "url"
/// and takes the last one, so each of them is checked. A text that the backend could read
/// differently is refused. The check can't see names that resolve to such an address, redirects and
/// forwarders. Pure.
[[nodiscard]] std::optional<QString> whyCallRefused(const QByteArray &body, const QUrl &backend,
                                                    const QList<QHostAddress> &ownAddresses = {});

} // namespace app::backend

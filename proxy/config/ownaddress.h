// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QStringList>

namespace proxy {

/// Returns the address at which a program of this machine reaches a proxy that listens on @p hosts:
/// a loopback address if there is one, else the first. @p hosts is the value of LLM_PROXY_HOST; an
/// empty list means both loopback addresses. The result has no brackets.
[[nodiscard]] QString ownAddress(const QStringList &hosts);

/// Returns that address as a base URL: "http://localhost:8317", "http://[::1]:8317".
[[nodiscard]] QString ownUrl(const QStringList &hosts, quint16 port);

} // namespace proxy

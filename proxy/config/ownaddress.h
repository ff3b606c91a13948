// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QStringList>

namespace proxy {

/// Where a program of this machine reaches a proxy that listens on these addresses (as
/// LLM_PROXY_HOST has them; none: both loopback ones): a loopback address if there is one, else
/// the first. An address, without brackets.
[[nodiscard]] QString ownAddress(const QStringList &hosts);

/// The same as the beginning of a URL: "http://localhost:8317", "http://[::1]:8317".
[[nodiscard]] QString ownUrl(const QStringList &hosts, quint16 port);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"

#include <QByteArray>
#include <QList>

#include <chrono>

namespace proxy {

/// Asks the backend for its model list with the key that the proxy itself would use; sorted. Waits
/// in an event loop of its own for at most @p limit: for commands, never for the engine. Needs an
/// application object. The error says why there is no list.
[[nodiscard]] Result<QList<QByteArray>> fetchListedModels(const ProxyConfig &config,
                                                          std::chrono::milliseconds limit);

} // namespace proxy

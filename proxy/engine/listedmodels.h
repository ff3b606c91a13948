// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"

#include <QByteArray>
#include <QList>

#include <chrono>

namespace proxy {

/// Fetches the backend's list of models, sorted, with the key that the proxy itself would use. Runs
/// an event loop of its own for at most @p limit, so only commands may call it, never the engine.
/// Needs an application object. Returns an error that says why there is no list.
[[nodiscard]] Result<QList<QByteArray>> fetchListedModels(const ProxyConfig &config,
                                                          std::chrono::milliseconds limit);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/status/servicestatus.h"

#include <QByteArray>

namespace proxy {

/// The body of GET /health: {"service":"llm-proxy","status":"ok",…}. Pure.
[[nodiscard]] QByteArray healthJson(const ServiceStatus &status);

/// The body of GET /router/status: the configuration in force (secrets masked), breakers,
/// counters, percentiles. Pure.
[[nodiscard]] QByteArray statusJson(const ServiceStatus &status, const ProxyConfig &config);

} // namespace proxy

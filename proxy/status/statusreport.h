// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/status/servicestatus.h"

#include <QByteArray>

#include <optional>

namespace proxy {

/// The body of GET /health: {"service":"llm-proxy","status":"ok",…}. Pure.
[[nodiscard]] QByteArray healthJson(const ServiceStatus &status);

/// The body of GET /router/status: the configuration in force (secrets masked), breakers,
/// counters, percentiles. Pure.
[[nodiscard]] QByteArray statusJson(const ServiceStatus &status, const ProxyConfig &config);

/// What statusJson() wrote, in this process or another; nullopt when it is no llm-proxy's.
/// Latencies come as percentiles: a histogram made of them has these and no finer shape. Pure.
[[nodiscard]] std::optional<ServiceStatus> statusFromJson(const QByteArray &json);

} // namespace proxy

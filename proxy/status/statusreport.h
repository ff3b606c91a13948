// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/status/servicestatus.h"

#include <QByteArray>

#include <optional>

namespace proxy {

/// Returns the body of GET /readyz: whether new requests are wanted, and what is missing.
[[nodiscard]] QByteArray readinessJson(ServiceState state);
/// Returns the body of GET /health: {"service":"llm-proxy","status":"ok",…}. Pure.
[[nodiscard]] QByteArray healthJson(const ServiceStatus &status);

/// Returns the body of GET /router/status: the configuration in force with its secrets masked,
/// breakers, counters and percentiles. Pure.
[[nodiscard]] QByteArray statusJson(const ServiceStatus &status, const ProxyConfig &config);

/// Reads what statusJson() of any llm-proxy wrote. Returns nullopt for other JSON. The document has
/// percentiles only, so the histograms of the result have those percentiles and no finer shape.
/// Pure.
[[nodiscard]] std::optional<ServiceStatus> statusFromJson(const QByteArray &json);

} // namespace proxy

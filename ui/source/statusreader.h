// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/status/servicestatus.h"

#include <QByteArray>

#include <optional>

namespace ui {

/// Reads GET /router/status of another process; nullopt when it is no llm-proxy's. Latencies come
/// as percentiles, so that a histogram made of them has these percentiles and no finer shape.
[[nodiscard]] std::optional<proxy::ServiceStatus> statusFromJson(const QByteArray &json);

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/status/metrics.h"
#include "proxy/status/servicestatus.h"

#include <QByteArray>

namespace proxy {

/// Returns the body of GET /metrics in Prometheus' text format. Every known label value is listed
/// from the start, with the value 0. Values have base units (seconds, bytes, dollars). No label
/// holds a session, a path or free text.
[[nodiscard]] QByteArray metricsPage(const Metrics &metrics, const ServiceStatus &status);

} // namespace proxy

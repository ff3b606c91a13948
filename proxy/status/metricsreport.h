// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/status/metrics.h"
#include "proxy/status/servicestatus.h"

#include <QByteArray>

namespace proxy {

/// The body of GET /metrics: Prometheus' text format. Every known label value is there from the
/// start, at 0; base units; none of the labels carries a session, a path or free text.
[[nodiscard]] QByteArray metricsPage(const Metrics &metrics, const ServiceStatus &status);

} // namespace proxy

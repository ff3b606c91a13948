// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

class EngineParts;
class StatusCollector;

/// Adds what is only looked at: /health, /metrics, /router/status, /router/savings,
/// /router/exchange and /router/events. Both must outlive the routes.
void addStatusRoutes(EngineParts &parts, StatusCollector &collector);

} // namespace proxy

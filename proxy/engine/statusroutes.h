// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

class EngineParts;
class StatusCollector;

/// Adds the routes that only read: /health, /metrics, /router/status, /router/savings,
/// /router/exchange and /router/events. @p parts and @p collector must outlive the routes.
void addStatusRoutes(EngineParts &parts, StatusCollector &collector);

} // namespace proxy

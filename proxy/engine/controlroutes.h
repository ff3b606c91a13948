// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

class Engine;
class LocalRoutes;

/// Adds the routes that control the proxy: /router/stop, pause, resume, breaker and routing.
/// @p engine must outlive the routes.
void addControlRoutes(LocalRoutes &routes, Engine &engine);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

class EngineParts;

/// Adds /router/sessions, /router/session and /router/explain. @p parts must outlive the routes.
void addSessionRoutes(EngineParts &parts);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"
#include "app/backend/managementclient.h"

namespace app::backend {

/// Whether an answer means that the backend lacks the route. That answer is a text, unlike other
/// 404 answers.
[[nodiscard]] bool saysNoSuchRoute(const BackendAnswer &answer);

/// Returns a sentence about a route that the backend lacks. @p version is the backend's version;
/// empty: it has no management routes, or could not be asked.
[[nodiscard]] QString explainMissingRoute(const Command &command, const QString &version);

/// Asks a route that every version has for the backend's version; empty: not known. Blocks.
[[nodiscard]] QString askBackendVersion(ManagementClient &client);

} // namespace app::backend

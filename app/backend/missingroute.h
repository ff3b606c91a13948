// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"
#include "app/backend/managementclient.h"

namespace app::backend {

/// Whether an answer is the backend's "no such route" (a text, unlike its own 404 answers).
[[nodiscard]] bool saysNoSuchRoute(const BackendAnswer &answer);

/// One sentence for a route the backend does not have. @p version: what another route of the same
/// backend says it is; empty: it has no management routes at all, or could not be asked.
[[nodiscard]] QString explainMissingRoute(const Command &command, const QString &version);

/// Asks a route that every version has for the backend's version; empty when it won't say.
[[nodiscard]] QString askBackendVersion(ManagementClient &client);

} // namespace app::backend

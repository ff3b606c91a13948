// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/backendstate.h"
#include "tests/standins/script.h"

#include <optional>

namespace standins {

/// The first of the backend's keys that the request presents, in Authorization, X-Goog-Api-Key,
/// X-Api-Key, ?key= or ?auth_token=; empty: none.
[[nodiscard]] QByteArray matchedKey(const RecordedRequest &request, const BackendState &state);
/// The 401 (or 403) it gets; nullopt: it may pass.
[[nodiscard]] std::optional<Script> refusalOfKey(const RecordedRequest &request,
                                                 const BackendState &state);
/// The value of Authorization without a Bearer scheme.
[[nodiscard]] QByteArray bearerOrBare(const QByteArray &authorization);

} // namespace standins

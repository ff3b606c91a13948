// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <vector>

namespace proxy {

/// How the shared store is. In all but Ready this instance works as if it were alone, with ReadOnly
/// and Full as far as writing goes.
enum class StoreState {
    Connecting, ///< the first attempt has not ended
    Ready,
    Away, ///< no connection
    Silent, ///< connected, but it does not answer in time
    Partly, ///< a node of the cluster does not answer, others do
    Refused, ///< it refuses user, password or a command
    ReadOnly, ///< it refuses to write: a replica
    Full, ///< it refuses to write: no memory, or no disk
};

/// "connecting", "ready", "away", "silent", "partly", "refused", "read-only", "full".
[[nodiscard]] const char *name(StoreState state);
/// What it means, as a sentence for people.
[[nodiscard]] Text inWords(StoreState state);
/// Every state, for metrics and tests.
[[nodiscard]] std::vector<StoreState> allStoreStates();

} // namespace proxy

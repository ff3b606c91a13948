// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

/// How long a stop waits for open exchanges.
enum class Drain {
    Limited, ///< for LLM_PROXY_DRAIN_TIMEOUT_MS, then they are cut
    Patient, ///< until they have ended
};

} // namespace proxy

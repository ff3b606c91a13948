// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <chrono>
#include <functional>

namespace proxy {

/// Monotonic time, injected so that tests turn the hands. Immune to clock steps.
using Instant = std::chrono::steady_clock::time_point;
using Clock = std::function<Instant()>;

[[nodiscard]] inline Clock steadyClock()
{
    return [] { return std::chrono::steady_clock::now(); };
}

} // namespace proxy

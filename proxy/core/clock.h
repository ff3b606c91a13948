// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <chrono>
#include <functional>

namespace proxy {

/// A point in monotonic time: setting the system's clock does not move it.
using Instant = std::chrono::steady_clock::time_point;
/// Returns the present. Classes take a Clock as a parameter, so that tests can set the time.
using Clock = std::function<Instant()>;

/// The clock of std::chrono::steady_clock, which stands still while the machine sleeps.
[[nodiscard]] inline Clock steadyClock()
{
    return [] { return std::chrono::steady_clock::now(); };
}

} // namespace proxy

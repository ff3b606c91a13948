// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <chrono>

namespace proxy {

/// Returns the time since some moment in the past. It goes on while the machine sleeps, where the
/// system has such a clock.
[[nodiscard]] std::chrono::nanoseconds timeWithSleep();

} // namespace proxy

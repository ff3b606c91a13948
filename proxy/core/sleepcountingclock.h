// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <ctime>

namespace proxy {

/// Monotonic as steadyClock(), but goes on while the machine sleeps: for what grows old elsewhere
/// meanwhile, such as a provider's prompt cache. Everything else counts the time awake, so that
/// nothing that was under way is taken for stalled. Instants of the two are not comparable.
[[nodiscard]] inline Clock sleepCountingClock()
{
#ifdef CLOCK_BOOTTIME
    return [] {
        timespec now {};
        ::clock_gettime(CLOCK_BOOTTIME, &now);
        return Instant(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
    };
#else
    return steadyClock();
#endif
}

} // namespace proxy

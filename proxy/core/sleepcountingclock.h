// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <ctime>

namespace proxy {

/// A monotonic clock that, unlike steadyClock(), goes on while the machine sleeps (CLOCK_BOOTTIME).
/// It measures the age of things elsewhere, such as a provider's prompt cache. Time limits use
/// steadyClock(), so that a sleep does not look like a stall. Do not compare instants of both.
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

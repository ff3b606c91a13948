// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/platform/sleepclock.h"

namespace proxy {

/// A monotonic clock that, unlike steadyClock(), goes on while the machine sleeps, where the
/// system has such a clock.
/// It measures the age of things elsewhere, such as a provider's prompt cache. Time limits use
/// steadyClock(), so that a sleep does not look like a stall. Do not compare instants of both.
[[nodiscard]] inline Clock sleepCountingClock()
{
    return [] { return Instant(timeWithSleep()); };
}

} // namespace proxy

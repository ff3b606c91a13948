// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/sleepclock.h"

#include <ctime>

namespace proxy {

std::chrono::nanoseconds timeWithSleep()
{
    timespec now {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

} // namespace proxy

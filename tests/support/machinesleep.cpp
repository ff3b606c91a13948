// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/machinesleep.h"

#include <atomic>
#include <ctime>

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

constexpr long kMillion = 1000000;

std::atomic<long> g_aheadMs {0};

bool countsSleep(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_BOOTTIME;
}

} // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))

EXPORTED int clock_gettime(clockid_t clock, timespec *now) noexcept
{
    const long result = ::syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && countsSleep(clock)) {
        const long nanos = now->tv_nsec + g_aheadMs % 1000 * kMillion;
        constexpr long kSecond = 1000 * kMillion;
        now->tv_sec += g_aheadMs / 1000 + (nanos >= kSecond ? 1 : nanos < 0 ? -1 : 0);
        now->tv_nsec = (nanos + kSecond) % kSecond;
    }
    return static_cast<int>(result);
}

EXPORTED int gettimeofday(timeval *__restrict now, void *__restrict) noexcept
{
    timespec exact {};
    const int result = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return result;
}

EXPORTED time_t time(time_t *seconds) noexcept
{
    timespec exact {};
    (void)clock_gettime(CLOCK_REALTIME, &exact);
    if (seconds != nullptr)
        *seconds = exact.tv_sec;
    return exact.tv_sec;
}

namespace support {

void sleepMachine(std::chrono::milliseconds duration)
{
    g_aheadMs += duration.count();
}

} // namespace support

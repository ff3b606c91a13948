// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/exitwatchdog.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <unistd.h>

namespace app {

using Time = std::chrono::steady_clock::time_point;

struct ExitWatchdog::Limit
{
    std::mutex mutex;
    std::condition_variable changed;
    Time end = Time::max();
    int exitCode = 0;
};

ExitWatchdog::ExitWatchdog()
    : m_limit(std::make_shared<Limit>())
{ }

ExitWatchdog::~ExitWatchdog() = default;

void ExitWatchdog::endWithin(std::chrono::milliseconds patience, int exitCode)
{
    const std::unique_lock lock(m_limit->mutex);
    const Time end = std::chrono::steady_clock::now() + patience;
    if (end >= m_limit->end)
        return;
    const bool isFirst = m_limit->end == Time::max();
    m_limit->end = end;
    m_limit->exitCode = exitCode;
    m_limit->changed.notify_one();
    if (!isFirst)
        return;
    // Not joined by anybody: it ends with the process, whichever way that goes.
    std::thread([limit = m_limit] {
        std::unique_lock waiting(limit->mutex);
        while (std::chrono::steady_clock::now() < limit->end)
            limit->changed.wait_until(waiting, limit->end);
        ::_exit(limit->exitCode);
    }).detach();
}

} // namespace app

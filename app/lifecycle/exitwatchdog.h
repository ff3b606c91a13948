// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <chrono>
#include <memory>

namespace app {

/// Ends this process at a time of its own, whatever the other threads hang in: a name that does
/// not resolve, a disk that does not answer, a library that waits. A stop has its own limit long
/// before. Any thread.
class ExitWatchdog final
{
public:
    ExitWatchdog();
    ~ExitWatchdog();
    ExitWatchdog(const ExitWatchdog &) = delete;
    ExitWatchdog &operator=(const ExitWatchdog &) = delete;

    /// _exit(@p exitCode) after @p patience, even if this object is gone by then. Again: the
    /// earlier of both times.
    void endWithin(std::chrono::milliseconds patience, int exitCode);

private:
    struct Limit;
    std::shared_ptr<Limit> m_limit; ///< shared with the thread that waits
};

} // namespace app

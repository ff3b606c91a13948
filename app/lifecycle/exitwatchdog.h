// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <chrono>
#include <memory>

namespace app {

/// Ends this process after a time limit, even when other threads hang: in the resolution of a name,
/// in a disk access, in a library. The stop itself has an earlier limit. Any thread.
class ExitWatchdog final
{
public:
    ExitWatchdog();
    ~ExitWatchdog();
    ExitWatchdog(const ExitWatchdog &) = delete;
    ExitWatchdog &operator=(const ExitWatchdog &) = delete;

    /// Calls _exit(@p exitCode) after @p patience, even if this object was destroyed meanwhile.
    /// After several calls the earliest time counts.
    void endWithin(std::chrono::milliseconds patience, int exitCode);

private:
    struct Limit;
    std::shared_ptr<Limit> m_limit; ///< shared with the thread that waits
};

} // namespace app

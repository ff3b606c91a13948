// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace bench {

/// What a process and its children use, read from /proc.
struct Usage
{
    double cpuSeconds = 0;
    double residentMb = 0;
    int descriptors = 0;
    int threads = 0;
};

/// A child that ends with SIGTERM, at the latest with its owner.
class Process final
{
public:
    using Environment = std::vector<std::pair<std::string, std::string>>;

    Process() = default;
    /// Output goes to @p logFile. @p environment is added to ours.
    Process(const std::vector<std::string> &command, const Environment &environment,
            const std::string &logFile);
    Process(Process &&other) noexcept;
    Process &operator=(Process &&other) noexcept;
    ~Process() { stop(); }

    /// Runs @p work, which never returns, in a child.
    template <typename Work> static Process forked(Work work)
    {
        Process process;
        process.m_pid = forkTiedToParent();
        if (process.m_pid == 0)
            work();
        return process;
    }

    void stop();
    [[nodiscard]] bool isRunning();
    [[nodiscard]] pid_t pid() const { return m_pid; }
    [[nodiscard]] Usage usage() const;

private:
    static pid_t forkTiedToParent();

    pid_t m_pid = -1;
};

/// Seconds that all cores together were busy since the machine started.
[[nodiscard]] double machineBusySeconds();
[[nodiscard]] double ownCpuSeconds();
/// The three load averages as the kernel writes them.
[[nodiscard]] std::string loadAverage();

} // namespace bench

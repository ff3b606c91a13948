// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <csignal>
#include <sys/resource.h>

namespace support {

/// As long as it lives, no file of this process grows beyond @p bytes: what a full disk looks like
/// to who writes. Reads, renames and pipes go on as ever.
class FullDisk final
{
public:
    explicit FullDisk(rlim_t bytes = 0)
    {
        ::getrlimit(RLIMIT_FSIZE, &m_former);
        m_formerHandler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit {bytes, m_former.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_former);
        std::signal(SIGXFSZ, m_formerHandler);
    }
    FullDisk(const FullDisk &) = delete;
    FullDisk &operator=(const FullDisk &) = delete;

private:
    rlimit m_former {};
    void (*m_formerHandler)(int) = SIG_DFL;
};

} // namespace support

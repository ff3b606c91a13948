// SPDX-License-Identifier: LicenseRef-Private
// For systems that have no /proc.
#include "proxy/platform/ownusage_posix.h"

#include "proxy/platform/selffacts.h"

#include <sys/resource.h>
#include <sys/stat.h>

namespace proxy {

namespace {

/// Asked for while there is one thread: for a moment nothing is taken from new files.
mode_t maskAtStart()
{
    const mode_t mask = ::umask(077);
    ::umask(mask);
    return mask;
}

const mode_t kMaskAtStart = maskAtStart();

double secondsOf(const timeval &time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

} // namespace

double processorSeconds()
{
    rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    return secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime);
}

mode_t fileCreationMask()
{
    return kMaskAtStart;
}

} // namespace proxy

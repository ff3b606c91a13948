// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/selffacts.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>

#include <libproc.h>
#include <mach-o/dyld.h>
#include <malloc/malloc.h>
#include <sys/proc_info.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

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

SelfFacts selfFacts()
{
    rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    proc_taskinfo task {};
    ::proc_pidinfo(::getpid(), PROC_PIDTASKINFO, 0, &task, sizeof task);
    return {.cpuSeconds = secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime),
            .residentBytes = static_cast<qint64>(task.pti_resident_size),
            .virtualBytes = static_cast<qint64>(task.pti_virtual_size),
            .openFiles = QDir(QStringLiteral("/dev/fd"))
                             .entryList(QDir::System | QDir::Files | QDir::NoDotAndDotDot)
                             .size(),
            .threads = task.pti_threadnum};
}

QString executablePath()
{
    std::array<char, PROC_PIDPATHINFO_MAXSIZE> path {};
    auto size = static_cast<uint32_t>(path.size());
    if (::_NSGetExecutablePath(path.data(), &size) != 0)
        return {};
    return QFileInfo(QFile::decodeName(path.data())).canonicalFilePath();
}

mode_t fileCreationMask()
{
    return kMaskAtStart;
}

void returnFreeMemory()
{
    ::malloc_zone_pressure_relief(nullptr, 0);
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/selffacts.h"

#include "proxy/platform/ownusage_posix.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>

#include <libproc.h>
#include <mach-o/dyld.h>
#include <malloc/malloc.h>
#include <sys/proc_info.h>
#include <unistd.h>

namespace proxy {

SelfFacts selfFacts()
{
    proc_taskinfo task {};
    ::proc_pidinfo(::getpid(), PROC_PIDTASKINFO, 0, &task, sizeof task);
    return {.cpuSeconds = processorSeconds(),
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

void returnFreeMemory()
{
    ::malloc_zone_pressure_relief(nullptr, 0);
}

} // namespace proxy

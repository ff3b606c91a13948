// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/selffacts.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace proxy {

namespace {

constexpr long kMostDescriptors = 65536;

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

qint64 openDescriptors()
{
    const long limit = std::clamp(::sysconf(_SC_OPEN_MAX), 0L, kMostDescriptors);
    qint64 count = 0;
    for (int descriptor = 0; descriptor < limit; ++descriptor)
        count += ::fcntl(descriptor, F_GETFD) >= 0 ? 1 : 0;
    return count;
}

} // namespace

SelfFacts selfFacts()
{
    rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    return {.cpuSeconds = secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime),
            .openFiles = openDescriptors()};
}

QString executablePath()
{
    // The loader knows a program by the name it was called by.
    Dl_info info {};
    if (::dladdr(reinterpret_cast<const void *>(&kMaskAtStart), &info) == 0)
        return {};
    QString name = QFile::decodeName(info.dli_fname);
    if (!name.contains(u'/'))
        name = QStandardPaths::findExecutable(name);
    return QFileInfo(name).canonicalFilePath();
}

mode_t fileCreationMask()
{
    return kMaskAtStart;
}

void returnFreeMemory()
{ }

} // namespace proxy

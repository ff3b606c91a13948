// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/selffacts.h"

#include "proxy/platform/ownusage_posix.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace proxy {

namespace {

constexpr long kMostDescriptors = 65536;

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
    return {.cpuSeconds = processorSeconds(), .openFiles = openDescriptors()};
}

QString executablePath()
{
    // The loader knows a program by the name it was called by.
    Dl_info info {};
    if (::dladdr(reinterpret_cast<const void *>(&executablePath), &info) == 0)
        return {};
    QString name = QFile::decodeName(info.dli_fname);
    if (!name.contains(u'/'))
        name = QStandardPaths::findExecutable(name);
    return QFileInfo(name).canonicalFilePath();
}

void returnFreeMemory()
{ }

} // namespace proxy

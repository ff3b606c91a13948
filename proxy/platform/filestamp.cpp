// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/filestamp.h"

#include <QFile>

#include <ctime>

#include <sys/stat.h>

namespace proxy {

namespace {

qint64 nanoseconds(const timespec &time)
{
    return static_cast<qint64>(time.tv_sec) * 1'000'000'000LL + time.tv_nsec;
}

} // namespace

FileStamp fileStampOf(const QString &file)
{
    struct stat facts = {};
    if (::stat(QFile::encodeName(file).constData(), &facts) != 0)
        return {};
#ifdef __APPLE__
    const timespec modified = facts.st_mtimespec;
    const timespec changed = facts.st_ctimespec;
#else
    const timespec modified = facts.st_mtim;
    const timespec changed = facts.st_ctim;
#endif
    return {.modifiedNs = nanoseconds(modified),
            .changedNs = nanoseconds(changed),
            .inode = facts.st_ino,
            .size = facts.st_size};
}

} // namespace proxy

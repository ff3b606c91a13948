// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/filestamp.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

namespace proxy {

namespace {

#ifdef Q_OS_UNIX
qint64 nanoseconds(const timespec &time)
{
    return static_cast<qint64>(time.tv_sec) * 1'000'000'000LL + time.tv_nsec;
}
#endif

} // namespace

FileStamp fileStampOf(const QString &path)
{
#ifdef Q_OS_UNIX
    struct stat facts = {};
    if (::stat(QFile::encodeName(path).constData(), &facts) != 0)
        return {};
#ifdef Q_OS_DARWIN
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
#else
    const QFileInfo info(path);
    if (!info.exists())
        return {};
    return {.modifiedNs = info.lastModified().toMSecsSinceEpoch() * 1'000'000LL,
            .changedNs = 0,
            .inode = 0,
            .size = info.size()};
#endif
}

} // namespace proxy

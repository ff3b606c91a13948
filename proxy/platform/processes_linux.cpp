// SPDX-License-Identifier: LicenseRef-Private
// proc(5) is the source of every field number here.
#include "proxy/platform/processes.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <array>
#include <csignal>

#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace proxy {

namespace {

QString folderOf(qint64 pid)
{
    return QStringLiteral("/proc/%1").arg(pid);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Inodes of the sockets that listen on the port, from one of the kernel's tables.
QSet<QByteArray> listeningInodes(const QString &table, quint16 port)
{
    QSet<QByteArray> inodes;
    const QByteArray suffix = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    for (const QByteArray &line : contentOf(table).split('\n')) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        constexpr auto kListen = "0A";
        if (fields.size() > 9 && fields[1].endsWith(suffix) && fields[3] == kListen)
            inodes.insert("socket:[" + fields[9] + ']');
    }
    return inodes;
}

bool holdsOneOf(qint64 pid, const QSet<QByteArray> &links)
{
    const QDir descriptors(folderOf(pid) + QStringLiteral("/fd"));
    const QStringList names =
        descriptors.entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot);
    return std::any_of(names.begin(), names.end(), [&](const QString &name) {
        std::array<char, 64> target {};
        const QByteArray path = QFile::encodeName(descriptors.filePath(name));
        const ssize_t length = ::readlink(path.constData(), target.data(), target.size());
        return length > 0
               && links.contains(QByteArray(target.data(), static_cast<qsizetype>(length)));
    });
}

} // namespace

std::optional<ProcessState> processState(qint64 pid)
{
    if (pid <= 0)
        return std::nullopt;
    const QByteArray text = contentOf(folderOf(pid) + QStringLiteral("/stat"));
    // The command name stands in parentheses and may hold spaces and parentheses itself.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype kStartTime = 22 - 3;
    if (fields.size() <= kStartTime)
        return std::nullopt;
    const char state = fields[0].at(0);
    return ProcessState {.startTicks = fields[kStartTime].toULongLong(),
                         .hasEnded = state == 'Z' || state == 'X'};
}

QByteArray processName(qint64 pid)
{
    return contentOf(folderOf(pid) + QStringLiteral("/comm")).trimmed();
}

QList<QByteArray> processArguments(qint64 pid)
{
    const QByteArray text = contentOf(folderOf(pid) + QStringLiteral("/cmdline"));
    return text.isEmpty() ? QList<QByteArray>() : text.split('\0');
}

QString errorOutputFile(qint64 pid)
{
    const QFileInfo output(folderOf(pid) + QStringLiteral("/fd/2"));
    const QString target = output.symLinkTarget();
    return output.isFile() && QFileInfo(target).isFile() ? target : QString();
}

std::optional<bool> hasOpen(qint64 pid, const QString &path)
{
    const QString folder = folderOf(pid) + QStringLiteral("/fd");
    struct stat file = {};
    if (::stat(QFile::encodeName(path).constData(), &file) != 0)
        return false;
    if (::access(QFile::encodeName(folder).constData(), R_OK) != 0)
        return std::nullopt;
    const QDir descriptors(folder);
    const QStringList names = descriptors.entryList(QDir::AllEntries | QDir::System);
    return std::any_of(names.begin(), names.end(), [&](const QString &name) {
        struct stat open = {};
        return ::stat(QFile::encodeName(descriptors.filePath(name)).constData(), &open) == 0
               && open.st_dev == file.st_dev && open.st_ino == file.st_ino;
    });
}

/// By the inode alone: the table tells devices apart by another number than stat() on some file
/// systems.
std::optional<QList<qint64>> lockHolders(const QString &path)
{
    QList<qint64> pids;
    struct stat file = {};
    if (::stat(QFile::encodeName(path).constData(), &file) != 0)
        return pids;
    const QByteArray inode = ':' + QByteArray::number(static_cast<quint64>(file.st_ino));
    for (const QByteArray &line : contentOf(QStringLiteral("/proc/locks")).split('\n')) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() > 5 && fields[1] == "FLOCK" && fields[5].endsWith(inode))
            pids.append(fields[4].toLongLong());
    }
    return pids;
}

std::optional<qint64> listenerOf(quint16 port)
{
    const QSet<QByteArray> inodes = listeningInodes(QStringLiteral("/proc/net/tcp"), port)
                                    + listeningInodes(QStringLiteral("/proc/net/tcp6"), port);
    if (inodes.isEmpty())
        return std::nullopt;
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        bool isNumber = false;
        const qint64 pid = name.toLongLong(&isNumber);
        if (isNumber && holdsOneOf(pid, inodes))
            return pid;
    }
    return std::nullopt;
}

void endWithParent()
{
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
}

} // namespace proxy

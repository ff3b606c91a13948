// SPDX-License-Identifier: LicenseRef-Private
// libproc's structures: <libproc.h>, <sys/proc_info.h>; sysctl(3): KERN_PROCARGS2.
#include "proxy/platform/processes.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <arpa/inet.h>
#include <libproc.h>
#include <sys/proc_info.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <unistd.h>

namespace proxy {

namespace {

constexpr quint64 kMicrosPerSecond = 1'000'000;
constexpr size_t kMostDescriptors = 65536;
constexpr size_t kMostProcesses = 65536;

/// nullopt: it has gone, or may not be looked at.
std::optional<std::vector<proc_fdinfo>> descriptorsOf(qint64 pid)
{
    const auto number = static_cast<int>(pid);
    const int wanted = ::proc_pidinfo(number, PROC_PIDLISTFDS, 0, nullptr, 0);
    if (wanted <= 0)
        return std::nullopt;
    const size_t room = static_cast<size_t>(wanted) / sizeof(proc_fdinfo) + 16;
    std::vector<proc_fdinfo> all(std::min(room, kMostDescriptors));
    const int filled = ::proc_pidinfo(number, PROC_PIDLISTFDS, 0, all.data(),
                                      static_cast<int>(all.size() * sizeof(proc_fdinfo)));
    if (filled <= 0)
        return std::nullopt;
    all.resize(static_cast<size_t>(filled) / sizeof(proc_fdinfo));
    return all;
}

std::optional<vnode_fdinfowithpath> fileOf(qint64 pid, int descriptor)
{
    vnode_fdinfowithpath file {};
    if (::proc_pidfdinfo(static_cast<int>(pid), descriptor, PROC_PIDFDVNODEPATHINFO, &file,
                         sizeof file)
        < static_cast<int>(sizeof file))
        return std::nullopt;
    return file;
}

bool listensOn(qint64 pid, int descriptor, quint16 port)
{
    socket_fdinfo info {};
    if (::proc_pidfdinfo(static_cast<int>(pid), descriptor, PROC_PIDFDSOCKETINFO, &info,
                         sizeof info)
        < static_cast<int>(sizeof info))
        return false;
    const tcp_sockinfo &tcp = info.psi.soi_proto.pri_tcp;
    return info.psi.soi_kind == SOCKINFO_TCP && tcp.tcpsi_state == TSI_S_LISTEN
           && ntohs(static_cast<quint16>(tcp.tcpsi_ini.insi_lport)) == port;
}

std::vector<pid_t> allProcesses()
{
    const int wanted = ::proc_listallpids(nullptr, 0);
    std::vector<pid_t> all(std::min(static_cast<size_t>(std::max(wanted, 0)) + 64, kMostProcesses));
    const int count = ::proc_listallpids(all.data(), static_cast<int>(all.size() * sizeof(pid_t)));
    all.resize(static_cast<size_t>(std::max(count, 0)));
    return all;
}

} // namespace

std::optional<ProcessState> processState(qint64 pid)
{
    proc_bsdinfo info {};
    if (pid <= 0
        || ::proc_pidinfo(static_cast<int>(pid), PROC_PIDTBSDINFO, 0, &info, sizeof info)
               < static_cast<int>(sizeof info))
        return std::nullopt;
    return ProcessState {.startTicks =
                             info.pbi_start_tvsec * kMicrosPerSecond + info.pbi_start_tvusec,
                         .hasEnded = info.pbi_status == SZOMB};
}

QByteArray processName(qint64 pid)
{
    std::array<char, PROC_PIDPATHINFO_MAXSIZE> name {};
    const int length =
        ::proc_name(static_cast<int>(pid), name.data(), static_cast<uint32_t>(name.size()));
    return {name.data(), std::max(length, 0)};
}

QList<QByteArray> processArguments(qint64 pid)
{
    std::array<int, 3> what {CTL_KERN, KERN_PROCARGS2, static_cast<int>(pid)};
    size_t size = 0;
    if (::sysctl(what.data(), 3, nullptr, &size, nullptr, 0) != 0)
        return {};
    QByteArray text(static_cast<qsizetype>(size), '\0');
    if (::sysctl(what.data(), 3, text.data(), &size, nullptr, 0) != 0)
        return {};
    text.truncate(static_cast<qsizetype>(size));
    // The count of words, the program's path, zeros, the words; what follows is the environment.
    int count = 0;
    if (text.size() < static_cast<qsizetype>(sizeof count))
        return {};
    std::memcpy(&count, text.constData(), sizeof count);
    qsizetype at = text.indexOf('\0', sizeof count);
    while (at >= 0 && at < text.size() && text[at] == '\0')
        ++at;
    QList<QByteArray> words;
    while (at >= 0 && at < text.size() && words.size() < count) {
        const qsizetype end = std::max(text.indexOf('\0', at), at);
        words.append(text.mid(at, end - at));
        at = end + 1;
    }
    return words;
}

QString errorOutputFile(qint64 pid)
{
    const auto file = fileOf(pid, STDERR_FILENO);
    if (!file || !S_ISREG(file->pvip.vip_vi.vi_stat.vst_mode))
        return {};
    return QFile::decodeName(file->pvip.vip_path);
}

std::optional<bool> hasOpen(qint64 pid, const QString &path)
{
    struct stat wanted = {};
    if (::stat(QFile::encodeName(path).constData(), &wanted) != 0)
        return false;
    const auto descriptors = descriptorsOf(pid);
    if (!descriptors)
        return std::nullopt;
    return std::any_of(descriptors->begin(), descriptors->end(), [&](const proc_fdinfo &one) {
        const auto file =
            one.proc_fdtype == PROX_FDTYPE_VNODE ? fileOf(pid, one.proc_fd) : std::nullopt;
        return file && file->pvip.vip_vi.vi_stat.vst_ino == wanted.st_ino
               && file->pvip.vip_vi.vi_stat.vst_dev == static_cast<uint32_t>(wanted.st_dev);
    });
}

std::optional<QList<qint64>> lockHolders(const QString &)
{
    return std::nullopt;
}

std::optional<qint64> listenerOf(quint16 port)
{
    for (const pid_t pid : allProcesses()) {
        const auto descriptors = descriptorsOf(pid);
        if (descriptors
            && std::any_of(descriptors->begin(), descriptors->end(), [&](const proc_fdinfo &one) {
                   return one.proc_fdtype == PROX_FDTYPE_SOCKET
                          && listensOn(pid, one.proc_fd, port);
               }))
            return pid;
    }
    return std::nullopt;
}

/// kqueue could tell of the parent's end, but only to a program that asks it.
void endWithParent()
{ }

} // namespace proxy

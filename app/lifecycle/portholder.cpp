// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/portholder.h"

#include "proxy/core/shown.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QSet>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace app {

namespace {

bool canBind(int family, const sockaddr *address, socklen_t length)
{
    const int descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return true;
    const int on = 1;
    // As the listener does: connections in TIME_WAIT do not hold a port.
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6)
        ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    const bool taken = ::bind(descriptor, address, length) != 0 && errno == EADDRINUSE;
    const bool listens = !taken && ::listen(descriptor, 1) != 0 && errno == EADDRINUSE;
    ::close(descriptor);
    return !taken && !listens;
}

/// Inodes of the sockets that listen on the port, from one of the kernel's tables (proc(5)).
QSet<QByteArray> listeningInodes(const QString &table, quint16 port)
{
    QSet<QByteArray> inodes;
    QFile file(table);
    if (!file.open(QIODevice::ReadOnly))
        return inodes;
    const QByteArray suffix = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    for (const QByteArray &line : file.readAll().split('\n')) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        constexpr auto kListen = "0A";
        if (fields.size() > 9 && fields[1].endsWith(suffix) && fields[3] == kListen)
            inodes.insert("socket:[" + fields[9] + ']');
    }
    return inodes;
}

bool holdsOneOf(const QString &processDir, const QSet<QByteArray> &links)
{
    const QDir descriptors(processDir + QStringLiteral("/fd"));
    const QStringList names =
        descriptors.entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot);
    for (const QString &name : names) {
        std::array<char, 64> target {};
        const QByteArray path = QFile::encodeName(descriptors.filePath(name));
        const ssize_t length = ::readlink(path.constData(), target.data(), target.size());
        if (length > 0 && links.contains(QByteArray(target.data(), static_cast<qsizetype>(length))))
            return true;
    }
    return false;
}

} // namespace

bool isPortFree(quint16 port)
{
    sockaddr_in v4 {};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 v6 {};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    v6.sin6_addr = in6addr_loopback;
    return canBind(AF_INET, reinterpret_cast<const sockaddr *>(&v4), sizeof v4)
           && canBind(AF_INET6, reinterpret_cast<const sockaddr *>(&v6), sizeof v6);
}

QString portHolder(quint16 port)
{
    const QSet<QByteArray> inodes = listeningInodes(QStringLiteral("/proc/net/tcp"), port)
                                    + listeningInodes(QStringLiteral("/proc/net/tcp6"), port);
    const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &pid : processes) {
        bool isNumber = false;
        pid.toLongLong(&isNumber);
        if (!isNumber || inodes.isEmpty() || !holdsOneOf(QStringLiteral("/proc/") + pid, inodes))
            continue;
        QFile command(QStringLiteral("/proc/%1/comm").arg(pid));
        const QString name = command.open(QIODevice::ReadOnly)
                                 ? proxy::shown(command.readAll().trimmed())
                                 : QStringLiteral("a program");
        return QStringLiteral("%1 (pid %2)").arg(name, pid);
    }
    return QStringLiteral("another program");
}

QString portConflictRemedy(quint16 port)
{
    if (port != 8317)
        return QStringLiteral("stop it, or choose another port with LLM_PROXY_PORT");
    return QStringLiteral(
        "8317 is also the default port of CLIProxyAPI, VibeProxy and Quotio: move that "
        "one (CLIProxyAPI to 18317, where llm-proxy expects it), or choose another "
        "port for llm-proxy with LLM_PROXY_PORT");
}

} // namespace app

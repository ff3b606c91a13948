// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/portholder.h"

#include "proxy/core/manualhint.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/platform/processes.h"
#include "proxy/platform/sockets.h"

#include <QHostAddress>

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace app {

namespace {

/// Bound as the listener does it; other obstacles than a holder are not told of here. It does not
/// listen: a proxy that begins in that moment would find the port held.
bool isHeld(const QHostAddress &address, quint16 port)
{
    sockaddr_storage storage {};
    socklen_t length = 0;
    const bool isIpv6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    if (isIpv6) {
        auto *v6 = reinterpret_cast<sockaddr_in6 *>(&storage);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        std::copy(std::begin(bytes.c), std::end(bytes.c), std::begin(v6->sin6_addr.s6_addr));
        v6->sin6_scope_id = ::if_nametoindex(address.scopeId().toLatin1().constData());
        length = sizeof *v6;
    } else {
        auto *v4 = reinterpret_cast<sockaddr_in *>(&storage);
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        v4->sin_addr.s_addr = htonl(address.toIPv4Address());
        length = sizeof *v4;
    }
    const int descriptor =
        proxy::openSocket(isIpv6 ? AF_INET6 : AF_INET, SOCK_STREAM, proxy::Blocking::Yes);
    if (descriptor < 0)
        return false;
    const int on = 1;
    // Connections in TIME_WAIT do not hold a port.
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (isIpv6)
        ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    const bool taken = ::bind(descriptor, reinterpret_cast<const sockaddr *>(&storage), length) != 0
                       && errno == EADDRINUSE;
    ::close(descriptor);
    return taken;
}

} // namespace

bool isPortFree(quint16 port, const QStringList &hosts)
{
    const QStringList loopback {QStringLiteral("127.0.0.1"), QStringLiteral("::1")};
    const QStringList &wanted = hosts.isEmpty() ? loopback : hosts;
    return std::none_of(wanted.begin(), wanted.end(),
                        [port](const QString &host) { return isHeld(QHostAddress(host), port); });
}

proxy::Text portHolder(quint16 port)
{
    const std::optional<qint64> pid = proxy::listenerOf(port);
    if (!pid)
        return proxy::Text::english("another program");
    const QByteArray name = proxy::processName(*pid);
    return proxy::Text::english("%1 (pid %2)",
                                {name.isEmpty() ? proxy::Text::english("a program")
                                                : proxy::Text::words(proxy::terminalSafe(name)),
                                 *pid});
}

QString portConflictRemedy(quint16 port)
{
    const QString see = proxy::seeManual(QLatin1StringView("port-conflict"));
    if (port != 8317)
        return QStringLiteral("stop it, or choose another port with LLM_PROXY_PORT (%1)").arg(see);
    return QStringLiteral(
               "8317 is also the default port of CLIProxyAPI, VibeProxy and Quotio: move that "
               "one (CLIProxyAPI to 18317, where llm-proxy expects it), or choose another "
               "port for llm-proxy with LLM_PROXY_PORT (%1)")
        .arg(see);
}

} // namespace app

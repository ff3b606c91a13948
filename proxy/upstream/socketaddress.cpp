// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/socketaddress.h"

#include <cstring>

#include <netinet/in.h>

namespace proxy {

SocketAddress socketAddress(const QHostAddress &address, quint16 port)
{
    SocketAddress result;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        sockaddr_in in {};
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        in.sin_addr.s_addr = htonl(address.toIPv4Address());
        std::memcpy(&result.storage, &in, sizeof in);
        result.size = sizeof in;
        return result;
    }
    sockaddr_in6 in6 {};
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    in6.sin6_scope_id = address.scopeId().toUInt();
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    std::memcpy(&in6.sin6_addr, &bytes, sizeof bytes);
    std::memcpy(&result.storage, &in6, sizeof in6);
    result.size = sizeof in6;
    return result;
}

bool isConnectedToItself(int fd)
{
    SocketAddress here;
    SocketAddress there;
    return ::getsockname(fd, here.get(), &here.size) == 0
           && ::getpeername(fd, there.get(), &there.size) == 0 && here.size == there.size
           && std::memcmp(&here.storage, &there.storage, here.size) == 0;
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QHostAddress>

#ifdef Q_OS_LINUX

#include <sys/socket.h>

namespace proxy {

/// An address as system calls want it.
struct SocketAddress
{
    sockaddr_storage storage {};
    socklen_t size = sizeof(sockaddr_storage);

    [[nodiscard]] sockaddr *get() { return reinterpret_cast<sockaddr *>(&storage); }
};

[[nodiscard]] SocketAddress socketAddress(const QHostAddress &address, quint16 port);

/// Both ends are the same socket. Happens on loopback to whoever connects again and again to a
/// port of the ephemeral range that nobody listens on.
[[nodiscard]] bool isConnectedToItself(int fd);

} // namespace proxy

#endif

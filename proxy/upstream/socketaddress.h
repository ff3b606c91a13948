// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QHostAddress>

#include <sys/socket.h>

namespace proxy {

/// An address in the form that system calls need.
struct SocketAddress
{
    sockaddr_storage storage {};
    socklen_t size = sizeof(sockaddr_storage);

    [[nodiscard]] sockaddr *get() { return reinterpret_cast<sockaddr *>(&storage); }
};

[[nodiscard]] SocketAddress socketAddress(const QHostAddress &address, quint16 port);

/// Whether both ends of a connection are the same socket. This happens on loopback after repeated
/// attempts to connect to a port of the ephemeral range on which nobody listens.
[[nodiscard]] bool isConnectedToItself(int fd);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QStringList>

#include <chrono>
#include <optional>

namespace app {

/// The answer to a LoopbackRequest.
struct LoopbackAnswer
{
    int status = 0;
    QByteArray body;
};

/// The address of a proxy on this machine.
struct ProxyEndpoint
{
    quint16 port = 0;
    QStringList hosts = {}; ///< addresses that it listens on; none: both loopback addresses
    QByteArray proxyKey = {}; ///< sent only to an address beyond loopback
};

/// A small request to a proxy on this machine.
struct LoopbackRequest
{
    QByteArray method = "GET";
    QByteArray target = "/health";
    QByteArray token = {}; ///< control token; sent only when set
    QByteArray body = {};
    ProxyEndpoint endpoint = {};
    std::chrono::milliseconds deadline {2000};
};
/// Sends a request and returns the answer. Returns nullopt when there is no connection, no whole
/// answer within the deadline, or a body over 8 MB. Ignores the environment's HTTP proxy. Blocks;
/// for commands only.
[[nodiscard]] std::optional<LoopbackAnswer> askLoopback(const LoopbackRequest &request);

} // namespace app

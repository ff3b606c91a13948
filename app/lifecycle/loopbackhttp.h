// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QStringList>

#include <chrono>
#include <optional>

namespace app {

struct LoopbackAnswer
{
    int status = 0;
    QByteArray body;
};

/// Where the proxy is to be asked.
struct ProxyEndpoint
{
    quint16 port = 0;
    QStringList hosts = {}; ///< what it listens on; none: both loopback addresses
    QByteArray proxyKey = {}; ///< asked for by one that listens beyond loopback; never sent within
};

/// One small blocking request to a proxy on this machine; for commands that do one thing and
/// exit. No proxy of the environment is used. nullopt: no connection, or no whole answer within
/// @p deadline. Bodies over 8 MB are refused.
struct LoopbackRequest
{
    QByteArray method = "GET";
    QByteArray target = "/health";
    QByteArray token = {}; ///< control token; sent only when set
    QByteArray body = {};
    ProxyEndpoint endpoint = {};
    std::chrono::milliseconds deadline {2000};
};
[[nodiscard]] std::optional<LoopbackAnswer> askLoopback(const LoopbackRequest &request);

} // namespace app

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"

#include <QHostAddress>
#include <QStringList>

#include <utility>
#include <vector>

namespace proxy {

/// The balancers that are believed when they say for whom they ask (LLM_PROXY_TRUSTED_PROXIES).
/// Plain value.
class TrustedProxies final
{
public:
    TrustedProxies() = default;
    /// @p networks was checked when the settings were loaded.
    explicit TrustedProxies(const QStringList &networks);

    [[nodiscard]] bool contains(const QHostAddress &address) const;
    /// Returns the address of the client of a request that came from @p peer with these fields.
    /// From a trusted proxy it is the rightmost address of X-Forwarded-For that is no trusted
    /// proxy's itself; where all are, the leftmost. An address there that can't be read, and more
    /// than kMostHops of them, make it 0.0.0.0: some other machine. From anybody else it is @p
    /// peer. Every address is one that believable() believes.
    [[nodiscard]] QHostAddress clientOf(const QHostAddress &peer, const HeaderList &headers) const;

    static constexpr int kMostHops = 32;

private:
    std::vector<std::pair<QHostAddress, int>> m_networks;
};

/// Returns @p named, the address of the one before it that @p namer tells. A loopback address names
/// this machine only where this machine tells it; from others it is 0.0.0.0: some other machine.
[[nodiscard]] QHostAddress believable(const QHostAddress &namer, const QHostAddress &named);

/// An IPv4 address that is written as IPv6 as what it is; others as they are, without a scope.
[[nodiscard]] QHostAddress plainAddress(const QHostAddress &address);

} // namespace proxy

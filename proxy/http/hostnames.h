// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QStringList>

#include <optional>
#include <vector>

namespace proxy {

/// The host names that a request's Host may have, with any port: localhost, 127.0.0.1, [::1] and
/// the configured ones. The check keeps out a web page whose own name resolves to this machine (DNS
/// rebinding). Plain value.
class HostNames final
{
public:
    explicit HostNames(const QStringList &configured = {});

    /// Whether @p host, a result of hostOf(), is one of the names.
    [[nodiscard]] bool contains(QByteArrayView host) const;

private:
    std::vector<QByteArray> m_names; // lower case, IPv6 addresses in brackets
};

/// Returns the host part of a Host field or an authority; nullopt when it is not `uri-host [":"
/// port]` (RFC 9110 7.2).
[[nodiscard]] std::optional<QByteArrayView> hostOf(QByteArrayView authority);

} // namespace proxy

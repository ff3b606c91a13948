// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QStringList>

#include <optional>
#include <vector>

namespace proxy {

/// The names a request may call us by, with any port: localhost, 127.0.0.1, [::1] and the
/// configured ones. What keeps a web page that made its own name point to us outside (DNS
/// rebinding). Plain value.
class HostNames final
{
public:
    explicit HostNames(const QStringList &configured = {});

    /// @p host: the host part alone, as hostOf() yields it.
    [[nodiscard]] bool contains(QByteArrayView host) const;

private:
    std::vector<QByteArray> m_names; // lower case, IPv6 addresses in brackets
};

/// The host part of a Host field or of an authority; nullopt when that is not
/// `uri-host [":" port]` (RFC 9110 7.2).
[[nodiscard]] std::optional<QByteArrayView> hostOf(QByteArrayView authority);

} // namespace proxy

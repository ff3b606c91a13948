// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QString>

namespace proxy {

/// Where the store of several instances answers, and as whom it is asked. Plain value; it holds a
/// password.
struct StoreAddress
{
    static constexpr quint16 kPort = 6379;
    static constexpr int kMaxDatabase = 9999;

    QString host; ///< name or address, IPv6 without brackets; empty: there is no store
    quint16 port = kPort;
    bool isTls = false;
    QByteArray user; ///< of the store's ACL; empty: its default user
    QByteArray password; ///< secret; empty: none is asked for
    int database = 0;

    /// The address for people: its password is left out.
    [[nodiscard]] QString shown() const;
    [[nodiscard]] bool operator==(const StoreAddress &) const = default;
};

/// Reads redis://[user[:password]@]host[:port][/database], or rediss:// for TLS. What has a special
/// meaning in a URL stands percent-encoded in user and password. Returns an error that quotes
/// nothing of the text, because it may hold a password. Pure.
[[nodiscard]] Result<StoreAddress> parseStoreAddress(const QString &url);

/// Returns a store's URL without its password, for people; "…" when it is none.
[[nodiscard]] QString maskedStoreUrl(const QString &url);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"

#include <QByteArray>

namespace proxy {

/// The header field that carries the upstream's key.
struct UpstreamKeyField
{
    QByteArray name;
    QByteArray value; ///< secret
};

/// Returns `Authorization: Bearer`, but X-Api-Key for an upstream that speaks Anthropic's API
/// alone, because some of those ignore Bearer.
[[nodiscard]] UpstreamKeyField upstreamKeyField(UpstreamDialect dialect, const QByteArray &key);

} // namespace proxy

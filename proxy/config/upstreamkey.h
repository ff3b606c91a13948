// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"

#include <QByteArray>

namespace proxy {

/// A header field that shows the upstream its key.
struct UpstreamKeyField
{
    QByteArray name;
    QByteArray value; ///< secret
};

/// Bearer, but X-Api-Key where only Anthropic's API is spoken: not all of those look for Bearer.
[[nodiscard]] UpstreamKeyField upstreamKeyField(UpstreamDialect dialect, const QByteArray &key);

} // namespace proxy

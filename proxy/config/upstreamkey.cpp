// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/upstreamkey.h"

namespace proxy {

UpstreamKeyField upstreamKeyField(UpstreamDialect dialect, const QByteArray &key)
{
    if (dialect == UpstreamDialect::Anthropic && !key.startsWith("sk-ant-oat"))
        return {QByteArrayLiteral("X-Api-Key"), key};
    return {QByteArrayLiteral("Authorization"), "Bearer " + key};
}

} // namespace proxy

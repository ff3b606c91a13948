// SPDX-License-Identifier: LicenseRef-Private
// Step 5 of 8, the head: request head → upstream request. Before: route/. After: upstream/.
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/exchange/routedecision.h"
#include "proxy/message/request.h"
#include "proxy/message/upstreamrequest.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <optional>

namespace proxy {

/// How the upstream is addressed and which keys are whose. Made once a settings generation.
struct UpstreamAccess
{
    QByteArray authority; ///< host[:port], as it stands in Host
    QByteArray basePath; ///< path of UPSTREAM_URL without trailing slash, prepended to targets
    UpstreamDialect dialect = UpstreamDialect::Any; ///< says in which header the key goes
    QByteArray apiKey; ///< secret; empty: unknown, the client's keys pass
    QList<QByteArray> backendKeys; ///< secret; a client that presents one of them keeps its own
    QList<QByteArray> proxyKeys; ///< secret; the keys that this proxy asks for; never forwarded
    QStringList allowedOrigins; ///< origins that may use the upstream key
};

/// What is known of the body that goes out.
struct OutgoingBody
{
    std::optional<qint64> bufferedBytes; ///< nullopt: it streams through with its own framing
    bool isDecoded = false; ///< its content coding was removed
};

/// The request as the upstream gets it, all but the body. The architecture's section 3 and 8 list
/// the only differences.
[[nodiscard]] UpstreamRequest rewriteHead(const RequestHead &head, const UpstreamAccess &access,
                                          const OutgoingBody &body);

/// Makes an answer of a routable path say how it was routed: replaces an upstream's own
/// x-llm-proxy-* fields. @p expose false: only removes.
void addRoutingHeaders(HeaderList &headers, const RouteDecision &decision, bool expose);

/// Removes x-llm-proxy-* fields; for answers of other paths.
void removeProxyHeaders(HeaderList &headers);

} // namespace proxy

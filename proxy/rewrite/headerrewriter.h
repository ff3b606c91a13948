// SPDX-License-Identifier: LicenseRef-Private
// Step 5 of 8, the head: request head → upstream request. Before: route/. After: upstream/.
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/config/upstreamkey.h"
#include "proxy/exchange/routedecision.h"
#include "proxy/message/request.h"
#include "proxy/message/upstreamrequest.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <optional>

namespace proxy {

/// How the upstream is addressed, and the keys of all sides. Made once for each generation of
/// settings.
struct UpstreamAccess
{
    QByteArray authority; ///< host[:port], as it stands in Host
    QByteArray basePath; ///< path of UPSTREAM_URL without trailing slash, prepended to targets
    QByteArray apiKey; ///< secret; empty: not known, so the client's keys stay
    UpstreamKeyField keyField {}; ///< secret; the header field that carries the key
    QList<QByteArray> backendKeys; ///< secret; a client that presents one of them keeps its own
    QList<QByteArray> proxyKeys; ///< secret; the keys that this proxy asks for; never forwarded
    QStringList allowedOrigins; ///< origins that may use the upstream key
    QByteArray hopId = {}; ///< names this instance to other llm-proxies, see hops.h; empty: to none
    bool isOtherProxy = false; ///< the upstream is an llm-proxy
};

/// What rewriteHead() needs to know of the body that is sent.
struct OutgoingBody
{
    std::optional<qint64> bufferedBytes; ///< nullopt: it streams through with its own framing
    bool isDecoded = false; ///< its content coding was removed
};

/// Makes the head of the request to the upstream. resources/manual/traffic.md lists all
/// differences from the client's head. Pure.
[[nodiscard]] UpstreamRequest rewriteHead(const RequestHead &head, const UpstreamAccess &access,
                                          const OutgoingBody &body);

/// Adds the x-llm-proxy-* fields that tell how a request was routed, and removes such fields of the
/// upstream. With @p expose false it only removes them.
void addRoutingHeaders(HeaderList &headers, const RouteDecision &decision, bool expose);

/// Removes x-llm-proxy-* fields, for answers of paths that are not routable.
void removeProxyHeaders(HeaderList &headers);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/exchange/exchange.h"
#include "proxy/message/pathclass.h"
#include "proxy/message/request.h"
#include "proxy/upstream/relay.h"

namespace proxy {

/// The record of a request whose head is known: who, what, when.
[[nodiscard]] Exchange newExchange(const RequestHead &head, QByteArray id);
/// The record of a request that was refused with @p status before it became an exchange.
[[nodiscard]] Exchange refusedExchange(const RequestHead &head, QByteArray id, const Error &error,
                                       int status);

/// Whether a request may be routed, as far as its head tells.
[[nodiscard]] bool mayBeRouted(const RequestHead &head, PathClass pathClass,
                               const ProxyConfig &config);

[[nodiscard]] ExchangeEnd toExchangeEnd(RelayEnd end);

/// What the relay and its upstream call know at the end of the run.
void fillRelayFacts(Exchange &exchange, const RelayFacts &relay, const UpstreamCallFacts &call,
                    Instant arrivedAt);

} // namespace proxy

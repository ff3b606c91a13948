// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/exchange/exchange.h"
#include "proxy/exchange/limitinforce.h"
#include "proxy/message/pathclass.h"
#include "proxy/message/request.h"
#include "proxy/upstream/relay.h"

namespace proxy {

/// Makes the record of a request from its head.
[[nodiscard]] Exchange newExchange(const RequestHead &head, QByteArray id);
/// Makes the record of a request that was refused with @p status before an ExchangeRun began.
[[nodiscard]] Exchange refusedExchange(const RequestHead &head, QByteArray id, const Error &error,
                                       int status);

/// Whether the head allows routing of the request: its path, its method, its
/// origin and the settings.
[[nodiscard]] bool mayBeRouted(const RequestHead &head, const ProxyConfig &config);

/// Returns the error for a request that @p decision stops.
[[nodiscard]] Error stoppedBy(const RouteDecision &decision);
[[nodiscard]] Error stoppedBy(const LimitInForce &limit);

/// Whether an unread request of this kind may use tokens.
[[nodiscard]] bool mayUseTokens(const RequestHead &head, PathClass pathClass);

/// Whether the body of such a request tells its model where it can be read: a routable path's or
/// one beside it.
[[nodiscard]] bool mayNameModel(const RequestHead &head);

/// Whether the body of such a request is read for its model's name alone: one that must not be sent
/// (MORPH_ROUTER_AUTO_MODEL) may stand in it, and the path or the settings keep it from being
/// routed.
[[nodiscard]] bool mayNameAuto(const RequestHead &head, const ProxyConfig &config);
/// Whether the answer is the first page of a list of models to which `auto` is added.
[[nodiscard]] bool asksForListWithAuto(const RequestHead &head, const ProxyConfig &config);

/// Removes the field by which OpenAI's backend tells who answered, where it only tells of the model
/// that was chosen here. Codex takes another name than the one it asked for as a sign that the
/// account was flagged, and says so (openai/codex#12003, 2026-11).
void removeServersModel(HeaderList &headers, const RouteDecision &decision);

[[nodiscard]] ExchangeEnd toExchangeEnd(RelayEnd end);

/// Fills @p exchange with what the relay and the upstream call measured.
void fillRelayFacts(Exchange &exchange, const RelayFacts &relay, const UpstreamCallFacts &call,
                    Instant arrivedAt);

} // namespace proxy

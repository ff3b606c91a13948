// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/message/request.h"
#include "proxy/upstream/relay.h"

namespace proxy {

/// The record of a request whose head is known: who, what, when.
[[nodiscard]] Exchange newExchange(const RequestHead &head, QByteArray id);

/// What the relay and its upstream call know at the end of the walk.
void fillRelayFacts(Exchange &exchange, const RelayFacts &relay, const UpstreamCallFacts &call,
                    Instant arrivedAt);

} // namespace proxy

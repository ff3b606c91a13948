// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/statistics.h"

namespace proxy {

namespace {

void addRouting(Statistics &statistics, const Exchange &exchange)
{
    const RouteDecision &decision = exchange.decision;
    ++statistics.routable;
    ++statistics.byDifficulty[decision.difficulty];
    ++statistics.byRouting[routingLabel(decision)];
    statistics.modelChanged += decision.modelChanged() ? 1 : 0;
    statistics.routerRequests += static_cast<quint64>(decision.routerAttempts);
    statistics.inspect.add(exchange.timing.inspect);
    if (decision.routerAttempts > 0)
        statistics.routing.add(decision.routingTime);
}

} // namespace

void Statistics::add(const Exchange &exchange)
{
    ++requests;
    streams += exchange.streaming ? 1 : 0;
    clientGone += exchange.end == ExchangeEnd::ClientGone ? 1 : 0;
    errors += exchange.end == ExchangeEnd::Failed || exchange.end == ExchangeEnd::Cut ? 1 : 0;
    bytesIn += exchange.bytesIn;
    bytesOut += exchange.bytesOut;
    if (exchange.status != 0)
        ++byStatus[exchange.status];
    if (exchange.error)
        ++byError[name(exchange.error->code)];
    if (exchange.routable)
        addRouting(*this, exchange);
    if (exchange.timing.firstByte)
        firstByte.add(*exchange.timing.firstByte);
    if (exchange.timing.finished)
        total.add(*exchange.timing.finished);
}

} // namespace proxy

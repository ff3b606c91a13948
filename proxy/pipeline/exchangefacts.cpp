// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/exchangefacts.h"

#include "proxy/rewrite/credentials.h"

#include "proxy/inspect/clientidentity.h"
#include "proxy/models/modelname.h"
#include "proxy/record/redaction.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace proxy {

namespace {

std::optional<Timing::Micros> since(Instant arrivedAt, const std::optional<Instant> &instant)
{
    if (!instant)
        return std::nullopt;
    return std::chrono::duration_cast<Timing::Micros>(*instant - arrivedAt);
}

QByteArray addressText(const QHostAddress &peer)
{
    static const QHostAddress kV4Loopback(QHostAddress::LocalHost);
    return peer == kV4Loopback ? QByteArrayLiteral("127.0.0.1") : peer.toString().toLatin1();
}

Error stopped(const Text &why, const std::optional<qint64> &untilMs)
{
    Error error {.code = ErrorCode::BudgetExhausted, .source = ErrorSource::Client, .detail = why};
    if (untilMs) {
        const qint64 left = *untilMs - QDateTime::currentMSecsSinceEpoch();
        error.retryAfter = std::chrono::seconds(std::max<qint64>(left / 1000, 0) + 1);
    }
    return error;
}

} // namespace

Exchange newExchange(const RequestHead &head, QByteArray id)
{
    Exchange exchange;
    exchange.id = std::move(id);
    exchange.startedAtMs = QDateTime::currentMSecsSinceEpoch();
    ClientIdentity client = identifyClient(head.headers);
    exchange.client = std::move(client.name);
    exchange.clientVersion = std::move(client.version);
    exchange.session = std::move(client.session);
    exchange.peer = addressText(head.peer);
    exchange.method = head.method;
    exchange.target = redactedTarget(head.target);
    exchange.project = head.project;
    exchange.dialect = head.dialect();
    exchange.webSocket = head.upgradesToWebSocket || head.isWebSocketMessage;
    return exchange;
}

Exchange refusedExchange(const RequestHead &head, QByteArray id, const Error &error, int status)
{
    Exchange exchange = newExchange(head, std::move(id));
    exchange.status = status;
    exchange.end =
        error.code == ErrorCode::ClientGone ? ExchangeEnd::ClientGone : ExchangeEnd::Failed;
    exchange.error = error;
    return exchange;
}

bool mayBeRouted(const RequestHead &head, const ProxyConfig &config)
{
    // A web page may not make the proxy ask the router, which costs money.
    if (!isRoutablePath(head.normalisedPath) || head.method != "POST"
        || isForeignOrigin(head.headers, config.server.allowedOrigins))
        return false;
    return head.dialect() != Dialect::OpenAiResponses || config.router.routeResponses;
}

Error stoppedBy(const RouteDecision &decision)
{
    return stopped(decision.trace.empty() ? Text() : decision.trace.back().detail,
                   decision.limitUntilMs);
}

Error stoppedBy(const LimitInForce &limit)
{
    return stopped(limit.why, limit.untilMs);
}

bool mayUseTokens(const RequestHead &head, PathClass pathClass)
{
    if (head.upgradesToWebSocket)
        return pathClass == PathClass::Routable || pathClass == PathClass::Other;
    const bool isForModels = pathClass == PathClass::Routable || pathClass == PathClass::Other
                             || pathClass == PathClass::V1Internal;
    const QByteArray &path = head.normalisedPath;
    return isForModels && head.method == "POST" && !path.endsWith("/count_tokens")
           && !path.endsWith(":countTokens");
}

bool mayNameModel(const RequestHead &head)
{
    static constexpr std::array<QByteArrayView, 4> kPaths {
        "/v1/messages/count_tokens", "/v1/responses/compact", "/v1/responses/input_tokens",
        "/v1/completions"};
    const QByteArray &path = head.normalisedPath;
    return head.method == "POST"
           && (isRoutablePath(path)
               || std::find(kPaths.begin(), kPaths.end(), path) != kPaths.end());
}

bool mayNameAuto(const RequestHead &head, const ProxyConfig &config)
{
    return config.router.autoModel && mayNameModel(head);
}

bool asksForListWithAuto(const RequestHead &head, const ProxyConfig &config)
{
    return config.router.autoModel && head.method == "GET" && head.normalisedPath == "/v1/models"
           && !head.target.contains("after_id=") && !head.target.contains("before_id=");
}

void removeServersModel(HeaderList &headers, const RouteDecision &decision)
{
    constexpr QByteArrayView kField = "openai-model";
    const auto told = headers.first(kField);
    if (!told || !decision.modelChanged())
        return;
    const QByteArray chosen = parseModelName(decision.selectedModel).base;
    // A dated name is of the same model.
    if (*told == chosen || told->startsWith(chosen + '-'))
        headers.removeAll(kField);
}

ExchangeEnd toExchangeEnd(RelayEnd end)
{
    switch (end) {
    case RelayEnd::Complete:
        return ExchangeEnd::Complete;
    case RelayEnd::Cut:
        return ExchangeEnd::Cut;
    case RelayEnd::ClientGone:
        return ExchangeEnd::ClientGone;
    case RelayEnd::Failed:
        break;
    }
    return ExchangeEnd::Failed;
}

void fillRelayFacts(Exchange &exchange, const RelayFacts &relay, const UpstreamCallFacts &call,
                    Instant arrivedAt)
{
    exchange.upstreamStatus = relay.upstreamStatus;
    exchange.upstreamAttempts = relay.earlierAttempts + call.attempts;
    exchange.timing.connected = since(arrivedAt, call.connectedAt);
    exchange.timing.requestSent = since(arrivedAt, call.sentAt);
    exchange.timing.firstByte = since(arrivedAt, relay.headAt);
    exchange.timing.longestGap = relay.longestGap;
}

} // namespace proxy

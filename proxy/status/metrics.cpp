// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/metrics.h"

#include "proxy/core/boundednumber.h"
#include "proxy/core/literal.h"
#include "proxy/models/modelstrength.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

constexpr size_t kMaxModels = 256;

const char *endpointOf(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Anthropic:
        return Metrics::kEndpoints[0];
    case Dialect::OpenAiChat:
        return Metrics::kEndpoints[1];
    case Dialect::OpenAiResponses:
        return Metrics::kEndpoints[2];
    case Dialect::Other:
        break;
    }
    return Metrics::kEndpoints[3];
}

const QByteArray &classOf(int status)
{
    static const std::array<QByteArray, 6> kClasses {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
    return status < 100 || status > 599 ? kClasses[0] : kClasses[static_cast<size_t>(status) / 100];
}

bool isVeto(RouteReason reason)
{
    return reason == RouteReason::Unsafe || reason == RouteReason::CacheWarm
           || reason == RouteReason::RecentUpSwitch || reason == RouteReason::Barred;
}

bool isFailOpen(RouteReason reason)
{
    const auto reasons = failOpenReasons();
    return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

template <class Names> size_t indexIn(const Names &names, const QByteArray &name)
{
    return static_cast<size_t>(
        std::find_if(names.begin(), names.end(), [&](const char *known) { return name == known; })
        - names.begin());
}

} // namespace

std::span<const RouteReason> failOpenReasons()
{
    static constexpr std::array kReasons {
        RouteReason::RouterUnreachable,  RouteReason::RouterTimeout,
        RouteReason::RouterUnauthorized, RouteReason::RouterRateLimited,
        RouteReason::RouterRejected,     RouteReason::RouterFailed,
        RouteReason::RouterMalformed,    RouteReason::BreakerOpen,
        RouteReason::BreakerProbing,     RouteReason::Busy,
        RouteReason::NeedsInfo,          RouteReason::UnknownLabel,
        RouteReason::NoListedModel,      RouteReason::PrefixNotListed};
    return kReasons;
}

void Metrics::add(const Exchange &exchange, const ModelTable &table)
{
    const char *endpoint = exchange.routable ? endpointOf(exchange.dialect) : kEndpoints.back();
    ++requests[literal(endpoint)][literal(name(exchange.end))];
    ++responses[classOf(exchange.status)];
    upstreamAttempts += static_cast<quint64>(std::max(exchange.upstreamAttempts, 0));
    addTimes(exchange);
    addClient(exchange);
    if (!exchange.routable)
        return;
    addDecision(exchange, table);
    addCosts(exchange, table);
}

void Metrics::setClients(const NamedClients &named)
{
    // A file that is away for a moment takes no counter back.
    constexpr size_t kMostKept = 2 * size_t(kMostNamedClients);
    if (clients.size() + named.size() > kMostKept)
        std::erase_if(clients, [&named](const auto &counted) {
            return std::none_of(named.begin(), named.end(), [&counted](const auto &client) {
                return client->name == counted.first;
            });
        });
    for (const auto &client : named)
        clients.try_emplace(client->name);
}

void Metrics::addClient(const Exchange &exchange)
{
    const auto client = clients.find(exchange.clientName);
    if (client == clients.end())
        return;
    ++client->second.requests;
    if (!exchange.routable)
        return;
    const qint64 tokens =
        boundedSum(exchange.usage.promptTokens(), std::max<qint64>(exchange.usage.output, 0));
    client->second.tokens = boundedSum(client->second.tokens, tokens);
    client->second.cost = boundedSum(client->second.cost, exchange.cost.actual.value_or(0));
}

void Metrics::addDecision(const Exchange &exchange, const ModelTable &table)
{
    const RouteDecision &decision = exchange.decision;
    const char *reason = name(decision.reason);
    // The label of a reverted one names the status: not a counter for each of them.
    ++decisions[decision.outcome == RoutingOutcome::Reverted ? literal(name(decision.outcome))
                                                             : routingLabel(decision)];
    const char *difficulty =
        decision.difficulty == Difficulty::None ? "none" : name(decision.difficulty);
    ++turns[exchange.turnType.isEmpty() ? literal("unknown") : exchange.turnType]
           [literal(difficulty)];
    if (isFailOpen(decision.reason))
        ++failOpen[literal(reason)];
    if (decision.classifier == "local")
        ++(decision.reason == RouteReason::LocalUnknown ? localUnknown : localVerdicts);
    if (decision.routerAttempts > 0) {
        classify.add(decision.routingTime);
        ++(exchange.cost.classifierFee > 0 ? classifierAnswers : classifierFailures);
    }
    classifierFees = boundedSum(classifierFees, exchange.cost.classifierFee);
    if (isVeto(decision.reason))
        ++switches[size_t(SwitchKind::Veto)];
    if (!decision.modelChanged())
        return;
    const bool isUp = compareStrength(table, decision.requestedModel, decision.selectedModel) > 0;
    const auto kind = !decision.ruleId.isEmpty() ? SwitchKind::Forced
                                                 : (isUp ? SwitchKind::Up : SwitchKind::Down);
    ++switches[size_t(kind)];
}

void Metrics::addCosts(const Exchange &exchange, const ModelTable &table)
{
    const ModelFacts *facts = table.find(exchange.decision.selectedModel);
    QByteArray label = facts ? facts->id : QByteArray("other");
    if (models.size() >= kMaxModels && !models.contains(label))
        label = "other";
    if (exchange.usage.isKnown()) {
        const Usage &usage = exchange.usage;
        const std::array<qint64, kTokenTypes.size()> counts {
            usage.input,        usage.output,        usage.cacheRead,     usage.cacheWrite5m,
            usage.cacheWrite1h, usage.cacheWrite30m, usage.cacheWrite12h, usage.reasoning};
        PerModel &model = models[label];
        for (size_t i = 0; i < counts.size(); ++i)
            model.tokens[i] = boundedSum(model.tokens[i], std::max<qint64>(counts[i], 0));
        model.cost = boundedSum(model.cost, exchange.cost.actual.value_or(0));
    }
    if (exchange.modelSubstituted)
        ++substituted;
    const PicoDollars net = exchange.cost.saved().value_or(-exchange.cost.classifierFee);
    PicoDollars &sum = net >= 0 ? saved : lost;
    sum = boundedSum(sum, net >= 0 ? net : boundedDifference(0, net));
    if (const size_t cause = indexIn(kMissCauses, exchange.cacheLoss.cause);
        cause < cacheMisses.size())
        ++cacheMisses[cause];
    cacheLoss = boundedSum(cacheLoss, exchange.cacheLoss.price.value_or(0));
}

void Metrics::addTimes(const Exchange &exchange)
{
    const Timing &timing = exchange.timing;
    if (exchange.routable) {
        parse.add(timing.inspect);
        if (exchange.decision.routerAttempts == 0)
            decide.add(timing.decide);
        rewrite.add(timing.rewrite);
    }
    if (timing.firstByte && timing.requestSent && *timing.firstByte >= *timing.requestSent)
        upstreamFirstByte.add(*timing.firstByte - *timing.requestSent);
    const bool noFirstByte =
        exchange.error && exchange.error->code == ErrorCode::UpstreamFirstByteTimeout;
    const bool silent = exchange.error && exchange.error->code == ErrorCode::UpstreamIdleTimeout;
    stalls[0] += noFirstByte ? 1 : 0;
    stalls[1] += silent || timing.longestGap >= kStall ? 1 : 0;
}

} // namespace proxy

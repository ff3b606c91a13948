// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/lifeliketraffic.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace {

using namespace std::chrono_literals;
using proxy::Difficulty;
using proxy::Exchange;
using proxy::RouteReason;
using proxy::RoutingOutcome;
using proxy::Text;
using namespace Qt::StringLiterals;
using Micros = std::chrono::microseconds;

struct Agent
{
    const char *client;
    const char *project;
    const char *target;
    const char *requested;
    const char *easy;
};

constexpr std::array kAgents {
    Agent {"claude-code", "shop-api", "/v1/messages?beta=true", "claude-sonnet-4-5-20250929",
           "claude-haiku-4-5-20251001"},
    Agent {"claude-code", "billing", "/v1/messages?beta=true", "claude-opus-4-5-20251101",
           "claude-haiku-4-5-20251001"},
    Agent {"codex", "shop-api", "/v1/responses", "gpt-5(high)", "gpt-5(low)"},
    Agent {"opencode", "notes", "/v1/chat/completions", "claude-sonnet-4-5-20250929",
           "claude-haiku-4-5-20251001"},
};

class Day
{
public:
    Exchange next(int number, qint64 startedAtMs)
    {
        const Agent &agent = kAgents.at(
            m_random.bounded(quint32 {100}) < 55 ? 0 : 1 + m_random.bounded(quint32 {3}));
        Exchange exchange = began(agent, number, startedAtMs);
        decide(exchange, agent);
        answer(exchange);
        return exchange;
    }

private:
    static Exchange began(const Agent &agent, int number, qint64 startedAtMs)
    {
        Exchange exchange;
        exchange.id = QByteArray::number(0xa1000000LL + number, 16).rightJustified(16, '0');
        exchange.startedAtMs = startedAtMs;
        exchange.client = agent.client;
        exchange.clientVersion = "2.1.72";
        exchange.peer = "127.0.0.1";
        exchange.method = "POST";
        exchange.target = agent.target;
        exchange.project = agent.project;
        exchange.session = "sess-" + QByteArray(agent.project);
        exchange.routable = true;
        exchange.streaming = true;
        exchange.decision.requestedModel = agent.requested;
        exchange.decision.selectedModel = agent.requested;
        return exchange;
    }

    void decide(Exchange &exchange, const Agent &agent)
    {
        proxy::RouteDecision &decision = exchange.decision;
        const int dice = static_cast<int>(m_random.bounded(quint32 {100}));
        exchange.timing.inspect = Micros(180 + m_random.bounded(400));
        exchange.turnType = dice < 60 ? "human-ask" : "tool-continuation";
        decision.trace.push_back(
            {"turn-type", "pass",
             Text::english("%1, told by %2",
                           {Text::code(dice < 60 ? "human-ask" : "tool-continuation"),
                            u"claude-code/typed"_s})});
        if (dice < 4)
            return keep(decision, RouteReason::BreakerOpen);
        if (dice < 8)
            return keep(decision, RouteReason::NeedsInfo);
        decision.difficulty = dice % 10 < 6   ? Difficulty::Easy
                              : dice % 10 < 8 ? Difficulty::Medium
                                              : Difficulty::Hard;
        if (dice < 60) {
            decision.outcome = RoutingOutcome::Routed;
            decision.routerAttempts = dice == 59 ? 2 : 1;
            const double tail = m_random.generateDouble();
            decision.routingTime = Micros(
                static_cast<qint64>((130 + 160 * tail + 900 * tail * tail * tail * tail) * 1000));
            decision.trace.push_back({"classify", proxy::name(decision.difficulty),
                                      Text::english("%1 requests", {decision.routerAttempts})});
        } else {
            decision.outcome = RoutingOutcome::Reused;
        }
        exchange.timing.decide = decision.routingTime + 40us;
        decision.trace.push_back({"preflight", "safe", {}});
        if (decision.difficulty == Difficulty::Easy) {
            decision.selectedModel = agent.easy;
            exchange.changedBegin = 10;
            exchange.changedEnd = 10 + static_cast<qint64>(qstrlen(agent.requested)) + 2;
            decision.trace.push_back(
                {"policy", "cold",
                 Text::english("no evidence of a warm cache at %1", {decision.requestedModel})});
        }
    }

    static void keep(proxy::RouteDecision &decision, RouteReason reason)
    {
        decision.outcome = RoutingOutcome::Kept;
        decision.reason = reason;
        if (reason == RouteReason::BreakerOpen)
            decision.trace.push_back(
                {"classify", "router-breaker-open", Text::english("the circuit is open")});
        else
            decision.trace.push_back({"classify", "needs_info", Text::english("%1 requests", {1})});
    }

    void answer(Exchange &exchange)
    {
        proxy::Timing &timing = exchange.timing;
        timing.connected = timing.inspect + timing.decide + Micros(90);
        timing.requestSent = *timing.connected + 300us;
        timing.firstByte = *timing.connected + Micros(280000 + m_random.bounded(quint32 {1900000}));
        timing.finished = *timing.firstByte + Micros(600000 + m_random.bounded(quint32 {22000000}));
        exchange.bytesIn = 40000 + static_cast<qint64>(m_random.bounded(quint32 {260000}));
        exchange.bytesOut = 1200 + static_cast<qint64>(m_random.bounded(quint32 {38000}));
        exchange.upstreamAttempts = 1;
        exchange.status = exchange.upstreamStatus = 200;
        exchange.end = proxy::ExchangeEnd::Complete;
        exchange.responseModel = exchange.decision.selectedModel;
        exchange.usage = {.input = 400 + static_cast<qint64>(m_random.bounded(quint32 {4000})),
                          .output = 60 + static_cast<qint64>(m_random.bounded(quint32 {2200})),
                          .cacheRead = static_cast<qint64>(m_random.bounded(quint32 {42000})),
                          .cacheWrite5m = static_cast<qint64>(m_random.bounded(quint32 {5000}))};
        bill(exchange);
        const int dice = static_cast<int>(m_random.bounded(quint32 {100}));
        if (dice < 2)
            fail(exchange, 529, "overloaded_error: Overloaded");
        else if (dice == 2)
            exchange.end = proxy::ExchangeEnd::ClientGone;
    }

    static void bill(Exchange &exchange)
    {
        const auto price = [&exchange](qint64 in, qint64 out) {
            return exchange.usage.promptTokens() * in / 3 + exchange.usage.output * out;
        };
        // Per token: a small model's price, then a large one's.
        exchange.cost.baseline = price(3'000'000, 15'000'000);
        exchange.cost.actual = exchange.decision.modelChanged() ? price(1'000'000, 5'000'000)
                                                                : *exchange.cost.baseline;
        exchange.cost.classifierFee = exchange.decision.routerAttempts > 0 ? 100'000'000 : 0;
        exchange.cost.priceTable = "2026-11-01";
    }

    static void fail(Exchange &exchange, int status, const char *detail)
    {
        exchange.status = exchange.upstreamStatus = status;
        exchange.end = proxy::ExchangeEnd::Failed;
        exchange.usage = {};
        exchange.cost = {};
        exchange.error = proxy::Error {.code = proxy::ErrorCode::Internal,
                                       .detail = Text::words(QString::fromLatin1(detail))};
    }

    QRandomGenerator m_random {4711};
};

void stillStreams(Exchange &exchange)
{
    exchange.end = proxy::ExchangeEnd::Open;
    exchange.status = 0;
    exchange.timing.finished.reset();
    exchange.timing.firstByte.reset();
    exchange.usage = {};
    exchange.cost = {};
    exchange.error.reset();
}

} // namespace

std::vector<Exchange> lifelikeTraffic(int count, qint64 nowMs)
{
    Day day;
    std::vector<Exchange> rows;
    // Denser towards now, as the window of the last hour shows it.
    for (int number = 0; number < count; ++number) {
        const double age = static_cast<double>(count - number) / count;
        rows.push_back(day.next(number, nowMs - static_cast<qint64>(age * age * 4 * 3600000)));
    }
    if (!rows.empty())
        stillStreams(rows.back());
    return rows;
}

proxy::ServiceStatus lifelikeStatus(const std::vector<Exchange> &traffic, qint64 nowMs)
{
    proxy::ServiceStatus status;
    status.state = proxy::ServiceState::Running;
    status.routing = proxy::RoutingState::On;
    status.port = 8317;
    status.startedAtMs = nowMs - 5 * 3600 * 1000LL;
    status.upstreamReachable = true;
    status.upstreamVersion = QStringLiteral("6.8.51");
    status.modelCount = 74;
    status.keySource = QStringLiteral("/home/me/.local/share/Quotio/config.yaml");
    constexpr qint64 kHour = 3600LL * 1000;
    status.planWindows = {{.provider = "anthropic",
                           .name = "5h",
                           .used = 0.62,
                           .lengthSeconds = 5 * 3600,
                           .resetsAtMs = nowMs + 3 * kHour,
                           .seenAtMs = nowMs},
                          {.provider = "anthropic",
                           .name = "7d",
                           .used = 0.3,
                           .lengthSeconds = 7 * 24 * 3600,
                           .resetsAtMs = nowMs + 90 * kHour,
                           .seenAtMs = nowMs}};
    status.openConnections = 6;
    status.openExchanges = 1;
    status.rowsWritten = static_cast<quint64>(traffic.size());
    status.loopLagP99 = 310us;
    for (const Exchange &exchange : traffic) {
        if (exchange.end != proxy::ExchangeEnd::Open)
            status.today.add(exchange);
        status.savedToday += exchange.cost.saved().value_or(0);
    }
    status.sinceStart = status.today;
    return status;
}

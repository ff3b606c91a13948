// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/metricsreport.h"

#include "proxy/exchange/turntype.h"
#include "proxy/status/metricstext.h"
#include "proxy/status/processfacts.h"

#include <algorithm>

namespace proxy {

namespace {

using Type = MetricsText::Type;

constexpr std::array kEnds {ExchangeEnd::Complete, ExchangeEnd::Failed, ExchangeEnd::Cut,
                            ExchangeEnd::ClientGone};
constexpr std::array kOutcomes {RoutingOutcome::Routed, RoutingOutcome::Reused,
                                RoutingOutcome::Reverted};
constexpr std::array kStatusClasses {"1xx", "2xx", "3xx", "4xx", "5xx", "none"};
constexpr std::array kDifficultyLabels {"easy", "medium", "hard", "needs_info", "none"};
constexpr std::array kTurns {TurnType::HumanAsk,      TurnType::ToolContinuation,
                             TurnType::SubAgentStart, TurnType::Compaction,
                             TurnType::SideRequest,   TurnType::Probe,
                             TurnType::Unknown};
constexpr std::array kBreakerStates {"closed", "open", "half-open"};
constexpr std::array kStoreStates {"connecting", "ready",   "away",      "silent",
                                   "partly",     "refused", "read-only", "full"};

quint64 valueOf(const std::map<QByteArray, quint64> &counts, const QByteArray &name)
{
    const auto found = counts.find(name);
    return found == counts.end() ? 0 : found->second;
}

template <class Inner>
const Inner &partOf(const std::map<QByteArray, Inner> &parts, const QByteArray &name)
{
    static const Inner kNone {};
    const auto found = parts.find(name);
    return found == parts.end() ? kNone : found->second;
}

/// A sample for each of @p names, which are values of @p label.
template <size_t N>
void writeEach(MetricsText &text, const char *label, const std::array<const char *, N> &names,
               const std::array<quint64, N> &counts)
{
    for (size_t at = 0; at < N; ++at)
        text.sample({{label, names[at]}}, counts[at]);
}

void writeTraffic(MetricsText &text, const Metrics &metrics, const ServiceStatus &status)
{
    text.family("llmproxy_requests_total", Type::Counter,
                "Requests, by endpoint and by how they ended for the client.");
    for (const char *endpoint : Metrics::kEndpoints) {
        for (const ExchangeEnd end : kEnds)
            text.sample({{"endpoint", endpoint}, {"outcome", name(end)}},
                        valueOf(partOf(metrics.requests, endpoint), name(end)));
    }
    text.family("llmproxy_responses_total", Type::Counter,
                "Answers to clients, by class of status; none: no answer could be given.");
    for (const char *status_class : kStatusClasses)
        text.sample({{"class", status_class}}, valueOf(metrics.responses, status_class));
    text.family("llmproxy_upstream_attempts_total", Type::Counter,
                "Requests sent to the upstream, repeated ones included.");
    text.sample({}, metrics.upstreamAttempts);
    text.family("llmproxy_active_streams", Type::Gauge, "Requests under way.");
    text.sample({}, qint64 {status.openExchanges});
    text.family("llmproxy_connections", Type::Gauge, "Open client connections.");
    text.sample({}, qint64 {status.openConnections});
    text.family("llmproxy_buffered_bytes", Type::Gauge, "Request bodies held in memory.");
    text.sample({}, status.bufferedBytes);
}

void writeDecisions(MetricsText &text, const Metrics &metrics)
{
    text.family("llmproxy_decisions_total", Type::Counter,
                "Routing decisions, by outcome and reason as in the header x-llm-proxy-routing.");
    const auto decision = [&](RoutingOutcome outcome, const char *reason) {
        const QByteArray key =
            *reason ? QByteArray(name(outcome)) + ':' + reason : QByteArray(name(outcome));
        text.sample({{"outcome", name(outcome)}, {"reason", reason}},
                    valueOf(metrics.decisions, key));
    };
    for (const RoutingOutcome outcome : kOutcomes)
        decision(outcome, "");
    for (const RouteReason reason : allRouteReasons()) {
        if (reason == RouteReason::None)
            continue;
        decision(RoutingOutcome::Skipped, name(reason));
        decision(RoutingOutcome::Kept, name(reason));
    }
    decision(RoutingOutcome::Stopped, name(RouteReason::Budget));
    text.family("llmproxy_turns_total", Type::Counter,
                "Requests on routable paths, by type of turn and difficulty.");
    for (const TurnType turn : kTurns) {
        for (const char *difficulty : kDifficultyLabels)
            text.sample({{"turn_type", name(turn)}, {"tier", difficulty}},
                        valueOf(partOf(metrics.turns, name(turn)), difficulty));
    }
    text.family("llmproxy_switches_total", Type::Counter,
                "Changes of the model; veto: a change that was wanted and held back.");
    writeEach(text, "kind", Metrics::kSwitchKinds, metrics.switches);
}

void writeClassifier(MetricsText &text, const Metrics &metrics)
{
    text.family("llmproxy_classifier_requests_total", Type::Counter,
                "Decisions that asked a classifier (source: Morph or this machine).");
    text.sample({{"source", "morph"}, {"outcome", "answered"}}, metrics.classifierAnswers);
    text.sample({{"source", "morph"}, {"outcome", "failed"}}, metrics.classifierFailures);
    text.sample({{"source", "local"}, {"outcome", "answered"}}, metrics.localVerdicts);
    text.sample({{"source", "local"}, {"outcome", "unknown"}}, metrics.localUnknown);
    text.family("llmproxy_classifier_fail_open_total", Type::Counter,
                "Requests that kept their model because no usable classification came.");
    for (const RouteReason reason : failOpenReasons())
        text.sample({{"reason", name(reason)}}, valueOf(metrics.failOpen, name(reason)));
    text.family("llmproxy_classifier_seconds", Type::Histogram,
                "Time of decisions that waited for Morph.");
    text.histogram({}, metrics.classify);
    text.family("llmproxy_classifier_cost_usd_total", Type::Counter,
                "Morph's fees at its list price.");
    text.dollars({}, metrics.classifierFees);
}

void writeTimes(MetricsText &text, const Metrics &metrics)
{
    text.family("llmproxy_overhead_seconds", Type::Histogram,
                "The proxy's own time on a request on a routable path, without waits for others.");
    text.histogram({{"phase", "parse"}}, metrics.parse);
    text.histogram({{"phase", "decide"}}, metrics.decide);
    text.histogram({{"phase", "forward"}}, metrics.rewrite);
    text.family("llmproxy_upstream_first_byte_seconds", Type::Histogram,
                "Time from the last byte of the request to the head of the upstream's answer.");
    text.histogram({}, metrics.upstreamFirstByte);
    text.family("llmproxy_stream_stalls_total", Type::Counter,
                "Answers that never began, or paused for 30 s or more.");
    writeEach(text, "phase", Metrics::kStallPhases, metrics.stalls);
}

void writeCosts(MetricsText &text, const Metrics &metrics, const ServiceStatus &status)
{
    text.family("llmproxy_tokens_total", Type::Counter, "Tokens, as answers report them.");
    for (const auto &[model, counts] : metrics.models) {
        for (size_t i = 0; i < Metrics::kTokenTypes.size(); ++i)
            text.sample({{"model", model}, {"type", Metrics::kTokenTypes[i]}}, counts.tokens[i]);
    }
    text.family("llmproxy_cost_usd_total", Type::Counter, "Cost at list prices.");
    for (const auto &[model, counts] : metrics.models)
        text.dollars({{"model", model}}, counts.cost);
    text.family("llmproxy_saved_usd_total", Type::Counter,
                "What routing saved at list prices, over the requests that cost less than at the "
                "requested model.");
    text.dollars({}, metrics.saved);
    text.family("llmproxy_lost_usd_total", Type::Counter,
                "What routing lost at list prices, over the requests that cost more, Morph's fees "
                "included.");
    text.dollars({}, metrics.lost);
    text.family("llmproxy_cache_unexpected_miss_total", Type::Counter,
                "Turns that read less from the prompt cache than the turn before had put there.");
    writeEach(text, "cause", Metrics::kMissCauses, metrics.cacheMisses);
    text.family("llmproxy_cache_loss_usd_total", Type::Counter,
                "What unexpected misses of the prompt cache cost at list prices.");
    text.dollars({}, metrics.cacheLoss);
    text.family("llmproxy_spent_today_usd", Type::Gauge,
                "Today's cost at list prices, Morph's fees included.");
    text.dollars({}, status.spentToday);
    text.family("llmproxy_daily_budget_usd", Type::Gauge,
                "The value of LLM_PROXY_DAILY_BUDGET; 0: none.");
    text.dollars({}, status.dailyBudget);
}

void writeBreaker(MetricsText &text, const char *target, const BreakerStatus &breaker)
{
    for (const char *state : kBreakerStates)
        text.sample({{"target", target}, {"state", state}}, qint64 {breaker.state == state});
}

void writePlan(MetricsText &text, const PlanWindows &windows)
{
    // A family without a sample is no family.
    if (windows.empty())
        return;
    text.family("llmproxy_plan_used_ratio", Type::Gauge,
                "Share of a plan's window that is used up, as answers tell.");
    for (const PlanWindow &window : windows)
        text.sample(
            {{"provider", window.provider}, {"account", window.account}, {"window", window.name}},
            window.used);
    const auto isSaved = [](const PlanWindow &window) { return window.saved.has_value(); };
    if (std::any_of(windows.begin(), windows.end(), isSaved))
        text.family("llmproxy_plan_saved_ratio", Type::Gauge,
                    "Share of a plan's window that routing saved, an estimate; negative: routing "
                    "used more.");
    for (const PlanWindow &window : windows) {
        if (window.saved)
            text.sample({{"provider", window.provider},
                         {"account", window.account},
                         {"window", window.name}},
                        *window.saved);
    }
    const auto isTold = [](const PlanWindow &window) { return window.resetsAtMs.has_value(); };
    if (std::none_of(windows.begin(), windows.end(), isTold))
        return;
    text.family("llmproxy_plan_reset_timestamp_seconds", Type::Gauge,
                "Unix time at which a plan's window begins anew.");
    for (const PlanWindow &window : windows) {
        if (window.resetsAtMs)
            text.sample({{"provider", window.provider},
                         {"account", window.account},
                         {"window", window.name}},
                        *window.resetsAtMs / 1000);
    }
}

void writeQuotas(MetricsText &text, const QuotasInForce &quotas)
{
    if (quotas.empty())
        return;
    text.family("llmproxy_quota_in_force", Type::Gauge,
                "1 for each way in which a plan's window changes routing now.");
    for (const QuotaInForce &quota : quotas)
        text.sample({{"provider", quota.provider},
                     {"window", quota.limit.name},
                     {"routing", name(quota.limit.restraint)}},
                    qint64 {1});
}

/// Of each budget the fullest use: whose it is, no label tells.
void writeBudgets(MetricsText &text, const BudgetUses &uses)
{
    if (uses.empty())
        return;
    const auto eachFullest = [&uses](const auto &write) {
        QByteArray last;
        for (const BudgetUse &use : uses) {
            if (use.name != last)
                write(use);
            last = use.name;
        }
    };
    text.family("llmproxy_budget_used_ratio", Type::Gauge,
                "Used share of a limit of LLM_PROXY_BUDGETS; of several projects, clients or "
                "sessions the largest.");
    eachFullest([&text](const BudgetUse &use) {
        text.sample({{"budget", use.name}}, use.share());
    });
    text.family("llmproxy_budget_level", Type::Gauge,
                "What a limit of LLM_PROXY_BUDGETS does now: 0 nothing or lifted, 1 warned, 2 "
                "easy-only, 3 stopped.");
    eachFullest([&text](const BudgetUse &use) {
        text.sample({{"budget", use.name}}, static_cast<qint64>(use.inForce()));
    });
}

/// The names are those of the list alone.
void writeClients(MetricsText &text, const std::vector<ClientStatus> &clients)
{
    if (clients.empty())
        return;
    text.family("llmproxy_client_requests_total", Type::Counter, "Requests of a named client.");
    for (const ClientStatus &client : clients)
        text.sample({{"client", client.name}}, client.requests);
    text.family("llmproxy_client_tokens_total", Type::Counter,
                "Tokens of every kind that answers to a named client report.");
    for (const ClientStatus &client : clients)
        text.sample({{"client", client.name}}, client.tokens);
    text.family("llmproxy_client_cost_usd_total", Type::Counter,
                "Cost of a named client at list prices.");
    for (const ClientStatus &client : clients)
        text.dollars({{"client", client.name}}, client.cost);
}

/// Gauges of an instance that shares its state; one that is alone has none.
void writeStore(MetricsText &text, const StoreStatus &store)
{
    if (!store.isThere())
        return;
    text.family("llmproxy_store_up", Type::Gauge,
                "1 while the shared store answers and takes writes.");
    text.sample({}, qint64 {store.isReady()});
    text.family("llmproxy_store_state", Type::Gauge,
                "1 for the state that the shared store is in.");
    for (const char *state : kStoreStates)
        text.sample({{"state", state}}, qint64 {store.state == state});
    text.family("llmproxy_store_commands_total", Type::Counter,
                "Commands for the shared store: sent, without an answer in time, answered with an "
                "error, not sent.");
    text.sample({{"outcome", "sent"}}, store.commands);
    text.sample({{"outcome", "unanswered"}}, store.unanswered);
    text.sample({{"outcome", "refused"}}, store.refused);
    text.sample({{"outcome", "dropped"}}, store.dropped);
    text.family("llmproxy_store_sent_bytes_total", Type::Counter,
                "Bytes of the commands sent to the shared store.");
    text.sample({}, store.bytes);
    text.family("llmproxy_store_seconds", Type::Gauge,
                "How long answers of the shared store took.");
    text.sample({{"quantile", "0.5"}}, static_cast<double>(store.latencyP50) / 1e6);
    text.sample({{"quantile", "0.99"}}, static_cast<double>(store.latencyP99) / 1e6);
}

void writeHealth(MetricsText &text, const ServiceStatus &status)
{
    writePlan(text, status.planWindows);
    writeQuotas(text, status.quotas);
    writeBudgets(text, status.budgets);
    writeStore(text, status.store);
    text.family("llmproxy_upstream_up", Type::Gauge, "1 if the upstream answered its last probe.");
    text.sample({}, qint64 {status.upstreamReachable.value_or(false)});
    text.family("llmproxy_breaker_state", Type::Gauge, "1 for the state that a breaker is in.");
    writeBreaker(text, "router", status.router);
    writeBreaker(text, "upstream", status.upstream);
    text.family("llmproxy_log_rows_total", Type::Counter, "Rows of the request log.");
    text.sample({{"outcome", "written"}}, status.rowsWritten);
    text.sample({{"outcome", "dropped"}}, status.rowsDropped);
    text.family("llmproxy_loop_lag_seconds", Type::Gauge,
                "How late the engine's event loop came round.");
    text.sample({{"quantile", "0.99"}}, static_cast<double>(status.loopLagP99.count()) / 1e6);
    text.sample({{"quantile", "1"}}, static_cast<double>(status.loopLagMax.count()) / 1e6);
    text.family("llmproxy_build_info", Type::Gauge, "Always 1; the label has the version.");
    text.sample({{"version", LLMPROXY_VERSION}}, qint64 {1});
}

/// Connections and requests that never became an exchange, and how those to the upstream are used.
void writeConnections(MetricsText &text, const ServiceStatus &status)
{
    text.family("llmproxy_connections_total", Type::Counter, "Connections of clients.");
    text.sample({{"outcome", "accepted"}}, status.connectionsAccepted);
    text.sample({{"outcome", "refused"}}, status.connectionsRefused);
    text.family("llmproxy_requests_refused_total", Type::Counter,
                "Requests that were answered before they were read.");
    text.sample({}, status.requestsRefused);
    text.family(
        "llmproxy_upstream_connections_total", Type::Counter,
        "Requests that opened a connection to the upstream, and requests that found one open.");
    text.sample({{"use", "opened"}}, status.upstreamConnections);
    text.sample({{"use", "reused"}}, status.upstreamReused);
    text.family("llmproxy_upstream_retries_total", Type::Counter,
                "Requests sent to the upstream once more because their connection had gone.");
    text.sample({}, status.upstreamRetries);
}

void writeModels(MetricsText &text, const Metrics &metrics, const ServiceStatus &status)
{
    text.family("llmproxy_model_substituted_total", Type::Counter,
                "Answers that came from another model than the one that was sent.");
    text.sample({}, metrics.substituted);
    text.family("llmproxy_model_notices", Type::Gauge,
                "What needs doing about models, by kind (llm-proxy models check lists it).");
    for (const ModelWarning::Kind kind : kModelWarningKinds) {
        const auto count = std::count_if(
            status.modelWarnings.begin(), status.modelWarnings.end(),
            [kind](const auto &warning) { return warning.needsDoing && warning.kind == kind; });
        text.sample({{"kind", name(kind)}}, qint64 {count});
    }
}

void writeProcess(MetricsText &text, const ServiceStatus &status)
{
    text.family("process_start_time_seconds", Type::Gauge, "Unix time of the start.");
    text.sample({}, static_cast<double>(status.startedAtMs) / 1e3);
    const ProcessFacts facts = readProcessFacts();
    text.family("process_cpu_seconds_total", Type::Counter, "User and system time.");
    text.sample({}, facts.cpuSeconds);
    const auto gauge = [&text](const char *name, const char *help, qint64 value) {
        text.family(name, Type::Gauge, help);
        text.sample({}, value);
    };
    if (facts.residentBytes > 0)
        gauge("process_resident_memory_bytes", "Memory in use.", facts.residentBytes);
    if (facts.virtualBytes > 0)
        gauge("process_virtual_memory_bytes", "Address space in use.", facts.virtualBytes);
    gauge("process_open_fds", "Open file descriptors.", facts.openFiles);
    gauge("process_max_fds", "Allowed file descriptors; 0: no limit.", facts.maxFiles);
    if (facts.threads > 0)
        gauge("process_threads", "Threads.", facts.threads);
}

} // namespace

QByteArray metricsPage(const Metrics &metrics, const ServiceStatus &status)
{
    MetricsText text;
    writeTraffic(text, metrics, status);
    writeDecisions(text, metrics);
    writeClassifier(text, metrics);
    writeTimes(text, metrics);
    writeCosts(text, metrics, status);
    writeHealth(text, status);
    writeClients(text, status.clients);
    writeConnections(text, status);
    writeModels(text, metrics, status);
    writeProcess(text, status);
    return text.take();
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/statuscollector.h"

#include "proxy/engine/warnings.h"

#include <QDateTime>

namespace proxy {

namespace {

std::optional<qint64> unixTime(const std::optional<Instant> &instant)
{
    if (!instant || *instant == Instant {})
        return std::nullopt;
    const auto ahead =
        std::chrono::duration_cast<std::chrono::milliseconds>(*instant - Clock(steadyClock())());
    return QDateTime::currentMSecsSinceEpoch() + ahead.count();
}

} // namespace

StatusCollector::StatusCollector(EngineParts &parts, const RoutingPause &pause)
    : m_parts(parts)
    , m_pause(pause)
    , m_startedAtMs(QDateTime::currentMSecsSinceEpoch())
{ }

ServiceStatus StatusCollector::status()
{
    m_parts.probe.refresh();
    ServiceStatus status;
    status.state = m_state;
    status.port = m_parts.listener.port();
    status.startedAtMs = m_startedAtMs;
    status.configNotes = m_configNotes;
    fillClients(status);
    fillRouting(status);
    fillUpstream(status);
    fillModels(status);
    fillTraffic(status);
    if (m_parts.shared)
        status.store = m_parts.shared->status();
    return status;
}

void StatusCollector::fillClients(ServiceStatus &status)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const auto &client : m_parts.clients.clients()) {
        using State = ClientStatus::State;
        const Metrics::PerClient &used = m_parts.metrics.clients[client->name];
        status.clients.push_back({.name = client->name,
                                  .state = client->isRevoked         ? State::Revoked
                                           : client->hasExpired(now) ? State::Expired
                                                                     : State::Active,
                                  .expiresAtMs = client->expiresAtMs,
                                  .requests = used.requests,
                                  .tokens = used.tokens,
                                  .cost = used.cost});
    }
    if (const Text &problem = m_parts.clients.problem(); !problem.isEmpty())
        status.configNotes.problems << problem;
    if (const Text &warning = m_parts.clients.warning(); !warning.isEmpty())
        status.configNotes.warnings << warning;
}

void StatusCollector::fillRouting(ServiceStatus &status) const
{
    const ProxyConfig &config = *m_parts.config;
    status.routing = routingState();
    status.pausedUntilMs = m_pause.endsAtMs();
    status.mode = config.router.mode;
    status.overrides = config.sources.keys(ConfigSource::Switch);
    status.overrides.sort();
    status.provider = config.router.provider;
    status.classifier = config.router.classifier;
    status.router = routerBreaker();
    const RouterStatistics router = m_parts.router.statistics();
    status.routerInFlight = router.inFlight;
    if (router.isKeyRefused)
        status.routerWarnings << refusedRouterKey(config.router.classifier);
}

void StatusCollector::fillUpstream(ServiceStatus &status) const
{
    status.upstreamUrl = m_parts.config->upstream.url.toString(QUrl::RemoveUserInfo);
    status.upstream = upstreamBreaker();
    status.upstreamReachable = m_parts.probe.isReachable();
    status.upstreamVersion = m_parts.probe.version();
    status.keySource = m_parts.auth.source();
    status.keyWarnings = m_parts.auth.warnings();
    const UpstreamStatus upstream = m_parts.upstream.status();
    status.upstreamConnections = upstream.connectionsOpened;
    status.upstreamReused = upstream.connectionsReused;
    status.upstreamRetries = upstream.retries;
    status.quotas = m_parts.limits.quotas();
    status.planWindows = m_parts.planLimits.windows(QDateTime::currentMSecsSinceEpoch());
}

void StatusCollector::fillModels(ServiceStatus &status)
{
    if (const auto list = m_parts.catalog.list())
        status.modelCount = static_cast<int>(list->size());
    status.modelWarnings = m_parts.lookAtModels();
    status.modelsSubstituted = m_parts.metrics.substituted;
    status.listedModels = m_parts.modelWatch.listed();
    const Accounting &accounting = m_parts.accounting;
    const QDate today = QDate::currentDate();
    status.priceTable = accounting.priceTable();
    status.bookedToday = accounting.ledger().ofDay(today).exchanges;
    status.spentToday = accounting.spentToday(today);
    status.savedToday = accounting.savedToday(today);
    status.dailyBudget = accounting.budget();
    status.budgets = m_parts.budgets.uses(QDateTime::currentMSecsSinceEpoch());
}

void StatusCollector::fillTraffic(ServiceStatus &status)
{
    const FrontCounters front = m_parts.listener.counters();
    status.connectionsAccepted = front.connectionsAccepted;
    status.connectionsRefused = front.connectionsRefused;
    status.requestsRefused = front.requestsRefused;
    status.openConnections = front.openConnections;
    status.openExchanges = m_parts.pipeline.open().count();
    status.bufferedBytes = front.bufferedBytes;
    status.rowsWritten = m_parts.log.writtenRows();
    status.rowsDropped = m_parts.log.droppedRows();
    if (const int failure = m_parts.log.failure())
        status.logWarnings << unwritableLog(m_parts.config->record.logDir, failure);
    status.loopLagP99 = m_parts.lag.p99();
    status.loopLagMax = m_parts.lag.max();
    status.today = m_parts.recorder.today();
    status.sinceStart = m_parts.recorder.sinceStart();
}

RoutingState StatusCollector::routingState() const
{
    const RouterSettings &router = m_parts.config->router;
    if (!router.enabled)
        return RoutingState::SwitchedOff;
    if (!router.canJudge())
        return RoutingState::NoKey;
    return m_pause.isOn() ? RoutingState::Paused : RoutingState::On;
}

BreakerStatus StatusCollector::routerBreaker() const
{
    const RouterStatistics statistics = m_parts.router.statistics();
    return {.state = name(statistics.breaker.state),
            .consecutiveFailures = statistics.breaker.consecutiveFailures,
            .threshold = m_parts.config->router.breakerThreshold,
            .sinceMs = unixTime(statistics.breaker.since),
            .nextProbeMs = unixTime(statistics.breaker.opensUntil),
            .lastError = statistics.lastFailure,
            .timesOpened = statistics.breaker.timesOpened};
}

BreakerStatus StatusCollector::upstreamBreaker() const
{
    const UpstreamStatus status = m_parts.upstream.status();
    return {.state = status.breakerOpen ? "open" : "closed",
            .consecutiveFailures = status.consecutiveFailures,
            .threshold = m_parts.config->upstream.breakerThreshold,
            .sinceMs = unixTime(status.breakerSince),
            .nextProbeMs = unixTime(status.nextProbe),
            .lastError = status.lastError.isEmpty() ? m_parts.probe.lastError() : status.lastError,
            .timesOpened = status.timesOpened};
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/engine.h"

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

ServiceStatus Engine::status()
{
    m_probe.refresh();
    const FrontCounters front = m_listener.counters();
    ServiceStatus status;
    status.state = m_state;
    status.port = m_listener.port();
    status.startedAtMs = m_startedAtMs;
    status.routing = routingState();
    if (m_pauseEnd) {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        status.pausedUntilMs = now + m_pauseEnd->remaining(m_steps.clock(), now).count();
    }
    status.mode = m_config->router.mode;
    status.overrides = m_config->sources.keys(ConfigSource::Switch);
    status.overrides.sort();
    status.provider = m_config->router.provider;
    status.router = routerBreaker();
    status.routerInFlight = m_router.statistics().inFlight;
    status.upstreamUrl = m_config->upstream.url.toString(QUrl::RemoveUserInfo);
    status.upstream = upstreamBreaker();
    status.upstreamReachable = m_probe.isReachable();
    status.upstreamVersion = m_probe.version();
    if (const auto list = m_catalog.list())
        status.modelCount = static_cast<int>(list->size());
    status.modelNotices = lookAtModels();
    status.modelsSubstituted = m_metrics.substituted;
    status.listedModels = m_modelWatch.listed();
    status.keySource = m_auth.source();
    status.keyWarnings = m_auth.warnings();
    status.connectionsAccepted = front.connectionsAccepted;
    status.connectionsRefused = front.connectionsRefused;
    status.requestsRefused = front.requestsRefused;
    const UpstreamStatus upstream = m_upstream.status();
    status.upstreamConnections = upstream.connectionsOpened;
    status.upstreamReused = upstream.connectionsReused;
    status.upstreamRetries = upstream.retries;
    status.openConnections = front.openConnections;
    status.openExchanges = m_pipeline.open().count();
    status.bufferedBytes = front.bufferedBytes;
    status.rowsWritten = m_log.writtenRows();
    status.rowsDropped = m_log.droppedRows();
    status.loopLagP99 = m_lag.p99();
    status.loopLagMax = m_lag.max();
    fillBooks(status);
    status.today = m_recorder.today();
    status.sinceStart = m_recorder.sinceStart();
    return status;
}

RoutingState Engine::routingState() const
{
    if (!m_config->router.enabled)
        return RoutingState::SwitchedOff;
    if (m_config->router.apiKey.isEmpty())
        return RoutingState::NoKey;
    return m_paused ? RoutingState::Paused : RoutingState::On;
}

BreakerStatus Engine::routerBreaker() const
{
    const RouterStatistics statistics = m_router.statistics();
    return {.state = name(statistics.breaker.state),
            .consecutiveFailures = statistics.breaker.consecutiveFailures,
            .threshold = m_config->router.breakerThreshold,
            .sinceMs = unixTime(statistics.breaker.since),
            .nextProbeMs = unixTime(statistics.breaker.opensUntil),
            .lastError = statistics.lastFailure,
            .timesOpened = statistics.breaker.timesOpened};
}

BreakerStatus Engine::upstreamBreaker() const
{
    const UpstreamStatus status = m_upstream.status();
    return {.state = status.breakerOpen ? "open" : "closed",
            .consecutiveFailures = status.consecutiveFailures,
            .threshold = m_config->upstream.breakerThreshold,
            .sinceMs = unixTime(status.breakerSince),
            .nextProbeMs = unixTime(status.nextProbe),
            .lastError = status.lastError.isEmpty() ? m_probe.lastError() : status.lastError,
            .timesOpened = status.timesOpened};
}

} // namespace proxy

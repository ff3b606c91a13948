// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreambreaker.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

BreakerSettings circuitSettings(int threshold)
{
    return {.threshold = threshold, .openTime = constantOpenTime(UpstreamBreaker::kProbeEvery)};
}

} // namespace

UpstreamBreaker::UpstreamBreaker(Settings settings, Clock clock)
    : m_settings(std::move(settings))
    , m_clock(std::move(clock))
    , m_circuit(circuitSettings(m_settings.threshold))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { onTimer(); });
}

UpstreamBreaker::~UpstreamBreaker() = default;

void UpstreamBreaker::setSettings(Settings settings)
{
    const bool isElsewhere = settings.endpoint != m_settings.endpoint;
    m_settings = std::move(settings);
    m_circuit.setSettings(circuitSettings(m_settings.threshold));
    if (!isElsewhere)
        return;
    m_isReachable.reset();
    m_lastError = {};
    reset();
}

void UpstreamBreaker::connected()
{
    const BreakerState before = m_circuit.state();
    m_isReachable = true;
    m_lastConnectedAt = m_clock();
    // Also a straggler that gets through while the circuit is open has proved the point.
    if (before != BreakerState::Closed || m_circuit.snapshot().consecutiveFailures > 0)
        m_circuit.reset(m_clock());
    if (before != BreakerState::Closed)
        dropProbe();
    tellChanges(before);
}

void UpstreamBreaker::connectFailed(const Text &why)
{
    m_isReachable = false;
    m_lastError = why;
    countFailure();
}

void UpstreamBreaker::wentSilent()
{
    countFailure();
}

void UpstreamBreaker::countFailure()
{
    const BreakerState before = m_circuit.state();
    if (before != BreakerState::Closed)
        return;
    const Instant now = m_clock();
    if (const auto permit = m_circuit.acquire(now))
        m_circuit.failed(*permit, now);
    if (m_circuit.state() != BreakerState::Closed)
        m_timer.start(kProbeEvery);
    tellChanges(before);
}

void UpstreamBreaker::open()
{
    const BreakerState before = m_circuit.state();
    if (before != BreakerState::Closed)
        return;
    m_circuit.forceOpen(m_clock(), kProbeEvery);
    m_timer.start(kProbeEvery);
    tellChanges(before);
}

void UpstreamBreaker::reset()
{
    const BreakerState before = m_circuit.state();
    dropProbe();
    m_circuit.reset(m_clock());
    tellChanges(before);
}

void UpstreamBreaker::probeNow()
{
    if (!m_probe)
        startProbe();
}

void UpstreamBreaker::onTimer()
{
    if (m_probe)
        transportFailed(
            Text::english("no connection within %1 ms", {m_settings.connectTimeout.count()}));
    else
        startProbe();
}

void UpstreamBreaker::startProbe()
{
    if (!isClosed()) {
        const Instant now = m_clock();
        m_circuit.probeNow(now);
        if (const auto permit = m_circuit.acquire(now))
            m_permit = *permit;
    }
    m_timer.start(m_settings.connectTimeout);
    m_probe = makeTransport(m_settings.endpoint, *this);
    m_probe->open(m_settings.endpoint);
}

void UpstreamBreaker::transportConnected()
{
    connected();
    dropProbe();
}

void UpstreamBreaker::transportFailed(const Text &why)
{
    const BreakerState before = m_circuit.state();
    m_isReachable = false;
    m_lastError = why;
    const std::optional<BreakerPermit> permit = m_permit;
    dropProbe();
    if (permit)
        m_circuit.failed(*permit, m_clock());
    if (!isClosed())
        m_timer.start(kProbeEvery);
    tellChanges(before);
}

void UpstreamBreaker::dropProbe()
{
    m_timer.stop();
    m_permit.reset();
    if (!m_probe)
        return;
    // It may be the caller: closed now, destroyed with the next one.
    m_probe->close();
    m_finishedProbe = std::move(m_probe);
}

/// Only the way from closed to not closed and back is news.
void UpstreamBreaker::tellChanges(BreakerState before)
{
    const bool wasClosed = before == BreakerState::Closed;
    if (wasClosed != isClosed() && m_changed)
        m_changed();
}

std::chrono::seconds UpstreamBreaker::retryAfter() const
{
    const std::optional<Instant> probe = nextProbe();
    const auto wait = probe ? *probe - m_clock() : Instant::duration::zero();
    return std::max(std::chrono::ceil<std::chrono::seconds>(wait), std::chrono::seconds(1));
}

std::optional<Instant> UpstreamBreaker::nextProbe() const
{
    if (isClosed())
        return std::nullopt;
    return m_probe ? m_clock() : m_clock() + m_timer.remainingTimeAsDuration();
}

} // namespace proxy

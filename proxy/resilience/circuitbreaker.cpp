// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/resilience/circuitbreaker.h"

#include <algorithm>
#include <utility>

namespace proxy {

using std::chrono::milliseconds;

namespace {

/// Adding a very long duration must not wrap around.
Instant later(Instant now, milliseconds duration)
{
    const auto room = std::chrono::floor<milliseconds>(Instant::max() - now);
    return now + std::min(std::max(duration, milliseconds(0)), room);
}

} // namespace

const char *name(BreakerState state)
{
    switch (state) {
    case BreakerState::Closed:
        return "closed";
    case BreakerState::Open:
        return "open";
    case BreakerState::HalfOpen:
        break;
    }
    return "half-open";
}

OpenTime constantOpenTime(milliseconds duration)
{
    return [duration](int) { return duration; };
}

OpenTime doublingOpenTime(milliseconds first, milliseconds longest)
{
    return [first, longest](int failedProbes) {
        auto duration = first;
        for (int i = 0; i < failedProbes && duration < longest; ++i)
            duration *= 2;
        return std::min(duration, longest);
    };
}

CircuitBreaker::CircuitBreaker(BreakerSettings settings)
    : m_settings(std::move(settings))
{ }

tl::expected<BreakerPermit, BreakerRefusal> CircuitBreaker::acquire(Instant now)
{
    if (m_state == BreakerState::Open) {
        if (now < m_opensUntil)
            return tl::make_unexpected(BreakerRefusal::Open);
        enter(BreakerState::HalfOpen, now);
    }
    if (m_state == BreakerState::Closed)
        return BreakerPermit {.generation = m_generation};
    if (m_probeRunning)
        return tl::make_unexpected(BreakerRefusal::Probing);
    m_probeRunning = true;
    return BreakerPermit {.generation = m_generation, .isProbe = true};
}

void CircuitBreaker::succeeded(BreakerPermit permit, Instant now)
{
    if (!isCurrent(permit))
        return;
    m_failures = 0;
    if (permit.isProbe)
        enter(BreakerState::Closed, now);
}

void CircuitBreaker::failed(BreakerPermit permit, Instant now)
{
    if (!isCurrent(permit))
        return;
    countFailure(permit);
    if (permit.isProbe || m_failures >= m_settings.threshold)
        open(now, milliseconds(0));
    tellFailure();
}

void CircuitBreaker::failed(BreakerPermit permit, Instant now, milliseconds silence)
{
    if (!isCurrent(permit))
        return;
    countFailure(permit);
    // A peer that tells when it is there again is believed, until it has failed often enough.
    if (m_failures < m_settings.threshold)
        openFor(now, silence);
    else
        open(now, silence);
    tellFailure();
}

void CircuitBreaker::countFailure(BreakerPermit permit)
{
    ++m_failures;
    if (permit.isProbe)
        ++m_failedProbes;
}

void CircuitBreaker::tellFailure() const
{
    if (m_failureCounted)
        m_failureCounted();
}

void CircuitBreaker::answered(BreakerPermit permit, Instant now)
{
    if (isCurrent(permit) && permit.isProbe)
        enter(BreakerState::Closed, now);
}

void CircuitBreaker::cancelled(BreakerPermit permit)
{
    if (!isCurrent(permit) || !permit.isProbe)
        return;
    m_probeRunning = false;
    ++m_generation;
}

void CircuitBreaker::forceOpen(Instant now, milliseconds duration)
{
    const auto until = later(now, duration);
    if (m_state != BreakerState::Open)
        open(now, milliseconds(0));
    m_opensUntil = std::max(m_opensUntil, until);
}

void CircuitBreaker::reset(Instant now)
{
    m_failures = 0;
    enter(BreakerState::Closed, now);
}

void CircuitBreaker::probeNow(Instant now)
{
    if (m_state == BreakerState::Open)
        m_opensUntil = std::min(m_opensUntil, now);
}

void CircuitBreaker::setSettings(BreakerSettings settings)
{
    m_settings = std::move(settings);
}

BreakerSnapshot CircuitBreaker::snapshot() const
{
    BreakerSnapshot snapshot {
        .state = m_state,
        .consecutiveFailures = m_failures,
        .since = m_since,
        .timesOpened = m_timesOpened,
    };
    if (m_state == BreakerState::Open)
        snapshot.opensUntil = m_opensUntil;
    return snapshot;
}

void CircuitBreaker::enter(BreakerState state, Instant now)
{
    m_state = state;
    m_since = now;
    m_probeRunning = false;
    ++m_generation;
    if (state == BreakerState::Closed)
        m_failedProbes = 0;
}

void CircuitBreaker::open(Instant now, milliseconds atLeast)
{
    openFor(now, std::max(m_settings.openTime(m_failedProbes), atLeast));
}

void CircuitBreaker::openFor(Instant now, milliseconds duration)
{
    enter(BreakerState::Open, now);
    ++m_timesOpened;
    m_opensUntil = later(now, duration);
}

bool CircuitBreaker::isCurrent(BreakerPermit permit) const
{
    return permit.generation == m_generation && (!permit.isProbe || m_probeRunning);
}

} // namespace proxy

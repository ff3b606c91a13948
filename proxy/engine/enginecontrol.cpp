// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/engine.h"

#include <QDateTime>

namespace proxy {

namespace {

constexpr std::chrono::milliseconds kPauseLook {5000};

} // namespace

void Engine::pause(std::optional<std::chrono::milliseconds> duration)
{
    m_paused = true;
    m_decider.setPaused(true);
    m_resumeTimer.stop();
    m_pauseEnd.reset();
    if (duration) {
        m_pauseEnd.emplace(*duration, m_steps.clock(), QDateTime::currentMSecsSinceEpoch());
        resumeInTime();
    }
    Q_EMIT changed();
}

void Engine::resumeInTime()
{
    const auto left = m_pauseEnd->remaining(m_steps.clock(), QDateTime::currentMSecsSinceEpoch());
    if (left.count() == 0)
        return resume();
    // A timer stands still while the machine sleeps.
    m_resumeTimer.start(std::min(left, kPauseLook));
}

void Engine::resume()
{
    m_pauseEnd.reset();
    m_paused = false;
    m_decider.setPaused(false);
    m_resumeTimer.stop();
    Q_EMIT changed();
}

void Engine::resetBreakers(Breakers which)
{
    if (which != Breakers::Upstream)
        m_router.breaker().reset(m_steps.clock());
    if (which != Breakers::Router)
        m_upstream.resetBreaker();
    Q_EMIT changed();
}

void Engine::probeNow(Breakers which)
{
    if (which != Breakers::Upstream)
        m_router.breaker().probeNow(m_steps.clock());
    if (which != Breakers::Router) {
        m_upstream.probeNow();
        m_probe.refresh();
    }
    Q_EMIT changed();
}

} // namespace proxy

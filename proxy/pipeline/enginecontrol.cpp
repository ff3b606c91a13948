// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/engine.h"

namespace proxy {

void Engine::pause(std::optional<std::chrono::milliseconds> duration)
{
    m_paused = true;
    m_decider.setPaused(true);
    m_resumeTimer.stop();
    if (duration)
        m_resumeTimer.start(*duration);
    Q_EMIT changed();
}

void Engine::resume()
{
    m_paused = false;
    m_decider.setPaused(false);
    m_resumeTimer.stop();
    Q_EMIT changed();
}

void Engine::resetBreakers()
{
    m_router.breaker().reset(m_steps.clock());
    m_upstream.resetBreaker();
    Q_EMIT changed();
}

void Engine::probeNow()
{
    m_router.breaker().probeNow(m_steps.clock());
    m_upstream.probeNow();
    m_probe.refresh();
}

} // namespace proxy

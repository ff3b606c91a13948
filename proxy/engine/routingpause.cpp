// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/routingpause.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

constexpr std::chrono::milliseconds kLookEvery {5000};

} // namespace

RoutingPause::RoutingPause(Decider &decider, const Clock &clock, std::function<void()> changed)
    : m_decider(decider)
    , m_clock(clock)
    , m_changed(std::move(changed))
{
    m_look.setSingleShot(true);
    connect(&m_look, &QTimer::timeout, this, &RoutingPause::resumeInTime);
}

void RoutingPause::begin(std::optional<std::chrono::milliseconds> duration)
{
    m_decider.setPaused(true);
    m_look.stop();
    m_end.reset();
    if (duration) {
        m_end.emplace(*duration, m_clock(), QDateTime::currentMSecsSinceEpoch());
        resumeInTime();
    }
    m_changed();
}

void RoutingPause::resume()
{
    m_end.reset();
    m_decider.setPaused(false);
    m_look.stop();
    m_changed();
}

std::optional<qint64> RoutingPause::endsAtMs() const
{
    if (!m_end)
        return std::nullopt;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    return now + m_end->remaining(m_clock(), now).count();
}

void RoutingPause::resumeInTime()
{
    const auto left = m_end->remaining(m_clock(), QDateTime::currentMSecsSinceEpoch());
    if (left.count() == 0)
        return resume();
    // A timer stands still while the machine sleeps.
    m_look.start(std::min(left, kLookEvery));
}

} // namespace proxy

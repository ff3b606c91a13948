// SPDX-License-Identifier: LicenseRef-Private
#include "tests/bench/fleet/simulation.h"

#include <cmath>
#include <utility>

namespace fleet {

void Simulation::after(Micros time, std::function<void()> happens)
{
    m_events.push({.at = m_now + time, .number = ++m_count, .happens = std::move(happens)});
}

void Simulation::run(Instant end)
{
    while (!m_events.empty() && m_events.top().at <= end) {
        // The queue gives no way to move out of its top.
        Event next = std::move(const_cast<Event &>(m_events.top()));
        m_events.pop();
        m_now = next.at;
        next.happens();
    }
}

Micros Simulation::around(Micros mean)
{
    return Micros(qint64(-std::log(1 - uniform()) * double(mean.count())));
}

} // namespace fleet

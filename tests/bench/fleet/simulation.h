// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <QtGlobal>

#include <functional>
#include <queue>
#include <random>
#include <vector>

namespace fleet {

using proxy::Instant;
using Micros = std::chrono::microseconds;

/// The simulated time and what happens in it, in order. Everything random is drawn here, so that a
/// run can be repeated.
class Simulation final
{
public:
    explicit Simulation(unsigned seed)
        : m_random(seed)
    { }

    [[nodiscard]] Instant now() const { return m_now; }
    [[nodiscard]] proxy::Clock clock() const
    {
        return [this] { return m_now; };
    }
    void after(Micros time, std::function<void()> happens);
    /// Runs until @p end.
    void run(Instant end);

    [[nodiscard]] double uniform() { return m_uniform(m_random); }
    [[nodiscard]] int below(int limit) { return int(uniform() * limit); }
    /// Exponentially distributed.
    [[nodiscard]] Micros around(Micros mean);

private:
    struct Event
    {
        Instant at;
        quint64 number;
        std::function<void()> happens;
        [[nodiscard]] bool operator<(const Event &other) const
        {
            return at != other.at ? at > other.at : number > other.number;
        }
    };

    Instant m_now {std::chrono::hours(1)};
    quint64 m_count = 0;
    std::priority_queue<Event> m_events;
    std::mt19937 m_random;
    std::uniform_real_distribution<double> m_uniform {0.0, 1.0};
};

} // namespace fleet

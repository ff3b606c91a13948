// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <algorithm>
#include <chrono>

namespace proxy {

/// The end of one time budget for all attempts and waits of a call. The budget is over at its end,
/// not after it. Plain value; the time is passed in.
class Deadline final
{
public:
    Deadline() = default;
    Deadline(Instant begin, std::chrono::milliseconds budget)
        : m_end(begin + budget)
    { }

    /// Moves the end to @p begin + @p budget, unless that is earlier than the present end.
    void extend(Instant begin, std::chrono::milliseconds budget)
    {
        m_end = std::max(m_end, begin + budget);
    }

    [[nodiscard]] Instant end() const { return m_end; }
    [[nodiscard]] bool isOver(Instant now) const { return now >= m_end; }
    /// The time left; zero when the budget is over.
    [[nodiscard]] std::chrono::nanoseconds remaining(Instant now) const
    {
        return std::max<std::chrono::nanoseconds>(m_end - now, std::chrono::nanoseconds(0));
    }

private:
    Instant m_end {};
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <algorithm>
#include <chrono>

namespace proxy {

/// One total budget: all attempts and waits of a call happen before it ends. Pure value. A tie is
/// a timeout: at the very end it is over.
class Deadline final
{
public:
    Deadline() = default;
    Deadline(Instant begin, std::chrono::milliseconds budget)
        : m_end(begin + budget)
    { }

    /// Never earlier than before.
    void extend(Instant begin, std::chrono::milliseconds budget)
    {
        m_end = std::max(m_end, begin + budget);
    }

    [[nodiscard]] Instant end() const { return m_end; }
    [[nodiscard]] bool isOver(Instant now) const { return now >= m_end; }
    /// Never negative.
    [[nodiscard]] std::chrono::nanoseconds remaining(Instant now) const
    {
        return std::max<std::chrono::nanoseconds>(m_end - now, std::chrono::nanoseconds(0));
    }

private:
    Instant m_end {};
};

} // namespace proxy

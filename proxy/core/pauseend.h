// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <QtGlobal>

#include <algorithm>
#include <chrono>

namespace proxy {

/// When a pause ends, also while the machine sleeps: by the steady clock, which stands still then,
/// or by the wall clock, which may be set; whichever is there first. Pure, times passed in.
class PauseEnd final
{
public:
    using Millis = std::chrono::milliseconds;

    /// @p wallMs: Unix time.
    PauseEnd(Millis duration, Instant now, qint64 wallMs)
        : m_steady(now + duration)
        , m_wallMs(wallMs + duration.count())
    { }

    /// Zero: it has ended.
    [[nodiscard]] Millis remaining(Instant now, qint64 wallMs) const
    {
        const auto steady = std::chrono::ceil<Millis>(m_steady - now);
        return std::max(Millis(0), std::min(steady, Millis(m_wallMs - wallMs)));
    }

private:
    Instant m_steady;
    qint64 m_wallMs;
};

} // namespace proxy

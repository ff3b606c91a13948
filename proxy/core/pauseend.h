// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <QtGlobal>

#include <algorithm>
#include <chrono>

namespace proxy {

/// The end of a pause. The pause is over when either clock says so: the steady clock, which stands
/// still while the machine sleeps, or the wall clock, which somebody may set. Plain value; both
/// times are passed in.
class PauseEnd final
{
public:
    using Millis = std::chrono::milliseconds;

    /// @p now and @p wallMs are the present: of the steady clock, and as Unix time in milliseconds.
    PauseEnd(Millis duration, Instant now, qint64 wallMs)
        : m_steady(now + duration)
        , m_wallMs(wallMs + duration.count())
    { }

    /// The time left; zero when the pause has ended.
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

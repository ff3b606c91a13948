// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/planwindow.h"

namespace proxy {

std::optional<qint64> PlanWindow::runsOutAtMs() const
{
    constexpr qint64 kLongest = 366LL * 24 * 3600;
    if (!resetsAtMs || lengthSeconds <= 0 || lengthSeconds > kLongest || used <= 0)
        return std::nullopt;
    const qint64 beganAtMs = *resetsAtMs - lengthSeconds * 1000;
    const double elapsed = double(seenAtMs - beganAtMs);
    if (elapsed <= 0)
        return std::nullopt;
    if (used >= 1)
        return seenAtMs;
    const double whole = elapsed / used;
    if (whole >= double(lengthSeconds * 1000))
        return std::nullopt;
    return beganAtMs + qint64(whole);
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

namespace proxy {

/// Tells when traffic has stopped for a while. It looks at the counters that it is given at regular
/// intervals.
class TrafficLull
{
public:
    /// Returns true at the first interval without traffic after one with traffic. @p requests is
    /// the number of ended requests since the start, @p open the number of those under way.
    [[nodiscard]] bool begins(quint64 requests, qsizetype open);

private:
    quint64 m_requests = 0; ///< at the last interval
    bool m_hadTraffic = false; ///< since the last lull
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/trafficlull.h"

#include <utility>

namespace proxy {

bool TrafficLull::begins(quint64 requests, qsizetype open)
{
    if (requests != std::exchange(m_requests, requests) || open > 0) {
        m_hadTraffic = true;
        return false;
    }
    return std::exchange(m_hadTraffic, false);
}

} // namespace proxy

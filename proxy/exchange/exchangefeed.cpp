// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchangefeed.h"

#include <algorithm>
#include <utility>

namespace proxy {

void ExchangeFeed::watch(std::function<void()> changed)
{
    const std::lock_guard lock(m_mutex);
    m_changed = std::move(changed);
    m_ring.clear();
    m_oldest = 0;
    m_dropped = 0;
}

void ExchangeFeed::push(const Exchange &exchange)
{
    const std::lock_guard lock(m_mutex);
    if (!m_changed)
        return;
    if (m_ring.size() < kCapacity) {
        m_ring.push_back(exchange);
        if (m_ring.size() == 1)
            m_changed();
        return;
    }
    m_ring[m_oldest] = exchange;
    m_oldest = (m_oldest + 1) % kCapacity;
    ++m_dropped;
}

bool ExchangeFeed::isWatched()
{
    const std::lock_guard lock(m_mutex);
    return m_changed != nullptr;
}

ExchangeFeed::Batch ExchangeFeed::pull()
{
    Batch batch;
    const std::lock_guard lock(m_mutex);
    std::rotate(m_ring.begin(), m_ring.begin() + static_cast<std::ptrdiff_t>(m_oldest),
                m_ring.end());
    batch.exchanges = std::exchange(m_ring, {});
    batch.dropped = std::exchange(m_dropped, 0);
    m_oldest = 0;
    return batch;
}

} // namespace proxy

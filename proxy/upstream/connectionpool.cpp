// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/connectionpool.h"

#include <algorithm>
#include <utility>

namespace proxy {

ConnectionPool::ConnectionPool() = default;
ConnectionPool::~ConnectionPool() = default;

std::unique_ptr<UpstreamConnection> ConnectionPool::take()
{
    if (m_idle.empty())
        return nullptr;
    std::unique_ptr<UpstreamConnection> connection = std::move(m_idle.back().connection);
    m_idle.pop_back();
    return connection;
}

void ConnectionPool::give(std::unique_ptr<UpstreamConnection> connection, Instant now)
{
    if (m_idle.size() >= kMaxBurst) {
        bury(std::move(connection));
        return;
    }
    connection->setObserver(this);
    m_idle.push_back({std::move(connection), now});
}

void ConnectionPool::bury(std::unique_ptr<UpstreamConnection> connection)
{
    if (!connection)
        return;
    connection->close();
    m_buried.push_back(std::move(connection));
    if (m_buried.size() == 1)
        QMetaObject::invokeMethod(
            &m_context, [this] { m_buried.clear(); }, Qt::QueuedConnection);
}

void ConnectionPool::sweep(Instant now)
{
    const size_t surplus = m_idle.size() > kMaxIdle ? m_idle.size() - kMaxIdle : 0;
    size_t expired = 0;
    // The ones at the front wait longest.
    while (expired < m_idle.size()) {
        const auto waited = now - m_idle[expired].since;
        if (waited < kIdleTime && (expired >= surplus || waited < kBurstTime))
            break;
        bury(std::move(m_idle[expired].connection));
        ++expired;
    }
    m_idle.erase(m_idle.begin(), m_idle.begin() + static_cast<std::ptrdiff_t>(expired));
}

void ConnectionPool::clear()
{
    for (Idle &idle : std::exchange(m_idle, {}))
        bury(std::move(idle.connection));
}

void ConnectionPool::connectionFailed(const Error &error)
{
    Q_UNUSED(error)
    for (Idle &idle : m_idle) {
        if (!idle.connection->isOpen())
            bury(std::move(idle.connection));
    }
    std::erase_if(m_idle, [](const Idle &idle) { return !idle.connection; });
}

} // namespace proxy

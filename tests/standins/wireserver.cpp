// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/wireserver.h"

#include "tests/standins/wireconnection.h"

#include <algorithm>

namespace standins {

bool Permits::take(const QByteArray &token, QObject *context, std::function<void()> granted)
{
    int &free = m_free[token];
    if (free > 0) {
        --free;
        return true;
    }
    m_waiting.push_back({token, context, std::move(granted)});
    return false;
}

void Permits::release(const QByteArray &token, int permits)
{
    m_free[token] += permits;
    while (m_free[token] > 0) {
        const auto next = std::find_if(m_waiting.begin(), m_waiting.end(), [&](const Waiting &w) {
            return w.token == token && w.context;
        });
        if (next == m_waiting.end())
            break;
        const auto granted = std::move(next->granted);
        m_waiting.erase(next);
        --m_free[token];
        granted();
    }
    std::erase_if(m_waiting, [](const Waiting &w) { return !w.context; });
}

WireServer::WireServer(WireHost &host, WireServices services)
    : m_host(host)
    , m_services(services)
{
    setListenBacklogSize(4096);
}

WireServer::~WireServer()
{
    for (const QPointer<WireConnection> &connection : m_connections)
        delete connection.data();
}

bool WireServer::open(const QHostAddress &address, quint16 port)
{
    if (!listen(address, port))
        return false;
    m_address = address;
    m_port = serverPort();
    return true;
}

bool WireServer::setAccepting(bool accepting)
{
    if (accepting == isListening())
        return true;
    if (accepting)
        return listen(m_address, m_port);
    close();
    return true;
}

void WireServer::killIdle()
{
    for (const QPointer<WireConnection> &connection : m_connections) {
        if (connection && connection->isIdle())
            connection->resetNow();
    }
}

void WireServer::incomingConnection(qintptr descriptor)
{
    std::erase_if(m_connections, [](const auto &connection) { return connection.isNull(); });
    m_connections.emplace_back(new WireConnection(++m_lastId, descriptor, m_host, m_services));
}

} // namespace standins

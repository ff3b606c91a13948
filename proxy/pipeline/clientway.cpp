// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/clientway.h"

#include "proxy/pipeline/exchangefacts.h"

#include <utility>

namespace proxy {

ClientWay::ClientWay(Client &client, const ProxyConfig &config, MemoryBudget &budget,
                     ResponseSocket::Accept accept)
    : m_client(client)
{
    if (asksForListWithAuto(client.head(), config))
        m_list.emplace(client);
    else if (ResponseSocket::isAskedFor(client.head()))
        m_socket.emplace(client, budget, std::move(accept));
}

ClientSink &ClientWay::sink()
{
    if (m_list)
        return *m_list;
    return m_socket ? static_cast<ClientSink &>(*m_socket) : m_client;
}

BodySource &ClientWay::source()
{
    return m_socket ? static_cast<BodySource &>(*m_socket) : m_client;
}

void ClientWay::finish()
{
    if (m_socket)
        m_socket->finish();
}

} // namespace proxy

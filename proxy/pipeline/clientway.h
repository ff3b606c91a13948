// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/message/client.h"
#include "proxy/pipeline/autolistsink.h"
#include "proxy/socket/responsesocket.h"

#include <optional>

namespace proxy {

/// The way between the client and the rest of its exchange: straight, through the sink that adds
/// `auto` to a list of models, or through the websocket whose messages are requests of their own.
/// Lives on the worker thread.
class ClientWay final
{
public:
    /// @p client and @p budget must outlive this. @p accept: as for ResponseSocket.
    ClientWay(Client &client, const ProxyConfig &config, MemoryBudget &budget,
              ResponseSocket::Accept accept);
    Q_DISABLE_COPY_MOVE(ClientWay)

    /// Where the answer goes.
    [[nodiscard]] ClientSink &sink();
    /// Where a body comes from that streams through.
    [[nodiscard]] BodySource &source();
    /// Whether it is a websocket whose messages are read.
    [[nodiscard]] bool isRead() const { return m_socket && m_socket->isRead(); }
    /// Whether a request is under way on it.
    [[nodiscard]] bool isBusy() const { return m_socket && m_socket->isBusy(); }
    /// The exchange ends. See ResponseSocket::finish().
    void finish();

private:
    Client &m_client;
    std::optional<AutoListSink> m_list;
    std::optional<ResponseSocket> m_socket;
};

} // namespace proxy

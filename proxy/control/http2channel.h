// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/controlconnection.h"
#include "proxy/control/http2connection.h"

namespace proxy {

/// Carries one request at a time, over a shared HTTP/2 connection where the server speaks that,
/// else over a connection of its own. Lives on the worker thread.
class Http2Channel final : public ControlChannel
{
public:
    /// @p shared must outlive this. @p maxBody as for both connections.
    Http2Channel(Http2Connection &shared, qsizetype maxBody)
        : m_shared(shared)
        , m_own(maxBody)
    { }
    ~Http2Channel() override { drop(); }
    Q_DISABLE_COPY_MOVE(Http2Channel)

    void send(ControlRequest request, Done done) override;
    void drop() override;

private:
    Http2Connection &m_shared;
    ControlConnection m_own;
    quint64 m_call = 0; ///< on the shared connection; 0: none
};

} // namespace proxy

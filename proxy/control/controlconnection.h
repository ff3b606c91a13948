// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/controlchannel.h"
#include "proxy/control/pooltask.h"
#include "proxy/message/upstreamrequest.h"
#include "proxy/upstream/upstreamconnection.h"

#include <QByteArray>
#include <QNetworkProxy>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>
#include <vector>

namespace proxy {

/// One connection for requests of the engine itself (Morph, list of models, probes), one request at
/// a time. It never blocks, follows no redirect, sends nothing twice and decodes no content coding.
/// It has no timeouts: the caller ends a call with drop(). It uses UpstreamConnection, because
/// QNetworkAccessManager has no size limit for a head and blocks when it is destroyed. Lives on the
/// worker thread.
class ControlConnection final : public ControlChannel, private UpstreamConnectionObserver
{
public:
    /// What of an answer is read.
    enum class Wants { Answer, HeadAlone };

    /// How long an idle connection stays open.
    static constexpr std::chrono::seconds kIdleTime {60};

    /// @p maxBody is the size limit of an answer's body in bytes. An answer whose framing is much
    /// larger than that is too large as well.
    explicit ControlConnection(qsizetype maxBody, Wants wants = Wants::Answer);
    ~ControlConnection() override;
    Q_DISABLE_COPY_MOVE(ControlConnection)

    /// The connection stays open after a whole answer; otherwise it is closed before @p done is
    /// called.
    void send(ControlRequest request, Done done) override;
    [[nodiscard]] bool isBusy() const { return m_done != nullptr; }
    /// Closes the connection, too.
    void drop() override;

private:
    void connectionOpened() override;
    void connectionRefused(const Text &why) override;
    void connectionHead(const ResponseHead &head) override;
    void connectionBody(const BodyPiece &piece) override;
    void connectionFinished(bool isReusable) override;
    void connectionFailed(const Error &error) override;

    void open(const Endpoint &endpoint);
    void transmit();
    void closeConnection();
    void endWith(const Text &fault);
    void end();

    qsizetype m_maxBody;
    Wants m_wants;
    QObject m_context; // ends queued calls with this object
    QTimer m_idleTimer;
    std::vector<char> m_buffer;
    PoolTask<QNetworkProxy> m_proxy;
    UpstreamRequest m_request;
    std::unique_ptr<UpstreamConnection> m_connection;
    std::vector<std::unique_ptr<UpstreamConnection>>
        m_buried; // closed, but maybe still on the call stack
    ControlReply m_reply;
    qsizetype m_wireBytes = 0; // of the body, framing included
    Done m_done;
    bool m_isOver = true; // the call ended; m_done was called or will be soon
    quint64 m_call = 0; // number of the call; a queued end of an earlier call is ignored
};

} // namespace proxy

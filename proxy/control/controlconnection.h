// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/pooltask.h"
#include "proxy/message/headerlist.h"
#include "proxy/message/upstreamrequest.h"
#include "proxy/upstream/upstreamconnection.h"

#include <QByteArray>
#include <QNetworkProxy>
#include <QObject>
#include <QString>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace proxy {

/// A call that the engine makes for itself. Accept-Encoding, Host, User-Agent and the body's
/// length are added.
struct ControlRequest
{
    QByteArray method = "GET";
    QUrl url; ///< http or https; user and fragment are not sent
    HeaderList headers;
    QByteArray body;
};

/// What came back of it.
struct ControlReply
{
    int status = 0; ///< 0: no head arrived
    HeaderList headers;
    QByteArray body; ///< of a 2xx, its content coding kept
    Said fault; ///< of the transport or of HTTP's framing, before or after the head; empty: none
    bool isTooLarge = false;
};

/// One connection for calls of the engine itself (Morph, model list, probes), one at a time: over
/// the relay's own connection, because QNetworkAccessManager knows no limits for a head, follows
/// redirects on its own terms, and waits for a thread when it is torn down. Never blocks, never
/// follows a redirect, never sends anything twice, never decodes. No timeouts: whoever asks ends
/// a call by drop(). Lives on the worker thread.
class ControlConnection final : private UpstreamConnectionObserver
{
public:
    using Done = std::function<void(const ControlReply &)>;
    enum class Wants { Answer, HeadAlone };

    /// How long an open connection waits for the next call.
    static constexpr std::chrono::seconds kIdleTime {60};

    /// @p maxBody in bytes; an answer that needs much more for its framing is too large as well.
    explicit ControlConnection(qsizetype maxBody, Wants wants = Wants::Answer);
    ~ControlConnection() override;
    Q_DISABLE_COPY_MOVE(ControlConnection)

    /// Calls @p done once: at the head of anything but a 2xx, else when the body is complete or
    /// broken. Never from inside send(), never after drop(). Only after a whole answer the
    /// connection stays open; else it is closed before @p done hears of it.
    void send(ControlRequest request, Done done);
    [[nodiscard]] bool isBusy() const { return m_done != nullptr; }
    /// Forgets the call under way, if any, and closes the connection before it returns.
    void drop();

private:
    void connectionOpened() override;
    void connectionRefused(const Said &why) override;
    void connectionHead(const ResponseHead &head) override;
    void connectionBody(const BodyPiece &piece) override;
    void connectionFinished(bool isReusable) override;
    void connectionFailed(const Error &error) override;

    void open(const Endpoint &endpoint);
    void transmit();
    void closeConnection();
    void endWith(const Said &fault);
    void end();

    qsizetype m_maxBody;
    Wants m_wants;
    QObject m_context; // ends queued calls with this object
    QTimer m_idleTimer;
    std::vector<char> m_buffer;
    PoolTask<QNetworkProxy> m_proxy;
    UpstreamRequest m_request;
    std::unique_ptr<UpstreamConnection> m_connection;
    std::vector<std::unique_ptr<UpstreamConnection>> m_buried; // closed, maybe still on the stack
    ControlReply m_reply;
    qsizetype m_wireBytes = 0; // of the body, framing included
    Done m_done;
    bool m_isOver = true; // and m_done hears of it soon, or has heard
    quint64 m_call = 0; // which one: a queued end of an earlier one is nobody's
};

} // namespace proxy

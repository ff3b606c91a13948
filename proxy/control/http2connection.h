// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/controlrequest.h"
#include "proxy/control/pooltask.h"
#include "proxy/core/clock.h"
#include "proxy/upstream/transport.h"

#include <QByteArray>
#include <QNetworkProxy>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

struct nghttp2_session;

namespace proxy {

/// One connection over HTTP/2 (RFC 9113) to a server that speaks it over TLS, for requests of the
/// engine itself, many at a time. It is opened by the first request and closed when it was idle. It
/// never blocks, follows no redirect, sends nothing twice and decodes no content coding. It has no
/// timeouts: the caller ends a call with cancel(). Lives on the worker thread.
class Http2Connection final : private TransportObserver
{
public:
    /// Gets the reply as ControlChannel::Done does. nullopt: the request was not sent, because the
    /// server does not speak HTTP/2.
    using Done = std::function<void(std::optional<ControlReply>)>;

    static constexpr std::chrono::seconds kIdleTime {60};
    /// How long a server that does not speak HTTP/2 is not asked again.
    static constexpr std::chrono::hours kMemory {1};

    /// @p maxBody: the size limit of an answer's body in bytes.
    Http2Connection(qsizetype maxBody, Clock clock);
    ~Http2Connection() override;
    Q_DISABLE_COPY_MOVE(Http2Connection)

    /// Whether a request to @p url may be sent here now: over TLS, to the server of this connection
    /// or to any one while it is closed, unless the server does not speak HTTP/2 or is ending the
    /// connection.
    [[nodiscard]] bool takes(const QUrl &url) const;
    /// Sends a request for which takes() is true. Returns the number of the call. Calls @p done
    /// once, never within send().
    [[nodiscard]] quint64 send(ControlRequest request, Done done);
    /// Ends a call; its @p done is not called. A connection on which nothing came since the call
    /// began takes no further ones.
    void cancel(quint64 call);
    /// Takes no further calls until those under way have ended.
    void retire();

private:
    struct Stream;
    struct Callbacks;
    struct EndSession
    {
        void operator()(nghttp2_session *session) const;
    };
    enum class State { Closed, Opening, Open, Retiring };

    void transportConnected() override;
    void transportFailed(const Text &why) override;
    void transportReadable() override;
    void transportWritable() override;

    void open(const Endpoint &endpoint);
    [[nodiscard]] bool beginSession();
    void submit(Stream &stream);
    void flush();
    void fail(const Text &why);
    void close();
    void endAll(const std::optional<ControlReply> &reply);
    void end(quint64 call, std::optional<ControlReply> reply);
    void settle();

    qsizetype m_maxBody;
    Clock m_clock;
    QObject m_context; // ends queued calls with this object
    QTimer m_idleTimer;
    PoolTask<QNetworkProxy> m_proxy;
    State m_state = State::Closed;
    Endpoint m_endpoint;
    Endpoint m_silent; ///< does not speak HTTP/2
    Instant m_silentUntil {};
    std::unique_ptr<Transport> m_transport;
    std::vector<std::unique_ptr<Transport>> m_buried; // closed, but maybe still on the call stack
    std::unique_ptr<nghttp2_session, EndSession> m_session;
    std::map<quint64, std::unique_ptr<Stream>> m_streams; ///< of the calls under way
    /// Calls that have ended, until they are told.
    std::map<quint64, std::pair<Done, std::optional<ControlReply>>> m_ended;
    QByteArray m_out; ///< not written yet
    quint64 m_calls = 0;
    quint64 m_arrivals = 0; ///< how often bytes came
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/http/clientinput.h"
#include "proxy/http/clientoutput.h"
#include "proxy/http/clientsocket.h"
#include "proxy/http/connectionending.h"
#include "proxy/http/connectiontimeouts.h"
#include "proxy/http/requestparser.h"

#include <QHostAddress>
#include <QObject>

#include <memory>

namespace proxy {

class ClientStream;
class ConnectionRegistry;

/// One client connection. It parses the requests, makes a ClientStream for each, which QHttpServer
/// dispatches, and closes the connection. It deletes itself after the end. Lives on the worker
/// thread.
class GuardedConnection final : public QObject, private ClientSocketObserver
{
    Q_OBJECT

public:
    static constexpr qsizetype kMaxPending = 256 * 1024; ///< input beyond the current request

    /// Takes over @p descriptor.
    GuardedConnection(qintptr descriptor, ConnectionRegistry &registry, QObject *parent);
    ~GuardedConnection() override;
    Q_DISABLE_COPY_MOVE(GuardedConnection)

    // For the registry
    /// Returns the stream that waited for QHttpServer's dispatch, or null.
    [[nodiscard]] std::unique_ptr<ClientStream> takeWaiting();
    void takeTurn();
    /// The bytes that ConnectionRegistry::holdsBack() postponed were sent.
    void noteSent();
    void sweep(Instant now);
    /// Not while the first request may still be on its way.
    void closeIfIdle();
    /// Closes the connection at once.
    void cut();
    /// Prevents further calls of the stream's observers, because the Listener is destroyed.
    void abandonStream();

    // For the server
    /// Answers without reading a request, and closes the connection.
    void refuse(const Error &error);

    // For the stream of the current exchange
    [[nodiscard]] ConnectionRegistry &registry() { return m_registry; }
    [[nodiscard]] ClientOutput &output() { return m_output; }
    /// Asks for a call of takeTurn() soon.
    void scheduleTurn();
    /// Sends the written bytes, now or at the end of this round of the event loop.
    void send();
    /// Reads more of the body, because it is wanted or there is room again.
    void resumeBody();
    [[nodiscard]] bool mayKeepAlive() const;
    /// The answer is complete. @p isRead says that the request was read to its end.
    void finishAnswer(bool closes, bool isRead, bool isWatched);
    /// The answer will not be complete. @p asReset says that a FIN could be taken for its end.
    void cutAnswer(bool asReset);
    /// The stream, whose answer is complete, is being destroyed.
    void forgetStream() { m_stream = nullptr; }

private:
    enum class Phase {
        Head, ///< waiting for a request, or reading its head
        Exchange, ///< a stream is there
        Flushing, ///< its answer is complete, bytes of it or its clientFinished() are due
        Closing, ///< m_ending brings it to its end
        Closed,
    };

    void socketReadable() override;
    void socketWritable() override;
    void socketClosed() override;
    void readInput();
    void noteWritten();
    void consume();
    void readBody();
    void feedBody();
    void parseHead();
    [[nodiscard]] bool passPreface();
    void startExchange(RequestHead head);
    void answerRefused(RequestHead head, const Error &error);
    [[nodiscard]] RequestHead completed(RequestHead head) const;
    void endExchange(bool closes);
    void finishSending();
    void afterAnswer();
    void close(ConnectionEnding::Manner manner);
    void updatePause();
    void sweepHead(Instant now);
    void sweepExchange(Instant now);
    [[nodiscard]] bool shouldPause() const;

    ConnectionRegistry &m_registry;
    ClientSocket m_socket;
    ClientInput m_in;
    ClientOutput m_output;
    ConnectionEnding m_ending;
    RequestParser m_parser;
    ClientStream *m_stream = nullptr; // of the current exchange, until its last call
    std::unique_ptr<ClientStream> m_waiting; // the same, until QHttpServer dispatches
    Phase m_phase = Phase::Head;
    bool m_awaitsPreface = false; // the PROXY protocol's header comes first
    bool m_isPrefaceBegun = false;
    bool m_closes = false; // after the current answer
    bool m_isRead = true; // the current request was read to its end
    ConnectionTimeouts m_timeouts;
    QHostAddress m_peer;
    quint16 m_peerPort = 0;
    quint64 m_id = 0;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/message/upstreamrequest.h"
#include "proxy/upstream/responseparser.h"
#include "proxy/upstream/transport.h"
#include "proxy/upstream/upload.h"

#include <memory>
#include <span>

namespace proxy {

/// Observes an UpstreamConnection. Never called from inside a function of it. The connection may be
/// closed in each of these calls, but must not be destroyed in them.
class UpstreamConnectionObserver
{
public:
    virtual ~UpstreamConnectionObserver() = default;
    virtual void connectionOpened() { }
    /// No connection could be made.
    virtual void connectionRefused(const Text &why) { Q_UNUSED(why) }
    virtual void connectionHead(const ResponseHead &head) { Q_UNUSED(head) }
    virtual void connectionBody(const BodyPiece &piece) { Q_UNUSED(piece) }
    /// The kernel took the last byte of the request. The connection must not be closed in this
    /// call.
    virtual void connectionSent() { }
    /// Everything that this event brought was delivered.
    virtual void connectionPaused() { }
    /// The answer is complete. The connection has no observer and no request any more.
    virtual void connectionFinished(bool isReusable) { Q_UNUSED(isReusable) }
    /// The connection failed. Also called when the upstream closes an idle connection.
    virtual void connectionFailed(const Error &error) = 0;
};

/// One HTTP/1.1 connection to the upstream. It sends one request at a time and passes the answer on
/// as views of the received bytes. It has no timeouts and no retries. Part of UpstreamClient.
class UpstreamConnection final : private TransportObserver, private BodySourceObserver
{
public:
    /// @p buffer is memory for reading, which all connections of a thread share.
    UpstreamConnection(const Endpoint &endpoint, std::span<char> buffer);
    ~UpstreamConnection() override;
    Q_DISABLE_COPY_MOVE(UpstreamConnection)

    void open(UpstreamConnectionObserver *observer);
    void setObserver(UpstreamConnectionObserver *observer) { m_observer = observer; }
    /// Takes @p request, which must live until the answer is complete or the connection closed.
    /// Needs an open connection without a request.
    void prepare(const UpstreamRequest &request);
    /// Begins to write the prepared request.
    void startSending();
    /// Stops reading, so that TCP slows the upstream down, and resumes.
    void pause();
    void resume();
    /// Closes the connection at once, without a call of the observer.
    void close();

    /// Whether the connection is idle and open and has received no unexpected bytes.
    [[nodiscard]] bool isReusableNow() const;
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] const Endpoint &endpoint() const { return m_endpoint; }
    [[nodiscard]] bool hasResponseBytes() const { return m_parser.hasBytes(); }
    [[nodiscard]] bool hasHead() const { return m_parser.hasHead(); }
    /// Whether the kernel took the last byte of the request.
    [[nodiscard]] bool hasSentAll() const { return m_hasSentAll; }
    /// How many bytes were written on this connection.
    [[nodiscard]] quint64 bytesWritten() const { return m_written; }
    /// Whether the upload waits for more bytes from the client.
    [[nodiscard]] bool isWaitingForBody() const
    {
        return !m_upload.isOver() && !m_waitsForWritable;
    }
    /// Whether bytes of a streamed body were taken from the client.
    [[nodiscard]] bool hasTakenBody() const { return m_upload.hasTaken(); }
    /// Whether the peer closed or spoke since prepare(), before a byte of the request was written.
    [[nodiscard]] bool isStale() const;

private:
    void transportConnected() override;
    void transportFailed(const Text &why) override;
    void transportReadable() override;
    void transportWritable() override;
    void bodyReady() override;
    void bodyFailed(const Error &error) override;

    bool consume(QByteArrayView input);
    void takeHead();
    void finishAnswer(bool hasExcess);
    void noteEnd(bool inOrder);
    void fail(ErrorCode code, const Text &detail);
    void pump();
    void writeSlices();
    void pumpAndTell();
    void stopUpload();

    Endpoint m_endpoint;
    std::span<char> m_buffer;
    UpstreamConnectionObserver *m_observer = nullptr;
    const UpstreamRequest *m_request = nullptr;
    ResponseParser m_parser;
    Upload m_upload;
    quint64 m_written = 0; // on this connection
    bool m_isOpen = false;
    bool m_isPrepared = false; // and not a byte of the request was written
    bool m_hasSentAll = false;
    bool m_isPaused = false;
    bool m_waitsForWritable = false;
    std::unique_ptr<Transport> m_transport;
};

} // namespace proxy

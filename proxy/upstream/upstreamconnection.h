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

/// Told about an UpstreamConnection; never from inside a call of it. The connection may be closed
/// inside any of these, but must be destroyed later.
class UpstreamConnectionObserver
{
public:
    virtual ~UpstreamConnectionObserver() = default;
    virtual void connectionOpened() { }
    /// No connection could be made.
    virtual void connectionRefused(const Said &why) { Q_UNUSED(why) }
    virtual void connectionHead(const ResponseHead &head) { Q_UNUSED(head) }
    virtual void connectionBody(const BodyPiece &piece) { Q_UNUSED(piece) }
    /// The last byte of the request was handed over. Nothing may be closed.
    virtual void connectionSent() { }
    /// All that this event brought was delivered.
    virtual void connectionPaused() { }
    /// The answer is complete. The connection forgot its observer and request.
    virtual void connectionFinished(bool isReusable) { Q_UNUSED(isReusable) }
    /// It is of no more use. Also told of an idle one that the upstream closed.
    virtual void connectionFailed(const Error &error) = 0;
};

/// One HTTP/1.1 connection to the upstream: one request at a time, its answer as views of the
/// bytes that came. No policy: no timeout, no retry. Part of UpstreamClient.
class UpstreamConnection final : private TransportObserver, private BodySourceObserver
{
public:
    /// @p buffer is what is read into, shared by all connections of a thread.
    UpstreamConnection(const Endpoint &endpoint, std::span<char> buffer);
    ~UpstreamConnection() override;
    Q_DISABLE_COPY_MOVE(UpstreamConnection)

    void open(UpstreamConnectionObserver *observer);
    void setObserver(UpstreamConnectionObserver *observer) { m_observer = observer; }
    /// Takes @p request, which must live until the answer is complete or the connection closed.
    /// Needs an open connection without a request.
    void prepare(const UpstreamRequest &request);
    /// Begins to write what was prepared.
    void startSending();
    /// Stops reading, so that TCP slows the upstream down; and goes on.
    void pause();
    void resume();
    /// At once and silently.
    void close();

    /// Idle and neither closed nor with bytes nobody asked for.
    [[nodiscard]] bool isReusableNow() const;
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] const Endpoint &endpoint() const { return m_endpoint; }
    [[nodiscard]] bool hasResponseBytes() const { return m_parser.hasBytes(); }
    [[nodiscard]] bool hasHead() const { return m_parser.hasHead(); }
    /// The last byte of the request was handed to the kernel.
    [[nodiscard]] bool hasSentAll() const { return m_hasSentAll; }
    /// Handed over so far, on this connection.
    [[nodiscard]] quint64 bytesWritten() const { return m_written; }
    /// The upload can't go on before the client sends more.
    [[nodiscard]] bool isWaitingForBody() const
    {
        return !m_upload.isOver() && !m_waitsForWritable;
    }
    /// Bytes of the request's body were taken from a source.
    [[nodiscard]] bool hasTakenBody() const { return m_upload.hasTaken(); }
    /// The upstream's kernel certainly took no byte of the current request.
    [[nodiscard]] bool isRequestUnseen() const;

private:
    void transportConnected() override;
    void transportFailed(const Said &why) override;
    void transportReadable() override;
    void transportWritable() override;
    void bodyReady() override;
    void bodyFailed(const Error &error) override;

    bool consume(QByteArrayView input);
    void takeHead();
    void finishAnswer(bool hasExcess);
    void noteEnd(bool inOrder);
    void fail(ErrorCode code, const Said &detail);
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
    quint64 m_writtenBefore = 0; // when the current request began
    bool m_isOpen = false;
    bool m_isPrepared = false; // and not a byte of the request was written
    bool m_hasSentAll = false;
    bool m_isPaused = false;
    bool m_waitsForWritable = false;
    std::unique_ptr<Transport> m_transport;
};

} // namespace proxy

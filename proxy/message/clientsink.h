// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/response.h"

#include <QByteArrayView>

#include <span>

namespace proxy {

/// Observes a ClientSink. All calls come on the worker thread, never from inside a call of the
/// sink.
class ClientSinkObserver
{
public:
    virtual ~ClientSinkObserver() = default;
    /// unsentBytes() fell below kLowWater after it had been above kHighWater.
    virtual void clientDrained() { }
    /// The client closed or reset the connection. Neither end() nor cut() need be called.
    virtual void clientGone() = 0;
    /// The kernel took the last byte of the message after end().
    virtual void clientFinished() { }
};

/// A piece of an answer's body from the upstream: the validated bytes with their framing, and views
/// of the payload in them. Without chunked framing both are the same. Valid during the call only.
struct BodyPiece
{
    QByteArrayView wire;
    std::span<const QByteArrayView> payload;
};

/// Sends one answer to one client, as RELAY writes it. Call begin() once, write() any number of
/// times, then exactly one of end() and cut(). Call nothing after that, nor after clientGone().
///
/// The sink adapts the framing to the client. Chunks go to an HTTP/1.1 client unchanged and are
/// decoded for HTTP/1.0. An answer that ends with its connection (BodyFraming::UntilClose) is sent
/// chunked to HTTP/1.1 and ended by closing for HTTP/1.0.
class ClientSink
{
public:
    static constexpr qint64 kHighWater = 256 * 1024;
    static constexpr qint64 kLowWater = 64 * 1024;

    virtual ~ClientSink() = default;
    /// Sends the head. @p head must have no hop-by-hop fields; the sink adds Connection and
    /// framing.
    virtual void begin(const ResponseHead &head) = 0;
    virtual void write(const BodyPiece &piece) = 0;
    /// Completes the message.
    virtual void end() = 0;
    /// Ends a message that will never be complete: sends what was written and then breaks the
    /// connection, so that no client takes it for a complete message.
    virtual void cut() = 0;
    /// Passes the written bytes to the kernel at the end of the event loop's round. Call it once
    /// for each event.
    virtual void flush() = 0;
    /// How many written bytes the kernel has not taken yet.
    virtual qint64 unsentBytes() const = 0;
    /// Sets the one observer; nullptr removes it.
    virtual void setSinkObserver(ClientSinkObserver *observer) = 0;
};

/// A sink before another one. Flow control and observers are the other's.
class SinkDecorator : public ClientSink
{
public:
    void flush() override { m_next.flush(); }
    [[nodiscard]] qint64 unsentBytes() const override { return m_next.unsentBytes(); }
    void setSinkObserver(ClientSinkObserver *observer) override
    {
        m_next.setSinkObserver(observer);
    }

protected:
    /// @p next must outlive this.
    explicit SinkDecorator(ClientSink &next)
        : m_next(next)
    { }
    Q_DISABLE_COPY_MOVE(SinkDecorator)

    ClientSink &m_next;
};

} // namespace proxy

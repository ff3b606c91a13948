// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/response.h"

#include <QByteArrayView>

#include <span>

namespace proxy {

/// Told about a ClientSink. Calls come on the worker thread, never from inside a call into the
/// sink.
class ClientSinkObserver
{
public:
    virtual ~ClientSinkObserver() = default;
    /// Unsent bytes fell below the low-water mark after having been above the high one.
    virtual void clientDrained() = 0;
    /// The client left (FIN or reset). The sink takes no more; cut() or end() need not be called.
    virtual void clientGone() = 0;
    /// The last byte of a message that was end()ed is in the kernel's hands.
    virtual void clientFinished() { }
};

/// A piece of an answer's body as it came from upstream: the validated wire bytes, and the
/// payload inside them. Without chunked framing both are the same bytes. Valid during the call.
struct BodyPiece
{
    QByteArrayView wire;
    std::span<const QByteArrayView> payload;
};

/// Where RELAY writes one answer to one client. Sequence: begin(), write()*, then exactly one of
/// end() or cut(). Nothing may be called after that, nor after clientGone(). The sink adapts the
/// framing to the client: chunks pass untouched to HTTP/1.1 and are decoded for HTTP/1.0;
/// UntilClose is chunked for 1.1 and ended by close for 1.0.
class ClientSink
{
public:
    static constexpr qint64 kHighWater = 256 * 1024;
    static constexpr qint64 kLowWater = 64 * 1024;

    virtual ~ClientSink() = default;
    /// Sends the head. @p head carries no hop-by-hop fields; the sink adds Connection and framing.
    virtual void begin(const ResponseHead &head) = 0;
    virtual void write(const BodyPiece &piece) = 0;
    /// The message is complete.
    virtual void end() = 0;
    /// The message will never be complete: what was written is flushed, then the connection is cut
    /// in a way that cannot be taken for an end.
    virtual void cut() = 0;
    /// What was written goes to the kernel at the end of the event loop's round. Called once per
    /// event.
    virtual void flush() = 0;
    /// Bytes written that the kernel did not take yet.
    virtual qint64 unsentBytes() const = 0;
    virtual void setSinkObserver(ClientSinkObserver *observer) = 0;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/message/bodysource.h"
#include "proxy/message/clientsink.h"
#include "proxy/message/request.h"
#include "proxy/message/response.h"

#include <QByteArray>

#include <functional>

namespace proxy {

/// The client side of one exchange: the pipeline reads the request's body from it and writes the
/// answer to it. ClientStream implements it on a connection; tests have a scripted one. The
/// exchange owns it. Lives on the worker thread.
///
/// Exactly one of these ends the exchange on the wire: sendReply(), begin() … end(), cut() or
/// clientGone(). Destroying the object earlier is the same as cut(). It may be destroyed inside any
/// call to its observers and callbacks, and makes no further call then.
class Client : public ClientSink, public BodySource
{
public:
    /// Gets the whole body, framing removed, or the error that prevents it.
    using BodyCallback = std::function<void(Result<QByteArray>)>;

    /// The request's head. Valid as long as this object.
    [[nodiscard]] virtual const RequestHead &head() const = 0;
    /// Collects the whole body, at most @p limit bytes, and calls @p done once. Use this or take(),
    /// never both. @p done may be called before this function returns, so call it last.
    ///
    /// Errors: BodyTooLarge, MalformedRequest, RequestTimeout, Overloaded, ClientGone. After all
    /// but ClientGone the exchange must still answer. A client that leaves meanwhile is reported as
    /// ClientGone and not by clientGone(). The bytes count against the budget of all buffered
    /// bodies until the answer begins.
    virtual void collectBody(qint64 limit, BodyCallback done) = 0;
    /// Sends a whole answer of the proxy itself; without its body for HEAD. When the request's body
    /// was not read to its end, the connection is closed afterwards.
    virtual void sendReply(const Reply &reply) = 0;
    [[nodiscard]] virtual bool isClientGone() const = 0;
    /// How many bytes of the request's body were read so far, framing removed.
    [[nodiscard]] virtual qint64 bytesIn() const = 0;
    /// How many bytes of the answer's body were sent so far.
    [[nodiscard]] virtual qint64 bytesOut() const = 0;
};

} // namespace proxy

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

/// One request and its answer as the pipeline sees them: where the body is read from and the answer
/// is written to. ClientStream is the one on a connection, tests script theirs. Owned by the
/// exchange; belongs to the worker thread.
///
/// sendReply(), or begin() … end(), or cut(), or clientGone() ends the exchange on the wire,
/// exactly one of them; after that it may be destroyed at any time. Destroying it before is cut().
/// It may be destroyed inside any call to its observers or callbacks, and calls none afterwards.
class Client : public ClientSink, public BodySource
{
public:
    /// The whole body, framing removed, or why there will never be one.
    using BodyCallback = std::function<void(Result<QByteArray>)>;

    /// Valid as long as this lives.
    [[nodiscard]] virtual const RequestHead &head() const = 0;
    /// Waits for the whole body, at most @p limit bytes, and hands it over once. Instead of, never
    /// beside, take(). @p done may run before this returns (the body often came with the head):
    /// make it the last statement. Errors: BodyTooLarge, MalformedRequest, RequestTimeout,
    /// Overloaded, ClientGone; except after ClientGone the exchange still owes an answer. While
    /// it waits, the client's leaving is told here and not by clientGone(). The bytes count
    /// against the budget of all buffered bodies until the answer begins.
    virtual void collectBody(qint64 limit, BodyCallback done) = 0;
    /// A whole answer of our own: begin, body, end. No body goes out for HEAD. A connection whose
    /// request body was not read to its end is closed afterwards.
    virtual void sendReply(const Reply &reply) = 0;
    [[nodiscard]] virtual bool isClientGone() const = 0;
    /// Body bytes of the request read so far, framing removed.
    [[nodiscard]] virtual qint64 bytesIn() const = 0;
    /// Body bytes of the answer so far, as sent.
    [[nodiscard]] virtual qint64 bytesOut() const = 0;
};

} // namespace proxy

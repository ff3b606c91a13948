// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/message/request.h"
#include "proxy/message/response.h"

#include <functional>
#include <memory>

namespace proxy {

class ClientStream;

/// The callbacks of a Listener. All must be set. They are called on the worker thread and must not
/// destroy the Listener.
struct FrontCallbacks
{
    /// Takes a well-formed request and the ownership of its stream. It runs within QHttpServer's
    /// dispatch; it may send the answer and destroy the stream before it returns.
    std::function<void(std::unique_ptr<ClientStream>)> onRequest;
    /// Makes the answer to a request that the Listener refuses.
    std::function<Reply(const Error &, Dialect)> errorReply;
    /// Records such a request, which was answered with @p status. @p head holds the part that was
    /// understood: method and target may be empty, fields may be missing.
    std::function<void(const RequestHead &head, const Error &error, int status)> requestRefused;
};

/// Counters for status and metrics.
struct FrontCounters
{
    quint64 connectionsAccepted = 0;
    quint64 connectionsRefused = 0; ///< over the limit of connections
    quint64 requests = 0; ///< passed to onRequest
    quint64 requestsRefused = 0; ///< answered with an error before onRequest
    int openConnections = 0;
    int openExchanges = 0; ///< requests whose answer has not ended
    qint64 bufferedBytes = 0; ///< bytes in collected bodies
    int connectionCap = 0; ///< limit of connections: the setting, or less when descriptors are few
};

} // namespace proxy

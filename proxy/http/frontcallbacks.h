// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/message/request.h"
#include "proxy/message/response.h"

#include <functional>
#include <memory>

namespace proxy {

class ClientStream;

/// What the front asks of the rest. All are called on the worker thread and must be set; none of
/// them may destroy the Listener.
struct FrontCallbacks
{
    /// A well-formed request whose turn has come; the exchange now owns the stream. Runs inside
    /// the HTTP server's dispatch: the answer may be sent, and the stream destroyed, before it
    /// returns.
    std::function<void(std::unique_ptr<ClientStream>)> onRequest;
    /// Shapes the answer to a request that never became an exchange.
    std::function<Reply(const Error &, Dialect)> errorReply;
    /// Such a request was answered with @p status and wants a record. @p head holds what was
    /// understood of it: method and target may be empty, fields missing.
    std::function<void(const RequestHead &head, const Error &error, int status)> requestRefused;
};

/// Counters for status and metrics.
struct FrontCounters
{
    quint64 connectionsAccepted = 0;
    quint64 connectionsRefused = 0; ///< over the cap
    quint64 requests = 0; ///< handed to onRequest
    quint64 requestsRefused = 0; ///< answered before that
    int openConnections = 0;
    int openExchanges = 0; ///< requests whose answer has not ended
    qint64 bufferedBytes = 0; ///< in collected bodies now
    int connectionCap = 0; ///< the setting, or less where descriptors are few
};

} // namespace proxy

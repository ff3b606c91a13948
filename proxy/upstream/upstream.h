// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/message/clientsink.h"
#include "proxy/message/response.h"
#include "proxy/message/upstreamrequest.h"

#include <chrono>
#include <memory>
#include <optional>

namespace proxy {

/// Observes one forwarded request. The order is upstreamHead(), any number of upstreamBody(), then
/// exactly one of upstreamFinished() and upstreamFailed(). upstreamFailed() may come without a
/// head. Calls come on the worker thread, never from inside a function of UpstreamClient or
/// UpstreamCall. The observer may destroy the call in each of them.
class UpstreamObserver
{
public:
    virtual ~UpstreamObserver() = default;
    /// The final head. Interim heads (1xx) are skipped, except a wanted 101, whose framing is
    /// Tunnel.
    virtual void upstreamHead(const ResponseHead &head) = 0;
    virtual void upstreamBody(const BodyPiece &piece) = 0;
    /// Everything that this event brought was delivered, so the client can be flushed.
    virtual void upstreamPaused() = 0;
    virtual void upstreamFinished() = 0;
    virtual void upstreamFailed(const Error &error) = 0;
};

/// What the request log records of a call.
struct UpstreamCallFacts
{
    int attempts = 0;
    bool reusedConnection = false;
    std::optional<std::chrono::steady_clock::time_point> connectedAt;
    std::optional<std::chrono::steady_clock::time_point> sentAt;
};

/// One forwarded request under way. Destroying it aborts the request: the connection is closed at
/// once, unless the answer was complete.
class UpstreamCall
{
public:
    virtual ~UpstreamCall() = default;
    /// Stops reading from the upstream, because the client is slow, and resumes.
    virtual void pause() = 0;
    virtual void resume() = 0;
    [[nodiscard]] virtual UpstreamCallFacts facts() const = 0;
};

/// The interface of FORWARD. UpstreamClient implements it; tests have a scripted one.
class Upstream
{
public:
    virtual ~Upstream() = default;
    /// Sends a request. The observer is called later, never within send(); it must outlive the
    /// call.
    [[nodiscard]] virtual std::unique_ptr<UpstreamCall> send(UpstreamRequest request,
                                                             UpstreamObserver *observer) = 0;
};

} // namespace proxy

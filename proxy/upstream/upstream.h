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

/// Told about one forwarded request. Sequence: upstreamHead(), upstreamBody()*, then exactly one
/// of upstreamFinished() or upstreamFailed(); a failure before the head comes without a head.
/// Calls come on the worker thread and never from inside a call of UpstreamClient or
/// UpstreamCall. The observer may destroy the call inside any of them.
class UpstreamObserver
{
public:
    virtual ~UpstreamObserver() = default;
    /// The final head (1xx skipped, except a wanted 101, whose framing is Tunnel).
    virtual void upstreamHead(const ResponseHead &head) = 0;
    virtual void upstreamBody(const BodyPiece &piece) = 0;
    /// All that this event brought was delivered: the moment to flush.
    virtual void upstreamPaused() = 0;
    virtual void upstreamFinished() = 0;
    virtual void upstreamFailed(const Error &error) = 0;
};

/// What the record wants to know of a call.
struct UpstreamCallFacts
{
    int attempts = 0;
    bool reusedConnection = false;
    std::optional<std::chrono::steady_clock::time_point> connectedAt;
    std::optional<std::chrono::steady_clock::time_point> sentAt;
};

/// One forwarded request under way. Destroying it aborts: the upstream connection is closed at
/// once unless the answer was complete.
class UpstreamCall
{
public:
    virtual ~UpstreamCall() = default;
    /// Stops reading from upstream (the client is slow) and goes on again.
    virtual void pause() = 0;
    virtual void resume() = 0;
    [[nodiscard]] virtual UpstreamCallFacts facts() const = 0;
};

/// FORWARD as the pipeline sees it; UpstreamClient does it, tests may script it.
class Upstream
{
public:
    virtual ~Upstream() = default;
    [[nodiscard]] virtual std::unique_ptr<UpstreamCall> send(UpstreamRequest request,
                                                             UpstreamObserver *observer) = 0;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/controlrequest.h"

#include <functional>

namespace proxy {

/// Carries requests of the engine itself, one at a time. It has no timeouts: the caller ends a call
/// with drop(). Lives on the worker thread.
class ControlChannel
{
public:
    using Done = std::function<void(const ControlReply &)>;

    virtual ~ControlChannel() = default;
    /// Sends a request and calls @p done once: after the head of an answer that is no 2xx, else
    /// after the body or a failure. Never calls it within send() or after drop().
    virtual void send(ControlRequest request, Done done) = 0;
    /// Cancels the call under way, if any, at once.
    virtual void drop() = 0;
};

} // namespace proxy

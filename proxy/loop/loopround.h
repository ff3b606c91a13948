// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

/// The present round of this thread's event loop: the events that one wait brought. Waking a peer
/// costs as much as sending, so the bytes of a round are sent together at its end; what nobody
/// waits for is done after that. Each thread has its own object. With another dispatcher than
/// EventDispatcher, hasMore() is always false and nothing is sent later.
class LoopRound final
{
public:
    /// Gets a call at the end of a round. It must call forget() before it is destroyed.
    class Observer
    {
    public:
        virtual ~Observer() = default;
        virtual void roundEnded() = 0;
    };
    /// In which order the observers of a round are called.
    enum class Part { Sending, Behind };

    LoopRound() = delete;

    /// Whether more events of this round follow the present one.
    [[nodiscard]] static bool hasMore();
    /// Calls @p observer once, at the end of this round; outside of one, in a later round.
    static void callAtEnd(Observer &observer, Part part = Part::Sending);
    static void forget(Observer &observer);

    // For the dispatcher.
    static void setLeft(int events);
    static void end();
};

} // namespace proxy

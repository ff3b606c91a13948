// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

/// The present round of this thread's event loop: the events that one wait brought. Waking a peer
/// costs as much as sending, so the bytes of a round are sent together at its end. Each thread has
/// its own object. With another dispatcher than EventDispatcher, hasMore() is always false and
/// nothing is postponed.
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

    LoopRound() = delete;

    /// Whether more events of this round follow the present one.
    [[nodiscard]] static bool hasMore();
    /// Calls @p observer once, at the end of this round. Allowed only while hasMore().
    static void callAtEnd(Observer &observer);
    static void forget(Observer &observer);

    // For the dispatcher.
    static void setLeft(int events);
    static void end();
};

} // namespace proxy

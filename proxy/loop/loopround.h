// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

/// A round of this thread's event loop: the events that one wait brought. To send is to wake the
/// peer, and a wake-up costs as much as the sending; so what a round has to send goes out together
/// at its end. Each thread has its own; on a thread whose dispatcher tells nothing, no round ever
/// has more to come and nothing waits.
class LoopRound final
{
public:
    /// Must call forget() before it goes.
    class Observer
    {
    public:
        virtual ~Observer() = default;
        virtual void roundEnded() = 0;
    };

    LoopRound() = delete;

    /// Other events of this round come after the one that is being handled.
    [[nodiscard]] static bool hasMore();
    /// @p observer is told once, at the end of this round. Only while hasMore().
    static void callAtEnd(Observer &observer);
    static void forget(Observer &observer);

    // For the dispatcher.
    static void setLeft(int events);
    static void end();
};

} // namespace proxy

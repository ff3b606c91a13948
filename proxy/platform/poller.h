// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

#include <memory>
#include <span>

namespace proxy {

/// The system's way of waiting for many descriptors: epoll on Linux, kqueue on macOS, else poll().
/// Level-triggered: what still holds is reported again by the next wait. One thread.
class Poller final
{
public:
    /// Bits of what is asked for, and of what happened.
    enum Event : quint8 {
        Readable = 1,
        Writable = 2,
        Urgent = 4, ///< out-of-band data
        Broken = 8, ///< an error or a hang-up; reported without being asked for
    };

    /// One descriptor's events. Not initialised: a wait has room for hundreds, and fills a few.
    struct Ready
    {
        quint64 tag;
        quint8 events;
    };

    Poller();
    ~Poller();
    Q_DISABLE_COPY_MOVE(Poller)

    /// False when there was no descriptor left for it.
    [[nodiscard]] bool isValid() const;

    /// Watches @p descriptor for @p wanted instead of @p before, bits of Event; 0: not at all. Its
    /// events carry @p tag. Returns false when it can't be watched; errno tells why.
    [[nodiscard]] bool watch(int descriptor, quint8 before, quint8 wanted, quint64 tag);

    /// Waits for the first event, at most @p timeoutMs; -1: for ever. Returns how many of
    /// @p ready it filled; -1: the wait was interrupted.
    [[nodiscard]] int wait(std::span<Ready> ready, int timeoutMs);

private:
    struct Kernel;
    std::unique_ptr<Kernel> m_kernel;
};

} // namespace proxy

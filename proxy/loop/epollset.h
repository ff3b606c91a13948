// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

#include <array>
#include <span>
#include <vector>

#include <sys/epoll.h>

class QSocketNotifier;

namespace proxy {

/// The notifiers of each descriptor and what epoll watches for them. Changes reach the kernel once
/// before each wait, so a notifier that is disabled and enabled again costs no system call. Part of
/// EpollDispatcher.
class EpollSet final
{
public:
    /// The epoll event for each QSocketNotifier::Type.
    static constexpr std::array<quint32, 3> kAsked {EPOLLIN, EPOLLOUT, EPOLLPRI};

    EpollSet();
    ~EpollSet();
    Q_DISABLE_COPY_MOVE(EpollSet)

    [[nodiscard]] bool isValid() const { return m_epoll >= 0; }
    /// Watches a descriptor without a notifier. The tag of its events is the descriptor.
    void addPlain(int descriptor);
    void add(QSocketNotifier *notifier);
    void remove(QSocketNotifier *notifier);

    /// Waits like epoll_wait().
    int wait(std::span<epoll_event> events, int timeoutMs);
    /// Returns the notifier of an event's tag and a type. Returns nullptr when it is gone, or when
    /// the descriptor was closed and its number is in use again.
    [[nodiscard]] QSocketNotifier *find(quint64 tag, size_t type) const;

private:
    struct Watch
    {
        std::array<QSocketNotifier *, 3> notifiers {};
        quint32 armed = 0; // what the kernel was told; 0: nothing
        quint32 serial = 0; // tells a descriptor from an earlier one of the same number
        bool isDirty = false; // stands in m_dirty

        [[nodiscard]] quint32 wanted() const;
    };

    void armDirty();
    void arm(int descriptor, Watch &watch);
    void markDirty(int descriptor, Watch &watch);
    void forget(int descriptor, Watch &watch);

    int m_epoll = -1;
    std::vector<Watch> m_watches; // by descriptor
    std::vector<int> m_dirty;
    quint32 m_nextSerial = 1;
};

} // namespace proxy

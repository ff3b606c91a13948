// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/platform/poller.h"

#include <QtGlobal>

#include <array>
#include <span>
#include <vector>

class QSocketNotifier;

namespace proxy {

/// The notifiers of each descriptor and what is watched for them. Changes reach the kernel once
/// before each wait, so a notifier that is disabled and enabled again costs no system call. Part of
/// EventDispatcher.
class WatchSet final
{
public:
    /// The event for each QSocketNotifier::Type.
    static constexpr std::array<Poller::Event, 3> kAsked {Poller::Readable, Poller::Writable,
                                                          Poller::Urgent};

    WatchSet() = default;
    Q_DISABLE_COPY_MOVE(WatchSet)

    [[nodiscard]] bool isValid() const { return m_poller.isValid(); }
    /// Watches a descriptor without a notifier. The tag of its events is the descriptor.
    void addPlain(int descriptor);
    void add(QSocketNotifier *notifier);
    void remove(QSocketNotifier *notifier);

    /// Poller::wait(), once the kernel knows of the changes.
    int wait(std::span<Poller::Ready> ready, int timeoutMs);
    /// Returns the notifier of an event's tag and a type. Returns nullptr when it is gone, or when
    /// the descriptor was closed and its number is in use again.
    [[nodiscard]] QSocketNotifier *find(quint64 tag, size_t type) const;

private:
    struct Watch
    {
        std::array<QSocketNotifier *, 3> notifiers {};
        quint8 armed = 0; // what the kernel was told; 0: nothing
        quint32 serial = 0; // tells a descriptor from an earlier one of the same number
        bool isDirty = false; // stands in m_dirty

        [[nodiscard]] quint8 wanted() const;
    };

    void armDirty();
    void arm(int descriptor, Watch &watch);
    void markDirty(int descriptor, Watch &watch);
    void forget(int descriptor, Watch &watch);

    Poller m_poller;
    std::vector<Watch> m_watches; // by descriptor
    std::vector<int> m_dirty;
    quint32 m_nextSerial = 1;
};

} // namespace proxy

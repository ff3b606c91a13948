// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <Qt>

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

class QObject;

namespace proxy {

/// The timers of one event loop, ordered by their next time. The time is passed in. Coarse timers
/// are moved by up to a twentieth of their interval, so that several fire together. Part of
/// EventDispatcher.
class TimerHeap final
{
public:
    using Millis = std::chrono::milliseconds;

    struct Timer
    {
        int id = 0;
        Millis interval {0};
        Qt::TimerType type = Qt::CoarseTimer;
        QObject *object = nullptr;
        Instant due {};
        bool isFiring = false; ///< its event is being delivered: not again until that returns
        quint64 serial = 0; ///< tells it from an earlier timer of the same id
        size_t position = 0; ///< in the heap
    };

    TimerHeap();
    ~TimerHeap();
    Q_DISABLE_COPY_MOVE(TimerHeap)

    void add(const Timer &timer, Instant now);
    bool remove(int id);
    /// Removes all timers of an object. Returns whether there were any.
    bool removeAll(const QObject *object);

    [[nodiscard]] const Timer *find(int id) const;
    [[nodiscard]] std::vector<const Timer *> of(const QObject *object) const;
    [[nodiscard]] std::optional<Instant> nextDue() const;
    [[nodiscard]] bool isEmpty() const { return m_heap.empty(); }

    /// Returns the ids of all due timers, ordered by their times.
    [[nodiscard]] std::vector<int> dueBy(Instant now) const;
    /// Moves a due timer to its next time and returns it. Returns nothing when it is gone, not due
    /// any more, or its event is being delivered.
    [[nodiscard]] std::optional<Timer> beginFiring(int id, Instant now);
    void endFiring(const Timer &timer);

private:
    [[nodiscard]] static Instant aligned(const Timer &timer, Instant due);
    void place(size_t position, Timer *timer);
    void siftUp(size_t position);
    void siftDown(size_t position);
    void takeOut(size_t position);

    std::unordered_map<int, std::unique_ptr<Timer>> m_timers;
    std::vector<Timer *> m_heap;
    quint64 m_nextSerial = 1;
};

} // namespace proxy

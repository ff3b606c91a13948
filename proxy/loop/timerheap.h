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

/// The timers of one event loop, the next one first. Pure: time is passed in. Coarse timers are
/// moved by up to a twentieth of their interval so that they fall together. Part of
/// EpollDispatcher.
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
    /// Whether there were any.
    bool removeAll(const QObject *object);

    [[nodiscard]] const Timer *find(int id) const;
    [[nodiscard]] std::vector<const Timer *> of(const QObject *object) const;
    [[nodiscard]] std::optional<Instant> nextDue() const;
    [[nodiscard]] bool isEmpty() const { return m_heap.empty(); }

    /// Ids of all timers that are due, in the order of their times.
    [[nodiscard]] std::vector<int> dueBy(Instant now) const;
    /// Puts a due timer to its next time. The timer to be told, unless it is gone, not due any
    /// more, or already being told.
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

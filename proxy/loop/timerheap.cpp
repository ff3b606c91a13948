// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/timerheap.h"

#include <algorithm>
#include <bit>

namespace proxy {

namespace {

using Millis = TimerHeap::Millis;

constexpr Millis kShortestCoarse {20};

/// The step on which due times are put, 1 ms for none.
Millis gridOf(Qt::TimerType type, Millis interval)
{
    if (type == Qt::PreciseTimer || interval < kShortestCoarse)
        return Millis(1);
    if (type == Qt::VeryCoarseTimer && interval >= Millis(20000))
        return Millis(1000);
    // Half a step each way stays within a twentieth of the interval.
    return Millis(std::bit_floor(static_cast<quint64>(interval.count() / 10)));
}

} // namespace

TimerHeap::TimerHeap() = default;
TimerHeap::~TimerHeap() = default;

Instant TimerHeap::aligned(const Timer &timer, Instant due)
{
    const Millis grid = gridOf(timer.type, timer.interval);
    if (grid <= Millis(1))
        return due;
    const Instant::duration since = due.time_since_epoch() + grid / 2;
    return Instant(since - since % Instant::duration(grid));
}

void TimerHeap::add(const Timer &timer, Instant now)
{
    auto owned = std::make_unique<Timer>(timer);
    owned->serial = m_nextSerial++;
    owned->isFiring = false;
    owned->due = aligned(timer, now + timer.interval);
    Timer *added = owned.get();
    remove(timer.id);
    m_timers.emplace(timer.id, std::move(owned));
    m_heap.push_back(added);
    added->position = m_heap.size() - 1;
    siftUp(added->position);
}

bool TimerHeap::remove(int id)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end())
        return false;
    takeOut(found->second->position);
    m_timers.erase(found);
    return true;
}

bool TimerHeap::removeAll(const QObject *object)
{
    const std::vector<const Timer *> timers = of(object);
    for (const Timer *timer : timers)
        remove(timer->id);
    return !timers.empty();
}

const TimerHeap::Timer *TimerHeap::find(int id) const
{
    const auto found = m_timers.find(id);
    return found == m_timers.end() ? nullptr : found->second.get();
}

std::vector<const TimerHeap::Timer *> TimerHeap::of(const QObject *object) const
{
    std::vector<const Timer *> timers;
    for (const Timer *timer : m_heap) {
        if (timer->object == object)
            timers.push_back(timer);
    }
    return timers;
}

std::optional<Instant> TimerHeap::nextDue() const
{
    return m_heap.empty() ? std::nullopt : std::optional(m_heap.front()->due);
}

std::vector<int> TimerHeap::dueBy(Instant now) const
{
    std::vector<const Timer *> due;
    if (!m_heap.empty() && m_heap.front()->due <= now) {
        std::copy_if(m_heap.begin(), m_heap.end(), std::back_inserter(due),
                     [now](const Timer *timer) { return timer->due <= now; });
    }
    std::sort(due.begin(), due.end(), [](const Timer *a, const Timer *b) {
        return a->due != b->due ? a->due < b->due : a->serial < b->serial;
    });
    std::vector<int> ids;
    ids.reserve(due.size());
    for (const Timer *timer : due)
        ids.push_back(timer->id);
    return ids;
}

std::optional<TimerHeap::Timer> TimerHeap::beginFiring(int id, Instant now)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end() || found->second->due > now)
        return std::nullopt;
    Timer &timer = *found->second;
    Instant next = timer.due + timer.interval;
    // What was missed is not made up for.
    if (next < now)
        next = now + timer.interval;
    timer.due = aligned(timer, next);
    siftDown(timer.position);
    if (timer.isFiring)
        return std::nullopt;
    timer.isFiring = true;
    return timer;
}

void TimerHeap::endFiring(const Timer &timer)
{
    const auto found = m_timers.find(timer.id);
    if (found != m_timers.end() && found->second->serial == timer.serial)
        found->second->isFiring = false;
}

void TimerHeap::place(size_t position, Timer *timer)
{
    m_heap[position] = timer;
    timer->position = position;
}

void TimerHeap::siftUp(size_t position)
{
    Timer *timer = m_heap[position];
    while (position > 0) {
        const size_t parent = (position - 1) / 2;
        if (m_heap[parent]->due <= timer->due)
            break;
        place(position, m_heap[parent]);
        position = parent;
    }
    place(position, timer);
}

void TimerHeap::siftDown(size_t position)
{
    Timer *timer = m_heap[position];
    while (true) {
        size_t child = 2 * position + 1;
        if (child >= m_heap.size())
            break;
        if (child + 1 < m_heap.size() && m_heap[child + 1]->due < m_heap[child]->due)
            ++child;
        if (timer->due <= m_heap[child]->due)
            break;
        place(position, m_heap[child]);
        position = child;
    }
    place(position, timer);
}

void TimerHeap::takeOut(size_t position)
{
    Timer *last = m_heap.back();
    m_heap.pop_back();
    if (position == m_heap.size())
        return;
    place(position, last);
    siftUp(position);
    siftDown(last->position);
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/eventdispatcher.h"

#include "proxy/core/handover.h"
#include "proxy/loop/loopround.h"

#include <QCoreApplication>
#include <QEvent>
#include <QSocketNotifier>
#include <QThread>

#include <algorithm>
#include <limits>

#include <poll.h>

namespace proxy {

namespace {

constexpr int kEventsPerWait = 256;

Instant now()
{
    return std::chrono::steady_clock::now();
}

/// Rounded up: a wait that ends too early would spin until the timer is due.
int millisUntil(Instant due)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - now()).count();
    return static_cast<int>(std::clamp<qint64>(left, 0, std::numeric_limits<int>::max()));
}

} // namespace

EventDispatcher::EventDispatcher(QObject *parent)
    : QAbstractEventDispatcher(parent)
{
    if (isValid())
        m_sockets.addPlain(m_wakeUp.descriptor());
}

EventDispatcher::~EventDispatcher()
{
    HandoverOrder::acquire();
}

bool EventDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    m_isInterrupted.store(false, std::memory_order_relaxed);
    // Acquires what the threads that called wakeUp() had posted before.
    m_wakeUpPending.exchange(false, std::memory_order_acq_rel);
    QCoreApplication::sendPostedEvents();

    const bool withTimers = !flags.testFlag(QEventLoop::X11ExcludeTimers);
    const bool mayWait = flags.testFlag(QEventLoop::WaitForMoreEvents)
                         && !m_wakeUpPending.load(std::memory_order_acquire)
                         && !m_isInterrupted.load(std::memory_order_relaxed);
    if (mayWait)
        Q_EMIT aboutToBlock();
    if (m_isInterrupted.load(std::memory_order_relaxed))
        return false;
    int handled =
        wait(timeToWait(mayWait, withTimers), !flags.testFlag(QEventLoop::ExcludeSocketNotifiers));
    if (withTimers)
        handled += deliverTimers();
    return handled > 0;
}

int EventDispatcher::timeToWait(bool mayWait, bool withTimers) const
{
    // A slot of aboutToBlock() may have posted something.
    if (!mayWait || m_wakeUpPending.load(std::memory_order_acquire))
        return 0;
    const std::optional<Instant> due = withTimers ? m_timers.nextDue() : std::nullopt;
    return due ? millisUntil(*due) : -1;
}

int EventDispatcher::wait(int timeoutMs, bool withSockets)
{
    std::array<Poller::Ready, kEventsPerWait> events;
    const auto wakeUpTag = static_cast<quint32>(m_wakeUp.descriptor());
    int count = 0;
    if (withSockets) {
        count = m_sockets.wait(events, timeoutMs);
    } else {
        pollfd wakeUp {.fd = m_wakeUp.descriptor(), .events = POLLIN, .revents = 0};
        count = ::poll(&wakeUp, 1, timeoutMs);
        events[0].tag = wakeUpTag;
    }
    const quint64 round = ++m_round;
    Q_EMIT awake();
    int handled = 0;
    // After an inner loop the rest is stale; what still holds is reported again.
    for (int i = 0; i < count && m_round == round; ++i) {
        const Poller::Ready &ready = events[static_cast<size_t>(i)];
        LoopRound::setLeft(count - i - 1);
        if (ready.tag == wakeUpTag)
            handled += m_wakeUp.take() ? 1 : 0;
        else
            handled += deliver(ready);
    }
    LoopRound::end();
    return handled;
}

/// Each notifier may unregister any other, and the descriptor may be closed and reused.
int EventDispatcher::deliver(const Poller::Ready &ready)
{
    const quint64 round = m_round;
    int handled = 0;
    for (size_t type = 0; type < WatchSet::kAsked.size() && m_round == round; ++type) {
        if ((ready.events & (WatchSet::kAsked[type] | Poller::Broken)) == 0)
            continue;
        QSocketNotifier *notifier = m_sockets.find(ready.tag, type);
        if (notifier == nullptr)
            continue;
        QEvent event(QEvent::SockAct);
        QCoreApplication::sendEvent(notifier, &event);
        ++handled;
    }
    return handled;
}

void EventDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    m_sockets.add(notifier);
}

void EventDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    m_sockets.remove(notifier);
}

void EventDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType,
                                    QObject *object)
{
    m_timers.add({.id = timerId,
                  .interval = std::chrono::milliseconds(std::max<qint64>(interval, 0)),
                  .type = timerType,
                  .object = object},
                 now());
}

bool EventDispatcher::unregisterTimer(int timerId)
{
    return m_timers.remove(timerId);
}

bool EventDispatcher::unregisterTimers(QObject *object)
{
    return m_timers.removeAll(object);
}

QList<QAbstractEventDispatcher::TimerInfo> EventDispatcher::registeredTimers(QObject *object) const
{
    QList<TimerInfo> infos;
    for (const TimerHeap::Timer *timer : m_timers.of(object))
        infos.append({timer->id, static_cast<int>(timer->interval.count()), timer->type});
    return infos;
}

int EventDispatcher::remainingTime(int timerId)
{
    const TimerHeap::Timer *timer = m_timers.find(timerId);
    return timer == nullptr ? -1 : millisUntil(timer->due);
}

int EventDispatcher::deliverTimers()
{
    if (m_timers.isEmpty())
        return 0;
    const Instant time = now();
    int handled = 0;
    for (const int id : m_timers.dueBy(time)) {
        const std::optional<TimerHeap::Timer> timer = m_timers.beginFiring(id, time);
        if (!timer)
            continue;
        QTimerEvent event(id);
        QCoreApplication::sendEvent(timer->object, &event);
        m_timers.endFiring(*timer);
        ++handled;
    }
    return handled;
}

void EventDispatcher::wakeUp()
{
    // On its own thread it is not waiting; the flag alone keeps it from that.
    if (!m_wakeUpPending.exchange(true, std::memory_order_acq_rel)
        && QThread::currentThread() != thread())
        m_wakeUp.raise();
    HandoverOrder::release(); // Qt's lock keeps its last call before the end of this object.
}

void EventDispatcher::interrupt()
{
    m_isInterrupted.store(true, std::memory_order_relaxed);
    // Where the flag is up already, wakeUp() raises nothing: a loop that is told to quit between
    // two rounds would lower it, see nothing posted, and wait.
    if (QThread::currentThread() != thread())
        m_wakeUp.raise();
    wakeUp();
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/loop/timerheap.h"
#include "proxy/loop/watchset.h"
#include "proxy/platform/wakeup.h"

#include <QAbstractEventDispatcher>

#include <atomic>

namespace proxy {

/// An event dispatcher for threads with many sockets, over epoll or kqueue; Qt's own dispatchers
/// pass the whole list of descriptors to the kernel in every round. It supports everything that
/// uses Qt's notifiers and timers. Install it with QThread::setEventDispatcher() before the thread
/// starts; the thread then owns it.
///
/// Unlike Qt's dispatchers it emits awake() right after each wait, so that LoopLag also measures
/// the handling of sockets.
class EventDispatcher final : public QAbstractEventDispatcher
{
public:
    explicit EventDispatcher(QObject *parent = nullptr);
    ~EventDispatcher() override;
    Q_DISABLE_COPY_MOVE(EventDispatcher)

    /// Whether it works. False when there were no descriptors left: use Qt's dispatcher then.
    [[nodiscard]] bool isValid() const { return m_sockets.isValid() && m_wakeUp.isValid(); }

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType,
                       QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int timerId) override;

    /// May be called from any thread.
    void wakeUp() override;
    void interrupt() override;

private:
    [[nodiscard]] int timeToWait(bool mayWait, bool withTimers) const;
    int wait(int timeoutMs, bool withSockets);
    int deliver(const Poller::Ready &ready);
    int deliverTimers();

    WakeUp m_wakeUp;
    WatchSet m_sockets;
    quint64 m_round = 0; // counts waits, so that an outer round sees an inner one
    TimerHeap m_timers;
    std::atomic<bool> m_wakeUpPending {false};
    std::atomic<bool> m_isInterrupted {false};
};

} // namespace proxy

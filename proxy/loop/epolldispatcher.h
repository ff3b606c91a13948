// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/loop/epollset.h"
#include "proxy/loop/timerheap.h"

#include <QAbstractEventDispatcher>

#include <atomic>

namespace proxy {

/// An event dispatcher with epoll, for threads with many sockets; Qt's own dispatchers pass the
/// whole list of descriptors to the kernel in every round. It supports everything that uses Qt's
/// notifiers and timers. Install it with QThread::setEventDispatcher() before the thread starts;
/// the thread then owns it. Linux only.
///
/// Unlike Qt's dispatchers it emits awake() right after each wait, so that LoopLag also measures
/// the handling of sockets.
class EpollDispatcher final : public QAbstractEventDispatcher
{
public:
    explicit EpollDispatcher(QObject *parent = nullptr);
    ~EpollDispatcher() override;
    Q_DISABLE_COPY_MOVE(EpollDispatcher)

    /// Whether it works. False when there were no descriptors left: use Qt's dispatcher then.
    [[nodiscard]] bool isValid() const { return m_sockets.isValid() && m_wakeUpFd >= 0; }

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
    int deliver(quint64 tag, quint32 happened);
    int deliverTimers();
    bool takeWakeUp();

    int m_wakeUpFd = -1;
    EpollSet m_sockets;
    quint64 m_round = 0; // counts waits, so that an outer round sees an inner one
    TimerHeap m_timers;
    std::atomic<bool> m_wakeUpPending {false};
    std::atomic<bool> m_isInterrupted {false};
};

} // namespace proxy

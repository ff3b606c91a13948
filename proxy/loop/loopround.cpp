// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/loopround.h"

#include <QAbstractEventDispatcher>

#include <algorithm>
#include <vector>

namespace proxy {

namespace {

struct State
{
    int left = 0;
    bool isRunning = false;
    std::vector<LoopRound::Observer *> sending;
    std::vector<LoopRound::Observer *> behind;

    [[nodiscard]] bool isIdle() const { return sending.empty() && behind.empty(); }
};

thread_local State t_round;

} // namespace

bool LoopRound::hasMore()
{
    return t_round.left > 0;
}

void LoopRound::callAtEnd(Observer &observer, Part part)
{
    if (!t_round.isRunning && t_round.isIdle())
        QMetaObject::invokeMethod(QAbstractEventDispatcher::instance(), &LoopRound::end,
                                  Qt::QueuedConnection);
    (part == Part::Sending ? t_round.sending : t_round.behind).push_back(&observer);
}

void LoopRound::forget(Observer &observer)
{
    std::erase(t_round.sending, &observer);
    std::erase(t_round.behind, &observer);
}

void LoopRound::setLeft(int events)
{
    t_round.left = events;
    t_round.isRunning = true;
}

/// One of them may forget others.
void LoopRound::end()
{
    t_round.left = 0;
    while (!t_round.isIdle()) {
        auto &observers = t_round.sending.empty() ? t_round.behind : t_round.sending;
        Observer *observer = observers.front();
        observers.erase(observers.begin());
        observer->roundEnded();
    }
    t_round.isRunning = false;
}

} // namespace proxy

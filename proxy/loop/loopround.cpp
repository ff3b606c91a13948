// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/loopround.h"

#include <algorithm>
#include <vector>

namespace proxy {

namespace {

struct State
{
    int left = 0;
    std::vector<LoopRound::Observer *> observers;
};

thread_local State t_round;

} // namespace

bool LoopRound::hasMore()
{
    return t_round.left > 0;
}

void LoopRound::callAtEnd(Observer &observer)
{
    t_round.observers.push_back(&observer);
}

void LoopRound::forget(Observer &observer)
{
    std::erase(t_round.observers, &observer);
}

void LoopRound::setLeft(int events)
{
    t_round.left = events;
}

/// One of them may forget others.
void LoopRound::end()
{
    t_round.left = 0;
    while (!t_round.observers.empty()) {
        Observer *observer = t_round.observers.front();
        t_round.observers.erase(t_round.observers.begin());
        observer->roundEnded();
    }
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/poller.h"

#include <vector>

#include <poll.h>

namespace proxy {

namespace {

short asked(quint8 events)
{
    return static_cast<short>((events & Poller::Readable ? POLLIN : 0)
                              | (events & Poller::Writable ? POLLOUT : 0)
                              | (events & Poller::Urgent ? POLLPRI : 0));
}

quint8 told(short events)
{
    return static_cast<quint8>((events & POLLIN ? Poller::Readable : 0)
                               | (events & POLLOUT ? Poller::Writable : 0)
                               | (events & POLLPRI ? Poller::Urgent : 0)
                               | (events & (POLLERR | POLLHUP | POLLNVAL) ? Poller::Broken : 0));
}

} // namespace

struct Poller::Kernel
{
    std::vector<pollfd> watched;
    std::vector<quint64> tags; // of the same places
    std::vector<size_t> places; // by descriptor, from 1; 0: not watched
    size_t next = 0; // where the next wait begins to look, so that each has its turn
};

Poller::Poller()
    : m_kernel(std::make_unique<Kernel>())
{ }

Poller::~Poller() = default;

bool Poller::isValid() const
{
    return true;
}

bool Poller::watch(int descriptor, quint8, quint8 wanted, quint64 tag)
{
    auto &[watched, tags, places, next] = *m_kernel;
    const auto number = static_cast<size_t>(descriptor);
    if (number >= places.size())
        places.resize(number * 2 + 64);
    size_t &place = places[number];
    if (wanted == 0) {
        if (place == 0)
            return true;
        // The last one takes the place that falls free.
        places[static_cast<size_t>(watched.back().fd)] = place;
        watched[place - 1] = watched.back();
        tags[place - 1] = tags.back();
        watched.pop_back();
        tags.pop_back();
        place = 0;
        return true;
    }
    if (place == 0) {
        watched.emplace_back();
        tags.emplace_back();
        place = watched.size();
    }
    watched[place - 1] = {.fd = descriptor, .events = asked(wanted), .revents = 0};
    tags[place - 1] = tag;
    return true;
}

int Poller::wait(std::span<Ready> ready, int timeoutMs)
{
    auto &[watched, tags, places, next] = *m_kernel;
    const int happened = ::poll(watched.data(), static_cast<nfds_t>(watched.size()), timeoutMs);
    if (happened <= 0)
        return happened;
    int count = 0;
    for (size_t looked = 0; looked < watched.size(); ++looked) {
        const size_t at = (next + looked) % watched.size();
        if (watched[at].revents == 0)
            continue;
        if (static_cast<size_t>(count) == ready.size()) {
            next = at;
            break;
        }
        ready[static_cast<size_t>(count++)] = {tags[at], told(watched[at].revents)};
    }
    return count;
}

} // namespace proxy

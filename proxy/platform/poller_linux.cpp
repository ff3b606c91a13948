// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/poller.h"

#include <algorithm>
#include <array>

#include <sys/epoll.h>
#include <unistd.h>

namespace proxy {

namespace {

constexpr size_t kEventsPerWait = 256;

quint32 asked(quint8 events)
{
    return (events & Poller::Readable ? quint32(EPOLLIN) : 0)
           | (events & Poller::Writable ? quint32(EPOLLOUT) : 0)
           | (events & Poller::Urgent ? quint32(EPOLLPRI) : 0);
}

quint8 told(quint32 events)
{
    return static_cast<quint8>((events & EPOLLIN ? Poller::Readable : 0)
                               | (events & EPOLLOUT ? Poller::Writable : 0)
                               | (events & EPOLLPRI ? Poller::Urgent : 0)
                               | (events & (EPOLLERR | EPOLLHUP) ? Poller::Broken : 0));
}

} // namespace

struct Poller::Kernel
{
    int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
};

Poller::Poller()
    : m_kernel(std::make_unique<Kernel>())
{ }

Poller::~Poller()
{
    if (isValid())
        ::close(m_kernel->descriptor);
}

bool Poller::isValid() const
{
    return m_kernel->descriptor >= 0;
}

bool Poller::watch(int descriptor, quint8 before, quint8 wanted, quint64 tag)
{
    epoll_event event {};
    event.events = asked(wanted);
    event.data.u64 = tag;
    const int change = before == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    return ::epoll_ctl(m_kernel->descriptor, wanted == 0 ? EPOLL_CTL_DEL : change, descriptor,
                       &event)
           == 0;
}

int Poller::wait(std::span<Ready> ready, int timeoutMs)
{
    std::array<epoll_event, kEventsPerWait> events;
    const int most = static_cast<int>(std::min(ready.size(), events.size()));
    const int count = ::epoll_wait(m_kernel->descriptor, events.data(), most, timeoutMs);
    for (int i = 0; i < count; ++i) {
        const epoll_event &event = events[static_cast<size_t>(i)];
        ready[static_cast<size_t>(i)] = {event.data.u64, told(event.events)};
    }
    return count;
}

} // namespace proxy

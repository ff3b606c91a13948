// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/poller.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include <sys/event.h>
#include <sys/time.h>
#include <unistd.h>

namespace proxy {

namespace {

constexpr size_t kEventsPerWait = 256;

// In the order of the bits of Poller::Event.
struct Filter
{
    quint8 event;
    short filter;
    unsigned flags;
};
constexpr std::array kFilters {
    Filter {Poller::Readable, EVFILT_READ, 0},
    Filter {Poller::Writable, EVFILT_WRITE, 0},
    Filter {Poller::Urgent, EVFILT_EXCEPT, NOTE_OOB},
};

void *asUserData(quint64 tag)
{
    return reinterpret_cast<void *>(static_cast<quintptr>(tag));
}

quint8 told(const struct kevent &event)
{
    // The peer's end is something to read; behind the end of the other direction nothing works.
    const bool isBroken = (event.flags & EV_ERROR) != 0
                          || (event.filter == EVFILT_WRITE && (event.flags & EV_EOF) != 0);
    const auto *const filter =
        std::find_if(kFilters.begin(), kFilters.end(),
                     [&event](const Filter &one) { return one.filter == event.filter; });
    const quint8 asked = filter == kFilters.end() ? quint8(0) : filter->event;
    return static_cast<quint8>(asked | (isBroken ? Poller::Broken : 0));
}

} // namespace

struct Poller::Kernel
{
    int descriptor = ::kqueue();
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

/// Each event of a descriptor is a filter of its own. A descriptor of which one can't be watched
/// is not watched at all.
bool Poller::watch(int descriptor, quint8 before, quint8 wanted, quint64 tag)
{
    std::array<struct kevent, kFilters.size()> changes {};
    size_t count = 0;
    for (const Filter &filter : kFilters) {
        const bool was = (before & filter.event) != 0;
        const bool is = (wanted & filter.event) != 0;
        if (!was && !is)
            continue;
        // Adding it again changes its tag.
        EV_SET(&changes[count++], static_cast<uintptr_t>(descriptor), filter.filter,
               is ? EV_ADD : EV_DELETE, filter.flags, 0, asUserData(tag));
    }
    for (size_t i = 0; i < count; ++i) {
        const bool removes = (changes[i].flags & EV_DELETE) != 0;
        if (::kevent(m_kernel->descriptor, &changes[i], 1, nullptr, 0, nullptr) == 0
            || (removes && errno == ENOENT))
            continue;
        const int reason = errno;
        for (struct kevent &change : changes) {
            change.flags = EV_DELETE;
            ::kevent(m_kernel->descriptor, &change, 1, nullptr, 0, nullptr);
        }
        errno = reason;
        return false;
    }
    return true;
}

int Poller::wait(std::span<Ready> ready, int timeoutMs)
{
    std::array<struct kevent, kEventsPerWait> events;
    const timespec timeout {timeoutMs / 1000, (timeoutMs % 1000) * 1'000'000L};
    const int most = static_cast<int>(std::min(ready.size(), events.size()));
    const int happened = ::kevent(m_kernel->descriptor, nullptr, 0, events.data(), most,
                                  timeoutMs < 0 ? nullptr : &timeout);
    // Two filters of one descriptor are two events here, and one for who waits.
    int count = 0;
    for (int i = 0; i < happened; ++i) {
        const struct kevent &event = events[static_cast<size_t>(i)];
        const auto tag = static_cast<quint64>(reinterpret_cast<quintptr>(event.udata));
        const auto filled = ready.first(static_cast<size_t>(count));
        const auto same = std::find_if(filled.begin(), filled.end(),
                                       [tag](const Ready &one) { return one.tag == tag; });
        if (same == filled.end())
            ready[static_cast<size_t>(count++)] = {tag, told(event)};
        else
            same->events = static_cast<quint8>(same->events | told(event));
    }
    return happened < 0 ? happened : count;
}

} // namespace proxy

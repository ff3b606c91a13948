// SPDX-License-Identifier: LicenseRef-Private
// What proxy/platform/poller_darwin.cpp needs of kqueue(2), for systems without it. The values are
// those of macOS; the calls are a fake's, in tst_kqueue.cpp.
#pragma once

#include <cstdint>
#include <ctime>

struct kevent
{
    std::uintptr_t ident;
    std::int16_t filter;
    std::uint16_t flags;
    std::uint32_t fflags;
    std::intptr_t data;
    void *udata;
};

constexpr std::int16_t EVFILT_READ = -1;
constexpr std::int16_t EVFILT_WRITE = -2;
constexpr std::int16_t EVFILT_EXCEPT = -15;
constexpr std::uint16_t EV_ADD = 0x1;
constexpr std::uint16_t EV_DELETE = 0x2;
constexpr std::uint16_t EV_ERROR = 0x4000;
constexpr std::uint16_t EV_EOF = 0x8000;
constexpr std::uint32_t NOTE_OOB = 0x2;

inline void EV_SET(struct kevent *event, std::uintptr_t ident, std::int16_t filter,
                   std::uint16_t flags, std::uint32_t fflags, std::intptr_t data, void *udata)
{
    *event = {ident, filter, flags, fflags, data, udata};
}

int kqueue();
int kevent(int queue, const struct kevent *changes, int changeCount, struct kevent *events,
           int eventCount, const timespec *timeout);

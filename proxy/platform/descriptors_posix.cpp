// SPDX-License-Identifier: LicenseRef-Private
// For systems whose socket() and pipe() take no flags.
#include "proxy/platform/sockets.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace proxy {

namespace {

bool prepare(int descriptor, Blocking blocking)
{
    return ::fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
           && (blocking == Blocking::Yes || ::fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0);
}

} // namespace

int openSocket(int family, int type, Blocking blocking, int protocol)
{
    const int descriptor = ::socket(family, type, protocol);
    if (descriptor < 0)
        return -1;
    if (!prepare(descriptor, blocking)) {
        ::close(descriptor);
        return -1;
    }
    silenceSocket(descriptor);
    return descriptor;
}

std::optional<std::array<int, 2>> openPipe()
{
    std::array<int, 2> ends {-1, -1};
    if (::pipe(ends.data()) != 0)
        return std::nullopt;
    if (prepare(ends[0], Blocking::No) && prepare(ends[1], Blocking::No))
        return ends;
    ::close(ends[0]);
    ::close(ends[1]);
    return std::nullopt;
}

} // namespace proxy

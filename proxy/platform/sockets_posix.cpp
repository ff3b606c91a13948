// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/sockets.h"

#include <cerrno>

#include <sys/socket.h>

namespace proxy {

const int kNoSignal = MSG_NOSIGNAL;

void silenceSocket(int)
{ }

int unsentBytes(int)
{
    return 0;
}

/// Behind unread bytes it can't be seen.
bool hasPeerEnded(int descriptor)
{
    char byte = 0;
    const ssize_t got = ::recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/sockets.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace proxy {

const int kNoSignal = MSG_NOSIGNAL;

int openSocket(int family, int type, Blocking blocking, int protocol)
{
    const int flags = blocking == Blocking::No ? SOCK_NONBLOCK : 0;
    return ::socket(family, type | flags | SOCK_CLOEXEC, protocol);
}

void silenceSocket(int)
{ }

std::optional<std::array<int, 2>> openPipe()
{
    std::array<int, 2> ends {-1, -1};
    return ::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0 ? std::optional(ends) : std::nullopt;
}

int unsentBytes(int descriptor)
{
    int count = 0;
    return ::ioctl(descriptor, SIOCOUTQ, &count) == 0 ? count : 0;
}

bool hasPeerEnded(int descriptor)
{
    tcp_info info {};
    socklen_t size = sizeof info;
    if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return false;
    return info.tcpi_state == TCP_CLOSE_WAIT || info.tcpi_state == TCP_CLOSE
           || info.tcpi_state == TCP_LAST_ACK || info.tcpi_state == TCP_CLOSING;
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/sockets.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/tcp_fsm.h>
#include <sys/socket.h>

namespace proxy {

const int kNoSignal = 0;

void silenceSocket(int descriptor)
{
    const int on = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
}

int unsentBytes(int descriptor)
{
    int count = 0;
    socklen_t size = sizeof count;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_NWRITE, &count, &size) == 0 ? count : 0;
}

bool hasPeerEnded(int descriptor)
{
    tcp_connection_info info {};
    socklen_t size = sizeof info;
    if (::getsockopt(descriptor, IPPROTO_TCP, TCP_CONNECTION_INFO, &info, &size) != 0)
        return false;
    return info.tcpi_state == TCPS_CLOSE_WAIT || info.tcpi_state == TCPS_CLOSED
           || info.tcpi_state == TCPS_LAST_ACK || info.tcpi_state == TCPS_CLOSING;
}

} // namespace proxy

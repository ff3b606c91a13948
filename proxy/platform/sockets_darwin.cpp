// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/sockets.h"

#include <QtGlobal>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace proxy {

namespace {

// <netinet/tcp_fsm.h>, which not every kit of headers has.
enum TcpState : quint8 { Closed = 0, CloseWait = 5, Closing = 7, LastAck = 8 };

} // namespace

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
    return info.tcpi_state == CloseWait || info.tcpi_state == Closed || info.tcpi_state == LastAck
           || info.tcpi_state == Closing;
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/socketcontrol.h"

#ifdef Q_OS_UNIX
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#endif
#ifdef Q_OS_LINUX
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#endif

namespace proxy {

#ifdef Q_OS_UNIX

namespace {

#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
#else
constexpr int kSendFlags = MSG_DONTWAIT; // Qt ignores SIGPIPE for the process there
#endif

bool isTemporary(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

} // namespace

std::optional<qint64> sendNow(qintptr descriptor, QByteArrayView first, QByteArrayView second)
{
    iovec parts[2] = {
        {const_cast<char *>(first.data()), static_cast<size_t>(first.size())},
        {const_cast<char *>(second.data()), static_cast<size_t>(second.size())},
    };
    msghdr message {};
    message.msg_iov = parts;
    message.msg_iovlen = second.isEmpty() ? 1 : 2;
    const ssize_t sent = ::sendmsg(static_cast<int>(descriptor), &message, kSendFlags);
    if (sent >= 0)
        return sent;
    return isTemporary(errno) ? std::optional<qint64>(0) : std::nullopt;
}

qsizetype receiveNow(qintptr descriptor, std::span<char> room)
{
    const ssize_t count =
        ::recv(static_cast<int>(descriptor), room.data(), room.size(), MSG_DONTWAIT);
    return count > 0 ? count : 0;
}

void shutdownSending(qintptr descriptor)
{
    ::shutdown(static_cast<int>(descriptor), SHUT_WR);
}

void makeCloseAbortive(qintptr descriptor)
{
    const linger abortive {1, 0};
    ::setsockopt(static_cast<int>(descriptor), SOL_SOCKET, SO_LINGER, &abortive, sizeof abortive);
}

std::optional<qint64> raiseDescriptorLimit()
{
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return std::nullopt;
    if (limit.rlim_cur < limit.rlim_max) {
        rlimit raised = limit;
        raised.rlim_cur = raised.rlim_max;
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return static_cast<qint64>(limit.rlim_cur);
}

bool isDescriptorScarce(qintptr newest, int reserve)
{
    rlimit limit {};
    return newest < 0
           || (::getrlimit(RLIMIT_NOFILE, &limit) == 0
               && static_cast<rlim_t>(newest) + static_cast<rlim_t>(reserve) >= limit.rlim_cur);
}

qintptr nextDescriptor()
{
    const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (next >= 0)
        ::close(next);
    return next;
}

qintptr duplicateDescriptor(qintptr descriptor)
{
    return ::fcntl(static_cast<int>(descriptor), F_DUPFD_CLOEXEC, 0);
}

void closeDescriptor(qintptr descriptor)
{
    if (descriptor >= 0)
        ::close(static_cast<int>(descriptor));
}

#else

std::optional<qint64> sendNow(qintptr, QByteArrayView, QByteArrayView)
{
    return 0;
}

qsizetype receiveNow(qintptr, std::span<char>)
{
    return 0;
}

void shutdownSending(qintptr)
{ }

void makeCloseAbortive(qintptr)
{ }

std::optional<qint64> raiseDescriptorLimit()
{
    return std::nullopt;
}

qintptr nextDescriptor()
{
    return 0;
}

bool isDescriptorScarce(qintptr, int)
{
    return false;
}

qintptr duplicateDescriptor(qintptr)
{
    return -1;
}

void closeDescriptor(qintptr)
{ }

#endif

#ifdef Q_OS_LINUX

int unacknowledgedBytes(qintptr descriptor)
{
    int count = 0;
    return ::ioctl(static_cast<int>(descriptor), SIOCOUTQ, &count) == 0 ? count : 0;
}

bool hasPeerLeft(qintptr descriptor)
{
    tcp_info info {};
    socklen_t size = sizeof info;
    if (::getsockopt(static_cast<int>(descriptor), IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return false;
    return info.tcpi_state == TCP_CLOSE_WAIT || info.tcpi_state == TCP_CLOSE
           || info.tcpi_state == TCP_LAST_ACK || info.tcpi_state == TCP_CLOSING;
}

#else

int unacknowledgedBytes(qintptr)
{
    return 0;
}

bool hasPeerLeft(qintptr)
{
    return false;
}

#endif

} // namespace proxy

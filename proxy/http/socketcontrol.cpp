// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/socketcontrol.h"

#include "proxy/platform/sockets.h"

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace proxy {

namespace {

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
    const ssize_t sent =
        ::sendmsg(static_cast<int>(descriptor), &message, MSG_DONTWAIT | kNoSignal);
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

int unacknowledgedBytes(qintptr descriptor)
{
    return unsentBytes(static_cast<int>(descriptor));
}

bool hasPeerLeft(qintptr descriptor)
{
    return hasPeerEnded(static_cast<int>(descriptor));
}

} // namespace proxy

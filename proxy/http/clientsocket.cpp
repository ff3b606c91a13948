// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/clientsocket.h"

#include "proxy/loop/directnotifier.h"
#include "proxy/platform/sockets.h"

#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
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

ClientSocket::ClientSocket(qintptr descriptor, ClientSocketObserver &observer)
    : m_observer(observer)
    , m_descriptor(static_cast<int>(descriptor))
{
    silenceSocket(m_descriptor);
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_storage peer {};
    socklen_t size = sizeof peer;
    if (::getpeername(m_descriptor, reinterpret_cast<sockaddr *>(&peer), &size) == 0) {
        m_peer = QHostAddress(reinterpret_cast<const sockaddr *>(&peer));
        m_peerPort = ntohs(peer.ss_family == AF_INET6
                               ? reinterpret_cast<const sockaddr_in6 &>(peer).sin6_port
                               : reinterpret_cast<const sockaddr_in &>(peer).sin_port);
    }
    m_readNotifier = std::make_unique<DirectNotifier>(m_descriptor, QSocketNotifier::Read,
                                                      [this] { m_observer.socketReadable(); });
}

ClientSocket::~ClientSocket()
{
    release();
}

qsizetype ClientSocket::read(std::span<char> room)
{
    const ssize_t count = ::recv(m_descriptor, room.data(), room.size(), MSG_DONTWAIT);
    m_hasEnded = m_hasEnded || count == 0 || (count < 0 && !isTemporary(errno));
    return count > 0 ? count : 0;
}

void ClientSocket::setReading(bool on)
{
    if (m_descriptor >= 0 && m_readNotifier->isEnabled() != on)
        m_readNotifier->setEnabled(on);
}

std::optional<qint64> ClientSocket::send(QByteArrayView first, QByteArrayView second)
{
    iovec parts[2] = {
        {const_cast<char *>(first.data()), static_cast<size_t>(first.size())},
        {const_cast<char *>(second.data()), static_cast<size_t>(second.size())},
    };
    msghdr message {};
    message.msg_iov = parts;
    message.msg_iovlen = second.isEmpty() ? 1 : 2;
    const ssize_t sent = ::sendmsg(m_descriptor, &message, MSG_DONTWAIT | kNoSignal);
    if (sent >= 0)
        return sent;
    return isTemporary(errno) ? std::optional<qint64>(0) : std::nullopt;
}

void ClientSocket::notifyWritable()
{
    if (m_descriptor < 0)
        return;
    if (m_writeNotifier) {
        m_writeNotifier->setEnabled(true);
        return;
    }
    const auto tell = [this] {
        m_writeNotifier->setEnabled(false);
        m_observer.socketWritable();
    };
    m_writeNotifier = std::make_unique<DirectNotifier>(m_descriptor, QSocketNotifier::Write, tell);
}

void ClientSocket::shutdownSending()
{
    ::shutdown(m_descriptor, SHUT_WR);
}

void ClientSocket::makeCloseAbortive()
{
    const linger abortive {1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &abortive, sizeof abortive);
}

void ClientSocket::close()
{
    if (m_descriptor < 0)
        return;
    release();
    m_observer.socketClosed();
}

int ClientSocket::unacknowledgedBytes() const
{
    return unsentBytes(m_descriptor);
}

bool ClientSocket::hasPeerLeft() const
{
    return hasPeerEnded(m_descriptor);
}

/// The notifiers are only switched off: one of them may be calling right now.
void ClientSocket::release()
{
    for (DirectNotifier *notifier : {m_readNotifier.get(), m_writeNotifier.get()}) {
        if (notifier != nullptr)
            notifier->setEnabled(false);
    }
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

} // namespace proxy

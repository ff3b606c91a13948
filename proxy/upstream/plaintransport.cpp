// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/plaintransport.h"

#include "proxy/core/systemerror.h"
#include "proxy/loop/directnotifier.h"
#include "proxy/platform/sockets.h"
#include "proxy/upstream/socketaddress.h"

#include <QHostInfo>

#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace proxy {

namespace {

IoResult failedIo(int error)
{
    const bool blocks = error == EAGAIN || error == EWOULDBLOCK;
    return {blocks ? IoResult::State::WouldBlock : IoResult::State::Broken, 0};
}

} // namespace

PlainTransport::PlainTransport(TransportObserver &observer)
    : m_observer(observer)
{ }

PlainTransport::~PlainTransport()
{
    close();
}

void PlainTransport::close()
{
    // Only switched off: one of them may be calling right now.
    for (DirectNotifier *notifier : {m_readNotifier.get(), m_writeNotifier.get()}) {
        if (notifier != nullptr)
            notifier->setEnabled(false);
    }
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
    m_isClosed = true;
}

void PlainTransport::open(const Endpoint &endpoint)
{
    m_port = endpoint.port;
    const QHostAddress literal(endpoint.host);
    if (literal.isNull()) {
        QHostInfo::lookupHost(endpoint.host, &m_context,
                              [this](const QHostInfo &info) { useLookup(info); });
        return;
    }
    m_addresses = {literal};
    connectNext();
}

void PlainTransport::useLookup(const QHostInfo &info)
{
    if (info.error() != QHostInfo::NoError)
        m_lastError = Text::words(info.errorString());
    m_addresses = info.addresses();
    connectNext();
}

void PlainTransport::connectNext()
{
    if (m_isClosed)
        return;
    closeAttempt();
    while (!m_addresses.isEmpty()) {
        if (startConnecting(m_addresses.takeFirst()))
            return;
        m_lastError = systemError(errno);
        closeAttempt();
    }
    const auto tell = [this] {
        if (!m_isClosed)
            m_observer.transportFailed(m_lastError);
    };
    QMetaObject::invokeMethod(&m_context, tell, Qt::QueuedConnection);
}

void PlainTransport::closeAttempt()
{
    m_writeNotifier.reset();
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

bool PlainTransport::startConnecting(const QHostAddress &address)
{
    SocketAddress to = socketAddress(address, m_port);
    m_fd = openSocket(to.storage.ss_family, SOCK_STREAM, Blocking::No, IPPROTO_TCP);
    if (m_fd < 0)
        return false;
    const int on = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(m_fd, to.get(), to.size) != 0 && errno != EINPROGRESS)
        return false;
    m_writeNotifier =
        std::make_unique<DirectNotifier>(m_fd, QSocketNotifier::Write, [this] { onWritable(); });
    return true;
}

void PlainTransport::checkConnected()
{
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(m_fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0 && isConnectedToItself(m_fd))
        error = ECONNREFUSED;
    if (error == 0) {
        beConnected();
        return;
    }
    m_lastError = systemError(error);
    m_writeNotifier->setEnabled(false);
    // Queued: the notifier that is calling must not be destroyed under its own feet.
    QMetaObject::invokeMethod(
        &m_context, [this] { connectNext(); }, Qt::QueuedConnection);
}

void PlainTransport::beConnected()
{
    m_isConnected = true;
    m_writeNotifier->setEnabled(false);
    m_readNotifier = std::make_unique<DirectNotifier>(m_fd, QSocketNotifier::Read,
                                                      [this] { m_observer.transportReadable(); });
    m_observer.transportConnected();
}

IoResult PlainTransport::read(std::span<char> into)
{
    while (true) {
        const ssize_t got = ::recv(m_fd, into.data(), into.size(), 0);
        if (got > 0)
            return {IoResult::State::Moved, got};
        if (got == 0)
            return {m_isBroken ? IoResult::State::Broken : IoResult::State::Ended, 0};
        if (errno != EINTR)
            return failedIo(errno);
    }
}

IoResult PlainTransport::write(QByteArrayView first, QByteArrayView second)
{
    iovec parts[2] = {{const_cast<char *>(first.data()), static_cast<size_t>(first.size())},
                      {const_cast<char *>(second.data()), static_cast<size_t>(second.size())}};
    msghdr message {};
    message.msg_iov = first.isEmpty() ? parts + 1 : parts;
    message.msg_iovlen = first.isEmpty() || second.isEmpty() ? 1 : 2;
    while (true) {
        const ssize_t sent = ::sendmsg(m_fd, &message, kNoSignal);
        if (sent >= 0)
            return {IoResult::State::Moved, sent};
        if (errno == EINTR)
            continue;
        const IoResult result = failedIo(errno);
        // The error is used up by this: what read() will see after the last byte is a plain end.
        m_isBroken = m_isBroken || result.state == IoResult::State::Broken;
        return result;
    }
}

void PlainTransport::finishWriting()
{
    ::shutdown(m_fd, SHUT_WR);
}

void PlainTransport::setReading(bool on)
{
    if (m_readNotifier && m_readNotifier->isEnabled() != on)
        m_readNotifier->setEnabled(on);
}

void PlainTransport::notifyWritable()
{
    m_writeNotifier->setEnabled(true);
}

bool PlainTransport::hasInput() const
{
    char byte = 0;
    const ssize_t got = ::recv(m_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void PlainTransport::onWritable()
{
    if (!m_isConnected) {
        checkConnected();
        return;
    }
    m_writeNotifier->setEnabled(false);
    m_observer.transportWritable();
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/wiresocket.h"

#include <QHostAddress>

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <linux/tcp.h> // glibc's own header ends before tcpi_bytes_acked
#else
#include <netinet/tcp.h>
#endif

namespace standins {

WireSocket::WireSocket(qintptr descriptor, WireSocketObserver &observer)
    : m_fd(static_cast<int>(descriptor))
    , m_observer(observer)
    , m_read(descriptor, QSocketNotifier::Read)
    , m_write(descriptor, QSocketNotifier::Write)
{
    const int on = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(m_fd, F_SETFL, ::fcntl(m_fd, F_GETFL) | O_NONBLOCK);
    m_write.setEnabled(false);
    QObject::connect(&m_read, &QSocketNotifier::activated, &m_read, [this] { readSome(); });
    QObject::connect(&m_write, &QSocketNotifier::activated, &m_write, [this] { writeSome(); });
}

WireSocket::~WireSocket()
{
    closeNow();
}

void WireSocket::write(const QByteArray &bytes)
{
    if (m_fd < 0)
        return;
    const bool waiting = !m_unsent.isEmpty();
    m_unsent.append(bytes);
    if (!waiting)
        writeSome();
}

void WireSocket::setReading(bool reading)
{
    if (m_fd >= 0)
        m_read.setEnabled(reading);
}

void WireSocket::finish()
{
    m_finishing = true;
    if (m_fd >= 0 && m_unsent.isEmpty()) {
        ::shutdown(m_fd, SHUT_WR);
        m_read.setEnabled(true);
    }
}

void WireSocket::reset()
{
    const linger hard {.l_onoff = 1, .l_linger = 0};
    if (m_fd >= 0)
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    closeNow();
}

qint64 WireSocket::acknowledged() const
{
#ifdef Q_OS_LINUX
    tcp_info info {};
    socklen_t size = sizeof info;
    if (m_fd >= 0 && ::getsockopt(m_fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0
        && size >= offsetof(tcp_info, tcpi_bytes_acked) + sizeof info.tcpi_bytes_acked)
        return qMax<qint64>(0, static_cast<qint64>(info.tcpi_bytes_acked) - 1);
#endif
    return -1;
}

QByteArray WireSocket::peerAddress() const
{
    sockaddr_storage storage {};
    socklen_t size = sizeof storage;
    auto *address = reinterpret_cast<sockaddr *>(&storage);
    if (m_fd < 0 || ::getpeername(m_fd, address, &size) != 0)
        return {};
    return QHostAddress(address).toString().toLatin1();
}

void WireSocket::readSome()
{
    char buffer[64 * 1024];
    const ssize_t count = ::recv(m_fd, buffer, sizeof buffer, 0);
    if (count > 0) {
        if (!m_finishing)
            m_observer.bytesArrived(QByteArrayView(buffer, count));
    } else if (count == 0) {
        fail(WireEnd::PeerFin);
    } else if (errno != EAGAIN && errno != EINTR) {
        fail(WireEnd::PeerReset);
    }
}

void WireSocket::writeSome()
{
    const ssize_t count =
        ::send(m_fd, m_unsent.constData(), static_cast<size_t>(m_unsent.size()), MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
        fail(WireEnd::PeerReset);
        return;
    }
    const bool waited = m_write.isEnabled();
    if (count > 0) {
        m_written += count;
        m_unsent.remove(0, count);
    }
    m_write.setEnabled(!m_unsent.isEmpty());
    if (!m_unsent.isEmpty())
        return;
    if (m_finishing)
        finish();
    if (waited)
        m_observer.drained();
}

void WireSocket::fail(WireEnd how)
{
    // Both notifiers off first: the observer may take its time to destroy us.
    m_read.setEnabled(false);
    m_write.setEnabled(false);
    m_unsent.clear();
    m_observer.ended(how);
}

void WireSocket::closeNow()
{
    if (m_fd < 0)
        return;
    m_read.setEnabled(false);
    m_write.setEnabled(false);
    ::close(m_fd);
    m_fd = -1;
}

} // namespace standins

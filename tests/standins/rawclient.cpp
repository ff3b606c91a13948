// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/rawclient.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QThread>

#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace standins {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSlice {2};
constexpr qsizetype kSmallAnswer = 256 * 1024;

qsizetype lengthEnd(const RawResponse &response)
{
    return response.rawHead.size() + response.header("Content-Length").toLongLong();
}

void runEvents()
{
    const QCoreApplication *application = QCoreApplication::instance();
    if (application != nullptr && application->thread() == QThread::currentThread())
        QCoreApplication::processEvents();
}

socklen_t fillAddress(sockaddr_storage &storage, const QHostAddress &address, quint16 port)
{
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        auto *v6 = reinterpret_cast<sockaddr_in6 *>(&storage);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        memcpy(&v6->sin6_addr, &bytes, sizeof bytes);
        return sizeof *v6;
    }
    auto *v4 = reinterpret_cast<sockaddr_in *>(&storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    v4->sin_addr.s_addr = htonl(address.toIPv4Address());
    return sizeof *v4;
}

} // namespace

RawClient::~RawClient()
{
    close();
}

bool RawClient::connectTo(quint16 port, const QString &host, int receiveBuffer)
{
    close();
    clearReceived();
    m_end = WireEnd::Open;
    const QHostAddress address(host == u"localhost" ? QStringLiteral("127.0.0.1") : host);
    sockaddr_storage storage {};
    const socklen_t size = fillAddress(storage, address, port);
    const int fd = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    if (receiveBuffer > 0)
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    // Loopback only: connecting either succeeds or is refused at once.
    if (::connect(fd, reinterpret_cast<const sockaddr *>(&storage), size) != 0) {
        ::close(fd);
        return false;
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    m_fd = fd;
    return true;
}

bool RawClient::poll(short events, Millis slice, short &ready)
{
    runEvents();
    pollfd entry {.fd = m_fd, .events = events, .revents = 0};
    const int count = ::poll(&entry, 1, static_cast<int>(slice.count()));
    ready = entry.revents;
    return count > 0;
}

void RawClient::readOnce()
{
    char buffer[64 * 1024];
    const ssize_t count = ::recv(m_fd, buffer, sizeof buffer, 0);
    if (count > 0) {
        m_arrivals.push_back({QByteArray(buffer, count), Clock::now()});
        m_received.append(buffer, count);
    } else if (count == 0) {
        peerEnded(WireEnd::PeerFin);
    } else if (errno != EAGAIN && errno != EINTR) {
        peerEnded(WireEnd::PeerReset);
    }
}

void RawClient::peerEnded(WireEnd how)
{
    m_end = how;
    if (how == WireEnd::PeerReset)
        close();
}

bool RawClient::send(QByteArrayView bytes, Millis deadline)
{
    const WireTime until = Clock::now() + deadline;
    qsizetype sent = 0;
    while (m_fd >= 0 && sent < bytes.size() && Clock::now() < until) {
        short ready = 0;
        const short events = m_end == WireEnd::Open ? POLLIN | POLLOUT : POLLOUT;
        if (!poll(events, kSlice, ready))
            continue;
        if ((ready & (POLLIN | POLLERR | POLLHUP)) != 0 && m_end == WireEnd::Open)
            readOnce();
        if (m_fd < 0 || (ready & POLLOUT) == 0)
            continue;
        const ssize_t count = ::send(m_fd, bytes.data() + sent,
                                     static_cast<size_t>(bytes.size() - sent), MSG_NOSIGNAL);
        if (count > 0)
            sent += count;
        else if (errno != EAGAIN && errno != EINTR)
            return false;
    }
    return sent == bytes.size();
}

bool RawClient::sendInPieces(QByteArrayView bytes, qsizetype piece)
{
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        if (!send(bytes.sliced(at, qMin(piece, bytes.size() - at))))
            return false;
        runEvents();
    }
    return true;
}

void RawClient::shutdownWrite()
{
    if (m_fd >= 0)
        ::shutdown(m_fd, SHUT_WR);
}

void RawClient::close()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

void RawClient::reset()
{
    const linger hard {.l_onoff = 1, .l_linger = 0};
    if (m_fd >= 0)
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
}

bool RawClient::waitUntil(const std::function<bool()> &done, Millis deadline)
{
    const WireTime until = Clock::now() + deadline;
    while (!done()) {
        if (m_fd < 0 || m_end != WireEnd::Open || Clock::now() >= until)
            return false;
        short ready = 0;
        if (poll(POLLIN, kSlice, ready))
            readOnce();
    }
    return true;
}

bool RawClient::waitForBytes(qsizetype total, Millis deadline)
{
    return waitUntil([&] { return m_received.size() >= total; }, deadline);
}

bool RawClient::waitForText(QByteArrayView text, Millis deadline)
{
    return waitUntil([&] { return m_received.contains(text); }, deadline);
}

bool RawClient::waitForEnd(Millis deadline)
{
    waitUntil([] { return false; }, deadline);
    return m_end != WireEnd::Open;
}

void RawClient::readFor(Millis period)
{
    waitUntil([] { return false; }, period);
}

RawResponse RawClient::readResponse(bool toHead, Millis deadline)
{
    std::optional<RawResponse> response;
    qsizetype seen = -1;
    const auto parse = [&] {
        // A large answer is not parsed again for every arrival: that would cost squares.
        const qsizetype size = m_received.size();
        const bool likelyEnd = size < kSmallAnswer || size > seen + seen / 8
                               || m_received.endsWith("\r\n\r\n")
                               || (response && response->framing == WireFraming::Length
                                   && size >= lengthEnd(*response));
        if (seen == size || !likelyEnd)
            return false;
        seen = size;
        response = parseResponse(m_received, toHead, false);
        return response && (response->complete || response->broken);
    };
    if (!waitUntil(parse, deadline))
        response = parseResponse(m_received, toHead, m_end == WireEnd::PeerFin);
    if (!response)
        return {};
    m_received.remove(0, response->wireSize);
    return *response;
}

RawResponse RawClient::exchange(QByteArrayView request, Millis deadline)
{
    send(request, deadline);
    return readResponse(request.startsWith("HEAD "), deadline);
}

void RawClient::clearReceived()
{
    m_received.clear();
    m_arrivals.clear();
}

quint16 RawClient::localPort() const
{
    sockaddr_storage storage {};
    socklen_t size = sizeof storage;
    if (m_fd < 0 || ::getsockname(m_fd, reinterpret_cast<sockaddr *>(&storage), &size) != 0)
        return 0;
    if (storage.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6 *>(&storage)->sin6_port);
    return ntohs(reinterpret_cast<const sockaddr_in *>(&storage)->sin_port);
}

} // namespace standins

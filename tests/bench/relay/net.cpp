// SPDX-License-Identifier: LicenseRef-Private
#include "net.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace bench {

namespace {

sockaddr_in loopback(uint16_t port)
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void disableNagle(int fd)
{
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

ssize_t outcome(ssize_t count)
{
    if (count >= 0)
        return count;
    return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

} // namespace

int64_t nowMicros()
{
    timespec now {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t {now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

Socket::Socket(Socket &&other) noexcept
    : m_fd(std::exchange(other.m_fd, -1))
{ }

Socket &Socket::operator=(Socket &&other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

void Socket::close()
{
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

void Socket::reset()
{
    const linger abortive {1, 0};
    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &abortive, sizeof abortive);
    close();
}

ssize_t Socket::read(std::span<char> into)
{
    const ssize_t count = ::recv(m_fd, into.data(), into.size(), 0);
    return count == 0 ? -1 : outcome(count);
}

ssize_t Socket::write(std::string_view first, std::string_view second)
{
    iovec parts[2] = {{const_cast<char *>(first.data()), first.size()},
                      {const_cast<char *>(second.data()), second.size()}};
    msghdr message {};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    return outcome(::sendmsg(m_fd, &message, MSG_NOSIGNAL));
}

Socket listenOn(uint16_t port)
{
    Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int on = 1;
    ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = loopback(port);
    if (::bind(socket.fd(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
        || ::listen(socket.fd(), 4096) != 0)
        socket.close();
    return socket;
}

Socket connectTo(uint16_t port)
{
    Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    disableNagle(socket.fd());
    const sockaddr_in address = loopback(port);
    if (::connect(socket.fd(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
        && errno != EINPROGRESS)
        socket.close();
    return socket;
}

Socket acceptFrom(const Socket &listener)
{
    Socket socket(::accept4(listener.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.isOpen())
        disableNagle(socket.fd());
    return socket;
}

uint16_t portOf(const Socket &socket)
{
    sockaddr_in address {};
    socklen_t size = sizeof address;
    ::getsockname(socket.fd(), reinterpret_cast<sockaddr *>(&address), &size);
    return ntohs(address.sin_port);
}

Poller::Poller()
    : m_fd(::epoll_create1(EPOLL_CLOEXEC))
{ }

Poller::~Poller()
{
    ::close(m_fd);
}

void Poller::add(int fd, uint32_t events, void *tag)
{
    epoll_event event {};
    event.events = events;
    event.data.ptr = tag;
    ::epoll_ctl(m_fd, EPOLL_CTL_ADD, fd, &event);
}

void Poller::change(int fd, uint32_t events, void *tag)
{
    epoll_event event {};
    event.events = events;
    event.data.ptr = tag;
    ::epoll_ctl(m_fd, EPOLL_CTL_MOD, fd, &event);
}

std::span<const epoll_event> Poller::wait(int timeoutMs)
{
    const int count = ::epoll_wait(m_fd, m_events, static_cast<int>(kEvents), timeoutMs);
    return {m_events, static_cast<size_t>(std::max(count, 0))};
}

} // namespace bench

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <sys/epoll.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace bench {

/// Microseconds of the monotonic clock, the same one in every process of this machine.
[[nodiscard]] int64_t nowMicros();

/// A descriptor that is closed with its owner.
class Socket final
{
public:
    Socket() = default;
    explicit Socket(int fd)
        : m_fd(fd)
    { }
    Socket(Socket &&other) noexcept;
    Socket &operator=(Socket &&other) noexcept;
    ~Socket() { close(); }

    void close();
    void reset(); ///< closes with RST instead of FIN
    [[nodiscard]] int fd() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

    /// Bytes moved; 0 when it would block; -1 when the connection is over or broken.
    ssize_t read(std::span<char> into);
    ssize_t write(std::string_view first, std::string_view second = {});

private:
    int m_fd = -1;
};

/// Non-blocking, on 127.0.0.1. Closed when it can't be had.
[[nodiscard]] Socket listenOn(uint16_t port);
[[nodiscard]] Socket connectTo(uint16_t port);
[[nodiscard]] Socket acceptFrom(const Socket &listener);
[[nodiscard]] uint16_t portOf(const Socket &socket);

/// Level-triggered epoll; the tag comes back with each event.
class Poller final
{
public:
    Poller();
    ~Poller();
    Poller(const Poller &) = delete;
    Poller &operator=(const Poller &) = delete;

    void add(int fd, uint32_t events, void *tag);
    void change(int fd, uint32_t events, void *tag);
    [[nodiscard]] std::span<const epoll_event> wait(int timeoutMs);

private:
    static constexpr size_t kEvents = 256;

    int m_fd = -1;
    epoll_event m_events[kEvents] {};
};

} // namespace bench

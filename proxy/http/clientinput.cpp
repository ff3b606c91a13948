// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/clientinput.h"

#include "proxy/http/clientsocket.h"

#include <array>

namespace proxy {

namespace {

/// What one event may bring: a head and a usual message. The rest of a body with a length goes from
/// the kernel to its place.
constexpr size_t kMostAtOnce = 16 * 1024;
/// A buffer that grew beyond this is not kept for the next request.
constexpr qsizetype kKeptCapacity = 16 * 1024;

/// One for all connections of a thread, so that none holds more than it was sent.
std::span<char> sharedRoom()
{
    static thread_local std::array<char, kMostAtOnce> room;
    return room;
}

} // namespace

ClientInput::ClientInput(ClientSocket &socket)
    : m_socket(socket)
{ }

void ClientInput::read()
{
    const std::span<char> room = sharedRoom();
    m_buffer.append(room.data(), m_socket.read(room));
}

qsizetype ClientInput::readInto(std::span<char> room)
{
    return m_socket.read(room);
}

void ClientInput::discard()
{
    while (m_socket.read(sharedRoom()) > 0) { }
}

QByteArrayView ClientInput::pending() const
{
    return QByteArrayView(m_buffer).sliced(m_used);
}

void ClientInput::advance(qsizetype used)
{
    m_used += used;
    if (!isEmpty() && m_used < kKeptCapacity)
        return;
    if (!isEmpty())
        m_buffer.remove(0, m_used);
    else if (m_buffer.capacity() > kKeptCapacity)
        m_buffer = {};
    else
        m_buffer.resize(0);
    m_used = 0;
}

void ClientInput::releaseBuffer()
{
    m_buffer = {};
    m_used = 0;
}

void ClientInput::pause()
{
    m_isPaused = true;
    m_socket.setReading(false);
}

void ClientInput::resume()
{
    m_isPaused = false;
    m_socket.setReading(true);
}

} // namespace proxy

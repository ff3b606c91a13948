// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/clientinput.h"

#include "proxy/http/socketcontrol.h"

#include <QTcpSocket>

#include <algorithm>

namespace proxy {

namespace {

/// What one event may bring into Qt's buffer, and is copied from there twice: a head and a usual
/// message. The rest of a body with a length goes from the kernel to its place.
constexpr qint64 kReadBufferBytes = 16 * 1024;
/// A buffer that grew beyond this is not kept for the next request.
constexpr qsizetype kKeptCapacity = 16 * 1024;

} // namespace

ClientInput::ClientInput(QTcpSocket &socket)
    : m_socket(socket)
{
    m_socket.setReadBufferSize(kReadBufferBytes);
}

/// QHttpServer leaves a transaction open after a read that gave no whole request; what is read or
/// put back inside it would come again.
void ClientInput::endTransaction()
{
    if (m_socket.isTransactionStarted())
        m_socket.commitTransaction();
}

void ClientInput::read()
{
    endTransaction();
    const qsizetype before = m_buffer.size();
    // Asking for more than there is makes Qt listen again after its buffer was full.
    const qsizetype wanted = m_socket.bytesAvailable() + 1;
    m_buffer.resize(before + wanted);
    const qint64 count = m_socket.read(m_buffer.data() + before, wanted);
    m_buffer.resize(before + std::max<qint64>(count, 0));
}

qsizetype ClientInput::readInto(std::span<char> room)
{
    endTransaction();
    const auto size = static_cast<qsizetype>(room.size());
    const bool takesAll = m_socket.bytesAvailable() < size;
    qsizetype filled = std::max<qint64>(m_socket.read(room.data(), size), 0);
    while (takesAll && filled < size) {
        const qsizetype count =
            receiveNow(m_socket.socketDescriptor(), room.subspan(static_cast<size_t>(filled)));
        if (count == 0)
            break;
        filled += count;
    }
    // Whatever stays in Qt's buffer would be QHttpServer's to read.
    if (m_socket.bytesAvailable() > 0)
        read();
    return filled;
}

void ClientInput::discard()
{
    endTransaction();
    m_socket.skip(m_socket.bytesAvailable() + 1);
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
    if (isEmpty() && m_buffer.capacity() > kKeptCapacity)
        m_buffer = {};
    else
        m_buffer.remove(0, m_used);
    m_used = 0;
}

void ClientInput::releaseBuffer()
{
    m_buffer = {};
    m_used = 0;
}

/// A buffer that is full to its limit is what makes QTcpSocket stop reading. The line feed is one
/// that QHttpServer's parser would skip, should it come across it.
void ClientInput::pause()
{
    if (m_isPaused)
        return;
    m_isPaused = true;
    endTransaction();
    m_socket.ungetChar('\n');
    m_socket.setReadBufferSize(1);
}

void ClientInput::resume()
{
    if (!m_isPaused)
        return;
    m_isPaused = false;
    discard();
    m_socket.setReadBufferSize(kReadBufferBytes);
}

void ClientInput::inject(QByteArrayView request)
{
    endTransaction();
    for (auto byte = request.crbegin(); byte != request.crend(); ++byte)
        m_socket.ungetChar(*byte);
}

void ClientInput::announce()
{
    m_isAnnouncing = true;
    Q_EMIT m_socket.readyRead();
    m_isAnnouncing = false;
}

} // namespace proxy

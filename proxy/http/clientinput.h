// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <span>

namespace proxy {

class ClientSocket;

/// The receiving side of one client connection. Part of GuardedConnection; the socket must outlive
/// it.
class ClientInput final
{
public:
    explicit ClientInput(ClientSocket &socket);

    /// Appends what has arrived to the pending bytes, up to a limit for one event.
    void read();
    /// Reads into @p room, directly from the kernel. Returns how many bytes of it were filled.
    [[nodiscard]] qsizetype readInto(std::span<char> room);
    /// Discards what has arrived.
    void discard();

    /// The bytes that were read and not used yet.
    [[nodiscard]] QByteArrayView pending() const;
    [[nodiscard]] qsizetype pendingSize() const { return m_buffer.size() - m_used; }
    [[nodiscard]] bool isEmpty() const { return pendingSize() == 0; }
    /// Removes the first @p used pending bytes.
    void advance(qsizetype used);
    /// Frees the buffer. There must be no pending bytes.
    void releaseBuffer();

    /// Stops and resumes reading.
    void pause();
    void resume();
    [[nodiscard]] bool isPaused() const { return m_isPaused; }

private:
    ClientSocket &m_socket;
    QByteArray m_buffer;
    qsizetype m_used = 0; // of m_buffer
    bool m_isPaused = false;
};

} // namespace proxy

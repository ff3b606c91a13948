// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <span>

class QTcpSocket;

namespace proxy {

/// The receiving side of one client connection. QHttpServer reads from the same socket after this
/// class. This class takes out everything that the client sent, so QHttpServer finds only what
/// inject() puts there. Part of GuardedConnection; the socket must outlive it.
class ClientInput final
{
public:
    explicit ClientInput(QTcpSocket &socket);

    /// Appends everything that has arrived to the pending bytes.
    void read();
    /// Reads into @p room, directly from the kernel where possible. Bytes beyond it become pending.
    /// Returns how many bytes of @p room were filled.
    [[nodiscard]] qsizetype readInto(std::span<char> room);
    /// Discards everything that has arrived.
    void discard();

    /// The bytes that were read and not used yet.
    [[nodiscard]] QByteArrayView pending() const;
    [[nodiscard]] qsizetype pendingSize() const { return m_buffer.size() - m_used; }
    [[nodiscard]] bool isEmpty() const { return pendingSize() == 0; }
    /// Removes the first @p used pending bytes.
    void advance(qsizetype used);
    /// Frees the buffer. There must be no pending bytes.
    void releaseBuffer();

    /// Stops and resumes reading. Do not pause while readyRead() is emitted: QHttpServer would read
    /// the byte that keeps the socket's buffer full.
    void pause();
    void resume();
    [[nodiscard]] bool isPaused() const { return m_isPaused; }

    /// Puts @p request into the socket, where QHttpServer reads it next: in the present emission of
    /// readyRead(), or in the one of announce().
    void inject(QByteArrayView request);
    /// Emits readyRead() for injected bytes.
    void announce();
    /// Whether announce() is running, so that the socket holds injected bytes only.
    [[nodiscard]] bool isAnnouncing() const { return m_isAnnouncing; }

private:
    void endTransaction();

    QTcpSocket &m_socket;
    QByteArray m_buffer;
    qsizetype m_used = 0; // of m_buffer
    bool m_isPaused = false;
    bool m_isAnnouncing = false;
};

} // namespace proxy

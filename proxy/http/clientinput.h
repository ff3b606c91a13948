// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <span>

class QTcpSocket;

namespace proxy {

/// The receiving side of one client connection, shared with QHttpServer, which reads from the
/// same socket right after us: whatever the client sent is taken out here first, and what
/// QHttpServer finds is only what inject() put there. Part of GuardedConnection; the socket must
/// outlive it.
class ClientInput final
{
public:
    explicit ClientInput(QTcpSocket &socket);

    /// Appends all that has arrived to what is pending.
    void read();
    /// Fills @p room with what has arrived, straight from the kernel where possible; more than
    /// that becomes pending. Returns how much of the room was filled.
    [[nodiscard]] qsizetype readInto(std::span<char> room);
    /// Throws away what has arrived.
    void discard();

    /// What was read and not used yet.
    [[nodiscard]] QByteArrayView pending() const;
    [[nodiscard]] qsizetype pendingSize() const { return m_buffer.size() - m_used; }
    [[nodiscard]] bool isEmpty() const { return pendingSize() == 0; }
    /// The first @p used pending bytes are done with.
    void advance(qsizetype used);
    /// Gives memory back; nothing may be pending.
    void releaseBuffer();

    /// Stops and continues reading. Not to be paused while readyRead() is being emitted:
    /// QHttpServer would come across the byte that keeps the buffer full.
    void pause();
    void resume();
    [[nodiscard]] bool isPaused() const { return m_isPaused; }

    /// Puts @p request where QHttpServer will read it: when its slot runs next, in the emission
    /// of readyRead() that is under way, or by announce().
    void inject(const QByteArray &request);
    /// Emits readyRead() for injected bytes.
    void announce();
    /// True while announce() runs: what can be read is ours.
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

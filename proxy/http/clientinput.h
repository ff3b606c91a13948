// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

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

    /// Appends all that has arrived to @p buffer.
    void readInto(QByteArray &buffer);
    /// Fills @p room with what has arrived, straight from the kernel where possible. Returns how
    /// much that was.
    [[nodiscard]] qsizetype readInto(std::span<char> room);
    void discard();

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
    bool m_isPaused = false;
    bool m_isAnnouncing = false;
};

} // namespace proxy

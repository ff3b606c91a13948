// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

class QTcpSocket;

namespace proxy {

/// The sending side of one client connection. It gathers the bytes of one event and sends them with
/// one system call. Only bytes that the kernel does not take go through QTcpSocket, which then
/// emits bytesWritten(). Part of GuardedConnection; the socket must outlive it.
class ClientOutput final
{
public:
    explicit ClientOutput(QTcpSocket &socket);

    /// Adds bytes. Small pieces wait for flush(); a large one is sent at once, after the gathered
    /// ones.
    void append(QByteArrayView bytes);
    /// The gathered bytes, to append small pieces directly. They wait for flush().
    [[nodiscard]] QByteArray &gathered() { return m_gathered; }
    /// Sends the gathered bytes.
    void flush();
    /// Frees the buffer. There must be no gathered bytes.
    void releaseBuffer() { m_gathered = {}; }

    /// How many bytes the kernel has not taken yet.
    [[nodiscard]] qint64 unsentBytes() const;
    /// Whether a send failed, so that the connection is dead.
    [[nodiscard]] bool isBroken() const { return m_isBroken; }

private:
    void send(QByteArrayView first, QByteArrayView second);

    QTcpSocket &m_socket;
    QByteArray m_gathered;
    bool m_isBroken = false;
};

} // namespace proxy

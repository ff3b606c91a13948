// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

class QTcpSocket;

namespace proxy {

/// The sending side of one client connection. Gathers what one event writes and hands it to the
/// kernel in one call; only what the kernel does not take goes through QTcpSocket's queue, which
/// announces it with bytesWritten(). Part of GuardedConnection; the socket must outlive it.
class ClientOutput final
{
public:
    explicit ClientOutput(QTcpSocket &socket);

    /// Small pieces wait for flush(); a large one goes out at once, with all before it.
    void append(QByteArrayView bytes);
    /// A place to append small things to; wait for flush() like the others.
    [[nodiscard]] QByteArray &gathered() { return m_gathered; }
    void flush();
    /// Gives memory back; nothing may be gathered.
    void releaseBuffer() { m_gathered = {}; }

    /// Bytes the kernel did not take yet.
    [[nodiscard]] qint64 unsentBytes() const;
    /// A send failed: the connection is dead.
    [[nodiscard]] bool isBroken() const { return m_isBroken; }

private:
    void send(QByteArrayView first, QByteArrayView second);

    QTcpSocket &m_socket;
    QByteArray m_gathered;
    bool m_isBroken = false;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

class ClientSocket;

/// The sending side of one client connection. It gathers the bytes of one event and sends them with
/// one system call. What the kernel does not take waits until the socket is writable. Part of
/// GuardedConnection; the socket must outlive it.
class ClientOutput final
{
public:
    explicit ClientOutput(ClientSocket &socket);

    /// Adds bytes. Small pieces wait for flush(); a large one is sent at once, after the gathered
    /// ones.
    void append(QByteArrayView bytes);
    /// The gathered bytes, to append small pieces directly. They wait for flush().
    [[nodiscard]] QByteArray &gathered() { return m_gathered; }
    /// Sends the gathered bytes.
    void flush();
    /// Sends what the kernel did not take before. The socket is writable.
    void sendRest();
    /// Frees the buffer. There must be no gathered bytes.
    void releaseBuffer() { m_gathered = {}; }

    /// How many bytes the kernel has not taken yet.
    [[nodiscard]] qint64 unsentBytes() const { return m_gathered.size() + m_rest.size(); }
    /// Whether the kernel refused bytes that were to be sent.
    [[nodiscard]] bool hasRest() const { return !m_rest.isEmpty(); }
    /// Whether a send failed, so that the connection is dead.
    [[nodiscard]] bool isBroken() const { return m_isBroken; }

private:
    void send(QByteArrayView first, QByteArrayView second);

    ClientSocket &m_socket;
    QByteArray m_gathered;
    QByteArray m_rest; // goes before what is gathered
    bool m_isBroken = false;
};

} // namespace proxy

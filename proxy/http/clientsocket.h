// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>
#include <QHostAddress>

#include <memory>
#include <optional>
#include <span>

namespace proxy {

class DirectNotifier;

/// Is told what happens to a ClientSocket.
class ClientSocketObserver
{
public:
    /// There are bytes to read, or the client's end.
    virtual void socketReadable() = 0;
    /// More can be sent, after ClientSocket::notifyWritable().
    virtual void socketWritable() = 0;
    /// The socket is closed, by ClientSocket::close().
    virtual void socketClosed() = 0;

protected:
    ~ClientSocketObserver() = default;
};

/// The accepted socket of one client: descriptor and notifiers, no buffers. It is no QTcpSocket,
/// which copies what is read once more and asks the kernel how much that will be. Part of
/// GuardedConnection; the observer may destroy it only from the event loop.
class ClientSocket final
{
public:
    /// Takes over @p descriptor.
    ClientSocket(qintptr descriptor, ClientSocketObserver &observer);
    /// Closes without a word to the observer.
    ~ClientSocket();
    Q_DISABLE_COPY_MOVE(ClientSocket)

    /// Reads what has arrived into @p room; returns how much it was. 0: nothing, or hasEnded().
    [[nodiscard]] qsizetype read(std::span<char> room);
    /// Whether read() came across the client's FIN or an error.
    [[nodiscard]] bool hasEnded() const { return m_hasEnded; }
    /// Without it there is no socketReadable(). On at the beginning.
    void setReading(bool on);
    /// Sends @p first and then @p second. Returns how many bytes the kernel took; nullopt when the
    /// connection is broken.
    [[nodiscard]] std::optional<qint64> send(QByteArrayView first, QByteArrayView second = {});
    /// Asks for one call of socketWritable().
    void notifyWritable();
    /// Sends a FIN. Reading goes on.
    void shutdownSending();
    /// Makes close() send RST instead of FIN.
    void makeCloseAbortive();
    /// Closes, the first time it is called.
    void close();

    /// Of the other end, while it is connected.
    [[nodiscard]] QHostAddress peerAddress() const { return m_peer; }
    [[nodiscard]] quint16 peerPort() const { return m_peerPort; }
    /// How many sent bytes the client has not acknowledged; 0 when not known.
    [[nodiscard]] int unacknowledgedBytes() const;
    /// Whether the client sent a FIN or a reset, even behind unread bytes; false when not known.
    [[nodiscard]] bool hasPeerLeft() const;

private:
    void release();

    ClientSocketObserver &m_observer;
    int m_descriptor = -1;
    bool m_hasEnded = false;
    QHostAddress m_peer;
    quint16 m_peerPort = 0;
    std::unique_ptr<DirectNotifier> m_readNotifier;
    std::unique_ptr<DirectNotifier> m_writeNotifier;
};

} // namespace proxy

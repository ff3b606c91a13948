// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/upstream/transport.h"

#include <QHostAddress>
#include <QList>
#include <QObject>

#include <memory>

class QHostInfo;

namespace proxy {

class DirectNotifier;

/// A plain TCP connection on a descriptor of its own. It is no QTcpSocket, because QTcpSocket
/// closes on a write error although an early answer is unread, and reports a reset as an orderly
/// end.
class PlainTransport final : public Transport
{
public:
    explicit PlainTransport(TransportObserver &observer);
    ~PlainTransport() override;
    Q_DISABLE_COPY_MOVE(PlainTransport)

    void open(const Endpoint &endpoint) override;
    void close() override;
    [[nodiscard]] IoResult read(std::span<char> into) override;
    [[nodiscard]] IoResult write(QByteArrayView first, QByteArrayView second) override;
    void finishWriting() override;
    void setReading(bool on) override;
    void notifyWritable() override;
    [[nodiscard]] bool hasInput() const override;

private:
    void useLookup(const QHostInfo &info);
    void connectNext();
    void closeAttempt();
    bool startConnecting(const QHostAddress &address);
    void checkConnected();
    void beConnected();
    void onWritable();

    TransportObserver &m_observer;
    QObject m_context; // ends lookups and queued calls with this object
    quint16 m_port = 0;
    QList<QHostAddress> m_addresses; // still to be tried
    Text m_lastError;
    int m_fd = -1;
    bool m_isConnected = false;
    bool m_isClosed = false;
    bool m_isBroken = false; // a write failed, so the end that read() sees is not an orderly one
    std::unique_ptr<DirectNotifier> m_readNotifier;
    std::unique_ptr<DirectNotifier> m_writeNotifier;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/upstream/transport.h"

#include <QObject>
#include <QSslSocket>

namespace proxy {

/// The transport for TLS, for connections through a proxy, and for plain TCP on systems without
/// PlainTransport. QSslSocket has one limit: an early answer is lost when the peer resets during
/// the upload.
class SslSocketTransport final : public QObject, public Transport
{
public:
    explicit SslSocketTransport(TransportObserver &observer);
    ~SslSocketTransport() override;
    Q_DISABLE_COPY_MOVE(SslSocketTransport)

    void open(const Endpoint &endpoint) override;
    void close() override;
    [[nodiscard]] IoResult read(std::span<char> into) override;
    [[nodiscard]] IoResult write(QByteArrayView first, QByteArrayView second) override;
    void finishWriting() override;
    void setReading(bool on) override;
    void notifyWritable() override;
    [[nodiscard]] bool hasInput() const override;
    [[nodiscard]] bool speaksHttp2() const override;

private:
    void watchSocket();
    void beConnected();
    void noteError();
    void tellReadable();
    void tellWritable();
    [[nodiscard]] bool isFull() const;
    [[nodiscard]] bool isGone() const;

    TransportObserver &m_observer;
    QSslSocket m_socket;
    bool m_isTls = false;
    bool m_isConnected = false;
    bool m_isReading = true;
    bool m_wantsWritable = false;
    bool m_endedInOrder = false;
    bool m_isClosed = false;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/sslsockettransport.h"

#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslConfiguration>

namespace proxy {

namespace {

constexpr qint64 kBufferSize = 64 * 1024;
/// Qt's words, and in Qt's translations: no translator of ours needs them.
constexpr char kClosedInOrder[] = "The TLS/SSL connection has been closed";
constexpr char kSaysNothing[] = "Unknown error";

/// Of a connection that was not made. Of one that is closed meanwhile Qt has no words.
Text reasonOf(const QSslSocket &socket)
{
    const QString words = socket.errorString();
    const bool saysNothing = words.isEmpty() || words == QIODevice::tr(kSaysNothing)
                             || socket.error() == QSslSocket::RemoteHostClosedError;
    return saysNothing ? Text::english("it closed the connection while that was made")
                       : Text::words(words);
}

} // namespace

SslSocketTransport::SslSocketTransport(TransportObserver &observer)
    : m_observer(observer)
{
    m_socket.setReadBufferSize(kBufferSize);
    watchSocket();
}

SslSocketTransport::~SslSocketTransport()
{
    close();
}

void SslSocketTransport::watchSocket()
{
    connect(&m_socket, &QSslSocket::encrypted, this, &SslSocketTransport::beConnected);
    connect(&m_socket, &QSslSocket::connected, this, [this] {
        m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
        if (!m_isTls)
            beConnected();
    });
    // Queued where the socket may speak from inside a call of ours.
    connect(&m_socket, &QSslSocket::errorOccurred, this, &SslSocketTransport::noteError,
            Qt::QueuedConnection);
    connect(&m_socket, &QSslSocket::errorOccurred, this, [this] {
        // QSslSocket tells a close_notify from a bare FIN by these words alone.
        const bool isNotified = m_socket.errorString() == QSslSocket::tr(kClosedInOrder);
        m_endedInOrder = m_endedInOrder || isNotified
                         || (!m_isTls && m_socket.error() == QSslSocket::RemoteHostClosedError);
    });
    connect(&m_socket, &QSslSocket::readyRead, this, &SslSocketTransport::tellReadable,
            Qt::QueuedConnection);
    connect(&m_socket, &QSslSocket::disconnected, this, &SslSocketTransport::tellReadable,
            Qt::QueuedConnection);
    connect(&m_socket, &QSslSocket::encryptedBytesWritten, this, &SslSocketTransport::tellWritable,
            Qt::QueuedConnection);
    connect(&m_socket, &QSslSocket::bytesWritten, this, &SslSocketTransport::tellWritable,
            Qt::QueuedConnection);
}

void SslSocketTransport::open(const Endpoint &endpoint)
{
    m_isTls = endpoint.isTls;
    m_socket.setProxy(endpoint.proxy.value_or(QNetworkProxy(QNetworkProxy::NoProxy)));
    if (endpoint.offersHttp2) {
        QSslConfiguration offering = m_socket.sslConfiguration();
        offering.setAllowedNextProtocols(
            {QSslConfiguration::ALPNProtocolHTTP2, QSslConfiguration::NextProtocolHttp1_1});
        m_socket.setSslConfiguration(offering);
    }
    if (m_isTls && !endpoint.authorities.isEmpty()) {
        QSslConfiguration checking = m_socket.sslConfiguration();
        checking.setCaCertificates(QSslCertificate::fromData(endpoint.authorities));
        m_socket.setSslConfiguration(checking);
    }
    if (m_isTls)
        m_socket.connectToHostEncrypted(endpoint.host, endpoint.port);
    else
        m_socket.connectToHost(endpoint.host, endpoint.port);
}

void SslSocketTransport::close()
{
    if (m_isClosed)
        return;
    m_isClosed = true;
    m_socket.disconnect(this);
    m_socket.abort();
}

void SslSocketTransport::beConnected()
{
    m_isConnected = true;
    m_observer.transportConnected();
}

void SslSocketTransport::noteError()
{
    if (m_isClosed)
        return;
    if (m_isConnected)
        tellReadable();
    else
        m_observer.transportFailed(reasonOf(m_socket));
}

void SslSocketTransport::tellReadable()
{
    if (!m_isClosed && m_isConnected && m_isReading && hasInput())
        m_observer.transportReadable();
}

void SslSocketTransport::tellWritable()
{
    if (m_isClosed || !m_wantsWritable || isFull())
        return;
    m_wantsWritable = false;
    m_observer.transportWritable();
}

IoResult SslSocketTransport::read(std::span<char> into)
{
    const qint64 got = m_socket.read(into.data(), static_cast<qint64>(into.size()));
    if (got > 0) {
        // What did not fit is not announced again.
        if (m_socket.bytesAvailable() > 0 || isGone())
            QMetaObject::invokeMethod(this, &SslSocketTransport::tellReadable,
                                      Qt::QueuedConnection);
        return {IoResult::State::Moved, got};
    }
    if (!isGone())
        return {IoResult::State::WouldBlock, 0};
    return {m_endedInOrder ? IoResult::State::Ended : IoResult::State::Broken, 0};
}

IoResult SslSocketTransport::write(QByteArrayView first, QByteArrayView second)
{
    if (!isGone() && isFull())
        return {IoResult::State::WouldBlock, 0};
    qint64 written = 0;
    for (const QByteArrayView part : {first, second}) {
        const qint64 took = part.isEmpty() ? 0 : m_socket.write(part.data(), part.size());
        if (took < 0 || isGone()) {
            QMetaObject::invokeMethod(this, &SslSocketTransport::tellReadable,
                                      Qt::QueuedConnection);
            return {IoResult::State::Broken, 0};
        }
        written += took;
    }
    m_socket.flush();
    return {IoResult::State::Moved, written};
}

void SslSocketTransport::finishWriting()
{
    // TLS has no half-close that peers understand.
}

void SslSocketTransport::setReading(bool on)
{
    if (on && !m_isReading)
        QMetaObject::invokeMethod(this, &SslSocketTransport::tellReadable, Qt::QueuedConnection);
    m_isReading = on;
}

void SslSocketTransport::notifyWritable()
{
    m_wantsWritable = true;
    if (!isFull())
        QMetaObject::invokeMethod(this, &SslSocketTransport::tellWritable, Qt::QueuedConnection);
}

bool SslSocketTransport::hasInput() const
{
    return m_socket.bytesAvailable() > 0 || isGone();
}

bool SslSocketTransport::speaksHttp2() const
{
    return m_socket.sslConfiguration().nextNegotiatedProtocol()
           == QSslConfiguration::ALPNProtocolHTTP2;
}

bool SslSocketTransport::isFull() const
{
    return m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite() >= kBufferSize;
}

bool SslSocketTransport::isGone() const
{
    return m_endedInOrder || m_socket.state() != QAbstractSocket::ConnectedState;
}

} // namespace proxy

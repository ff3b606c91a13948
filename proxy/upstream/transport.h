// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"
#include <QByteArray>
#include <QByteArrayView>
#include <QNetworkProxy>

#include <QString>

#include <memory>
#include <optional>
#include <span>

namespace proxy {

/// The address of an upstream.
struct Endpoint
{
    QString host; ///< name or address, IPv6 without brackets
    quint16 port = 0;
    bool isTls = false;
    /// The proxy to it; nullopt: a direct connection.
    std::optional<QNetworkProxy> proxy = std::nullopt;
    /// TLS offers HTTP/2 beside HTTP/1.1 (RFC 7301); Transport::speaksHttp2() tells the choice.
    bool offersHttp2 = false;
    /// Certificates in PEM that the server's is checked with; empty: the system's.
    QByteArray authorities = {};

    /// Whether both are the same server, with or without a proxy.
    [[nodiscard]] bool isSameServer(const Endpoint &other) const
    {
        return host == other.host && port == other.port && isTls == other.isTls;
    }
    bool operator==(const Endpoint &) const = default;
};

/// Observes a Transport. Never called from inside a function of it.
class TransportObserver
{
public:
    virtual ~TransportObserver() = default;
    virtual void transportConnected() = 0;
    /// No connection could be made.
    virtual void transportFailed(const Text &why) = 0;
    /// read() would return bytes, the end or an error. Called only while reading is on.
    virtual void transportReadable() = 0;
    /// write() would take bytes. Called once after notifyWritable().
    virtual void transportWritable() = 0;
};

/// The result of one read or write.
struct IoResult
{
    enum class State {
        Moved, ///< `bytes` were read or written, at least one
        WouldBlock,
        Ended, ///< reading: the peer closed in order
        Broken, ///< reset, or TLS closed without close_notify
    };
    State state = State::WouldBlock;
    qsizetype bytes = 0;
};

/// A byte stream to an upstream, without a thread and almost without buffers. After a failed write
/// the bytes that had arrived can still be read; only then read() returns Broken.
class Transport
{
public:
    virtual ~Transport() = default;
    virtual void open(const Endpoint &endpoint) = 0;
    /// Closes at once. The observer is not called any more. The last call before the destruction.
    virtual void close() = 0;
    [[nodiscard]] virtual IoResult read(std::span<char> into) = 0;
    /// Writes @p first and then @p second, with one system call where possible.
    [[nodiscard]] virtual IoResult write(QByteArrayView first, QByteArrayView second) = 0;
    /// Ends the writing. Reading goes on.
    virtual void finishWriting() = 0;
    virtual void setReading(bool on) = 0;
    /// Asks for one call of transportWritable().
    virtual void notifyWritable() = 0;
    /// Whether read() would return bytes, the end or an error now.
    [[nodiscard]] virtual bool hasInput() const = 0;
    /// Whether the peer chose HTTP/2 while the connection was made.
    [[nodiscard]] virtual bool speaksHttp2() const { return false; }
};

[[nodiscard]] std::unique_ptr<Transport> makeTransport(const Endpoint &endpoint,
                                                       TransportObserver &observer);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"
#include <QByteArrayView>
#include <QNetworkProxy>

#include <QString>

#include <memory>
#include <optional>
#include <span>

namespace proxy {

/// Where an upstream listens.
struct Endpoint
{
    QString host; ///< name or address, IPv6 without brackets
    quint16 port = 0;
    bool isTls = false;
    std::optional<QNetworkProxy> proxy = std::nullopt; ///< the way there, where it is no direct one

    /// However it is reached.
    [[nodiscard]] bool isSameServer(const Endpoint &other) const
    {
        return host == other.host && port == other.port && isTls == other.isTls;
    }
    bool operator==(const Endpoint &) const = default;
};

/// Told about a Transport. Never called from inside a call of it.
class TransportObserver
{
public:
    virtual ~TransportObserver() = default;
    virtual void transportConnected() = 0;
    /// No connection could be made.
    virtual void transportFailed(const Said &why) = 0;
    /// read() would yield something: bytes, the end, or a break. Comes while reading is on.
    virtual void transportReadable() = 0;
    /// Once after notifyWritable().
    virtual void transportWritable() = 0;
};

/// What one read or write did.
struct IoResult
{
    enum class State {
        Moved, ///< `bytes` went over, at least one
        WouldBlock,
        Ended, ///< reading: closed in order
        Broken, ///< reset, or closed without order where TLS knows one
    };
    State state = State::WouldBlock;
    qsizetype bytes = 0;
};

/// A byte stream to an upstream, without a thread of its own and without buffers worth speaking
/// of. A break while writing loses nothing that had arrived: it can still be read, and only then
/// read() says Broken.
class Transport
{
public:
    virtual ~Transport() = default;
    virtual void open(const Endpoint &endpoint) = 0;
    /// At once; the observer hears nothing more. The last call before destruction.
    virtual void close() = 0;
    [[nodiscard]] virtual IoResult read(std::span<char> into) = 0;
    /// @p first, then @p second, as one write where possible.
    [[nodiscard]] virtual IoResult write(QByteArrayView first, QByteArrayView second) = 0;
    /// No more will be written; reading goes on.
    virtual void finishWriting() = 0;
    virtual void setReading(bool on) = 0;
    virtual void notifyWritable() = 0;
    /// Something can be read now, or the end or a break was seen.
    [[nodiscard]] virtual bool hasInput() const = 0;
    /// Bytes the peer's kernel acknowledged since the connection was made; nullopt: not known.
    [[nodiscard]] virtual std::optional<quint64> acknowledgedBytes() const = 0;
};

[[nodiscard]] std::unique_ptr<Transport> makeTransport(const Endpoint &endpoint,
                                                       TransportObserver &observer);

} // namespace proxy

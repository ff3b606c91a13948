// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"
#include "proxy/message/headerlist.h"

#include <QByteArray>
#include <QHostAddress>

#include <chrono>

namespace proxy {

/// How a body ends on the wire (RFC 9112 6).
enum class BodyFraming {
    None, ///< no body
    Length, ///< Content-Length
    Chunked, ///< Transfer-Encoding: chunked
    UntilClose, ///< answers only: ends with the connection
    Tunnel, ///< after a 101: raw bytes both ways
};

/// The head of a client's request, as the guard let it through: every byte valid, framing
/// decided, exactly one good Host. Plain value.
struct RequestHead
{
    QByteArray method; ///< as sent, case kept
    QByteArray target; ///< raw, origin-form or "*"; forwarded byte for byte
    QByteArray normalisedPath; ///< for path decisions only: no query, decoded once, dots and
                               ///< slashes resolved, project prefix stripped
    QByteArray project; ///< from /p/<project>/, else empty
    int minorVersion = 1; ///< HTTP/1.0 or 1.1
    HeaderList headers;
    BodyFraming framing = BodyFraming::None;
    qint64 contentLength = 0; ///< with BodyFraming::Length
    bool keepAlive = true; ///< the client's wish, RFC 9112 9.3
    bool expectsContinue = false;
    bool upgradesToWebSocket = false;
    QHostAddress peer;
    quint16 peerPort = 0;
    std::chrono::steady_clock::time_point arrivedAt; ///< first byte of the head

    [[nodiscard]] Dialect dialect() const { return dialectOfPath(normalisedPath); }
};

/// A whole request, where the body was worth waiting for (routable and local paths).
struct Request
{
    RequestHead head;
    QByteArray body; ///< framing removed, content coding kept
};

} // namespace proxy

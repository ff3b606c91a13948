// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"
#include "proxy/message/headerlist.h"

#include <QByteArray>
#include <QHostAddress>

#include <chrono>

namespace proxy {

/// How the end of a body is found (RFC 9112 6).
enum class BodyFraming {
    None, ///< no body
    Length, ///< Content-Length
    Chunked, ///< Transfer-Encoding: chunked
    UntilClose, ///< answers only: the body ends with the connection
    Tunnel, ///< after a 101: raw bytes in both directions
};

/// The head of a client's request after the checks of proxy/http: every byte is valid, the framing
/// is unambiguous and there is exactly one valid Host. Plain value.
struct RequestHead
{
    QByteArray method; ///< as sent, in its case
    QByteArray target; ///< as sent: origin-form or "*"; it is forwarded byte for byte
    /// For decisions about the path only: decoded once, dots and slashes resolved, without query
    /// and project prefix.
    QByteArray normalisedPath;
    QByteArray project; ///< from /p/<project>/, else empty
    int minorVersion = 1; ///< HTTP/1.0 or 1.1
    HeaderList headers;
    BodyFraming framing = BodyFraming::None;
    qint64 contentLength = 0; ///< with BodyFraming::Length
    bool keepAlive = true; ///< whether the client wants to keep the connection (RFC 9112 9.3)
    bool expectsContinue = false;
    bool upgradesToWebSocket = false;
    bool isWebSocketMessage = false; ///< not a request of HTTP, but a message of a websocket
    QHostAddress peer;
    quint16 peerPort = 0;
    std::chrono::steady_clock::time_point arrivedAt; ///< first byte of the head

    [[nodiscard]] Dialect dialect() const { return dialectOfPath(normalisedPath); }
};

/// A request with its whole body, as routable and local paths need it.
struct Request
{
    RequestHead head;
    QByteArray body; ///< without framing, with its content coding
};

} // namespace proxy

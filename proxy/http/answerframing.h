// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/clientsink.h"
#include "proxy/message/request.h"
#include "proxy/message/response.h"

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <span>

namespace proxy {

/// Adapts the head and the framing of one answer to its client: the fields Connection and
/// Transfer-Encoding, chunks for HTTP/1.1 but not for HTTP/1.0, no body for HEAD. Pure. Part of
/// ClientStream.
class AnswerFraming final
{
public:
    /// Decides the framing and appends the head to @p out. @p mayKeepAlive says that the proxy can
    /// serve another request on this connection.
    void begin(const RequestHead &request, const ResponseHead &head, bool mayKeepAlive,
               QByteArray &out);
    /// Returns the bytes to send for @p piece. They are valid as long as the piece and until the
    /// next call.
    [[nodiscard]] std::span<const QByteArrayView> frame(const BodyPiece &piece);
    std::span<const QByteArrayView> frame(BodyPiece &&piece) = delete;
    /// The bytes that end the body; may be empty.
    [[nodiscard]] QByteArrayView trailer() const;

    /// Whether the body is as long as the head announced.
    [[nodiscard]] bool isWhole() const { return m_remaining == 0; }
    [[nodiscard]] bool closesAfter() const { return m_closesAfter; }
    /// Whether the body ends with the connection, so that a FIN within it would look like its end.
    [[nodiscard]] bool endsByClose() const { return m_endsByClose; }
    [[nodiscard]] bool isTunnel() const { return m_isTunnel; }

private:
    enum class Shape { Suppressed, Wire, Payload, Chunk };

    void decideShape(const RequestHead &request, const ResponseHead &head);
    void appendFraming(const RequestHead &request, const ResponseHead &head, QByteArray &out);

    Shape m_shape = Shape::Wire;
    qint64 m_remaining = 0; // bytes still promised by Content-Length; else 0
    bool m_counts = false; // a Content-Length is to be kept
    bool m_closesAfter = false;
    bool m_endsByClose = false;
    bool m_isTunnel = false;
    QByteArray m_chunkHead;
    std::array<QByteArrayView, 3> m_chunk;
};

/// Returns the head for a whole answer of the proxy itself.
[[nodiscard]] ResponseHead headOf(const Reply &reply);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/clientsink.h"
#include "proxy/message/request.h"
#include "proxy/message/response.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Adapts one answer's head and framing to the client that asked: Connection, Transfer-Encoding,
/// chunks for HTTP/1.1, none for HTTP/1.0, no body for HEAD. Pure; part of ClientStream.
class AnswerFraming final
{
public:
    /// Decides the framing and appends the head to @p out. @p mayKeepAlive: our side of the
    /// connection could serve another request.
    void begin(const RequestHead &request, const ResponseHead &head, bool mayKeepAlive,
               QByteArray &out);
    /// The bytes to send for @p piece; they live as long as the piece and until the next call.
    [[nodiscard]] const std::vector<QByteArrayView> &frame(const BodyPiece &piece);
    /// What closes the body, possibly nothing.
    [[nodiscard]] QByteArrayView trailer() const;

    /// end() now would be true to the head.
    [[nodiscard]] bool isWhole() const { return m_remaining == 0; }
    [[nodiscard]] bool closesAfter() const { return m_closesAfter; }
    /// A FIN in mid-body would look like the end.
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
    std::vector<QByteArrayView> m_views;
};

/// The head of a whole answer of our own.
[[nodiscard]] ResponseHead headOf(const Reply &reply);

} // namespace proxy

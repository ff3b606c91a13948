// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/chunkeddecoder.h"
#include "proxy/message/request.h"

#include <QByteArray>
#include <QByteArrayView>

#include <span>
#include <vector>

namespace proxy {

/// Removes the framing from one request's body and keeps the payload until it is taken. It has no
/// limits of its own. Pure: bytes in, payload out. Part of ClientStream.
class FramedBody final
{
public:
    FramedBody() = default;
    explicit FramedBody(const RequestHead &head);

    /// Takes bytes from the connection. Returns how many of @p wire belong to the body.
    qsizetype feed(QByteArrayView wire);
    /// Returns memory of at most @p max bytes to read a body with a Content-Length into directly;
    /// empty with any other framing. Call commit() afterwards.
    [[nodiscard]] std::span<char> room(qsizetype max);
    /// Says that @p used bytes of the last room() were filled.
    void commit(qsizetype used);
    /// Reserves memory for a whole body of at most @p limit bytes.
    void reserve(qint64 limit);
    /// From now on, after a 101, takes raw bytes, which end with the connection.
    void becomeTunnel();
    /// Ends a tunnel's bytes, because the client sent its FIN.
    void endTunnel();

    [[nodiscard]] QByteArray take(qint64 max);
    [[nodiscard]] QByteArray takeAll();
    [[nodiscard]] qint64 waiting() const { return m_payload.size() - m_taken; }

    /// Whether the whole body was read from the connection. It need not be taken.
    [[nodiscard]] bool isComplete() const { return m_complete; }
    [[nodiscard]] bool isBad() const { return m_chunks.isBad(); }
    [[nodiscard]] qint64 bytesDecoded() const { return m_decoded; }

private:
    BodyFraming m_framing = BodyFraming::None;
    qint64 m_remaining = 0; // with BodyFraming::Length
    ChunkedDecoder m_chunks {ChunkedDecoder::Trailers::Refuse};
    std::vector<QByteArrayView> m_views;
    QByteArray m_payload;
    qsizetype m_taken = 0; // of m_payload
    qsizetype m_roomAt = 0;
    qint64 m_decoded = 0;
    bool m_complete = true;
};

} // namespace proxy

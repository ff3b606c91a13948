// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/chunkeddecoder.h"
#include "proxy/message/request.h"

#include <QByteArray>
#include <QByteArrayView>

#include <span>
#include <vector>

namespace proxy {

/// Takes the framing off one request's body and keeps what was not taken yet. Pure: wire bytes
/// in, payload out; the limits are the caller's. Part of ClientStream.
class FramedBody final
{
public:
    FramedBody() = default;
    explicit FramedBody(const RequestHead &head);

    /// Reads as much of @p wire as belongs to this body; returns how many bytes did.
    qsizetype feed(QByteArrayView wire);
    /// For a body with a length: room of at most @p max bytes to read the socket into, without a
    /// detour. Empty with any other framing. Follow with commit().
    [[nodiscard]] std::span<char> room(qsizetype max);
    /// @p used bytes of the last room() were filled.
    void commit(qsizetype used);
    /// Makes room for a whole body of at most @p limit bytes at once.
    void reserve(qint64 limit);
    /// Turns into the raw bytes that follow a 101; they end with the connection.
    void becomeTunnel();
    /// The client sent its FIN: the end of a tunnel's bytes.
    void endTunnel();

    [[nodiscard]] QByteArray take(qint64 max);
    [[nodiscard]] QByteArray takeAll();
    [[nodiscard]] qint64 waiting() const { return m_payload.size() - m_taken; }

    /// All of it was read from the wire (not: taken).
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

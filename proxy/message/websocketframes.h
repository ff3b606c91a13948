// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>

namespace proxy {

/// The head of one frame of a websocket (RFC 6455, section 5.2).
struct WebSocketFrame
{
    enum Opcode : unsigned {
        Continuation = 0,
        Text = 1,
        Binary = 2,
        Close = 8, ///< this and all above are control frames
    };

    unsigned opcode = Continuation;
    bool isFinal = true; ///< the last frame of its message
    bool isExtended = false; ///< a reserved bit is set: an extension has changed the payload
    std::array<char, 4> key {}; ///< of the mask
    bool isMasked = false;
    quint64 size = 0; ///< of the payload, in bytes

    [[nodiscard]] bool isControl() const { return opcode >= Close; }
    /// The key; empty: the payload is not masked. Valid as long as this frame.
    [[nodiscard]] QByteArrayView mask() const
    {
        return isMasked ? QByteArrayView(key.data(), qsizetype(key.size())) : QByteArrayView();
    }
};

/// Is told of the frames of one direction of a websocket, in their order.
class WebSocketFrameObserver
{
public:
    virtual ~WebSocketFrameObserver() = default;
    /// @p wire: the bytes of the frame's head.
    virtual void frameBegan(const WebSocketFrame &frame, QByteArrayView wire) = 0;
    /// A part of the payload, as it came.
    virtual void framePayload(QByteArrayView wire) = 0;
    virtual void frameEnded() = 0;
};

/// Follows the frames of one direction of a websocket. It keeps no payload. The bytes may be split
/// anywhere. Pure.
class WebSocketFrames final
{
public:
    /// Reads up to the end of the next frame, or all of @p bytes. Returns how many were read.
    /// @p observer may be null.
    qsizetype readFrame(QByteArrayView bytes, WebSocketFrameObserver *observer);
    void feed(QByteArrayView bytes);
    /// Whether a close frame came.
    [[nodiscard]] bool hasClosed() const { return m_hasClosed; }
    /// Whether the next byte begins a frame.
    [[nodiscard]] bool isBetweenFrames() const { return m_left == 0 && m_headSize == 0; }

private:
    [[nodiscard]] WebSocketFrame takeHead(QByteArrayView head);

    std::array<char, 14> m_head {}; ///< of a frame, as far as it came
    qsizetype m_headSize = 0;
    quint64 m_left = 0; ///< bytes of the frame's payload that still come
    bool m_hasClosed = false;
};

/// Appends the head of a final frame with @p size bytes of payload, which will be masked with
/// @p mask; empty: not masked.
void appendFrameHead(QByteArray &out, WebSocketFrame::Opcode opcode, qsizetype size,
                     QByteArrayView mask);

/// Masks @p payload, or takes the mask off (RFC 6455, section 5.3). @p at: how many bytes of the
/// frame's payload stand before it.
void applyMask(char *payload, qsizetype size, QByteArrayView mask, quint64 at);

} // namespace proxy

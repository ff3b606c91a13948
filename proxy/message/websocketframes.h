// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// Follows the frames of one direction of a websocket (RFC 6455 5.2), to tell an end in order from
/// a break. It keeps no payload. The bytes may be split anywhere. Pure.
class WebSocketFrames final
{
public:
    void feed(QByteArrayView bytes);
    /// Whether a close frame came.
    [[nodiscard]] bool hasClosed() const { return m_hasClosed; }

private:
    void readHead();

    QByteArray m_head; ///< of a frame, as far as it came
    quint64 m_left = 0; ///< bytes of the frame's payload that still come
    bool m_hasClosed = false;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

#include <optional>

namespace standins {

enum class FrameType { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

struct WebSocketFrame
{
    FrameType type = FrameType::Text;
    bool last = true; ///< FIN bit
    QByteArray payload;
};

/// RFC 6455 frames, as a server writes (unmasked) and reads (masked) them. No extensions.
[[nodiscard]] QByteArray encodeFrame(FrameType type, const QByteArray &payload, bool last = true);
/// As a client writes it: masked.
[[nodiscard]] QByteArray encodeMaskedFrame(FrameType type, const QByteArray &payload,
                                           bool last = true);
/// Takes the first whole frame, masked or not, out of @p buffer.
[[nodiscard]] std::optional<WebSocketFrame> takeFrame(QByteArray &buffer);
[[nodiscard]] QByteArray acceptKey(const QByteArray &key);

} // namespace standins

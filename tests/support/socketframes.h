// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/websocketframes.h"

#include <QByteArray>

namespace support {

inline constexpr const char *kSocketMask = "\x11\xf7\x05\x80";

/// One frame as a client sends it, masked.
inline QByteArray clientFrame(unsigned opcode, QByteArray payload, bool isFinal = true)
{
    QByteArray wire;
    proxy::appendFrameHead(wire, proxy::WebSocketFrame::Opcode(opcode), payload.size(),
                           kSocketMask);
    if (!isFinal)
        wire[0] = static_cast<char>(opcode);
    proxy::applyMask(payload.data(), payload.size(), kSocketMask, 0);
    return wire + payload;
}

/// One frame as a server sends it.
inline QByteArray serverFrame(unsigned opcode, const QByteArray &payload, bool isFinal = true)
{
    QByteArray wire;
    proxy::appendFrameHead(wire, proxy::WebSocketFrame::Opcode(opcode), payload.size(), {});
    if (!isFinal)
        wire[0] = static_cast<char>(opcode);
    return wire + payload;
}

} // namespace support

// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/websocketframes.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace standins {

namespace {

constexpr quint8 kFin = 0x80;
constexpr quint8 kMasked = 0x80;
constexpr QByteArrayView kMask {"\x37\xfa\x21\x3d", 4};

QByteArray encode(FrameType type, const QByteArray &payload, bool last, bool masked)
{
    const quint8 maskBit = masked ? kMasked : 0;
    QByteArray frame;
    frame.append(static_cast<char>((last ? kFin : 0) | static_cast<quint8>(type)));
    const auto size = static_cast<quint64>(payload.size());
    if (size < 126) {
        frame.append(static_cast<char>(maskBit | size));
    } else if (size < 65536) {
        frame.append(static_cast<char>(maskBit | 126U));
        frame.append(char(size >> 8)).append(char(size & 0xFF));
    } else {
        frame.append(static_cast<char>(maskBit | 127U));
        for (int shift = 56; shift >= 0; shift -= 8)
            frame.append(static_cast<char>((size >> shift) & 0xFFU));
    }
    if (!masked)
        return frame + payload;
    frame.append(kMask);
    for (qsizetype i = 0; i < payload.size(); ++i)
        frame.append(static_cast<char>(payload[i] ^ kMask[i % 4]));
    return frame;
}

} // namespace

QByteArray encodeFrame(FrameType type, const QByteArray &payload, bool last)
{
    return encode(type, payload, last, false);
}

QByteArray encodeMaskedFrame(FrameType type, const QByteArray &payload, bool last)
{
    return encode(type, payload, last, true);
}

std::optional<WebSocketFrame> takeFrame(QByteArray &buffer)
{
    if (buffer.size() < 2)
        return std::nullopt;
    const auto first = static_cast<quint8>(buffer[0]);
    const auto second = static_cast<quint8>(buffer[1]);
    qsizetype at = 2;
    quint64 size = second & 0x7FU;
    const qsizetype extra = size == 126 ? 2 : size == 127 ? 8 : 0;
    const bool masked = (second & kMasked) != 0;
    if (buffer.size() < at + extra + (masked ? 4 : 0))
        return std::nullopt;
    if (extra == 2)
        size = qFromBigEndian<quint16>(buffer.constData() + at);
    else if (extra == 8)
        size = qFromBigEndian<quint64>(buffer.constData() + at);
    at += extra;
    const QByteArray mask = masked ? buffer.mid(at, 4) : QByteArray();
    at += mask.size();
    if (static_cast<quint64>(buffer.size() - at) < size)
        return std::nullopt;
    WebSocketFrame frame {static_cast<FrameType>(first & 0x0FU), (first & kFin) != 0,
                          buffer.mid(at, static_cast<qsizetype>(size))};
    char *payload = frame.payload.data();
    for (qsizetype i = 0; masked && i < frame.payload.size(); ++i)
        payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
    buffer.remove(0, at + static_cast<qsizetype>(size));
    return frame;
}

QByteArray acceptKey(const QByteArray &key)
{
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                    QCryptographicHash::Sha1)
        .toBase64();
}

} // namespace standins

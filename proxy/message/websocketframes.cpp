// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/websocketframes.h"

#include <QtEndian>

#include <algorithm>
#include <array>

namespace proxy {

namespace {

constexpr unsigned kFinal = 0x80;
constexpr unsigned kReserved = 0x70;
constexpr unsigned kOpcode = 0x0f;
constexpr unsigned kMasked = 0x80;
constexpr qsizetype kShortHead = 2;
constexpr qsizetype kMask = 4;
/// The codes of lengths that follow in two and in eight bytes.
constexpr unsigned kTwoBytes = 126;
constexpr unsigned kEightBytes = 127;

unsigned byteAt(QByteArrayView bytes, qsizetype at)
{
    return static_cast<unsigned char>(bytes[at]);
}

unsigned lengthCode(QByteArrayView head)
{
    return byteAt(head, 1) & 0x7fU;
}

qsizetype lengthBytes(unsigned code)
{
    return code == kEightBytes ? 8 : code == kTwoBytes ? 2 : 0;
}

qsizetype headSize(QByteArrayView head)
{
    const bool isMasked = (byteAt(head, 1) & kMasked) != 0;
    return kShortHead + lengthBytes(lengthCode(head)) + (isMasked ? kMask : 0);
}

} // namespace

qsizetype WebSocketFrames::readFrame(QByteArrayView bytes, WebSocketFrameObserver *observer)
{
    qsizetype read = 0;
    while (m_left == 0 && read < bytes.size()) {
        m_head[size_t(m_headSize++)] = bytes[read++];
        const QByteArrayView head(m_head.data(), m_headSize);
        if (head.size() < kShortHead || head.size() < headSize(head))
            continue;
        const WebSocketFrame frame = takeHead(head);
        if (observer != nullptr)
            observer->frameBegan(frame, head);
        m_headSize = 0;
        if (m_left > 0)
            break;
        if (observer != nullptr)
            observer->frameEnded();
        return read;
    }
    const auto passed =
        static_cast<qsizetype>(std::min(static_cast<quint64>(bytes.size() - read), m_left));
    m_left -= static_cast<quint64>(passed);
    if (observer != nullptr && passed > 0) {
        observer->framePayload(bytes.sliced(read, passed));
        if (m_left == 0)
            observer->frameEnded();
    }
    return read + passed;
}

void WebSocketFrames::feed(QByteArrayView bytes)
{
    while (!bytes.isEmpty())
        bytes = bytes.sliced(readFrame(bytes, nullptr));
}

WebSocketFrame WebSocketFrames::takeHead(QByteArrayView head)
{
    WebSocketFrame frame;
    const unsigned first = byteAt(head, 0);
    frame.opcode = first & kOpcode;
    frame.isFinal = (first & kFinal) != 0;
    frame.isExtended = (first & kReserved) != 0;
    frame.isMasked = (byteAt(head, 1) & kMasked) != 0;
    if (frame.isMasked)
        std::copy_n(head.end() - kMask, kMask, frame.key.begin());
    m_hasClosed = m_hasClosed || frame.opcode == WebSocketFrame::Close;
    const unsigned code = lengthCode(head);
    const char *length = head.data() + kShortHead;
    if (code == kEightBytes)
        m_left = qFromBigEndian<quint64>(length);
    else
        m_left = code == kTwoBytes ? qFromBigEndian<quint16>(length) : code;
    frame.size = m_left;
    return frame;
}

void appendFrameHead(QByteArray &out, WebSocketFrame::Opcode opcode, qsizetype size,
                     QByteArrayView mask)
{
    constexpr qsizetype kLongestShort = 125;
    constexpr qsizetype kLongestTwoBytes = 0xffff;
    const unsigned code = size <= kLongestShort      ? static_cast<unsigned>(size)
                          : size <= kLongestTwoBytes ? kTwoBytes
                                                     : kEightBytes;
    out.append(static_cast<char>(kFinal | opcode));
    out.append(static_cast<char>((mask.isEmpty() ? 0U : kMasked) | code));
    std::array<char, 8> length {};
    if (code == kTwoBytes)
        qToBigEndian(static_cast<quint16>(size), length.data());
    else
        qToBigEndian(static_cast<quint64>(size), length.data());
    out.append(length.data(), lengthBytes(code));
    out.append(mask);
}

void applyMask(char *payload, qsizetype size, QByteArrayView mask, quint64 at)
{
    if (mask.isEmpty())
        return;
    for (qsizetype byte = 0; byte < size; ++byte) {
        const auto of = static_cast<qsizetype>((at + static_cast<quint64>(byte)) % kMask);
        payload[byte] = static_cast<char>(payload[byte] ^ mask[of]);
    }
}

} // namespace proxy

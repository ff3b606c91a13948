// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/websocketframes.h"

#include <QtEndian>

#include <algorithm>

namespace proxy {

namespace {

constexpr unsigned kClose = 8;
constexpr qsizetype kShortHead = 2;
constexpr qsizetype kMask = 4;

unsigned lengthCode(QByteArrayView head)
{
    return static_cast<unsigned char>(head[1]) & 0x7fU;
}

qsizetype lengthBytes(unsigned code)
{
    return code == 127 ? 8 : code == 126 ? 2 : 0;
}

qsizetype headSize(QByteArrayView head)
{
    const bool isMasked = (static_cast<unsigned char>(head[1]) & 0x80U) != 0;
    return kShortHead + lengthBytes(lengthCode(head)) + (isMasked ? kMask : 0);
}

} // namespace

void WebSocketFrames::feed(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        if (m_left > 0) {
            const auto passed = std::min(static_cast<quint64>(bytes.size()), m_left);
            m_left -= passed;
            bytes = bytes.sliced(static_cast<qsizetype>(passed));
            continue;
        }
        m_head.append(bytes.front());
        bytes = bytes.sliced(1);
        if (m_head.size() >= kShortHead && m_head.size() == headSize(m_head))
            readHead();
    }
}

void WebSocketFrames::readHead()
{
    m_hasClosed = m_hasClosed || (static_cast<unsigned char>(m_head.front()) & 0x0fU) == kClose;
    const unsigned code = lengthCode(m_head);
    const char *length = m_head.constData() + kShortHead;
    if (code == 127)
        m_left = qFromBigEndian<quint64>(length);
    else
        m_left = code == 126 ? qFromBigEndian<quint16>(length) : code;
    m_head.resize(0); // keeps its memory for the next frame
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/websocketmessages.h"

#include <utility>

namespace proxy {

WebSocketMessages::WebSocketMessages(WebSocketMessageObserver &observer, qsizetype limit,
                                     MemoryBudget *budget)
    : m_observer(observer)
    , m_limit(limit)
    , m_share(budget)
{ }

void WebSocketMessages::frameBegan(const WebSocketFrame &frame, QByteArrayView wire)
{
    m_frame = frame;
    m_at = 0;
    if (!frame.isControl()) {
        // A message that begins within another one is a fault that the receiver will tell.
        if (m_state == State::Between)
            beginMessage();
        else if (m_state == State::Collecting
                 && (frame.opcode != WebSocketFrame::Continuation || frame.isExtended))
            giveUp();
    }
    takeWire(wire);
}

void WebSocketMessages::beginMessage()
{
    m_holds = false;
    const bool isKnown =
        m_frame.opcode == WebSocketFrame::Text || m_frame.opcode == WebSocketFrame::Binary;
    const bool isRead = m_wire != Wire::Unread && isKnown && !m_frame.isExtended;
    m_state = isRead ? State::Collecting : State::Passing;
    if (!isRead)
        return;
    m_message.kind = WebSocketFrame::Opcode(m_frame.opcode);
    m_holds = m_wire == Wire::Held;
    m_message.mask = m_frame.mask().toByteArray();
}

void WebSocketMessages::framePayload(QByteArrayView wire)
{
    if (m_state == State::Collecting && !m_frame.isControl()) {
        const qsizetype size = m_message.text.size() + wire.size();
        if (size > m_limit || !m_share.resize(size)) {
            giveUp();
        } else {
            m_message.text.append(wire);
            applyMask(m_message.text.data() + size - wire.size(), wire.size(), m_frame.mask(),
                      m_at);
        }
    }
    m_at += static_cast<quint64>(wire.size());
    takeWire(wire);
}

/// A control frame may stand between the frames of a message, and passes.
void WebSocketMessages::takeWire(QByteArrayView wire)
{
    if (m_state == State::Collecting && m_holds && !m_frame.isControl())
        m_message.wire.append(wire);
    else
        m_observer.wirePasses(wire);
}

void WebSocketMessages::frameEnded()
{
    if (m_frame.opcode == WebSocketFrame::Close)
        m_observer.closeCame();
    if (m_frame.isControl() || !m_frame.isFinal)
        return;
    const bool isRead = std::exchange(m_state, State::Between) == State::Collecting;
    m_share.release();
    if (isRead)
        m_observer.messageCame(std::exchange(m_message, {}));
}

void WebSocketMessages::giveUp()
{
    const QByteArray held = release();
    if (!held.isEmpty())
        m_observer.wirePasses(held);
    m_observer.messageLost();
}

QByteArray WebSocketMessages::release()
{
    if (m_state == State::Collecting)
        m_state = State::Passing;
    m_share.release();
    return std::exchange(m_message, {}).wire;
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/memorybudget.h"
#include "proxy/message/websocketframes.h"

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// A whole message of a websocket, text or binary.
struct WebSocketMessage
{
    QByteArray wire; ///< its frames as they came; empty unless they were held
    QByteArray text; ///< its payload, without masks
    WebSocketFrame::Opcode kind = WebSocketFrame::Text;
    QByteArray mask; ///< of its first frame; empty: not masked
};

/// Is told what the bytes of one direction of a websocket are, in their order.
class WebSocketMessageObserver
{
public:
    virtual ~WebSocketMessageObserver() = default;
    /// Bytes that are not held: control frames, messages that an extension changed or that are too
    /// large; with Wire::Passed all.
    virtual void wirePasses(QByteArrayView wire) = 0;
    virtual void messageCame(WebSocketMessage message) = 0;
    /// A message that was being read is too large, or broken. Its bytes pass.
    virtual void messageLost() { }
    /// A close frame came: this side sends no data any more (RFC 6455, section 5.5.1).
    virtual void closeCame() { }
};

/// Puts the messages of one direction of a websocket together from their frames (RFC 6455,
/// section 5.4). The bytes may be split anywhere. Pure.
class WebSocketMessages final : private WebSocketFrameObserver
{
public:
    /// Whether the frames of a message are kept until it is whole, pass as they come, or pass
    /// without being read.
    enum class Wire { Held, Passed, Unread };

    /// What has more than @p limit bytes, or what @p budget has no room for, is no message.
    /// @p observer and @p budget (null: no limit) must outlive this.
    WebSocketMessages(WebSocketMessageObserver &observer, qsizetype limit, MemoryBudget *budget);
    Q_DISABLE_COPY_MOVE(WebSocketMessages)

    /// Reads up to the end of the next frame, or all of @p bytes. Returns how many were read.
    [[nodiscard]] qsizetype read(QByteArrayView bytes) { return m_frames.readFrame(bytes, this); }
    /// Is valid from the next message on.
    void setWire(Wire wire) { m_wire = wire; }
    /// Gives back what is held of a message, which passes to its end then.
    [[nodiscard]] QByteArray release();
    [[nodiscard]] bool isHolding() const { return !m_message.wire.isEmpty(); }
    [[nodiscard]] bool isBetweenFrames() const { return m_frames.isBetweenFrames(); }

private:
    enum class State {
        Between, ///< the next frame that is no control frame begins a message
        Collecting,
        Passing, ///< a message that is not read
    };

    void frameBegan(const WebSocketFrame &frame, QByteArrayView wire) override;
    void framePayload(QByteArrayView wire) override;
    void frameEnded() override;
    void beginMessage();
    void takeWire(QByteArrayView wire);
    void giveUp();

    WebSocketMessageObserver &m_observer;
    qsizetype m_limit;
    BudgetShare m_share;
    WebSocketFrames m_frames;
    Wire m_wire = Wire::Held;
    State m_state = State::Between;
    bool m_holds = false; ///< the message under way is held
    WebSocketFrame m_frame; ///< the one under way
    quint64 m_at = 0; ///< bytes of its payload that came
    WebSocketMessage m_message;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/client.h"
#include "proxy/message/websocketmessages.h"
#include "proxy/socket/socketclient.h"
#include "proxy/upstream/upstream.h"

#include <QByteArray>
#include <QObject>

#include <deque>
#include <functional>
#include <memory>

namespace proxy {

/// Stands between client and upstream on a websocket of OpenAI's Responses API. Each
/// `response.create` of the client walks through the pipeline as a request of its own, whose
/// upstream is this websocket: its model may be replaced in the frame, and the upstream's events up
/// to the end of the response are its answer. One waits for the other, as upstreams take one at a
/// time. Everything else passes as it came: other messages, control frames, and all frames where an
/// extension (permessage-deflate) was negotiated. An answer is held only to see whether a routed
/// model refuses; its frames pass unchanged.
///
/// The websocket's own exchange owns it. Lives on the worker thread.
class ResponseSocket final : public SinkDecorator,
                             public BodySource,
                             private BodySourceObserver,
                             private SocketClientOwner,
                             private Upstream
{
public:
    /// Takes the request of one message through the pipeline. @p upstream outlives the request.
    using Accept = std::function<void(std::unique_ptr<Client>, Upstream &upstream)>;

    /// The largest message that is read, in bytes. Larger ones pass.
    static constexpr qsizetype kMaxMessage = 32LL * 1024 * 1024;
    /// How many responses may be asked for while one runs. After them nothing is read.
    static constexpr size_t kMaxWaiting = 16;

    /// Whether the request asks for such a websocket.
    [[nodiscard]] static bool isAskedFor(const RequestHead &head);

    /// @p client and @p budget, for messages of all websockets together, must outlive this.
    ResponseSocket(Client &client, MemoryBudget &budget, Accept accept);
    ~ResponseSocket() override;
    Q_DISABLE_COPY_MOVE(ResponseSocket)

    /// Whether the upstream has accepted the websocket, and its messages are read.
    [[nodiscard]] bool isRead() const { return m_isReadable; }
    /// Whether a response is decided, or is under way.
    [[nodiscard]] bool isBusy() const { return m_turn.state != Turn::State::Over; }
    /// The websocket has ended: ends the response under way as one whose client has gone.
    void finish();

    void begin(const ResponseHead &head) override;
    void write(const BodyPiece &piece) override;
    void end() override;
    void cut() override;
    QByteArray take(qint64 max) override;
    [[nodiscard]] bool atEnd() const override;
    void setBodyObserver(BodySourceObserver *observer) override;

private:
    class Call;
    class Requests;
    class Answers;
    /// A response, from its `response.create` on.
    struct Turn
    {
        enum class State {
            Deciding, ///< its message waits for the pipeline
            Sent,
            Answered, ///< the first event came
            Ending, ///< the last event came, and is being told
            Over, ///< the last event came
        };
        State state = State::Over;
        WebSocketMessage message = {};
        SocketClient *client = nullptr; ///< null: its exchange is over
        UpstreamObserver *observer = nullptr; ///< null: its exchange awaits no answer any more
        Call *call = nullptr;
        bool isChanged = false; ///< what was sent is not what the client sent
        bool isSentAgain = false; ///< the first answer was dropped, and the original was sent
    };

    void bodyReady() override;
    void bodyFailed(const Error &error) override;
    void messageAnswered(const Reply &reply) override;
    void clientDestroyed() override;
    [[nodiscard]] std::unique_ptr<UpstreamCall> send(UpstreamRequest request,
                                                     UpstreamObserver *observer) override;

    [[nodiscard]] bool isHalted() const;
    void requestCame(WebSocketMessage message);
    void beginNext();
    void beginTurn(WebSocketMessage message);
    void endTurn();
    [[nodiscard]] bool isAwaited() const;
    void answerCame(WebSocketMessage message);
    void answerLost();
    /// Tells the exchange of the turn one event. Returns whether it asked for the original request
    /// to be sent: then the client gets nothing of this event.
    [[nodiscard]] bool tellEvent(const QByteArray &json);
    void tellError(const QByteArray &json);
    /// The upstream wants the websocket to end: a response under way is not finished any more.
    void upstreamCloses();
    void dropCall();
    void failTurn();
    void goOn();
    void sendToClient(const QByteArray &wire);

    Client &m_client;
    Accept m_accept;
    QObject m_context; // ends queued calls with this object
    BodySourceObserver *m_observer = nullptr;
    bool m_isReadable = false; ///< a 101 came, without an extension
    bool m_isTaking = false;
    bool m_clientCloses = false; ///< its close frame came
    bool m_upstreamCloses = false;
    std::unique_ptr<Requests> m_requests;
    std::unique_ptr<Answers> m_answers;
    QByteArray m_in; ///< the client's bytes that are not read yet
    QByteArray m_toUpstream;
    QByteArray m_toClient; ///< the upstream's bytes while they are held
    Turn m_turn;
    std::deque<WebSocketMessage> m_waiting; ///< asked for while a response runs
    qsizetype m_waitingBytes = 0;
};

} // namespace proxy

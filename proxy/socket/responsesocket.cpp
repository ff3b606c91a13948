// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/socket/responsesocket.h"

#include "proxy/core/dialect.h"
#include "proxy/json/jsontree.h"
#include "proxy/json/jsonwriter.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

constexpr int kSwitchingProtocols = 101;

/// The type stands at the beginning of nearly all messages.
QByteArray typeOf(const QByteArray &json)
{
    constexpr QByteArrayView kBegin = "{\"type\":\"";
    if (json.startsWith(kBegin)) {
        const qsizetype end = json.indexOf('"', kBegin.size());
        const QByteArray type = json.mid(kBegin.size(), end < 0 ? 0 : end - kBegin.size());
        if (!type.contains('\\'))
            return type;
    }
    JsonTree tree;
    return tree.parse(json) ? tree.root()["type"].text() : QByteArray();
}

/// Whether a client asks for a response. Servers that look for fields in the text pass over a byte
/// order mark, and over all else before the object.
bool asksForResponse(const QByteArray &json)
{
    const qsizetype begin = json.indexOf('{');
    return begin >= 0 && typeOf(begin == 0 ? json : json.mid(begin)) == "response.create";
}

bool endsResponse(QByteArrayView type)
{
    static constexpr std::array<QByteArrayView, 5> kEnds {"response.completed", "response.failed",
                                                          "response.incomplete",
                                                          "response.cancelled", "error"};
    return std::find(kEnds.begin(), kEnds.end(), type) != kEnds.end();
}

bool isOfUpgrade(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 3> kNames {"Connection", "Upgrade",
                                                           "Content-Length"};
    constexpr QByteArrayView kSocket = "Sec-WebSocket-";
    return std::any_of(kNames.begin(), kNames.end(),
                       [name](QByteArrayView known) { return equalsIgnoringCase(name, known); })
           || (name.size() > kSocket.size()
               && equalsIgnoringCase(name.first(kSocket.size()), kSocket));
}

/// The head of the request that the message would be over HTTP.
RequestHead headOfMessage(const RequestHead &upgrade, qsizetype size)
{
    RequestHead head = upgrade;
    head.method = "POST";
    head.headers = {};
    for (size_t at = 0; at < upgrade.headers.size(); ++at) {
        const HeaderList::Field field = upgrade.headers.at(at);
        if (!isOfUpgrade(field.name))
            head.headers.append(field.name.toByteArray(), field.value.toByteArray());
    }
    head.headers.append("Content-Type", "application/json");
    head.framing = BodyFraming::Length;
    head.contentLength = size;
    head.expectsContinue = false;
    head.upgradesToWebSocket = false;
    head.isWebSocketMessage = true;
    head.arrivedAt = std::chrono::steady_clock::now();
    return head;
}

ResponseHead headOfAnswer(int status, QByteArrayView type)
{
    ResponseHead head;
    head.status = status;
    head.reason = reasonPhrase(status).toByteArray();
    head.headers.append("Content-Type", type.toByteArray());
    head.framing = BodyFraming::UntilClose;
    return head;
}

QByteArray framed(QByteArray text, QByteArrayView mask,
                  WebSocketFrame::Opcode kind = WebSocketFrame::Text)
{
    QByteArray wire;
    wire.reserve(text.size() + 16);
    appendFrameHead(wire, kind, text.size(), mask);
    applyMask(text.data(), text.size(), mask, 0);
    return wire + text;
}

void tellBody(UpstreamObserver &observer, QByteArrayView bytes)
{
    const std::array payload {bytes};
    observer.upstreamBody({.wire = bytes, .payload = payload});
}

} // namespace

/// The call of the turn under way. Destroying it lets the rest of the answer pass unread.
class ResponseSocket::Call final : public UpstreamCall
{
public:
    explicit Call(ResponseSocket &owner)
        : socket(&owner)
        , m_sentAt(std::chrono::steady_clock::now())
    { }
    ~Call() override
    {
        if (socket != nullptr)
            socket->dropCall();
    }
    Q_DISABLE_COPY_MOVE(Call)
    // The websocket's own exchange slows the upstream down.
    void pause() override { }
    void resume() override { }
    [[nodiscard]] UpstreamCallFacts facts() const override
    {
        return {
            .attempts = 1, .reusedConnection = true, .connectedAt = m_sentAt, .sentAt = m_sentAt};
    }
    ResponseSocket *socket; ///< null: it is gone

private:
    std::chrono::steady_clock::time_point m_sentAt;
};

/// The client's messages.
class ResponseSocket::Requests final : private WebSocketMessageObserver
{
public:
    Requests(ResponseSocket &socket, MemoryBudget &budget)
        : messages(*this, kMaxMessage, &budget)
        , m_socket(socket)
    { }
    WebSocketMessages messages;

private:
    void wirePasses(QByteArrayView wire) override { m_socket.m_toUpstream.append(wire); }
    void messageCame(WebSocketMessage message) override
    {
        m_socket.requestCame(std::move(message));
    }
    void closeCame() override { m_socket.m_clientCloses = true; }

    ResponseSocket &m_socket;
};

/// The upstream's messages.
class ResponseSocket::Answers final : private WebSocketMessageObserver
{
public:
    Answers(ResponseSocket &socket, MemoryBudget &budget)
        : messages(*this, kMaxMessage, &budget)
        , m_socket(socket)
    { }
    WebSocketMessages messages;
    bool isHeld = false; ///< what is read now goes to the client afterwards

private:
    void wirePasses(QByteArrayView wire) override
    {
        if (isHeld)
            m_socket.m_toClient.append(wire);
    }
    void messageCame(WebSocketMessage message) override { m_socket.answerCame(std::move(message)); }
    void messageLost() override { m_socket.answerLost(); }
    void closeCame() override { m_socket.upstreamCloses(); }

    ResponseSocket &m_socket;
};

bool ResponseSocket::isAskedFor(const RequestHead &head)
{
    return head.upgradesToWebSocket && head.dialect() == Dialect::OpenAiResponses
           && isRoutablePath(head.normalisedPath);
}

ResponseSocket::ResponseSocket(Client &client, MemoryBudget &budget, Accept accept)
    : SinkDecorator(client)
    , m_client(client)
    , m_accept(std::move(accept))
    , m_requests(std::make_unique<Requests>(*this, budget))
    , m_answers(std::make_unique<Answers>(*this, budget))
{ }

// Nobody is told: only the end of the whole program destroys it before finish().
ResponseSocket::~ResponseSocket()
{
    dropCall();
    if (m_turn.client != nullptr)
        m_turn.client->forgetOwner();
}

void ResponseSocket::finish()
{
    m_waiting.clear();
    m_waitingBytes = 0;
    dropCall();
    m_turn.state = Turn::State::Over;
    if (SocketClient *client = std::exchange(m_turn.client, nullptr))
        client->leave();
}

void ResponseSocket::dropCall()
{
    m_turn.observer = nullptr;
    if (Call *call = std::exchange(m_turn.call, nullptr))
        call->socket = nullptr;
}

void ResponseSocket::begin(const ResponseHead &head)
{
    m_isReadable = head.status == kSwitchingProtocols && head.framing == BodyFraming::Tunnel
                   && !head.headers.contains("Sec-WebSocket-Extensions");
    m_client.begin(head);
}

void ResponseSocket::write(const BodyPiece &piece)
{
    if (!m_isReadable)
        return m_client.write(piece);
    WebSocketMessages &messages = m_answers->messages;
    // A refusal of a model that was chosen here may lead to the original request.
    const bool mayBeRefused =
        m_turn.state == Turn::State::Sent && m_turn.isChanged && !m_turn.isSentAgain;
    m_answers->isHeld = mayBeRefused || messages.isHolding();
    using Wire = WebSocketMessages::Wire;
    messages.setWire(mayBeRefused ? Wire::Held : isBusy() ? Wire::Passed : Wire::Unread);
    if (!m_answers->isHeld)
        m_client.write(piece);
    for (QByteArrayView bytes = piece.wire; !bytes.isEmpty();)
        bytes = bytes.sliced(messages.read(bytes));
    sendToClient(std::exchange(m_toClient, {}));
}

void ResponseSocket::sendToClient(const QByteArray &wire)
{
    if (wire.isEmpty())
        return;
    const std::array payload {QByteArrayView(wire)};
    m_client.write({.wire = wire, .payload = payload});
}

void ResponseSocket::end()
{
    sendToClient(m_answers->messages.release());
    failTurn();
    m_client.end();
}

void ResponseSocket::cut()
{
    sendToClient(m_answers->messages.release());
    failTurn();
    m_client.cut();
}

void ResponseSocket::upstreamCloses()
{
    m_upstreamCloses = true;
    // Else it answers the client's close frame.
    if (m_clientCloses || !isAwaited())
        return;
    m_turn.state = Turn::State::Over;
    failTurn();
}

void ResponseSocket::failTurn()
{
    if (UpstreamObserver *observer = std::exchange(m_turn.observer, nullptr))
        observer->upstreamFailed({.code = ErrorCode::UpstreamCut,
                                  .source = ErrorSource::Upstream,
                                  .detail = Text::english("the websocket ended")});
}

QByteArray ResponseSocket::take(qint64 max)
{
    if (!m_isReadable)
        return m_client.take(max);
    m_isTaking = true;
    while (m_toUpstream.isEmpty() && !isHalted()) {
        if (m_in.isEmpty())
            m_in = m_client.take(max);
        if (m_in.isEmpty())
            break;
        // Up to the end of a message: the next one waits while this one is decided.
        qsizetype read = 0;
        while (read < m_in.size() && !isHalted())
            read += m_requests->messages.read(QByteArrayView(m_in).sliced(read));
        m_in.remove(0, read);
    }
    if (m_toUpstream.isEmpty() && m_client.atEnd() && m_in.isEmpty() && !isHalted())
        m_toUpstream = m_requests->messages.release();
    m_isTaking = false;
    if (m_toUpstream.size() <= max)
        return std::exchange(m_toUpstream, {});
    QByteArray taken = m_toUpstream.first(max);
    m_toUpstream.remove(0, max);
    return taken;
}

bool ResponseSocket::atEnd() const
{
    if (!m_isReadable)
        return m_client.atEnd();
    return m_client.atEnd() && m_in.isEmpty() && m_toUpstream.isEmpty() && !isHalted()
           && !m_requests->messages.isHolding();
}

void ResponseSocket::setBodyObserver(BodySourceObserver *observer)
{
    m_observer = observer;
    m_client.setBodyObserver(observer != nullptr ? this : nullptr);
}

void ResponseSocket::bodyReady()
{
    if (m_observer != nullptr)
        m_observer->bodyReady();
}

void ResponseSocket::bodyFailed(const Error &error)
{
    if (m_observer != nullptr)
        m_observer->bodyFailed(error);
}

/// No more of the client's messages are read now.
bool ResponseSocket::isHalted() const
{
    return m_turn.state == Turn::State::Deciding || m_waiting.size() >= kMaxWaiting
           || m_waitingBytes > kMaxMessage;
}

void ResponseSocket::requestCame(WebSocketMessage message)
{
    // What is not masked, no server reads (RFC 6455, section 5.1).
    if (message.mask.isEmpty() || !asksForResponse(message.text)) {
        m_toUpstream.append(message.wire);
        return;
    }
    m_waitingBytes += message.text.size();
    m_waiting.push_back(std::move(message));
    beginNext();
}

/// A response ends before the next one is asked for: upstreams take one at a time.
void ResponseSocket::beginNext()
{
    if (isBusy() || m_waiting.empty())
        return;
    WebSocketMessage next = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_waitingBytes -= next.text.size();
    beginTurn(std::move(next));
}

/// What follows is queued: whoever tells the end of a response is still at it.
void ResponseSocket::endTurn()
{
    m_turn.state = Turn::State::Over;
    m_turn.message = {};
    QMetaObject::invokeMethod(
        &m_context,
        [this] {
            beginNext();
            bodyReady();
        },
        Qt::QueuedConnection);
}

void ResponseSocket::beginTurn(WebSocketMessage message)
{
    // The exchange of the turn before may still be ending.
    if (SocketClient *before = std::exchange(m_turn.client, nullptr))
        before->leave();
    RequestHead head = headOfMessage(m_client.head(), message.text.size());
    auto client = std::make_unique<SocketClient>(std::move(head), message.text,
                                                 static_cast<SocketClientOwner &>(*this));
    m_turn = {
        .state = Turn::State::Deciding, .message = std::move(message), .client = client.get()};
    m_accept(std::move(client), static_cast<Upstream &>(*this));
}

std::unique_ptr<UpstreamCall> ResponseSocket::send(UpstreamRequest request,
                                                   UpstreamObserver *observer)
{
    const QByteArray text =
        request.source != nullptr ? request.source->take(kMaxMessage) : request.body;
    const bool isChanged = text != m_turn.message.text;
    m_turn.isSentAgain = m_turn.state != Turn::State::Deciding;
    m_turn.isChanged = isChanged;
    m_turn.state = Turn::State::Sent;
    m_turn.observer = observer;
    m_toUpstream.append(isChanged ? framed(text, m_turn.message.mask, m_turn.message.kind)
                                  : m_turn.message.wire);
    // It may be needed once more.
    if (!isChanged)
        m_turn.message = {};
    goOn();
    auto call = std::make_unique<Call>(*this);
    m_turn.call = call.get();
    return call;
}

/// Queued: the upstream's connection may be speaking.
void ResponseSocket::goOn()
{
    if (m_isTaking)
        return;
    QMetaObject::invokeMethod(
        &m_context, [this] { bodyReady(); }, Qt::QueuedConnection);
}

void ResponseSocket::messageAnswered(const Reply &reply)
{
    // The proxy's own errors, in the form that the upstream gives them on a websocket.
    JsonTree tree;
    const bool isRead = tree.parse(reply.body) && tree.root()["error"].isObject();
    // Behind the upstream's close frame no message may come (RFC 6455, section 5.5.1).
    if (!isRead || m_upstreamCloses || !m_answers->messages.isBetweenFrames())
        return;
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().field("type", "error").field("status", reply.status);
    json.key("headers").beginObject();
    for (size_t at = 0; at < reply.headers.size(); ++at) {
        const HeaderList::Field field = reply.headers.at(at);
        json.key(field.name).string(field.value);
    }
    json.endObject();
    json.key("error").raw(tree.root()["error"].raw()).endObject();
    sendToClient(framed(std::move(text), {}));
    m_client.flush();
    m_turn.message = {};
}

/// What was not sent by then passes as it came.
void ResponseSocket::clientDestroyed()
{
    m_turn.client = nullptr;
    if (m_turn.state != Turn::State::Deciding)
        return;
    m_toUpstream.append(m_turn.message.wire);
    endTurn();
}

bool ResponseSocket::isAwaited() const
{
    return m_turn.state == Turn::State::Sent || m_turn.state == Turn::State::Answered;
}

void ResponseSocket::answerCame(WebSocketMessage message)
{
    if (!isAwaited() || !tellEvent(message.text))
        m_toClient.append(message.wire);
}

/// It may have been the end of the response: nothing may wait for another one.
void ResponseSocket::answerLost()
{
    if (!isAwaited())
        return;
    const bool isFirst = m_turn.state == Turn::State::Sent;
    m_turn.state = Turn::State::Ending;
    if (isFirst && m_turn.observer != nullptr)
        m_turn.observer->upstreamHead(headOfAnswer(200, "text/event-stream"));
    if (m_turn.observer != nullptr)
        m_turn.observer->upstreamFinished();
    endTurn();
}

bool ResponseSocket::tellEvent(const QByteArray &json)
{
    const QByteArray type = typeOf(json);
    const bool isFirst = m_turn.state == Turn::State::Sent;
    const bool isLast = endsResponse(type);
    m_turn.state = isLast ? Turn::State::Ending : Turn::State::Answered;
    if (isFirst && type == "error") {
        tellError(json);
    } else {
        if (isFirst && m_turn.observer != nullptr)
            m_turn.observer->upstreamHead(headOfAnswer(200, "text/event-stream"));
        if (m_turn.observer != nullptr)
            tellBody(*m_turn.observer, "event: " + type + "\ndata: " + json + "\n\n");
        if (m_turn.observer != nullptr)
            m_turn.observer->upstreamPaused();
    }
    if (isLast && m_turn.observer != nullptr)
        m_turn.observer->upstreamFinished();
    if (m_turn.state == Turn::State::Ending)
        endTurn();
    // The exchange may have sent the original request by now.
    return m_turn.state == Turn::State::Sent;
}

/// A response that did not begin: what over HTTP is an answer with an error's status.
void ResponseSocket::tellError(const QByteArray &json)
{
    constexpr qint64 kBadRequest = 400;
    constexpr qint64 kLastStatus = 599;
    JsonTree tree;
    const qint64 told =
        tree.parse(json) ? tree.root()["status"].integer().value_or(kBadRequest) : kBadRequest;
    const auto status = int(told < kBadRequest || told > kLastStatus ? kBadRequest : told);
    if (m_turn.observer != nullptr)
        m_turn.observer->upstreamHead(headOfAnswer(status, "application/json"));
    if (m_turn.observer != nullptr)
        tellBody(*m_turn.observer, json);
}

} // namespace proxy

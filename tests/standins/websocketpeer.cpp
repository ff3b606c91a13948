// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/websocketpeer.h"

#include "tests/standins/gojson.h"
#include "tests/standins/rawpeer.h"
#include "tests/standins/responsesstream.h"
#include "tests/standins/websocketframes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

namespace standins {

namespace {

/// What happens after the 101.
enum class SocketMode {
    Conversation,
    EchoBinary,
    Idle, ///< nothing for ten minutes, then a conversation
    ServerFin, ///< FIN after two events
    ServerReset,
};

/// Puts fragments together and hands over whole messages.
class SocketPeer : public RawPeer
{
public:
    void begin(PeerLink &link) override { m_link = &link; }

    void arrived(QByteArrayView bytes) override
    {
        m_buffer.append(bytes);
        while (std::optional<WebSocketFrame> frame = takeFrame(m_buffer)) {
            if (frame->type == FrameType::Close || frame->type == FrameType::Ping)
                continue; // the real one reads nothing while a turn runs, and closes by TCP
            if (frame->type != FrameType::Continuation)
                m_type = frame->type;
            m_message += frame->payload;
            if (!frame->last)
                continue;
            const QByteArray message = std::exchange(m_message, {});
            link().recordFrame(message);
            messageArrived(m_type, message);
        }
    }

protected:
    virtual void messageArrived(FrameType type, const QByteArray &message) = 0;
    PeerLink &link() { return *m_link; }

private:
    PeerLink *m_link = nullptr;
    QByteArray m_buffer;
    QByteArray m_message;
    FrameType m_type = FrameType::Text;
};

/// Sends every message back: text as text, binary as binary in two fragments.
class EchoPeer final : public SocketPeer
{
    void messageArrived(FrameType type, const QByteArray &message) override
    {
        const qsizetype half = type == FrameType::Binary ? message.size() / 2 : 0;
        if (half > 0)
            link().send(encodeFrame(type, message.first(half), false));
        link().send(encodeFrame(half > 0 ? FrameType::Continuation : type, message.sliced(half)));
    }
};

/// The responses API over WebSocket.
class ResponsesPeer final : public SocketPeer
{
public:
    ResponsesPeer(BackendState &state, SocketMode mode)
        : m_state(state)
        , m_mode(mode)
    { }

private:
    void messageArrived(FrameType, const QByteArray &message) override
    {
        if (m_mode == SocketMode::Idle) {
            link().clock().after(std::chrono::minutes(10), link().lifetime(),
                                 [this, message] { answer(message); });
            return;
        }
        answer(message);
    }

    void answer(const QByteArray &message)
    {
        const QJsonObject object = QJsonDocument::fromJson(message).object();
        const QByteArray type = object[QLatin1String("type")].toString().toUtf8();
        const QByteArray model = object[QLatin1String("model")].toString().toUtf8();
        if (type != "response.create" && type != "response.append")
            return refuse("unsupported websocket request type: " + type);
        if (!m_created && type == "response.append")
            return refuse("websocket request received before response.create");
        if (!m_created && model.isEmpty())
            return refuse("missing model in response.create request");
        if (m_created && !object[QLatin1String("input")].isArray())
            return refuse("websocket request requires array field: input");
        const bool warmUp = !m_created && object[QLatin1String("generate")] == QJsonValue(false);
        m_created = true;
        if (!model.isEmpty())
            m_model = model;
        if (warmUp)
            return sendPrewarm();
        sendTurn(message);
    }

    void refuse(const QByteArray &text)
    {
        sendJson(R"({"type":"error","status":400,"error":{"message":)" + quoted(text)
                 + R"(,"type":"invalid_request_error"}})");
    }

    void sendPrewarm()
    {
        const QByteArray id =
            "resp_prewarm_" + QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
        const QByteArray zeros = R"({"input_tokens":0,"output_tokens":0,"total_tokens":0})";
        int number = 0;
        for (const QByteArray status : {"in_progress", "completed"}) {
            const QByteArray name = number == 0 ? "response.created" : "response.completed";
            sendJson(R"({"type":")" + name + R"(","sequence_number":)"
                     + QByteArray::number(number++) + R"(,"response":{"id":")" + id
                     + R"(","object":"response","status":")" + status + R"(","output":[],"usage":)"
                     + zeros + "}}");
        }
    }

    void sendTurn(const QByteArray &message)
    {
        AgentRequest agent = readAgentRequest(AnswerDialect::Responses, message);
        const quint64 number = m_state.nextNumber();
        const QByteArray model = m_state.baseModel(m_model);
        if (!m_state.knowsModel(m_model))
            return sendJson("{\"type\":\"error\",\"status\":502,\"error\":{\"message\":"
                            "\"unknown provider for model "
                            + model + R"(","type":"server_error"}})");
        const std::vector<ResponsesEvent> events =
            responsesEvents(agent, number, model, textPieces(agent, number, 3));
        int sent = 0;
        for (const ResponsesEvent &event : events) {
            if (sent++ == 2 && m_mode == SocketMode::ServerFin)
                return link().finish();
            if (sent > 2 && m_mode == SocketMode::ServerReset)
                return link().cut();
            sendJson(event.data);
        }
    }

    void sendJson(const QByteArray &json) { link().send(encodeFrame(FrameType::Text, json)); }

    BackendState &m_state;
    SocketMode m_mode;
    QByteArray m_model;
    bool m_created = false;
};

const QHash<QByteArray, SocketMode> &modes()
{
    static const QHash<QByteArray, SocketMode> kModes {
        {"ws-echo-binary", SocketMode::EchoBinary},
        {"ws-idle", SocketMode::Idle},
        {"ws-server-fin", SocketMode::ServerFin},
        {"ws-server-rst", SocketMode::ServerReset},
    };
    return kModes;
}

Script upgradeScript(ModelCall &call, std::function<std::unique_ptr<RawPeer>()> make)
{
    WireHeaders headers {
        {"Upgrade", "websocket"},
        {"Connection", "Upgrade"},
        {"Sec-WebSocket-Accept", acceptKey(call.request.header("Sec-WebSocket-Key"))}};
    const QByteArray turn = call.request.header("x-codex-turn-state");
    if (!turn.isEmpty())
        headers.push_back({"x-codex-turn-state", turn});
    return {step::Head {101, headers, WireFraming::None}, step::Upgrade {std::move(make)}};
}

Script noUpgrade(const ModelCall &call)
{
    return wholeReply(call.state, 400, "text/plain; charset=utf-8", "Bad Request\n",
                      {{"Sec-Websocket-Version", "13"}, {"X-Content-Type-Options", "nosniff"}});
}

bool wantsWebSocket(const ModelCall &call)
{
    return call.request.header("Upgrade").toLower() == "websocket";
}

} // namespace

Script responsesSocket(ModelCall &call, const QByteArray &scenario)
{
    if (scenario == "ws-refused-404")
        return notFound(call.state);
    if (!wantsWebSocket(call))
        return noUpgrade(call);
    BackendState &state = call.state;
    const SocketMode mode = modes().value(scenario, SocketMode::Conversation);
    Script script = upgradeScript(call, [&state, mode]() -> std::unique_ptr<RawPeer> {
        if (mode == SocketMode::EchoBinary)
            return std::make_unique<EchoPeer>();
        return std::make_unique<ResponsesPeer>(state, mode);
    });
    if (scenario == "ws-upgrade-late")
        script.insert(script.begin(), step::Wait {std::chrono::seconds(20)});
    if (scenario == "ws-data-with-101")
        script.insert(script.begin() + 1,
                      step::SendRaw {encodeFrame(FrameType::Text, R"({"type":"early"})")});
    return script;
}

Script relaySocket(ModelCall &call)
{
    if (!wantsWebSocket(call))
        return noUpgrade(call);
    return upgradeScript(call, [] { return std::make_unique<EchoPeer>(); });
}

QList<QByteArray> socketScenarioNames()
{
    return modes().keys()
           + QList<QByteArray> {"ws-upgrade-late", "ws-data-with-101", "ws-refused-404"};
}

} // namespace standins

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/client.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <utility>

namespace support {

/// What everybody in a scripted run did, in order.
using Transcript = QList<QByteArray>;

/// The test's end of a ScriptedClient; outlives it.
struct ClientSeat
{
    /// The whole body came.
    void sendBody(const QByteArray &body)
    {
        bytesIn = body.size();
        std::exchange(collected, nullptr)(body);
    }
    void failBody(proxy::ErrorCode code)
    {
        std::exchange(collected, nullptr)(tl::make_unexpected(proxy::Error {.code = code}));
    }
    /// Bytes come on a websocket.
    void stream(const QByteArray &bytes)
    {
        streamed += bytes;
        if (bodyObserver != nullptr)
            bodyObserver->bodyReady();
    }
    /// The client closes its connection.
    void leave()
    {
        isGone = true;
        if (collected)
            failBody(proxy::ErrorCode::ClientGone);
        else if (observer != nullptr)
            observer->clientGone();
    }

    Transcript *transcript = nullptr;
    proxy::RequestHead head;
    proxy::Client::BodyCallback collected; ///< the pipeline waits for the body
    proxy::ClientSinkObserver *observer = nullptr;
    proxy::ResponseHead answer;
    QByteArray answered; ///< payload of the answer so far
    QByteArray streamed; ///< what was not taken yet
    proxy::BodySourceObserver *bodyObserver = nullptr;
    bool isStreaming = false; ///< more may come
    qint64 bytesIn = 0;
    bool isGone = false;
    bool isEnded = false;
};

/// A client without a socket: the test plays it through its seat.
class ScriptedClient final : public proxy::Client
{
public:
    explicit ScriptedClient(std::shared_ptr<ClientSeat> seat)
        : m_seat(std::move(seat))
    { }
    ~ScriptedClient() override
    {
        if (!m_seat->isEnded && !m_seat->isGone)
            cut();
        m_seat->collected = nullptr;
        m_seat->observer = nullptr;
        m_seat->bodyObserver = nullptr;
    }
    Q_DISABLE_COPY_MOVE(ScriptedClient)

    const proxy::RequestHead &head() const override { return m_seat->head; }
    void collectBody(qint64, BodyCallback done) override { m_seat->collected = std::move(done); }
    void sendReply(const proxy::Reply &reply) override
    {
        proxy::ResponseHead answer;
        answer.status = reply.status;
        answer.headers = reply.headers;
        begin(answer);
        m_seat->answered += reply.body;
        end();
    }
    bool isClientGone() const override { return m_seat->isGone; }
    qint64 bytesIn() const override { return m_seat->bytesIn; }
    qint64 bytesOut() const override { return m_seat->answered.size(); }

    void begin(const proxy::ResponseHead &answer) override
    {
        m_seat->answer = answer;
        note("client gets " + QByteArray::number(answer.status));
    }
    void write(const proxy::BodyPiece &piece) override
    {
        for (const QByteArrayView view : piece.payload)
            m_seat->answered.append(view);
    }
    void end() override { close("client has it all"); }
    void cut() override
    {
        if (!m_seat->isEnded)
            close("client is cut");
    }
    void flush() override { }
    qint64 unsentBytes() const override { return 0; }
    void setSinkObserver(proxy::ClientSinkObserver *observer) override
    {
        m_seat->observer = observer;
    }

    QByteArray take(qint64 max) override
    {
        QByteArray taken = m_seat->streamed.left(max);
        m_seat->streamed.remove(0, taken.size());
        return taken;
    }
    bool atEnd() const override { return !m_seat->isStreaming && m_seat->streamed.isEmpty(); }
    void setBodyObserver(proxy::BodySourceObserver *observer) override
    {
        m_seat->bodyObserver = observer;
    }

private:
    void note(const QByteArray &what) { m_seat->transcript->append(what); }
    void close(const QByteArray &what)
    {
        m_seat->isEnded = true;
        note(what);
    }

    std::shared_ptr<ClientSeat> m_seat;
};

} // namespace support

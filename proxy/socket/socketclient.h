// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/client.h"
#include "proxy/message/request.h"

#include <QByteArray>

namespace proxy {

/// Owns the websocket on which a message of a client came.
class SocketClientOwner
{
public:
    virtual ~SocketClientOwner() = default;
    /// The pipeline answers the message itself, with an error.
    virtual void messageAnswered(const Reply &reply) = 0;
    /// The exchange of the message is over, and its client is being destroyed.
    virtual void clientDestroyed() = 0;
};

/// The client side of one message of a websocket: its text is the request's body. What the pipeline
/// writes as the answer goes nowhere, because the upstream's frames pass on the socket as they
/// come. Lives on the worker thread.
class SocketClient final : public Client
{
public:
    /// @p owner must outlive this, or call leave().
    SocketClient(RequestHead head, QByteArray text, SocketClientOwner &owner);
    ~SocketClient() override;
    Q_DISABLE_COPY_MOVE(SocketClient)

    /// The websocket ends, or does without this client from now on. A request that is still under
    /// way ends as one whose client has gone. It may destroy this object.
    void leave();
    /// As leave(), but nobody is told.
    void forgetOwner() { m_owner = nullptr; }

    [[nodiscard]] const RequestHead &head() const override { return m_head; }
    void collectBody(qint64 limit, BodyCallback done) override;
    void sendReply(const Reply &reply) override;
    [[nodiscard]] bool isClientGone() const override { return m_owner == nullptr; }
    [[nodiscard]] qint64 bytesIn() const override { return m_size; }
    [[nodiscard]] qint64 bytesOut() const override { return m_bytesOut; }
    void begin(const ResponseHead &head) override;
    void write(const BodyPiece &piece) override;
    void end() override { }
    void cut() override { }
    void flush() override { }
    [[nodiscard]] qint64 unsentBytes() const override { return 0; }
    void setSinkObserver(ClientSinkObserver *observer) override { m_observer = observer; }
    QByteArray take(qint64 max) override;
    [[nodiscard]] bool atEnd() const override { return m_text.isEmpty(); }
    void setBodyObserver(BodySourceObserver *observer) override;

private:
    RequestHead m_head;
    QByteArray m_text; ///< what was not taken yet
    qint64 m_size;
    qint64 m_bytesOut = 0;
    SocketClientOwner *m_owner; ///< null: the websocket is gone
    ClientSinkObserver *m_observer = nullptr;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
// Step 2 of 8: READ. Client bytes → Request, and the client's side of the answer.
// Before: http/listener. After: inspect/.
#pragma once

#include "proxy/http/answerframing.h"
#include "proxy/http/bodyintake.h"
#include "proxy/message/client.h"

#include <memory>

namespace proxy {

class GuardedConnection;

/// One request and its answer on one client connection. Made by the guard, owned by the exchange
/// from Listener's onRequest on; belongs to the worker thread.
///
/// Once the exchange has ended on the wire the stream may be destroyed at any time, at once too:
/// the connection flushes and goes on by itself. When the connection or the whole Listener dies
/// first, the stream stays valid and every call is a no-op. clientFinished() costs a turn of the
/// event loop: who does not need it takes its observer away before end(), or destroys the stream
/// right after.
class ClientStream final : public Client
{
public:
    ClientStream(GuardedConnection *connection, RequestHead head);
    ~ClientStream() override;
    Q_DISABLE_COPY_MOVE(ClientStream)

    // Client
    [[nodiscard]] const RequestHead &head() const override { return m_head; }
    void collectBody(qint64 limit, BodyCallback done) override;
    void sendReply(const Reply &reply) override;
    [[nodiscard]] bool isClientGone() const override { return m_isGone; }
    [[nodiscard]] qint64 bytesIn() const override { return m_intake.bytesDecoded(); }
    [[nodiscard]] qint64 bytesOut() const override { return m_bytesOut; }

    // ClientSink
    void begin(const ResponseHead &head) override;
    void write(const BodyPiece &piece) override;
    void end() override;
    void cut() override;
    void flush() override;
    [[nodiscard]] qint64 unsentBytes() const override;
    /// clientGone() follows soon when the client left before an observer was there.
    void setSinkObserver(ClientSinkObserver *observer) override;

    // BodySource
    /// Once begin() sent a 101 these are the client's raw bytes; its FIN is then the end.
    [[nodiscard]] QByteArray take(qint64 max) override;
    [[nodiscard]] bool atEnd() const override { return m_intake.atEnd(); }
    /// bodyReady() follows soon when bytes or the end are already there.
    void setBodyObserver(BodySourceObserver *observer) override;

private:
    friend class GuardedConnection;

    enum class State { Waiting, Begun, Ended };

    // What the connection has to tell
    [[nodiscard]] BodyIntake &intake() { return m_intake; }
    /// Something was sent, or could not be.
    void noteOutput();
    void tellDrained();
    void tellFinished();
    /// @p rest: input that was not fed yet.
    void tellGone(QByteArrayView rest);
    void abandon();

    void wantBody();

    GuardedConnection *m_connection; // nullptr: nothing of this stream is on the wire any more
    RequestHead m_head;
    BodyIntake m_intake;
    AnswerFraming m_framing;
    State m_state = State::Waiting;
    bool m_isGone = false;
    bool m_isGoneTold = false;
    bool m_isAboveHighWater = false;
    qint64 m_bytesOut = 0;
    ClientSinkObserver *m_sinkObserver = nullptr;
    std::shared_ptr<bool> m_lifeMark; // made when somebody has to know whether this still lives
};

} // namespace proxy

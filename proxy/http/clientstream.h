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

/// One request and its answer on a client connection: the Client of the pipeline. GuardedConnection
/// makes it; the exchange owns it. Lives on the worker thread.
///
/// After the exchange has ended on the wire, the stream may be destroyed at any time; the
/// connection sends what is left by itself. When the connection or the Listener is destroyed first,
/// the stream stays valid and its functions do nothing. clientFinished() costs a round of the event
/// loop; to avoid it, remove the observer before end(), or destroy the stream right after end().
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
    /// Calls clientGone() soon if the client left before there was an observer.
    void setSinkObserver(ClientSinkObserver *observer) override;

    // BodySource
    /// After begin() with a 101 these are the client's raw bytes, which end with its FIN.
    [[nodiscard]] QByteArray take(qint64 max) override;
    [[nodiscard]] bool atEnd() const override { return m_intake.atEnd(); }
    /// Calls bodyReady() soon if there are bytes or the end already.
    void setBodyObserver(BodySourceObserver *observer) override;

private:
    friend class GuardedConnection;

    enum class State { Waiting, Begun, Ended };

    // Called by the connection
    [[nodiscard]] BodyIntake &intake() { return m_intake; }
    /// Bytes were sent, or sending failed.
    void noteOutput();
    void tellDrained();
    void tellFinished();
    /// @p rest is input that was not given to the intake yet.
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
    std::shared_ptr<bool>
        m_lifeMark; // tells callers whether this object still exists; made on demand
};

} // namespace proxy

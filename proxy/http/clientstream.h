// SPDX-License-Identifier: LicenseRef-Private
// Step 2 of 8: READ. Client bytes → Request, and the client's side of the answer.
// Before: http/listener. After: inspect/.
#pragma once

#include "proxy/core/error.h"
#include "proxy/http/answerframing.h"
#include "proxy/http/bodyintake.h"
#include "proxy/message/bodysource.h"
#include "proxy/message/clientsink.h"
#include "proxy/message/request.h"
#include "proxy/message/response.h"

#include <memory>

namespace proxy {

class GuardedConnection;

/// One request and its answer on one client connection: where the body is read from and the
/// answer written to. Made by the guard, owned by the exchange from Listener's onRequest on; lives
/// on the worker thread.
///
/// Life: sendReply(), or begin() … end(), or cut(), or clientGone() ends the exchange on the wire,
/// exactly one of them; after that the stream may be destroyed at any time, at once too: the
/// connection flushes and goes on by itself. Destroying it before is cut(). It may be destroyed
/// inside any call to its observers or callbacks; no observer is called afterwards. When the
/// connection or the whole Listener dies first, the stream stays valid and every call is a no-op.
/// clientFinished() costs a turn of the event loop: who does not need it takes its observer away
/// before end(), or destroys the stream right after.
class ClientStream final : public ClientSink, public BodySource
{
public:
    using BodyCallback = BodyIntake::Callback;

    ClientStream(GuardedConnection *connection, RequestHead head);
    ~ClientStream() override;
    Q_DISABLE_COPY_MOVE(ClientStream)

    [[nodiscard]] const RequestHead &head() const { return m_head; }

    /// Waits for the whole body, at most @p limit bytes, and hands it over once. Instead of, never
    /// beside, take(). @p done may run before this returns (the body often came with the head):
    /// make it the last statement. Errors: BodyTooLarge, MalformedRequest, RequestTimeout,
    /// Overloaded, ClientGone; except after ClientGone the exchange still owes an answer. While
    /// it waits, the client's leaving is told here and not by clientGone(). The bytes count
    /// against the budget of all buffered bodies until the answer begins.
    void collectBody(qint64 limit, BodyCallback done);
    /// Gives up waiting: @p done of collectBody() will not be called.
    void stopCollecting() { m_intake.stopCollecting(); }

    /// A whole answer of our own: begin, body, end. No body goes out for HEAD. A connection whose
    /// request body was not read to its end is closed afterwards.
    void sendReply(const Reply &reply);

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

    [[nodiscard]] bool isClientGone() const { return m_isGone; }
    /// Body bytes read so far, framing removed.
    [[nodiscard]] qint64 bytesIn() const { return m_intake.bytesDecoded(); }
    /// Body bytes of the answer so far, as sent.
    [[nodiscard]] qint64 bytesOut() const { return m_bytesOut; }

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

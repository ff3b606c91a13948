// SPDX-License-Identifier: LicenseRef-Private
// Step 2 of 8: READ. Client bytes → Request, and the client's side of the answer.
// Before: http/listener. After: inspect/.
#pragma once

#include "proxy/error.h"
#include "proxy/http/answerframing.h"
#include "proxy/http/requestbody.h"
#include "proxy/message/bodysource.h"
#include "proxy/message/clientsink.h"
#include "proxy/message/request.h"
#include "proxy/message/response.h"
#include "proxy/resilience/clock.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace proxy {

class ConnectionRegistry;
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
/// clientFinished() costs a turn of the event loop: who does not need it takes its observer away,
/// or destroys the stream, before or right after end().
class ClientStream final : public ClientSink, public BodySource
{
public:
    /// The whole body with the framing removed, or why there will never be one.
    using BodyCallback = std::function<void(Result<QByteArray>)>;

    static constexpr qint64 kBodyWindow = 256 * 1024; ///< bytes that wait for take()

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
    void stopCollecting() { m_collected = nullptr; }

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
    [[nodiscard]] bool atEnd() const override;
    /// bodyReady() follows soon when bytes or the end are already there.
    void setBodyObserver(BodySourceObserver *observer) override;

    [[nodiscard]] bool isClientGone() const { return m_isGone; }
    [[nodiscard]] bool isBegun() const { return m_state != State::Waiting; }
    /// Body bytes read so far, framing removed.
    [[nodiscard]] qint64 bytesIn() const { return m_body.bytesDecoded(); }
    /// Body bytes of the answer so far, as sent.
    [[nodiscard]] qint64 bytesOut() const { return m_bytesOut; }

private:
    friend class GuardedConnection;

    enum class State { Waiting, Begun, Ended };

    // For the connection: the body's way in, and what it has to tell
    [[nodiscard]] bool wantsBody() const;
    [[nodiscard]] bool isRead() const { return m_body.isComplete(); }
    [[nodiscard]] std::span<char> bodyRoom();
    void noteBodyRead(qsizetype count);
    qsizetype feedBody(QByteArrayView wire);
    void tellBody();
    void tellDrained();
    void tellFinished();
    void tellGone();
    void abandon();
    void sweep(Instant now, Instant lastInput);

    void wantBody();
    void judgeBody();
    void failBody(ErrorCode code, QString detail);
    void settleCollecting();
    void finishCollecting(Result<QByteArray> result);
    void giveBack();
    void noteOutput();

    GuardedConnection *m_connection; // nullptr: nothing of this stream is on the wire any more
    RequestHead m_head;
    RequestBody m_body;
    AnswerFraming m_framing;
    State m_state = State::Waiting;
    bool m_isGone = false;
    bool m_isGoneTold = false;
    bool m_isAboveHighWater = false;
    bool m_isWanted = false; // somebody waits for the body
    bool m_isWindowFull = false;
    bool m_hasBodyNews = false;
    bool m_cameBody = false; // a byte of the body's framing or content
    qint64 m_bytesOut = 0;
    qint64 m_limit = 0; // of the collected body
    qint64 m_charged = 0; // to the budget
    Instant m_wantedAt;
    std::optional<Error> m_bodyError;
    ClientSinkObserver *m_sinkObserver = nullptr;
    BodySourceObserver *m_bodyObserver = nullptr;
    BodyCallback m_collected;
    std::shared_ptr<bool> m_lifeMark; // made when somebody has to know whether this still lives
};

} // namespace proxy

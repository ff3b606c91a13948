// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/message/clientsink.h"
#include "proxy/message/payloadtap.h"
#include "proxy/upstream/upstream.h"

#include <QByteArray>
#include <QObject>

#include <chrono>
#include <memory>
#include <optional>

namespace proxy {

/// How a relayed answer ended.
enum class RelayEnd {
    Complete, ///< the client gets the whole answer
    Failed, ///< nothing was sent; the error must still be answered
    Cut, ///< the answer broke off, and the client's connection was cut
    ClientGone, ///< the client closed its connection; the upstream call was aborted
};

/// Decides about an answer and observes it while RELAY passes it on. Calls come on the worker
/// thread, never from inside a call of Relay.
class RelayObserver
{
public:
    enum class Verdict {
        Forward, ///< the answer goes to the client
        Hold, ///< not decided yet: swallowsHeld() is called with the body
    };

    virtual ~RelayObserver() = default;
    /// Judges an answer by its head, as the upstream sent it. Nothing was sent to the client yet.
    virtual Verdict answerArrived(const ResponseHead &head) = 0;
    /// Judges a held answer. @p payload is the whole body, its first Relay::kMaxHeld bytes, or what
    /// came before it broke off or Relay::kLongestHold was over. Return true to drop the answer;
    /// relaySwallowed() follows.
    virtual bool swallowsHeld(const ResponseHead &head, QByteArrayView payload);
    /// Completes the head for the client. Hop-by-hop fields and the upstream's x-llm-proxy-* fields
    /// are removed already; append the proxy's own fields here.
    virtual void completeHead(ResponseHead &head) = 0;
    /// The answer was dropped and its call destroyed. start() may be called again at once.
    virtual void relaySwallowed() = 0;
    /// The answer ended. Called exactly once, as the last call. The relay may be destroyed within
    /// it.
    /// @p error is set for Failed and Cut.
    virtual void relayEnded(RelayEnd end, const std::optional<Error> &error) = 0;
};

/// What the request log records of a relayed answer.
struct RelayFacts
{
    int upstreamStatus = 0; ///< 0: no head came
    int earlierAttempts = 0; ///< attempts of answers that were dropped
    int status = 0; ///< what the client was sent; 0: nothing
    bool carriesUpstreamKey = false; ///< UpstreamRequest::carriesUpstreamKey of the last request
    qint64 bodyBytes = 0; ///< payload written to the sink
    std::optional<Instant> headAt; ///< the (last) answer's head was complete
    std::optional<Instant> endedAt;
    std::chrono::microseconds longestGap {0}; ///< between two pieces of the answer
};

/// Step 7 of 8: upstream's answer → client. Before: upstreamclient. After: record/.
/// It passes head and chunks on as they came and flushes once for each event. A slow client pauses
/// the upstream at ClientSink::kHighWater. A client that leaves aborts the upstream call. An
/// upstream that fails after the head cuts the client. The exchange owns it; it lives on the worker
/// thread. The sink must outlive it; from start() to its end the relay is the sink's observer.
class Relay final : public UpstreamObserver, public ClientSinkObserver
{
public:
    static constexpr qsizetype kMaxHeld = 64 * 1024;
    /// After this time a held answer is judged by the part of its body that has come.
    static constexpr std::chrono::seconds kLongestHold {3};

    Relay(ClientSink &sink, RelayObserver &observer, Clock clock = steadyClock());
    ~Relay() override;
    Q_DISABLE_COPY_MOVE(Relay)

    /// Sends the request and relays its answer. Call it once, and again after each
    /// relaySwallowed().
    void start(Upstream &upstream, UpstreamRequest request);
    /// Sets the tap for the payload, which must outlive the relay; nullptr: none.
    void setTap(PayloadTap *tap) { m_tap = tap; }
    /// Aborts the upstream call, cuts the client if bytes were sent, and calls the observer no
    /// more. For the end of a drain.
    void abort();

    [[nodiscard]] const RelayFacts &facts() const { return m_facts; }
    /// The facts of the current or the last upstream call.
    [[nodiscard]] UpstreamCallFacts callFacts() const;
    /// How long the upstream has sent nothing; 0 when the client is what slows the answer down.
    [[nodiscard]] std::chrono::microseconds silence() const;
    /// Whether a head was passed to the sink.
    [[nodiscard]] bool hasForwarded() const { return m_facts.status != 0; }

    void upstreamHead(const ResponseHead &head) override;
    void upstreamBody(const BodyPiece &piece) override;
    void upstreamPaused() override;
    void upstreamFinished() override;
    void upstreamFailed(const Error &error) override;
    void clientDrained() override;
    void clientGone() override;

private:
    enum class State { Waiting, Holding, Forwarding, Ended };

    void forwardHead(const ResponseHead &head);
    void forwardPiece(const BodyPiece &piece);
    void hold(const BodyPiece &piece);
    bool judgeHeld();
    void swallow();
    void dropCall();
    void finish(RelayEnd end, std::optional<Error> error = std::nullopt);
    void noteProgress();

    ClientSink &m_sink;
    RelayObserver &m_observer;
    Clock m_clock;
    PayloadTap *m_tap = nullptr;
    std::unique_ptr<UpstreamCall> m_call;
    UpstreamCallFacts m_lastCall;
    State m_state = State::Waiting;
    bool m_paused = false;
    std::unique_ptr<QObject> m_holding; ///< while Holding: who waits for the end of the hold
    ResponseHead m_heldHead;
    QByteArray m_heldWire;
    QByteArray m_heldPayload;
    Instant m_lastProgress {};
    RelayFacts m_facts;
};

/// Removes hop-by-hop fields and the upstream's x-llm-proxy-* fields from an answer's head.
/// Content-Length stays in its place, once. Transfer-Encoding is removed, because the sink writes
/// it. A 101 keeps Connection and Upgrade.
void removeHopByHop(ResponseHead &head);

} // namespace proxy

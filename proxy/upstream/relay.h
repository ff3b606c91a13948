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
    Complete, ///< the sink has the whole answer
    Failed, ///< no byte went out, the sink is untouched: the error is to be answered
    Cut, ///< the answer broke off; the client was cut
    ClientGone, ///< the client left; the upstream call was aborted
};

/// What the pipeline decides and hears while an answer passes. Calls come on the worker thread,
/// never from inside a call of Relay.
class RelayObserver
{
public:
    enum class Verdict {
        Forward, ///< the answer goes to the client
        Hold, ///< not decided: swallowsHeld() is asked once the body is there, broke off or stalls
    };

    virtual ~RelayObserver() = default;
    /// An answer's head as upstream sent it, before any byte of it goes out.
    virtual Verdict answerArrived(const ResponseHead &head) = 0;
    /// After Hold: @p payload is the whole body, the first Relay::kMaxHeld bytes of it, or what
    /// came before it broke off or Relay::kLongestHold was over.
    /// True: nothing of it goes out; relaySwallowed() follows.
    virtual bool swallowsHeld(const ResponseHead &head, QByteArrayView payload);
    /// The head as the client will get it: hop-by-hop fields and upstream's own x-llm-proxy-* are
    /// gone. The moment to append ours.
    virtual void completeHead(ResponseHead &head) = 0;
    /// The answer was dropped and its call is gone. start() may be called again at once.
    virtual void relaySwallowed() = 0;
    /// Comes exactly once, nothing after it. The relay may be destroyed inside. @p error is set
    /// for Failed and Cut.
    virtual void relayEnded(RelayEnd end, const std::optional<Error> &error) = 0;
};

/// What the record wants to know of a relayed answer.
struct RelayFacts
{
    int upstreamStatus = 0; ///< 0: no head came
    int earlierAttempts = 0; ///< of answers that were swallowed
    int status = 0; ///< what the client was sent; 0: nothing
    bool carriesUpstreamKey =
        false; ///< the (last) request did: UpstreamRequest::carriesUpstreamKey
    qint64 bodyBytes = 0; ///< payload written to the sink
    std::optional<Instant> headAt; ///< the (last) answer's head was complete
    std::optional<Instant> endedAt;
    std::chrono::microseconds longestGap {0}; ///< between two pieces of the answer
};

/// Step 7 of 8: upstream's answer → client. Before: upstreamclient. After: record/.
/// Head and chunks go down as they came, one flush an event; a slow client pauses upstream at
/// ClientSink::kHighWater; a client that leaves aborts the call; an upstream that fails after the
/// head cuts the client. Owned by the exchange, lives on the worker thread. The sink must outlive
/// it; the relay is the sink's observer from start() to its end.
class Relay final : public UpstreamObserver, public ClientSinkObserver
{
public:
    static constexpr qsizetype kMaxHeld = 64 * 1024;
    /// A held answer whose body stalls is judged by what is there of it.
    static constexpr std::chrono::seconds kLongestHold {3};

    Relay(ClientSink &sink, RelayObserver &observer, Clock clock = steadyClock());
    ~Relay() override;
    Q_DISABLE_COPY_MOVE(Relay)

    /// Sends the request and relays its answer. Once, and again after each relaySwallowed().
    void start(Upstream &upstream, UpstreamRequest request);
    /// The tap must outlive the relay; nullptr: none.
    void setTap(PayloadTap *tap) { m_tap = tap; }
    /// Gives up: the call is aborted, the client cut if bytes went out, and the observer hears
    /// nothing more. For the end of a drain.
    void abort();

    [[nodiscard]] const RelayFacts &facts() const { return m_facts; }
    /// Of the current call, or the last one.
    [[nodiscard]] UpstreamCallFacts callFacts() const;
    /// How long a stream that could go on has stood still; 0: it does not, or the client is slow.
    [[nodiscard]] std::chrono::microseconds silence() const;
    /// A byte of an answer was handed to the sink.
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

/// Takes out of an answer's head what belongs to the upstream's connection alone, and upstream's
/// own x-llm-proxy-*. Content-Length keeps its place (once); Transfer-Encoding leaves: the sink
/// writes it where the framing is Chunked. A 101 keeps Connection and Upgrade.
void removeHopByHop(ResponseHead &head);

} // namespace proxy

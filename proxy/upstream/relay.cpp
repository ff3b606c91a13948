// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/relay.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

bool startsWithIgnoringCase(QByteArrayView text, QByteArrayView start)
{
    return text.size() >= start.size() && equalsIgnoringCase(text.first(start.size()), start);
}

/// Fields that Connection may name without effect: they say what the bytes are.
bool isProtected(QByteArrayView name)
{
    return equalsIgnoringCase(name, "Content-Length") || equalsIgnoringCase(name, "Content-Type")
           || equalsIgnoringCase(name, "Content-Encoding");
}

bool isOfConnection(QByteArrayView name)
{
    return equalsIgnoringCase(name, "Connection") || equalsIgnoringCase(name, "Keep-Alive")
           || equalsIgnoringCase(name, "Proxy-Connection")
           || equalsIgnoringCase(name, "Transfer-Encoding") || equalsIgnoringCase(name, "Upgrade");
}

bool isNamed(const std::vector<QByteArray> &names, QByteArrayView name)
{
    return std::any_of(names.begin(), names.end(),
                       [name](const QByteArray &each) { return equalsIgnoringCase(each, name); });
}

std::vector<QByteArray> namedByConnection(const HeaderList &headers)
{
    std::vector<QByteArray> names;
    for (const QByteArrayView value : headers.all("Connection")) {
        for (const QByteArrayView member : listMembers(value))
            names.push_back(member.toByteArray());
    }
    return names;
}

} // namespace

void removeHopByHop(ResponseHead &head)
{
    const bool isTunnel = head.framing == BodyFraming::Tunnel;
    const std::vector<QByteArray> named =
        isTunnel ? std::vector<QByteArray>() : namedByConnection(head.headers);
    bool hasLength = false;
    for (size_t i = 0; i < head.headers.size();) {
        const QByteArrayView name = head.headers.at(i).name;
        const bool isRepeatedLength =
            equalsIgnoringCase(name, "Content-Length") && std::exchange(hasLength, true);
        const bool leaves = isRepeatedLength || startsWithIgnoringCase(name, "x-llm-proxy-")
                            || (!isTunnel && isOfConnection(name))
                            || (!isProtected(name) && isNamed(named, name));
        if (leaves)
            head.headers.removeAt(i);
        else
            ++i;
    }
}

bool RelayObserver::swallowsHeld(const ResponseHead &head, QByteArrayView payload)
{
    Q_UNUSED(head)
    Q_UNUSED(payload)
    return false;
}

Relay::Relay(ClientSink &sink, RelayObserver &observer, Clock clock)
    : m_sink(sink)
    , m_observer(observer)
    , m_clock(std::move(clock))
{ }

Relay::~Relay()
{
    abort();
}

void Relay::start(Upstream &upstream, UpstreamRequest request)
{
    m_state = State::Waiting;
    m_paused = false;
    m_facts.carriesUpstreamKey = request.carriesUpstreamKey;
    m_sink.setSinkObserver(this);
    m_call = upstream.send(std::move(request), this);
}

void Relay::abort()
{
    if (m_state == State::Ended)
        return;
    const bool hasForwardedAny = hasForwarded();
    m_state = State::Ended;
    dropCall();
    m_sink.setSinkObserver(nullptr);
    if (hasForwardedAny)
        m_sink.cut();
}

UpstreamCallFacts Relay::callFacts() const
{
    return m_call ? m_call->facts() : m_lastCall;
}

std::chrono::microseconds Relay::silence() const
{
    if (m_state != State::Forwarding || m_paused)
        return std::chrono::microseconds(0);
    return std::chrono::duration_cast<std::chrono::microseconds>(m_clock() - m_lastProgress);
}

void Relay::upstreamHead(const ResponseHead &head)
{
    m_lastProgress = m_clock();
    m_facts.headAt = m_lastProgress;
    m_facts.upstreamStatus = head.status;
    switch (m_observer.answerArrived(head)) {
    case RelayObserver::Verdict::Forward:
        forwardHead(head);
        return;
    case RelayObserver::Verdict::Hold:
        m_state = State::Holding;
        m_heldHead = head;
        m_holding = std::make_unique<QObject>();
        QTimer::singleShot(kLongestHold, m_holding.get(), [this] { judgeHeld(); });
        return;
    }
}

void Relay::upstreamBody(const BodyPiece &piece)
{
    noteProgress();
    if (m_state == State::Forwarding) {
        forwardPiece(piece);
        return;
    }
    hold(piece);
    if (m_heldPayload.size() >= kMaxHeld)
        judgeHeld();
}

void Relay::upstreamPaused()
{
    if (m_state != State::Forwarding)
        return;
    m_sink.flush();
    if (m_paused || !m_call || m_sink.unsentBytes() <= ClientSink::kHighWater)
        return;
    m_paused = true;
    m_call->pause();
}

void Relay::upstreamFinished()
{
    if (m_state == State::Holding && judgeHeld())
        return;
    m_sink.setSinkObserver(nullptr);
    m_sink.end();
    finish(RelayEnd::Complete);
}

void Relay::upstreamFailed(const Error &error)
{
    if (m_state == State::Holding && m_observer.swallowsHeld(m_heldHead, m_heldPayload))
        return swallow();
    // A held answer that broke off is as good as none.
    if (m_state != State::Forwarding) {
        m_sink.setSinkObserver(nullptr);
        finish(RelayEnd::Failed, error);
        return;
    }
    m_sink.setSinkObserver(nullptr);
    m_sink.cut();
    finish(RelayEnd::Cut, error);
}

void Relay::clientDrained()
{
    if (!m_paused || !m_call)
        return;
    m_paused = false;
    // What went by while the client was slow is not the upstream's silence.
    m_lastProgress = m_clock();
    m_call->resume();
}

void Relay::clientGone()
{
    m_sink.setSinkObserver(nullptr);
    finish(RelayEnd::ClientGone);
}

void Relay::forwardHead(const ResponseHead &head)
{
    m_state = State::Forwarding;
    ResponseHead outgoing = head;
    removeHopByHop(outgoing);
    m_observer.completeHead(outgoing);
    m_facts.status = outgoing.status;
    m_sink.begin(outgoing);
}

void Relay::forwardPiece(const BodyPiece &piece)
{
    m_sink.write(piece);
    for (const QByteArrayView payload : piece.payload) {
        m_facts.bodyBytes += payload.size();
        if (m_tap != nullptr)
            m_tap->payload(payload);
    }
}

void Relay::hold(const BodyPiece &piece)
{
    m_heldWire.append(piece.wire);
    for (const QByteArrayView payload : piece.payload)
        m_heldPayload.append(payload);
}

/// True when the answer was swallowed; else what was held is on its way.
bool Relay::judgeHeld()
{
    m_holding.reset();
    if (m_observer.swallowsHeld(m_heldHead, m_heldPayload)) {
        swallow();
        return true;
    }
    const ResponseHead head = std::exchange(m_heldHead, {});
    const QByteArray wire = std::exchange(m_heldWire, {});
    const QByteArray payload = std::exchange(m_heldPayload, {});
    forwardHead(head);
    const QByteArrayView views[] = {payload};
    if (!wire.isEmpty())
        forwardPiece({wire, views});
    return false;
}

void Relay::swallow()
{
    dropCall();
    m_heldHead = {};
    m_heldWire = {};
    m_heldPayload = {};
    m_facts.earlierAttempts += m_lastCall.attempts;
    m_lastCall = {};
    m_state = State::Waiting;
    m_observer.relaySwallowed();
}

void Relay::dropCall()
{
    m_holding.reset();
    if (m_call)
        m_lastCall = m_call->facts();
    m_call.reset();
}

/// Nothing of this object may be touched after it.
void Relay::finish(RelayEnd end, std::optional<Error> error)
{
    m_state = State::Ended;
    m_facts.endedAt = m_clock();
    dropCall();
    // By value: the observer may destroy this relay, and with it what the caller's error stands in.
    m_observer.relayEnded(end, error);
}

void Relay::noteProgress()
{
    const Instant now = m_clock();
    const auto gap = std::chrono::duration_cast<std::chrono::microseconds>(now - m_lastProgress);
    m_facts.longestGap = std::max(m_facts.longestGap, gap);
    m_lastProgress = now;
}

} // namespace proxy

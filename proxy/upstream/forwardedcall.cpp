// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/forwardedcall.h"

#include <utility>

namespace proxy {

namespace {

// Far from the end of what a clock's nanoseconds can count.
constexpr std::chrono::milliseconds kForever = std::chrono::hours(24 * 365 * 50);

Error failedCall(ErrorCode code, const Text &detail)
{
    return {.code = code, .source = ErrorSource::Upstream, .detail = detail};
}

/// Methods that change nothing at the upstream (RFC 9110 9.2.1) and can't be billed.
bool isSafe(const QByteArray &method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

} // namespace

ForwardedCall::ForwardedCall(CallRegistry &registry, UpstreamRequest request,
                             UpstreamObserver &observer)
    : m_registry(&registry)
    , m_request(std::move(request))
    , m_observer(observer)
    , m_connectingSince(registry.now())
{ }

ForwardedCall::~ForwardedCall()
{
    leaveRegistry();
}

void ForwardedCall::start()
{
    m_registry->add(*this);
    if (!m_registry->breaker().isClosed()) {
        m_phase = Phase::Refused;
        m_refusal = failedCall(ErrorCode::UpstreamBreakerOpen,
                               Text::english("the upstream could not be reached lately: %1",
                                             {m_registry->breaker().lastError()}));
        m_refusal.retryAfter = m_registry->breaker().retryAfter();
        m_registry->runDueIn(std::chrono::milliseconds(0));
        return;
    }
    if (m_request.wantsNewConnection)
        connect();
    else
        reuseOrConnect();
}

void ForwardedCall::reuseOrConnect()
{
    m_connection = m_registry->pool().take();
    if (!m_connection)
        return connect();
    ++m_registry->connectionsReused;
    m_facts.reusedConnection = true;
    m_facts.connectedAt = m_registry->now();
    transmit();
}

void ForwardedCall::connect()
{
    m_facts.reusedConnection = false;
    m_phase = Phase::Connecting;
    m_connection = m_registry->newConnection();
    ++m_registry->connectionsOpened;
    m_connection->open(this);
}

void ForwardedCall::connectionOpened()
{
    m_registry->breaker().connected();
    m_facts.connectedAt = m_registry->now();
    transmit();
}

void ForwardedCall::transmit()
{
    ++m_facts.attempts;
    m_phase = Phase::AwaitingHead;
    m_since = *m_facts.connectedAt;
    m_connection->setObserver(this);
    if (m_isPaused)
        m_connection->pause();
    m_connection->prepare(m_request);
    m_registry->sendSoon(*this);
}

void ForwardedCall::sendNow()
{
    // The last moment at which it is certain that nobody has read a byte of it.
    if (!m_facts.reusedConnection || !m_connection->isStale())
        return m_connection->startSending();
    // Nothing was sent over it: it was no attempt.
    --m_facts.attempts;
    --m_registry->connectionsReused;
    dropConnection();
    m_connectingSince = m_registry->now();
    reuseOrConnect();
}

void ForwardedCall::connectionSent()
{
    m_facts.sentAt = m_since = m_registry->now();
}

void ForwardedCall::connectionRefused(const Text &why)
{
    ++m_facts.attempts;
    m_registry->breaker().connectFailed(why);
    retryConnecting(failedCall(ErrorCode::UpstreamRefused, why));
}

/// The connect limit bounds all attempts together.
void ForwardedCall::retryConnecting(Error error)
{
    const Instant dueAt = m_registry->now() + CallRegistry::kRetryDelay;
    const bool hasTime = dueAt < m_connectingSince + m_registry->settings().connectTimeout;
    if (!hasAttemptsLeft() || !hasTime || !m_registry->breaker().isClosed()) {
        end(error);
        return;
    }
    dropConnection();
    m_phase = Phase::WaitingToRetry;
    m_refusal = std::move(error);
    m_dueAt = dueAt;
    m_registry->runDueIn(CallRegistry::kRetryDelay);
}

void ForwardedCall::connectionHead(const ResponseHead &head)
{
    const Instant now = m_registry->now();
    m_registry->lastHeadAt = now;
    m_since = now;
    m_phase = head.framing == BodyFraming::Tunnel ? Phase::Tunnel : Phase::Receiving;
    if (!m_facts.sentAt && m_connection->hasSentAll())
        m_facts.sentAt = now;
    // The upload is over either way, and nothing is sent a second time from here on.
    m_request.body = QByteArray();
    m_observer.upstreamHead(head);
}

void ForwardedCall::connectionBody(const BodyPiece &piece)
{
    m_hasProgressed = true;
    m_observer.upstreamBody(piece);
}

void ForwardedCall::connectionPaused()
{
    m_observer.upstreamPaused();
}

void ForwardedCall::connectionFinished(bool isReusable)
{
    if (isReusable)
        m_registry->keep(std::move(m_connection), m_registry->now());
    leaveRegistry();
    m_observer.upstreamFinished();
}

void ForwardedCall::connectionFailed(const Error &error)
{
    if (!mayResend(error)) {
        end(error);
        return;
    }
    ++m_registry->retries;
    dropConnection();
    m_connectingSince = m_registry->now();
    connect();
}

/// Never what could have been billed: RFC 9110 9.2.2, and stricter.
bool ForwardedCall::mayResend(const Error &error) const
{
    if (error.code != ErrorCode::UpstreamClosed || !m_facts.reusedConnection
        || m_connection->hasResponseBytes() || m_connection->hasTakenBody() || !hasAttemptsLeft())
        return false;
    // What the peer's kernel has acknowledged proves nothing: it is told up to 40 ms late, and a
    // program can read, act and reset within that.
    return !m_connection->hasSentAll() || isSafe(m_request.method);
}

bool ForwardedCall::hasAttemptsLeft() const
{
    return m_facts.attempts <= m_registry->settings().retries;
}

void ForwardedCall::pause()
{
    m_isPaused = true;
    if (m_connection && m_phase != Phase::Connecting)
        m_connection->pause();
}

void ForwardedCall::resume()
{
    m_isPaused = false;
    m_hasProgressed = true;
    if (m_connection && m_phase != Phase::Connecting)
        m_connection->resume();
}

void ForwardedCall::checkTime(Instant now)
{
    const bool isUploading =
        m_phase == Phase::AwaitingHead && !m_connection->hasSentAll()
        && (m_connection->isWaitingForBody() || m_connection->bytesWritten() != m_writtenSeen);
    if (isUploading)
        m_writtenSeen = m_connection->bytesWritten();
    if (std::exchange(m_hasProgressed, false) || m_isPaused || isUploading)
        m_since = now;
    const Instant begin = m_phase == Phase::Connecting ? m_connectingSince : m_since;
    m_isExpired = now - begin >= limit();
}

std::chrono::milliseconds ForwardedCall::limit() const
{
    const UpstreamSettings &settings = m_registry->settings();
    switch (m_phase) {
    case Phase::Connecting:
        return settings.connectTimeout;
    case Phase::AwaitingHead:
        return settings.firstByteTimeout;
    case Phase::Receiving:
        return settings.idleTimeout;
    case Phase::Refused:
    case Phase::WaitingToRetry:
    case Phase::Tunnel:
    case Phase::Over:
        break;
    }
    return kForever;
}

bool ForwardedCall::isDue(Instant now) const
{
    return m_isExpired || m_phase == Phase::Refused
           || (m_phase == Phase::WaitingToRetry && now >= m_dueAt);
}

void ForwardedCall::act()
{
    if (m_phase == Phase::WaitingToRetry && m_registry->breaker().isClosed()) {
        ++m_registry->retries;
        connect();
    } else if (m_phase == Phase::WaitingToRetry || m_phase == Phase::Refused) {
        end(Error(m_refusal));
    } else {
        expire();
    }
}

void ForwardedCall::expire()
{
    m_isExpired = false;
    const auto words = Text::english("nothing came within %1 ms", {limit().count()});
    if (m_phase == Phase::Connecting) {
        ++m_facts.attempts;
        m_registry->breaker().connectFailed(
            Text::english("no connection within %1 ms", {limit().count()}));
        end(failedCall(ErrorCode::UpstreamConnectTimeout, m_registry->breaker().lastError()));
    } else if (m_phase == Phase::AwaitingHead) {
        // Somebody else's head since then proves the upstream alive, if slow.
        if (m_registry->lastHeadAt < m_since)
            m_registry->breaker().wentSilent();
        end(failedCall(ErrorCode::UpstreamFirstByteTimeout, words));
    } else if (m_phase == Phase::Receiving) {
        end(failedCall(ErrorCode::UpstreamIdleTimeout, words));
    }
}

void ForwardedCall::end(const Error &error)
{
    leaveRegistry();
    m_observer.upstreamFailed(error);
}

void ForwardedCall::leaveRegistry()
{
    if (m_phase == Phase::Over)
        return;
    m_phase = Phase::Over;
    if (m_registry == nullptr)
        return;
    dropConnection();
    m_registry->remove(*this);
}

void ForwardedCall::dropConnection()
{
    m_registry->pool().bury(std::move(m_connection));
}

void ForwardedCall::forgetRegistry()
{
    m_connection.reset();
    m_phase = Phase::Over;
    m_registry = nullptr;
}

} // namespace proxy

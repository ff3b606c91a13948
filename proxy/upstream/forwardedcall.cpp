// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/forwardedcall.h"

#include <utility>

namespace proxy {

namespace {

// Far from the end of what a clock's nanoseconds can count.
constexpr std::chrono::milliseconds kForever = std::chrono::hours(24 * 365 * 50);

Error upstreamError(ErrorCode code, const Said &detail)
{
    return {.code = code, .source = ErrorSource::Upstream, .detail = detail};
}

/// Methods that change nothing at the upstream (RFC 9110 9.2.1) and can't be billed.
bool isSafe(const QByteArray &method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

} // namespace

ForwardedCall::ForwardedCall(CallBoard &board, UpstreamRequest request, UpstreamObserver &observer)
    : m_board(&board)
    , m_request(std::move(request))
    , m_observer(observer)
    , m_connectingSince(board.now())
{ }

ForwardedCall::~ForwardedCall()
{
    leaveBoard();
}

void ForwardedCall::start()
{
    m_board->add(*this);
    if (!m_board->breaker().isClosed()) {
        m_phase = Phase::Refused;
        m_refusal = upstreamError(ErrorCode::UpstreamBreakerOpen,
                                  Said::english("the upstream could not be reached lately: %1",
                                                {m_board->breaker().lastError()}));
        m_refusal.retryAfter = m_board->breaker().retryAfter();
        m_board->runDueIn(std::chrono::milliseconds(0));
        return;
    }
    if (!m_request.wantsNewConnection)
        m_connection = m_board->pool().take();
    if (!m_connection) {
        connect();
        return;
    }
    ++m_board->connectionsReused;
    m_facts.reusedConnection = true;
    m_facts.connectedAt = m_board->now();
    transmit();
}

void ForwardedCall::connect()
{
    m_facts.reusedConnection = false;
    m_phase = Phase::Connecting;
    m_connection = m_board->newConnection();
    ++m_board->connectionsOpened;
    m_connection->open(this);
}

void ForwardedCall::connectionOpened()
{
    m_board->breaker().connected();
    m_facts.connectedAt = m_board->now();
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
    m_board->sendSoon(*this);
}

void ForwardedCall::connectionSent()
{
    m_facts.sentAt = m_since = m_board->now();
}

void ForwardedCall::connectionRefused(const Said &why)
{
    ++m_facts.attempts;
    m_board->breaker().connectFailed(why);
    retryConnecting(upstreamError(ErrorCode::UpstreamRefused, why));
}

/// The connect limit bounds all attempts together.
void ForwardedCall::retryConnecting(Error error)
{
    const Instant dueAt = m_board->now() + CallBoard::kRetryDelay;
    const bool hasTime = dueAt < m_connectingSince + m_board->settings().connectTimeout;
    if (!hasAttemptsLeft() || !hasTime || !m_board->breaker().isClosed()) {
        end(error);
        return;
    }
    dropConnection();
    m_phase = Phase::WaitingToRetry;
    m_refusal = std::move(error);
    m_dueAt = dueAt;
    m_board->runDueIn(CallBoard::kRetryDelay);
}

void ForwardedCall::connectionHead(const ResponseHead &head)
{
    const Instant now = m_board->now();
    m_board->lastHeadAt = now;
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
        m_board->keep(std::move(m_connection), m_board->now());
    leaveBoard();
    m_observer.upstreamFinished();
}

void ForwardedCall::connectionFailed(const Error &error)
{
    if (!mayResend(error)) {
        end(error);
        return;
    }
    ++m_board->retries;
    dropConnection();
    m_connectingSince = m_board->now();
    connect();
}

/// Never what could have been billed: RFC 9110 9.2.2, and stricter.
bool ForwardedCall::mayResend(const Error &error) const
{
    if (error.code != ErrorCode::UpstreamClosed || !m_facts.reusedConnection
        || m_connection->hasResponseBytes() || m_connection->hasTakenBody() || !hasAttemptsLeft())
        return false;
    return !m_connection->hasSentAll() || isSafe(m_request.method)
           || m_connection->isRequestUnseen();
}

bool ForwardedCall::hasAttemptsLeft() const
{
    return m_facts.attempts <= m_board->settings().retries;
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
    const UpstreamSettings &settings = m_board->settings();
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
    if (m_phase == Phase::WaitingToRetry && m_board->breaker().isClosed()) {
        ++m_board->retries;
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
    const auto words = Said::english("nothing came within %1 ms", {limit().count()});
    if (m_phase == Phase::Connecting) {
        ++m_facts.attempts;
        m_board->breaker().connectFailed(
            Said::english("no connection within %1 ms", {limit().count()}));
        end(upstreamError(ErrorCode::UpstreamConnectTimeout, m_board->breaker().lastError()));
    } else if (m_phase == Phase::AwaitingHead) {
        // Somebody else's head since then proves the upstream alive, if slow.
        if (m_board->lastHeadAt < m_since)
            m_board->breaker().wentSilent();
        end(upstreamError(ErrorCode::UpstreamFirstByteTimeout, words));
    } else if (m_phase == Phase::Receiving) {
        end(upstreamError(ErrorCode::UpstreamIdleTimeout, words));
    }
}

void ForwardedCall::end(const Error &error)
{
    leaveBoard();
    m_observer.upstreamFailed(error);
}

void ForwardedCall::leaveBoard()
{
    if (m_phase == Phase::Over)
        return;
    m_phase = Phase::Over;
    if (m_board == nullptr)
        return;
    dropConnection();
    m_board->remove(*this);
}

void ForwardedCall::dropConnection()
{
    m_board->pool().bury(std::move(m_connection));
}

void ForwardedCall::forgetBoard()
{
    m_connection.reset();
    m_phase = Phase::Over;
    m_board = nullptr;
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/morphcall.h"

#include "proxy/control/http2channel.h"
#include "proxy/route/morphrouter.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <utility>

namespace proxy {

using std::chrono::milliseconds;

namespace {

// However long Morph asks for silence, a minute later it is tried again.
constexpr std::chrono::seconds kLongestSilence {60};
/// What must be left of its budget for a call to begin: Morph takes no less.
constexpr milliseconds kLeastBudget {100};

RetryPolicy retryPolicy(int retries, const Random &random)
{
    return RetryPolicy(retries, Backoff(ExponentialBackoff {}, random));
}

/// Rounded up: a timer must not fire before the time has come.
milliseconds timerInterval(std::chrono::nanoseconds time)
{
    return std::max(std::chrono::ceil<milliseconds>(time), milliseconds(0));
}

} // namespace

MorphCall::MorphCall(MorphRouter &router, ControlRequest request, Router::Callback done)
    : m_router(router)
    , m_selector(router.m_settings.selector)
    , m_budget(router.m_settings.budget)
    , m_request(std::move(request))
    , m_done(std::move(done))
    , m_retry(retryPolicy(router.m_settings.retries, router.m_random))
    , m_began(router.m_clock())
    , m_ownDeadline(m_began, m_budget)
    , m_deadline(m_ownDeadline)
{
    for (QTimer *timer : {&m_budgetTimer, &m_waitTimer}) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
    }
    connect(&m_budgetTimer, &QTimer::timeout, this, &MorphCall::budgetEnded);
    connect(&m_waitTimer, &QTimer::timeout, this, &MorphCall::attempt);
    startBudgetTimer();
    m_router.m_waiting.push_back(this);
    m_router.beginWaiting();
}

void MorphCall::begin()
{
    m_firstAttemptAt = m_router.m_clock();
    const auto permit = m_router.m_breaker.acquire(m_firstAttemptAt);
    if (!permit) {
        // The circuit opened meanwhile. Told later: who begins calls may be in the middle of one.
        m_waitsInVain = ErrorCode::RouterBreakerOpen;
        m_budgetTimer.start(0);
        return;
    }
    m_permit = *permit;
    m_stage = Stage::Running;
    ++m_router.m_running;
    startBudgetTimer();
    if (!m_router.m_freeConnections.empty()) {
        m_connection = std::move(m_router.m_freeConnections.back());
        m_router.m_freeConnections.pop_back();
    } else {
        m_connection = std::make_unique<Http2Channel>(m_router.m_http2, MorphRouter::kMaxBody);
    }
    attempt();
}

MorphCall::~MorphCall()
{
    if (m_stage == Stage::Waiting) {
        std::erase(m_router.m_waiting, this);
        ++m_router.m_statistics.cancelled;
    }
    if (m_stage != Stage::Running)
        return;
    const Instant now = m_router.m_clock();
    if (m_ownDeadline.isOver(now))
        noteTimeout(now);
    else if (!std::exchange(m_isSettled, true))
        m_router.m_breaker.cancelled(m_permit);
    ++m_router.m_statistics.cancelled;
    release(false);
}

void MorphCall::extend()
{
    m_deadline.extend(m_router.m_clock(), m_budget);
}

void MorphCall::attempt()
{
    ++m_attempts;
    ++m_router.m_statistics.attempts;
    m_connection->send(m_request, [this](const ControlReply &reply) { attemptEnded(reply); });
}

void MorphCall::attemptEnded(const ControlReply &reply)
{
    if (reply.status / 100 != 2)
        return attemptFailed(judgeMorphStatus(reply.status, reply.fault),
                             reply.headers.first("Retry-After").value_or("").toByteArray());
    if (!reply.fault.isEmpty())
        return attemptFailed(judgeMorphStatus(0, reply.fault), {});
    if (reply.isTooLarge)
        return attemptFailed(malformedMorphAnswer(Text::english("it is too large")), {});
    const auto answer = parseMorphAnswer(reply.body, m_selector);
    if (!answer)
        return attemptFailed({.error = answer.error(), .mayBeRetried = true}, {});
    succeed(*answer);
}

void MorphCall::succeed(const RouterAnswer &answer)
{
    const Instant now = m_router.m_clock();
    if (!std::exchange(m_isSettled, true))
        m_router.m_breaker.succeeded(m_permit, now);
    ++m_router.m_statistics.answered;
    m_router.m_statistics.isKeyRefused = false;
    m_router.m_statistics.latencies.add(
        std::chrono::duration_cast<LatencyHistogram::Micros>(now - m_began));
    release(true);
    deliver(answer);
}

void MorphCall::attemptFailed(MorphFailure failure, const QByteArray &retryAfter)
{
    m_connection->drop();
    if (failure.mayBeRetried && !retryAfter.isEmpty())
        failure.error.retryAfter = parseRetryAfter(retryAfter, QDateTime::currentDateTimeUtc());
    const auto delay = m_retry.next({.mayBeRetried = failure.mayBeRetried,
                                     .retryAfter = failure.error.retryAfter,
                                     .remaining = m_deadline.remaining(m_router.m_clock())});
    if (!delay)
        return fail(failure);
    m_waitTimer.start(timerInterval(std::chrono::ceil<std::chrono::nanoseconds>(*delay)));
}

void MorphCall::budgetEnded()
{
    const Instant now = m_router.m_clock();
    if (m_stage == Stage::Waiting) {
        const bool isInVain = m_waitsInVain != ErrorCode::RouterBusy;
        return isInVain || m_deadline.remaining(now) <= kLeastBudget ? giveUpWaiting()
                                                                     : startBudgetTimer();
    }
    if (m_ownDeadline.isOver(now))
        noteTimeout(now);
    if (m_deadline.isOver(now))
        fail(morphTimeout());
    else
        startBudgetTimer();
}

/// What waited for its turn and began late says nothing of Morph.
void MorphCall::noteTimeout(Instant now)
{
    if (now - m_firstAttemptAt >= m_budget / 2)
        settle(morphTimeout());
    else if (!std::exchange(m_isSettled, true))
        m_router.m_breaker.cancelled(m_permit);
}

void MorphCall::startBudgetTimer()
{
    const Instant now = m_router.m_clock();
    if (m_stage == Stage::Waiting)
        return m_budgetTimer.start(timerInterval(m_deadline.remaining(now) - kLeastBudget));
    const Deadline &next = m_ownDeadline.isOver(now) ? m_deadline : m_ownDeadline;
    m_budgetTimer.start(timerInterval(next.remaining(now)));
}

void MorphCall::giveUpWaiting()
{
    std::erase(m_router.m_waiting, this);
    m_stage = Stage::Ended;
    const bool isBusy = m_waitsInVain == ErrorCode::RouterBusy;
    const Error error {.code = m_waitsInVain,
                       .source = ErrorSource::Router,
                       .detail = isBusy ? Text::english("too many calls are under way")
                                        : Text::english("the circuit is open")};
    m_router.noteFailure(error);
    deliver(tl::make_unexpected(error));
}

void MorphCall::settle(const MorphFailure &failure)
{
    if (std::exchange(m_isSettled, true))
        return;
    const Instant now = m_router.m_clock();
    CircuitBreaker &breaker = m_router.m_breaker;
    const auto wish = failure.error.retryAfter;
    if (!failure.counts)
        breaker.answered(m_permit, now);
    else if (wish && *wish >= m_deadline.remaining(now))
        breaker.failed(m_permit, now, std::min(*wish, kLongestSilence));
    else
        breaker.failed(m_permit, now);
}

void MorphCall::fail(const MorphFailure &failure)
{
    settle(failure);
    m_router.noteFailure(failure.error);
    m_router.m_statistics.lastFailure = failure.error.detail;
    if (failure.error.code == ErrorCode::RouterUnauthorized)
        m_router.m_statistics.isKeyRefused = true;
    release(false);
    deliver(tl::make_unexpected(failure.error));
}

void MorphCall::release(bool keepConnection)
{
    m_budgetTimer.stop();
    m_waitTimer.stop();
    if (!keepConnection)
        m_connection->drop();
    m_router.m_freeConnections.push_back(std::move(m_connection));
    m_stage = Stage::Ended;
    --m_router.m_running;
    m_router.beginWaiting();
}

void MorphCall::deliver(const Result<RouterAnswer> &result)
{
    // The callback may destroy this.
    const Router::Callback done = std::exchange(m_done, nullptr);
    done(result, m_attempts);
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/controlchannel.h"
#include "proxy/core/deadline.h"
#include "proxy/resilience/circuitbreaker.h"
#include "proxy/resilience/retrypolicy.h"
#include "proxy/route/morphwire.h"
#include "proxy/route/router.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace proxy {

class MorphRouter;

/// One classification with its attempts, the waits between them and its budget. It may wait for
/// others to end before it begins; then it holds one connection until its end. Only MorphRouter
/// makes it.
class MorphCall final : public QObject, public Router::Call
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MorphCall)

public:
    MorphCall(MorphRouter &router, ControlRequest request, Router::Callback done);
    ~MorphCall() override;

    /// Makes the first attempt. MorphRouter calls it when there is room.
    void begin();

    void extend() override;
    [[nodiscard]] int attempts() const override { return m_attempts; }

private:
    enum class Stage {
        Waiting, ///< in the router's queue
        Running, ///< holds a connection and a permit of the breaker
        Ended,
    };

    void attempt();
    void attemptEnded(const ControlReply &reply);
    void succeed(const RouterAnswer &answer);
    void attemptFailed(MorphFailure failure, const QByteArray &retryAfter);
    void budgetEnded();
    void startBudgetTimer();
    void giveUpWaiting();
    void noteTimeout(Instant now);
    void settle(const MorphFailure &failure);
    void fail(const MorphFailure &failure);
    void release(bool keepConnection);
    void deliver(const Result<RouterAnswer> &result);

    MorphRouter &m_router;
    RouterSelector m_selector;
    std::chrono::milliseconds m_budget;
    Stage m_stage = Stage::Waiting;
    ErrorCode m_waitsInVain = ErrorCode::RouterBusy; ///< what it fails with if it never begins
    BreakerPermit m_permit;
    bool m_isSettled = false; ///< m_permit was given back to the breaker
    ControlRequest m_request;
    Router::Callback m_done;
    std::unique_ptr<ControlChannel> m_connection;
    RetryPolicy m_retry;
    Instant m_began;
    Instant m_firstAttemptAt {};
    Deadline m_ownDeadline; ///< what counts as a timeout
    Deadline m_deadline; ///< with the extensions
    QTimer m_budgetTimer;
    QTimer m_waitTimer;
    int m_attempts = 0;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/controlconnection.h"
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

/// One classification with its attempts, the waits between them and its budget. It holds one
/// connection as long as it exists. Only MorphRouter makes it.
class MorphCall final : public QObject, public Router::Call
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MorphCall)

public:
    MorphCall(MorphRouter &router, BreakerPermit permit, ControlRequest request,
              Router::Callback done);
    ~MorphCall() override;

    void extend() override;
    [[nodiscard]] int attempts() const override { return m_attempts; }

private:
    void attempt();
    void attemptEnded(const ControlReply &reply);
    void succeed(const RouterAnswer &answer);
    void attemptFailed(MorphFailure failure, const QByteArray &retryAfter);
    void budgetEnded();
    void startBudgetTimer();
    void settle(const MorphFailure &failure);
    void fail(const MorphFailure &failure);
    void release(bool keepConnection);
    void deliver(const Result<RouterAnswer> &result);

    MorphRouter &m_router;
    RouterSelector m_selector;
    std::chrono::milliseconds m_budget;
    BreakerPermit m_permit;
    bool m_isSettled = false; ///< m_permit was given back to the breaker
    ControlRequest m_request;
    Router::Callback m_done;
    std::unique_ptr<ControlConnection> m_connection;
    RetryPolicy m_retry;
    Instant m_began;
    Deadline m_ownDeadline; ///< what counts as a timeout
    Deadline m_deadline; ///< with the extensions
    QTimer m_budgetTimer;
    QTimer m_waitTimer;
    int m_attempts = 0;
};

} // namespace proxy

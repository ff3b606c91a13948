// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/control/controlconnection.h"
#include "proxy/core/clock.h"
#include "proxy/core/latencyhistogram.h"
#include "proxy/resilience/backoff.h"
#include "proxy/resilience/circuitbreaker.h"
#include "proxy/route/router.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <vector>

namespace proxy {

/// What a status page shows of the router; a copy of a moment.
struct RouterStatistics
{
    BreakerSnapshot breaker;
    int inFlight = 0; ///< calls that hold one of the slots
    quint64 calls = 0; ///< asked, refused ones included
    quint64 attempts = 0; ///< requests that went out
    quint64 answered = 0;
    quint64 cancelled = 0;
    std::map<ErrorCode, quint64> failures; ///< one per call that ended without an answer
    Said lastFailure; ///< of a call that went out
    LatencyHistogram latencies; ///< of calls that were answered
};

/// Router over Morph's HTTP API. Around each call: breaker, then one budget for all attempts and
/// waits, then retry. A call that ends in anything but an answer leaves no open socket and no
/// request behind; after an answer an idle connection may stay. Lives on the worker thread; calls
/// must not outlive it.
class MorphRouter final : public QObject, public Router
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MorphRouter)

public:
    /// Calls that run at once; the next is refused with RouterBusy.
    static constexpr size_t kMaxCalls = 6;

    explicit MorphRouter(RouterSettings settings, Clock clock = steadyClock(),
                         Random random = systemRandom(), QObject *parent = nullptr);
    ~MorphRouter() override;

    /// For calls that begin from now on; those under way keep what they began with. Another URL or
    /// key closes the circuit: what failed before says nothing about it.
    void apply(RouterSettings settings);
    [[nodiscard]] std::unique_ptr<Call> classify(const RouterQuestion &question,
                                                 Callback done) override;

    /// For the user: reset, open, probe now.
    [[nodiscard]] CircuitBreaker &breaker() { return m_breaker; }
    [[nodiscard]] RouterStatistics statistics() const;

private:
    friend class MorphCall;

    [[nodiscard]] std::unique_ptr<Call> refuse(ErrorCode code, const Said &why, Callback done);
    void noteFailure(const Error &error);

    RouterSettings m_settings;
    Clock m_clock;
    Random m_random;
    CircuitBreaker m_breaker;
    std::vector<std::unique_ptr<ControlConnection>>
        m_freeConnections; ///< the last one used is the next
    int m_running = 0;
    RouterStatistics m_statistics;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/control/controlchannel.h"
#include "proxy/control/http2connection.h"
#include "proxy/core/clock.h"
#include "proxy/core/latencyhistogram.h"
#include "proxy/resilience/backoff.h"
#include "proxy/resilience/circuitbreaker.h"
#include "proxy/route/router.h"

#include <QObject>
#include <QString>

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace proxy {

class MorphCall;

/// A snapshot of the router's counters.
struct RouterStatistics
{
    BreakerSnapshot breaker;
    int inFlight = 0; ///< calls under way
    quint64 calls = 0; ///< calls, refused ones included
    quint64 attempts = 0; ///< requests that were sent
    quint64 answered = 0;
    quint64 cancelled = 0;
    std::map<ErrorCode, quint64> failures; ///< one for each call that failed
    Text lastFailure; ///< of a call that was sent
    bool isKeyRefused = false; ///< 401 to 403 was answered, and no verdict since
    LatencyHistogram latencies; ///< of calls that were answered
};

/// The router over Morph's HTTP API. Each call passes the circuit breaker, has one budget for all
/// its attempts and waits, and is retried within it. RouterSettings::concurrency calls run at once;
/// further ones wait in order, within their budget, and fail with RouterBusy. After an answer the
/// connection may stay open for the next call; after any other end it is closed. Lives on the
/// worker thread; its calls must not outlive it.
class MorphRouter final : public QObject, public Router
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MorphRouter)

public:
    explicit MorphRouter(RouterSettings settings, Clock clock = steadyClock(),
                         Random random = systemRandom(), QObject *parent = nullptr);
    ~MorphRouter() override;

    /// Uses other settings for calls that begin from now on. Another URL or key closes the circuit
    /// breaker, because earlier failures do not apply to it.
    void apply(RouterSettings settings);
    [[nodiscard]] std::unique_ptr<Call> classify(const RouterQuestion &question,
                                                 Callback done) override;

    /// The circuit breaker, for the user's controls.
    [[nodiscard]] CircuitBreaker &breaker() { return m_breaker; }
    [[nodiscard]] RouterStatistics statistics() const;

private:
    friend class MorphCall;

    /// Of an answer's body, in bytes.
    static constexpr qsizetype kMaxBody = 64 * 1024;

    [[nodiscard]] std::unique_ptr<Call> refuse(ErrorCode code, const Text &why, Callback done);
    void noteFailure(const Error &error);
    /// Lets waiting calls begin while there is room.
    void beginWaiting();

    RouterSettings m_settings;
    Clock m_clock;
    Random m_random;
    CircuitBreaker m_breaker;
    Http2Connection m_http2; ///< for all calls, where the server speaks HTTP/2
    /// Idle ones; the most recently used one, at the end, is used next.
    std::vector<std::unique_ptr<ControlChannel>> m_freeConnections;
    int m_running = 0;
    std::deque<MorphCall *> m_waiting; ///< the one that came first is in front
    RouterStatistics m_statistics;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/clock.h"
#include "proxy/loop/loopround.h"
#include "proxy/upstream/connectionpool.h"
#include "proxy/upstream/upstreambreaker.h"

#include <QByteArray>
#include <QTimer>

#include <span>
#include <vector>

namespace proxy {

class ForwardedCall;

/// Knows every call of an UpstreamClient and owns what they share: settings, idle connections,
/// circuit breaker and one coarse timer for all time limits. Part of UpstreamClient.
class CallRegistry final : private LoopRound::Observer
{
public:
    /// The wait before the second attempt to connect, long enough for a restart of the upstream.
    static constexpr std::chrono::milliseconds kRetryDelay {100};
    static constexpr size_t kMaxHeldBack = 16;

    CallRegistry(const UpstreamSettings &settings, Clock clock);
    /// Detaches the calls that still exist; their observers are not called any more.
    ~CallRegistry() override;
    Q_DISABLE_COPY_MOVE(CallRegistry)

    void applySettings(const UpstreamSettings &settings);

    void add(ForwardedCall &call);
    void remove(ForwardedCall &call);
    /// Calls ForwardedCall::sendNow(): at once, or at the end of the event loop's round.
    void sendSoon(ForwardedCall &call);
    /// Calls ForwardedCall::act() of every call that isDue(), from the event loop after @p delay.
    void runDueIn(std::chrono::milliseconds delay);

    [[nodiscard]] std::unique_ptr<UpstreamConnection> newConnection();
    /// Keeps a connection whose answer is complete, unless the upstream's address has changed.
    void keep(std::unique_ptr<UpstreamConnection> connection, Instant now);

    [[nodiscard]] const UpstreamSettings &settings() const { return m_settings; }
    [[nodiscard]] Instant now() const { return m_clock(); }
    [[nodiscard]] ConnectionPool &pool() { return m_pool; }
    [[nodiscard]] UpstreamBreaker &breaker() { return m_breaker; }
    [[nodiscard]] const UpstreamBreaker &breaker() const { return m_breaker; }
    [[nodiscard]] int activeCalls() const { return static_cast<int>(m_calls.size()); }

    /// When the last head of an answer arrived, on any connection.
    Instant lastHeadAt {};
    quint64 connectionsOpened = 0;
    quint64 connectionsReused = 0;
    quint64 retries = 0;

private:
    void sweep();
    void runDue();
    void roundEnded() override;
    [[nodiscard]] std::chrono::milliseconds sweepInterval() const;

    UpstreamSettings m_settings;
    Endpoint m_endpoint;
    Clock m_clock;
    std::vector<char> m_buffer;
    ConnectionPool m_pool;
    UpstreamBreaker m_breaker;
    std::vector<ForwardedCall *> m_calls;
    std::vector<ForwardedCall *> m_unsent;
    QTimer m_sweepTimer;
};

} // namespace proxy

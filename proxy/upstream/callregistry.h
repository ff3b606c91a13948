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

/// What the calls of one UpstreamClient share: settings, connections, breaker, and one coarse
/// timer for all their time limits. Knows every call under way. Part of UpstreamClient.
class CallRegistry final : private LoopRound::Observer
{
public:
    /// Before the second attempt to connect: enough for a restart's gap between two listeners.
    static constexpr std::chrono::milliseconds kRetryDelay {100};
    static constexpr size_t kMaxHeldBack = 16;

    CallRegistry(const UpstreamSettings &settings, Clock clock);
    /// Calls that are left over hear nothing more.
    ~CallRegistry() override;
    Q_DISABLE_COPY_MOVE(CallRegistry)

    void applySettings(const UpstreamSettings &settings);

    void add(ForwardedCall &call);
    void remove(ForwardedCall &call);
    /// Calls sendNow(), at once or at the end of the event loop's round, together with others.
    void sendSoon(ForwardedCall &call);
    /// Calls act() of every call that isDue(), once the stack is unwound and @p delay is over.
    void runDueIn(std::chrono::milliseconds delay);

    [[nodiscard]] std::unique_ptr<UpstreamConnection> newConnection();
    /// Keeps a connection whose answer is complete, unless it leads elsewhere by now.
    void keep(std::unique_ptr<UpstreamConnection> connection, Instant now);

    [[nodiscard]] const UpstreamSettings &settings() const { return m_settings; }
    [[nodiscard]] Instant now() const { return m_clock(); }
    [[nodiscard]] ConnectionPool &pool() { return m_pool; }
    [[nodiscard]] UpstreamBreaker &breaker() { return m_breaker; }
    [[nodiscard]] const UpstreamBreaker &breaker() const { return m_breaker; }
    [[nodiscard]] int activeCalls() const { return static_cast<int>(m_calls.size()); }

    /// When a head arrived last, on any connection.
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

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/resilience/circuitbreaker.h"
#include "proxy/upstream/transport.h"

#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace proxy {

/// The circuit breaker of the upstream's connections. It opens after consecutive failures to
/// connect. Then it tries a bare connection every second and closes after the first that succeeds.
/// It ignores what the upstream answers. Part of UpstreamClient.
class UpstreamBreaker final : private TransportObserver
{
public:
    static constexpr std::chrono::milliseconds kProbeEvery {1000};

    struct Settings
    {
        Endpoint endpoint;
        int threshold = 5;
        std::chrono::milliseconds connectTimeout {5000};
    };

    UpstreamBreaker(Settings settings, Clock clock);
    ~UpstreamBreaker() override;
    Q_DISABLE_COPY_MOVE(UpstreamBreaker)

    /// Uses other settings. With another endpoint it starts closed.
    void setSettings(Settings settings);
    void setObserver(std::function<void()> changed) { m_changed = std::move(changed); }

    /// Whether requests may try to connect.
    [[nodiscard]] bool isClosed() const { return m_circuit.state() == BreakerState::Closed; }
    void connected();
    void connectFailed(const Text &why);
    /// Counts a failure because the upstream accepts connections, but no head came in time on any
    /// of them.
    void wentSilent();

    /// @p handler is called after each failure that was counted.
    void setFailureHandler(std::function<void()> handler)
    {
        m_circuit.setFailureHandler(std::move(handler));
    }
    /// Opens it before it has counted enough failures. It is probed as usual.
    void open();
    void reset();
    void probeNow();

    /// How long a refused client should wait.
    [[nodiscard]] std::chrono::seconds retryAfter() const;
    [[nodiscard]] BreakerSnapshot circuit() const { return m_circuit.snapshot(); }
    [[nodiscard]] std::optional<Instant> nextProbe() const;
    [[nodiscard]] std::optional<bool> isReachable() const { return m_isReachable; }
    [[nodiscard]] std::optional<Instant> lastConnectedAt() const { return m_lastConnectedAt; }
    [[nodiscard]] const Text &lastError() const { return m_lastError; }

private:
    void transportConnected() override;
    void transportFailed(const Text &why) override;
    void transportReadable() override { }
    void transportWritable() override { }

    void countFailure();
    void onTimer();
    void startProbe();
    void dropProbe();
    void tellChanges(BreakerState before);

    Settings m_settings;
    Clock m_clock;
    CircuitBreaker m_circuit;
    std::function<void()> m_changed;
    QTimer m_timer; // the next probe, or the time limit of the current one
    std::unique_ptr<Transport> m_probe;
    std::unique_ptr<Transport> m_finishedProbe;
    std::optional<BreakerPermit> m_permit;
    std::optional<bool> m_isReachable;
    std::optional<Instant> m_lastConnectedAt;
    Text m_lastError;
};

} // namespace proxy

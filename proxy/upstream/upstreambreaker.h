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

/// Whether the upstream can be reached. Opens after some consecutive connection failures; then
/// a bare connect is tried every second, and the first that works closes it. What the upstream
/// answers is of no interest here. Part of UpstreamClient.
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

    /// Another endpoint starts closed and unknown.
    void setSettings(Settings settings);
    void setObserver(std::function<void()> changed) { m_changed = std::move(changed); }

    /// Requests may try to connect.
    [[nodiscard]] bool isClosed() const { return m_circuit.state() == BreakerState::Closed; }
    void connected();
    void connectFailed(const Said &why);
    /// No head came in time on any connection: somebody accepts, nobody answers.
    void wentSilent();

    void reset();
    void probeNow();

    /// How long a refused client should wait.
    [[nodiscard]] std::chrono::seconds retryAfter() const;
    [[nodiscard]] BreakerSnapshot circuit() const { return m_circuit.snapshot(); }
    [[nodiscard]] std::optional<Instant> nextProbe() const;
    [[nodiscard]] std::optional<bool> isReachable() const { return m_isReachable; }
    [[nodiscard]] std::optional<Instant> lastConnectedAt() const { return m_lastConnectedAt; }
    [[nodiscard]] const Said &lastError() const { return m_lastError; }

private:
    void transportConnected() override;
    void transportFailed(const Said &why) override;
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
    Said m_lastError;
};

} // namespace proxy

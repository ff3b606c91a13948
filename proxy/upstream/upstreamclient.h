// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/clock.h"
#include "proxy/resilience/circuitbreaker.h"
#include "proxy/upstream/upstream.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace proxy {

class CallRegistry;

/// A snapshot of the upstream client, for status pages.
struct UpstreamStatus
{
    /// Whether the last attempt to connect succeeded; nullopt: there was none.
    std::optional<bool> reachable;
    Text lastError; ///< error of the last failed attempt to connect; empty: none
    std::optional<Instant> lastConnectedAt;
    bool breakerOpen = false;
    int consecutiveFailures = 0; ///< connection failures since the last established connection
    std::optional<Instant> breakerSince; ///< last change of the breaker's state
    std::optional<Instant> nextProbe; ///< while the breaker is open
    int activeCalls = 0;
    int idleConnections = 0;
    quint64 connectionsOpened = 0;
    quint64 connectionsReused = 0;
    quint64 retries = 0;
    quint64 timesOpened = 0; ///< how often the breaker opened
};

/// Step 6 of 8: upstream request → answer. Before: rewrite/. After: relay.
/// Sends requests over UpstreamConnections with a pool of idle connections, timeouts, retries and a
/// circuit breaker. Create and use it on the worker thread. Destroying it aborts every call without
/// a callback.
///
/// It sends the request's head as REWRITE made it.
class UpstreamClient final : public Upstream
{
public:
    explicit UpstreamClient(const UpstreamSettings &settings, Clock clock = steadyClock());
    ~UpstreamClient() override;
    Q_DISABLE_COPY_MOVE(UpstreamClient)

    /// Sends a request. Every outcome, failures too, reaches the observer later. This object must
    /// outlive the returned call.
    [[nodiscard]] std::unique_ptr<UpstreamCall> send(UpstreamRequest request,
                                                     UpstreamObserver *observer) override;
    /// Uses other settings. Calls under way keep their connections. Another endpoint closes the
    /// idle connections and the breaker.
    void applySettings(const UpstreamSettings &settings);
    /// Closes the circuit breaker.
    void resetBreaker();
    /// Tries a bare connection now, even while the breaker is open. status() shows the result.
    void probeNow();
    /// The circuit breaker's circuit.
    [[nodiscard]] BreakerSnapshot circuit() const;
    /// @p handler is called after each failure that the breaker counted.
    void setFailureHandler(std::function<void()> handler);
    /// Opens the breaker, which probes the upstream as usual.
    void openBreaker();
    /// Called after the breaker opened or closed.
    void setBreakerObserver(std::function<void()> changed);

    [[nodiscard]] UpstreamStatus status() const;

private:
    std::unique_ptr<CallRegistry> m_registry;
};

/// Loads the TLS library and the certificates, which takes tens of milliseconds the first time.
/// Call it before listening, outside the worker thread, when the upstream or the router uses https.
/// Any thread.
void warmUpTls();

} // namespace proxy

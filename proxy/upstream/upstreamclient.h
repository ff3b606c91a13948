// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/clock.h"
#include "proxy/upstream/upstream.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace proxy {

class CallRegistry;

/// What a status page shows of the upstream.
struct UpstreamStatus
{
    std::optional<bool> reachable; ///< the last connect worked; nullopt: none was tried
    Said lastError; ///< of the last connect that failed; empty: none did
    std::optional<Instant> lastConnectedAt;
    bool breakerOpen = false;
    int consecutiveFailures = 0; ///< connection failures since the last established connection
    std::optional<Instant> breakerSince; ///< of the breaker's last change
    std::optional<Instant> nextProbe; ///< while the breaker is open
    int activeCalls = 0;
    int idleConnections = 0;
    quint64 connectionsOpened = 0;
    quint64 connectionsReused = 0;
    quint64 retries = 0;
    quint64 timesOpened = 0; ///< the breaker
};

/// Step 6 of 8: upstream request → answer. Before: rewrite/. After: relay.
/// Idle pool, timeouts, retry rule and breaker over UpstreamConnections. Lives on the worker
/// thread and is created there; destroying it aborts every call silently.
///
/// The request's head goes out as it is. A path in the upstream URL is put before the target, so
/// that "http://host/base" and "/v1/messages" give "/base/v1/messages"; Host is REWRITE's matter.
class UpstreamClient final : public Upstream
{
public:
    explicit UpstreamClient(const UpstreamSettings &settings, Clock clock = steadyClock());
    ~UpstreamClient() override;
    Q_DISABLE_COPY_MOVE(UpstreamClient)

    /// Never fails at once: every outcome reaches the observer later. The client must outlive
    /// the call.
    [[nodiscard]] std::unique_ptr<UpstreamCall> send(UpstreamRequest request,
                                                     UpstreamObserver *observer) override;
    /// Calls under way keep their connection; idle ones to another place are closed, and a new
    /// place starts with a closed breaker.
    void applySettings(const UpstreamSettings &settings);
    /// Closes the breaker, whatever it counted.
    void resetBreaker();
    /// Tries a bare connect now, whatever the breaker says; its result shows in status().
    void probeNow();
    /// Called after the breaker opened or closed.
    void setBreakerObserver(std::function<void()> changed);

    [[nodiscard]] UpstreamStatus status() const;

private:
    std::unique_ptr<CallRegistry> m_registry;
};

/// Loads the TLS library and the certificates; takes tens of milliseconds the first time. To be
/// called off the worker before listening when the upstream or the router is https. Thread-safe.
void warmUpTls();

} // namespace proxy

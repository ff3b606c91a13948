// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <tl/expected.hpp>

#include <QtGlobal>

#include <chrono>
#include <functional>
#include <optional>

namespace proxy {

/// Closed: calls pass. Open: calls are refused. HalfOpen: one call, the probe, is under way.
enum class BreakerState { Closed, Open, HalfOpen };

/// "closed", "open", "half-open".
[[nodiscard]] const char *name(BreakerState state);

/// Returns how long the circuit stays open after @p failedProbes probes in a row failed; 0: it just
/// opened.
using OpenTime = std::function<std::chrono::milliseconds(int failedProbes)>;
[[nodiscard]] OpenTime constantOpenTime(std::chrono::milliseconds duration);
/// Returns @p first, doubled for each failed probe, and at most @p longest.
[[nodiscard]] OpenTime doublingOpenTime(std::chrono::milliseconds first,
                                        std::chrono::milliseconds longest);

struct BreakerSettings
{
    int threshold = 5; ///< consecutive failures that open it; less than 1 counts as 1
    OpenTime openTime = constantOpenTime(std::chrono::seconds(10));
};

/// The permission to make one call. Give it back exactly once with succeeded(), failed(),
/// answered() or cancelled().
struct BreakerPermit
{
    quint64 generation = 0;
    bool isProbe = false;
};

/// Why a call is refused.
enum class BreakerRefusal {
    Open, ///< until BreakerSnapshot::opensUntil
    Probing, ///< the probe is under way
};

/// The state of a circuit breaker, for status pages.
struct BreakerSnapshot
{
    BreakerState state = BreakerState::Closed;
    int consecutiveFailures = 0;
    Instant since {}; ///< last change of state; epoch: never
    std::optional<Instant> opensUntil = std::nullopt; ///< while open: when a probe may pass
    quint64 timesOpened = 0;
};

/// A circuit breaker: refuses calls to a peer that keeps failing. It has no timer; the time is
/// passed in. An open circuit stays open until a call asks after its time; that call becomes the
/// one probe. Each change of state begins a generation, and results of calls of an earlier
/// generation are ignored. There is one object for each peer (Morph, the upstream), on the worker
/// thread.
class CircuitBreaker final
{
public:
    explicit CircuitBreaker(BreakerSettings settings);

    /// Asks for the permission to make a call. Never waits: while a probe is under way, other calls
    /// are refused.
    [[nodiscard]] tl::expected<BreakerPermit, BreakerRefusal> acquire(Instant now);

    /// The call succeeded. Closes a half-open circuit.
    void succeeded(BreakerPermit permit, Instant now);
    /// The call failed. Opens the circuit at the threshold, or at once when the call was the probe.
    void failed(BreakerPermit permit, Instant now);
    /// The call failed and the peer asked for @p silence. Opens the circuit for that long; from the
    /// threshold on for the breaker's own time, if that is longer.
    void failed(BreakerPermit permit, Instant now, std::chrono::milliseconds silence);
    /// The peer answered, but the answer says nothing about its health. The count of failures
    /// stays; a probe closes the circuit.
    void answered(BreakerPermit permit, Instant now);
    /// The caller gave the call up, which counts as neither success nor failure. After a probe the
    /// next call may probe.
    void cancelled(BreakerPermit permit);

    /// Opens the circuit for at least @p duration.
    void forceOpen(Instant now, std::chrono::milliseconds duration);
    /// Closes the circuit and forgets all failures.
    void reset(Instant now);
    /// Lets the next acquire() pass as the probe, even before its time.
    void probeNow(Instant now);
    /// Uses other settings from now on. The state stays.
    void setSettings(BreakerSettings settings);

    /// @p handler is called after each failure that was counted.
    void setFailureHandler(std::function<void()> handler) { m_failureCounted = std::move(handler); }

    [[nodiscard]] BreakerState state() const { return m_state; }
    [[nodiscard]] BreakerSnapshot snapshot() const;

private:
    void enter(BreakerState state, Instant now);
    void open(Instant now, std::chrono::milliseconds atLeast);
    void openFor(Instant now, std::chrono::milliseconds duration);
    [[nodiscard]] bool isCurrent(BreakerPermit permit) const;

    void countFailure(BreakerPermit permit);
    void tellFailure() const;

    BreakerSettings m_settings;
    std::function<void()> m_failureCounted;
    BreakerState m_state = BreakerState::Closed;
    quint64 m_generation = 1;
    int m_failures = 0;
    int m_failedProbes = 0;
    bool m_probeRunning = false;
    Instant m_since {};
    Instant m_opensUntil {};
    quint64 m_timesOpened = 0;
};

} // namespace proxy

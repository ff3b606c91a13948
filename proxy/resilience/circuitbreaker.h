// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <tl/expected.hpp>

#include <QtGlobal>

#include <chrono>
#include <functional>
#include <optional>

namespace proxy {

enum class BreakerState { Closed, Open, HalfOpen };

/// "closed", "open", "half-open".
[[nodiscard]] const char *name(BreakerState state);

/// How long the circuit stays open after @p failedProbes probes failed in a row (0: just opened).
using OpenTime = std::function<std::chrono::milliseconds(int failedProbes)>;
[[nodiscard]] OpenTime constantOpenTime(std::chrono::milliseconds duration);
/// @p first, doubled after each failed probe, never more than @p longest.
[[nodiscard]] OpenTime doublingOpenTime(std::chrono::milliseconds first,
                                        std::chrono::milliseconds longest);

struct BreakerSettings
{
    int threshold = 5; ///< consecutive failures that open it; less than 1 counts as 1
    OpenTime openTime = constantOpenTime(std::chrono::seconds(10));
};

/// Leave to make one call. Give it back exactly once: succeeded(), failed(), answered() or
/// cancelled().
struct BreakerPermit
{
    quint64 generation = 0;
    bool isProbe = false;
};

enum class BreakerRefusal {
    Open, ///< until BreakerSnapshot::opensUntil
    Probing, ///< somebody else's probe is under way
};

/// What a status page shows.
struct BreakerSnapshot
{
    BreakerState state = BreakerState::Closed;
    int consecutiveFailures = 0;
    Instant since {}; ///< of the last change of state; epoch: never changed
    std::optional<Instant> opensUntil =
        std::nullopt; ///< while open: from then on a probe is let through
    quint64 timesOpened = 0;
};

/// Keeps calls away from a peer that keeps failing. Pure: no timer, no clock of its own; an open
/// circuit stays open until a call asks at or after its time, and that call is the one probe.
/// Each change of state begins a new generation; results of calls of an older one are ignored.
/// Used by route/ and upstream/, one instance a peer, on the worker thread.
class CircuitBreaker final
{
public:
    explicit CircuitBreaker(BreakerSettings settings);

    /// Asks for leave to call. Nothing waits: while a probe runs, others are refused.
    [[nodiscard]] tl::expected<BreakerPermit, BreakerRefusal> acquire(Instant now);

    /// The call worked. Closes a half-open circuit.
    void succeeded(BreakerPermit permit, Instant now);
    /// The call failed and counts. Opens at the threshold, or at once when it was the probe.
    void failed(BreakerPermit permit, Instant now);
    /// The same, and the peer asked for @p silence: opens at once, for at least that long.
    void failed(BreakerPermit permit, Instant now, std::chrono::milliseconds silence);
    /// The peer answered, but the answer says nothing about its health: neither counts nor resets,
    /// but a probe has found somebody at home and closes the circuit (the count stays).
    void answered(BreakerPermit permit, Instant now);
    /// The call was given up by its caller: neither success nor failure; frees the probe's slot.
    void cancelled(BreakerPermit permit);

    /// Opens, whatever the breaker counted, for at least @p duration.
    void forceOpen(Instant now, std::chrono::milliseconds duration);
    /// Closes and forgets all failures.
    void reset(Instant now);
    /// Lets the next acquire() through as the probe without waiting for the time to come.
    void probeNow(Instant now);
    /// Other settings from now on; the state stays.
    void setSettings(BreakerSettings settings);

    [[nodiscard]] BreakerState state() const { return m_state; }
    [[nodiscard]] BreakerSnapshot snapshot() const;

private:
    void enter(BreakerState state, Instant now);
    void open(Instant now, std::chrono::milliseconds atLeast);
    [[nodiscard]] bool isCurrent(BreakerPermit permit) const;

    BreakerSettings m_settings;
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

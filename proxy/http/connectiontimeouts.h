// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/clock.h"

namespace proxy {

/// The time limits of a client connection between its exchanges: for the next request to begin, and
/// for its head to be complete. The time is passed in. Part of GuardedConnection.
class ConnectionTimeouts final
{
public:
    enum class Verdict {
        Wait,
        Idle, ///< no input for a while: free the buffers
        Unwanted, ///< no request in time: close without an answer
        TooSlow, ///< the head comes too slowly: answer 408 and close
    };

    explicit ConnectionTimeouts(Instant opened)
        : m_lastActive(opened)
        , m_headBegan(opened)
    { }

    void noteInput(Instant now) { m_lastActive = now; }
    /// A head began with the last input.
    void noteHead() { m_headBegan = m_lastActive; }
    /// An answer ended.
    void noteAnswer(Instant now);

    /// @p hasInput says that a head has begun.
    [[nodiscard]] Verdict judge(const ServerSettings &settings, bool hasInput, Instant now) const;
    /// Whether its first request may still be on the way: none came, and it was opened a moment
    /// ago.
    [[nodiscard]] bool mayBringFirst(Instant now) const;
    /// When the last input came or the last answer ended.
    [[nodiscard]] Instant lastActive() const { return m_lastActive; }
    /// When the head of the latest request began.
    [[nodiscard]] Instant headBegan() const { return m_headBegan; }

private:
    Instant m_lastActive;
    Instant m_headBegan;
    bool m_servedOne = false;
};

} // namespace proxy

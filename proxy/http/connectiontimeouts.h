// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/clock.h"

namespace proxy {

/// How long one client connection is waited for between its exchanges: for a request to begin, and
/// for its head to be complete. Pure: time is passed in. Part of GuardedConnection.
class ConnectionTimeouts final
{
public:
    enum class Verdict {
        Wait,
        Idle, ///< nothing came for a while: buffers can go
        Unwanted, ///< no request came in time: close without a word
        TooSlow, ///< the head came too slowly: answer 408 and close
    };

    explicit ConnectionTimeouts(Instant opened)
        : m_lastActive(opened)
        , m_headBegan(opened)
    { }

    void noteInput(Instant now) { m_lastActive = now; }
    /// The last input was the first of a head.
    void noteHead() { m_headBegan = m_lastActive; }
    /// An answer ended.
    void noteAnswer(Instant now);

    /// @p hasInput: a head has begun.
    [[nodiscard]] Verdict judge(const ServerSettings &settings, bool hasInput, Instant now) const;
    /// The last input, or the end of the last answer.
    [[nodiscard]] Instant lastActive() const { return m_lastActive; }
    /// Of the latest request.
    [[nodiscard]] Instant headBegan() const { return m_headBegan; }

private:
    Instant m_lastActive;
    Instant m_headBegan;
    bool m_servedOne = false;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/resilience/backoff.h"

#include <QByteArrayView>

#include <chrono>
#include <optional>

class QDateTime;

namespace proxy {

/// What is known after a failed attempt.
struct FailedAttempt
{
    bool mayBeRetried = false; ///< by its kind
    std::optional<std::chrono::seconds> retryAfter = std::nullopt; ///< the peer's own wish
    std::chrono::nanoseconds remaining = std::chrono::nanoseconds::max(); ///< of the total budget
};

/// Decides after each failure of one call: wait and try again, or give up. Pure; one object a
/// call, because waits depend on those before.
class RetryPolicy final
{
public:
    /// @p retries: after the first attempt; 2 means 3 attempts in all.
    RetryPolicy(int retries, Backoff backoff);

    /// The wait before the next attempt; nullopt: give up. A wait that leaves nothing of the
    /// budget is not begun. A Retry-After takes the place of the own wait.
    [[nodiscard]] std::optional<Delay> next(const FailedAttempt &failure);

    /// Retries granted so far.
    [[nodiscard]] int granted() const { return m_granted; }

private:
    int m_retries;
    int m_granted = 0;
    Backoff m_backoff;
};

/// Reads a Retry-After field: seconds or an HTTP date (RFC 9110 10.2.3). A date in the past is 0;
/// nonsense is nullopt.
[[nodiscard]] std::optional<std::chrono::seconds> parseRetryAfter(QByteArrayView value,
                                                                  const QDateTime &now);

} // namespace proxy

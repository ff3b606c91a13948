// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/resilience/backoff.h"

#include <QByteArrayView>

#include <chrono>
#include <optional>

class QDateTime;

namespace proxy {

/// A failed attempt of a call.
struct FailedAttempt
{
    bool mayBeRetried = false; ///< this kind of failure allows a retry
    std::optional<std::chrono::seconds> retryAfter = std::nullopt; ///< the peer's Retry-After
    /// What is left of the call's budget.
    std::chrono::nanoseconds remaining = std::chrono::nanoseconds::max();
};

/// Decides after each failed attempt of one call whether to retry, and after which wait. Make one
/// object for each call. Pure.
class RetryPolicy final
{
public:
    /// @p retries counts the attempts after the first one.
    RetryPolicy(int retries, Backoff backoff);

    /// Returns the wait before the next attempt; nullopt: give up. A Retry-After replaces the
    /// computed wait. Gives up when the wait would use up the budget.
    [[nodiscard]] std::optional<Delay> next(const FailedAttempt &failure);

    /// How many retries were allowed so far.
    [[nodiscard]] int granted() const { return m_granted; }

private:
    int m_retries;
    int m_granted = 0;
    Backoff m_backoff;
};

/// Reads a Retry-After field: seconds or an HTTP date (RFC 9110 10.2.3). Returns 0 for a date in
/// the past and nullopt for an invalid value.
[[nodiscard]] std::optional<std::chrono::seconds> parseRetryAfter(QByteArrayView value,
                                                                  const QDateTime &now);

} // namespace proxy

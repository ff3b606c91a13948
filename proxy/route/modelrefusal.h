// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/response.h"

#include <QByteArray>
#include <QDateTime>

#include <chrono>
#include <optional>

namespace proxy {

/// Why a routed model refused a request, as far as its answer tells.
enum class RefusalCause {
    Shape, ///< it does not support something in the request: 400, 413, 422, …
    Absence, ///< the model does not exist: 404, 410, or the body says so
    Account, ///< the account may not use it: 401, 402, 403
    Trouble, ///< it can't answer now: 429, 5xx
};

/// The limit that a request exceeded, as far as the answer's text tells.
enum class RefusedLimit {
    None, ///< no limit is named
    OutputTokens,
    PromptLength,
};

/// An error answer of a routed model, which the requested model might not have given.
struct ModelRefusal
{
    int status = 0;
    RefusalCause cause = RefusalCause::Shape;
    RefusedLimit limit = RefusedLimit::None; ///< set only with RefusalCause::Shape
    qint64 most = -1; ///< tokens that the limit allows; -1: the answer does not say
    qint64 asked = -1; ///< tokens that the request had; -1: the answer does not say
    std::optional<std::chrono::seconds> retryAfter = std::nullopt; ///< RFC 9110 10.2.3

    /// Whether the original request was refused in the same way, which shows that the fault is not
    /// the model's. Never true for Trouble, because both models may be at a limit.
    [[nodiscard]] bool isSharedBy(int originalStatus) const
    {
        return originalStatus == status && cause != RefusalCause::Trouble;
    }
    /// Returns how long requests are kept away from the model: a day for Shape, ten minutes for
    /// Absence and Account; for Trouble a minute, or what Retry-After says up to ten minutes.
    [[nodiscard]] std::chrono::seconds life() const;
};

/// Reads a refusal from an answer and its body, or the beginning of it. Returns nullopt when the
/// answer is no refusal. Pure.
[[nodiscard]] std::optional<ModelRefusal>
modelRefusal(const ResponseHead &head, QByteArrayView payload, const QDateTime &now);

/// Whether an answer with this status may be a refusal.
[[nodiscard]] constexpr bool mayRefuse(int status)
{
    return status >= 400;
}

} // namespace proxy

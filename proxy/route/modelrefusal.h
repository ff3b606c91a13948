// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/response.h"

#include <QByteArray>
#include <QDateTime>

#include <chrono>
#include <optional>

namespace proxy {

/// Why a routed model did not answer, as far as its answer tells.
enum class RefusalCause {
    Shape, ///< it does not take what the request carries: 400, 413, 422 and their like
    Absence, ///< there is no such model: 404, 410, or words that say so
    Account, ///< the account may not use it: 401, 402, 403
    Trouble, ///< it can't answer now: 429, 5xx
};

/// The number of a request that was too large for the model, as far as the answer's words tell.
enum class RefusedLimit {
    None, ///< no limit is named
    OutputTokens,
    PromptLength,
};

/// An answer to a request whose model routing changed, which the original might not have got.
struct ModelRefusal
{
    int status = 0;
    RefusalCause cause = RefusalCause::Shape;
    RefusedLimit limit = RefusedLimit::None; ///< of RefusalCause::Shape
    qint64 most = -1; ///< tokens that the limit allows, as the words name it; -1: they don't
    qint64 asked = -1; ///< tokens that were too many, likewise
    std::optional<std::chrono::seconds> retryAfter = std::nullopt; ///< RFC 9110 10.2.3

    /// An original that is answered alike shows that the fault is not the model's. Trouble says
    /// nothing of that kind: both may be at a limit.
    [[nodiscard]] bool isSharedBy(int originalStatus) const
    {
        return originalStatus == status && cause != RefusalCause::Trouble;
    }
    /// How long requests are kept from that model: a day for a shape, ten minutes for an absence
    /// or an account, a minute for trouble or what Retry-After says, ten minutes at most.
    [[nodiscard]] std::chrono::seconds life() const;
};

/// The refusal that an answer is, once its body is there; nullopt: the answer is none. @p payload:
/// the body or its beginning. Pure.
[[nodiscard]] std::optional<ModelRefusal>
modelRefusal(const ResponseHead &head, QByteArrayView payload, const QDateTime &now);

/// An answer of this status may be a refusal: modelRefusal() is worth asking.
[[nodiscard]] constexpr bool mayRefuse(int status)
{
    return status >= 400;
}

} // namespace proxy

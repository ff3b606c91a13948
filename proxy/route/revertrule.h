// SPDX-License-Identifier: LicenseRef-Private
// Serves step 7 of 8 (RELAY): decides whether an answer is forwarded or the original request is
// sent.
#pragma once

#include "proxy/exchange/routedecision.h"
#include "proxy/message/response.h"
#include "proxy/route/modelrefusal.h"

#include <QByteArrayView>
#include <QDateTime>

#include <optional>

namespace proxy {

/// What happens to an answer of the upstream.
struct AnswerVerdict
{
    enum class Fate {
        Forward, ///< the client gets the answer
        Hold, ///< the body decides: call judgeHeld() with its beginning
        Revert, ///< the client gets nothing of the answer; the original request is sent
    };

    Fate fate = Fate::Forward;
    /// With Revert: why the routed model refused the request.
    std::optional<ModelRefusal> refusal = std::nullopt;
    /// The original request was refused in the same way, so the fault is not the model's: call
    /// Decider::withdraw().
    bool clearsModel = false;
};

/// Judges an answer by its head. @p decision is the decision about its request. @p earlier is the
/// refusal after which the original was sent; null: none. A request is reverted at most once. Pure.
[[nodiscard]] AnswerVerdict judgeHead(const RouteDecision &decision, const ModelRefusal *earlier,
                                      const ResponseHead &head);

/// Judges a held answer; returns Forward or Revert. @p payload is its body without framing, or the
/// beginning of it; @p now serves to read a Retry-After that is a date. Pure.
[[nodiscard]] AnswerVerdict judgeHeld(const ResponseHead &head, QByteArrayView payload,
                                      const QDateTime &now);

} // namespace proxy

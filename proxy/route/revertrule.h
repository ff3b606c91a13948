// SPDX-License-Identifier: LicenseRef-Private
// Beside step 7 of 8: answer → what becomes of it. Asked by the pipeline while RELAY holds the
// answer.
#pragma once

#include "proxy/exchange/routedecision.h"
#include "proxy/message/response.h"
#include "proxy/route/modelrefusal.h"

#include <QByteArrayView>
#include <QDateTime>

#include <optional>

namespace proxy {

/// What becomes of an answer of the upstream.
struct AnswerVerdict
{
    enum class Fate {
        Forward, ///< the client gets it
        Hold, ///< its body decides: judgeHeld() is to be asked once the beginning is there
        Revert, ///< the client gets nothing of it; the original request is sent instead
    };

    Fate fate = Fate::Forward;
    /// With Revert: why the routed model did not answer.
    std::optional<ModelRefusal> refusal = std::nullopt;
    /// The original was refused as the routed model was, so the fault is not the model's:
    /// Decider::withdraw() is due.
    bool clearsModel = false;
};

/// Judges an answer by its head. @p decision: what was sent for. @p earlier: the refusal after
/// which the original was sent; null: there was none. A request is reverted once at most. Pure.
[[nodiscard]] AnswerVerdict judgeHead(const RouteDecision &decision, const ModelRefusal *earlier,
                                      const ResponseHead &head);

/// Judges an answer that was held. @p payload: its body without framing, or the beginning of it.
/// @p now: for a Retry-After that names a date. Forward or Revert. Pure.
[[nodiscard]] AnswerVerdict judgeHeld(const ResponseHead &head, QByteArrayView payload,
                                      const QDateTime &now);

} // namespace proxy

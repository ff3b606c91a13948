// SPDX-License-Identifier: LicenseRef-Private
// Step 5 of 8, the body: body + model → body. Before: route/. After: upstream/.
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/routedecision.h"

#include <QByteArray>

#include <optional>

namespace proxy {

/// A body with a change in it, and what restoreBody() needs to undo it.
struct SplicedBody
{
    QByteArray body;
    ByteRange range; ///< where the new bytes stand in `body`
    QByteArray replaced; ///< the bytes that it replaced
};

/// The one change that a decision makes in a body.
struct BodyEdit
{
    ByteRange range; ///< what is replaced; empty: something is put in there
    QByteArray bytes; ///< what stands there instead
};

/// Returns the change: another model's name, or a lower level of effort; where the body names none,
/// the field that holds it, behind the model. nullopt: the body stays as it is. Pure.
[[nodiscard]] std::optional<BodyEdit> editOf(const RouteDecision &decision,
                                             const RequestFacts &facts);

/// Makes @p edit; every other byte stays. Move the body into the call: an unshared body is changed
/// in place, a shared one is copied. Pure.
[[nodiscard]] SplicedBody spliceBody(QByteArray body, const BodyEdit &edit);
/// Replaces @p range of @p body by @p model as a JSON string. Pure.
[[nodiscard]] SplicedBody spliceModel(QByteArray body, ByteRange range, QByteArrayView model);

/// Returns the body as it was before the change, byte for byte.
[[nodiscard]] QByteArray restoreBody(SplicedBody spliced);

/// Returns @p text as a JSON string with its quotes.
[[nodiscard]] QByteArray toJsonString(QByteArrayView text);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
// Step 5 of 8, the body: body + model → body. Before: route/. After: upstream/.
#pragma once

#include "proxy/exchange/requestfacts.h"

#include <QByteArray>

namespace proxy {

/// A body with another model in it, and what restoreBody() needs to undo the change.
struct SplicedBody
{
    QByteArray body;
    ByteRange range; ///< where the new JSON string stands in `body`
    QByteArray replaced; ///< the bytes that it replaced
};

/// Replaces @p range of @p body by @p model as a JSON string; every other byte stays. Move the body
/// into the call: an unshared body is changed in place, a shared one is copied. Pure.
[[nodiscard]] SplicedBody spliceModel(QByteArray body, ByteRange range, QByteArrayView model);

/// Returns the body as it was before spliceModel(), byte for byte.
[[nodiscard]] QByteArray restoreBody(SplicedBody spliced);

/// Returns @p text as a JSON string with its quotes.
[[nodiscard]] QByteArray toJsonString(QByteArrayView text);

} // namespace proxy

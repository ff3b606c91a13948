// SPDX-License-Identifier: LicenseRef-Private
// Step 5 of 8, the body: body + model → body. Before: route/. After: upstream/.
#pragma once

#include "proxy/exchange/requestfacts.h"

#include <QByteArray>

namespace proxy {

/// A body with another model in it, and what it takes to undo that.
struct SplicedBody
{
    QByteArray body;
    ByteRange range; ///< of the new JSON string in `body`
    QByteArray replaced; ///< the bytes that stood there
};

/// Writes @p model as a JSON string into @p range of @p body; every other byte stays. Move the body
/// in: a body nobody else holds is changed in place, a shared one is copied.
[[nodiscard]] SplicedBody spliceModel(QByteArray body, ByteRange range, QByteArrayView model);

/// The body as it was before spliceModel(), byte for byte.
[[nodiscard]] QByteArray restoreBody(SplicedBody spliced);

/// @p text as a JSON string with its quotes.
[[nodiscard]] QByteArray toJsonString(QByteArrayView text);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"
#include "app/backend/shapingflags.h"

namespace app::backend {

/// What a command line asks the backend for, before any file is read.
struct ShapedRequest
{
    QString method;
    QByteArray target; ///< path and query, percent-encoded
    BodySource body;
    QList<FormPart> form;
};

/// Fits flags to a row: fills the route's placeholders, resolves the method, refuses what the row
/// does not allow. Pure. The route comes from the row alone.
[[nodiscard]] Outcome<ShapedRequest> shapeRequest(const Command &command, ShapingFlags flags);

} // namespace app::backend

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"
#include "app/backend/shapingflags.h"

namespace app::backend {

/// The request that a command line describes, before any file is read.
struct ShapedRequest
{
    QString method;
    QByteArray target; ///< path and query, percent-encoded
    BodySource body;
    QList<FormPart> form;
};

/// Makes the request of a row from flags: fills the placeholders of the route and chooses the
/// method. Returns an error for anything that the row does not allow. The route always comes from
/// the row. Pure.
[[nodiscard]] Outcome<ShapedRequest> shapeRequest(const Command &command, ShapingFlags flags);

} // namespace app::backend

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/environment.h"
#include "app/backend/shapedrequest.h"

namespace app::backend {

/// The size limit, in bytes, of a command's files and stdin together.
constexpr qint64 kMaxBodyBytes = 256LL * 1024 * 1024;

/// A request as it is sent.
struct BackendRequest
{
    QByteArray method;
    QByteArray target;
    QByteArray contentType; ///< empty: no body
    QByteArray body;
};

/// Reads the files and encodes the form. Returns an error when a file is missing, not a regular
/// file or too large, and when a body that must be JSON is none. Blocks.
[[nodiscard]] Outcome<BackendRequest>
readRequest(const ShapedRequest &shaped, const Environment &environment, QIODevice &standardInput);

} // namespace app::backend

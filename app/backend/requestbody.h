// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/environment.h"
#include "app/backend/shapedrequest.h"

namespace app::backend {

/// The most a command reads from its files and stdin together.
constexpr qint64 kMaxBodyBytes = 256LL * 1024 * 1024;

/// One request as it goes out.
struct BackendRequest
{
    QByteArray method;
    QByteArray target;
    QByteArray contentType; ///< empty: no body
    QByteArray body;
};

/// Reads the files and encodes the form. Fails, before anything is sent, on a file that is
/// missing, not a file or too large, and on a body that has to be JSON and isn't.
[[nodiscard]] Outcome<BackendRequest>
readRequest(const ShapedRequest &shaped, const Environment &environment, QIODevice &standardInput);

} // namespace app::backend

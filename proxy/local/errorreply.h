// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"
#include "proxy/core/error.h"
#include "proxy/message/response.h"

namespace proxy {

/// The HTTP status an error is answered with.
[[nodiscard]] int statusOf(ErrorCode code);

/// The one place where an Error becomes an answer: status, Retry-After, and a body in the shape
/// the client's SDK parses. Pure.
[[nodiscard]] Reply errorReply(const Error &error, Dialect dialect);

} // namespace proxy

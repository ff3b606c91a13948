// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"
#include "proxy/core/error.h"
#include "proxy/message/response.h"

namespace proxy {

/// Returns the HTTP status for an error.
[[nodiscard]] int statusOf(ErrorCode code);

/// Makes the HTTP answer for an error: status, Retry-After and a body in the form that the SDKs of
/// @p dialect parse. All errors are answered through this function. Pure.
[[nodiscard]] Reply errorReply(const Error &error, Dialect dialect);

} // namespace proxy

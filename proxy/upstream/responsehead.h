// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/response.h"

#include <tl/expected.hpp>

namespace proxy {

constexpr size_t kMaxResponseFields = 1000;

/// Parses status line and fields of one complete head strictly by RFC 9112, sections 4 and 5; every
/// line must end with CRLF. The framing is not decided yet. Returns what is wrong as an error. Part
/// of ResponseParser.
[[nodiscard]] tl::expected<ResponseHead, const char *> parseResponseHead(QByteArray bytes);

/// Decides framing and contentLength (RFC 9112 6.3). Returns what is wrong with the framing fields,
/// or nullptr.
[[nodiscard]] const char *decideFraming(ResponseHead &head, bool isHeadRequest);

} // namespace proxy

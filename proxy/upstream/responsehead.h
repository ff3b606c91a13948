// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/response.h"

#include <tl/expected.hpp>

namespace proxy {

constexpr size_t kMaxResponseFields = 1000;

/// Status line and fields of one head that ends with its empty line, every line with CRLF; strict
/// (RFC 9112 4, 5), framing not yet decided. The error says what is wrong. Part of ResponseParser.
[[nodiscard]] tl::expected<ResponseHead, const char *> parseResponseHead(QByteArray bytes);

/// Fills in framing and contentLength (RFC 9112 6.3). Returns what is wrong with the framing
/// fields, or nullptr.
[[nodiscard]] const char *decideFraming(ResponseHead &head, bool isHeadRequest);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QByteArray>

#include <array>

namespace proxy {

/// The version of a row of the request log. The manual has the fields. A version may gain fields;
/// it never renames or drops one.
inline constexpr char kExchangeSchema[] = "v1";

/// Appends @p exchange to @p out as a row of the request log: one JSON object without a newline. An
/// unknown field is left out. The window's "copy as JSON" gives the same row.
void appendExchangeJson(QByteArray &out, const Exchange &exchange);

/// Returns a Unix time in milliseconds as UTC text: "2026-03-09T14:05:06.123Z".
[[nodiscard]] std::array<char, 24> isoTime(qint64 unixMs);

} // namespace proxy

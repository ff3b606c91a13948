// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QByteArray>

namespace proxy {

/// Version of the row below; README documents its fields. New fields may be added within a
/// version, none is renamed or dropped.
inline constexpr char kExchangeSchema[] = "v1";

/// Appends one exchange as a JSON object, without a newline. The same row stands in the JSONL
/// file and "copy as JSON". What is not known is left out, never guessed.
void appendExchangeJson(QByteArray &out, const Exchange &exchange);

/// "2026-03-09T14:05:06.123Z"
[[nodiscard]] QByteArray isoTime(qint64 unixMs);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QByteArrayView>

#include <optional>

class QJsonObject;

namespace proxy {

/// Reads a row that appendExchangeJson() wrote, from the request log or the event stream. Unknown
/// fields are ignored, impossible numbers count as missing, and `features` is not read. Returns
/// nullopt when @p json is no row of this schema. Pure.
[[nodiscard]] std::optional<Exchange> exchangeFromRow(QByteArrayView json);

/// Reads a row that is parsed already. A missing field keeps the default of Exchange. Pure.
[[nodiscard]] Exchange exchangeOf(const QJsonObject &row);

} // namespace proxy

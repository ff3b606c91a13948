// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QByteArrayView>

#include <optional>

class QJsonObject;

namespace proxy {

/// Reads what appendExchangeJson() wrote: a row of the request log or of the event stream, of
/// this version or a later one of the same schema. Unknown fields are passed over, figures that
/// can't be true count as not told, `features` stays out; nullopt when it is no such row. Pure.
[[nodiscard]] std::optional<Exchange> exchangeFromRow(QByteArrayView json);

/// The same of any object: what it does not tell stays as in a fresh Exchange. Pure.
[[nodiscard]] Exchange exchangeOf(const QJsonObject &row);

} // namespace proxy

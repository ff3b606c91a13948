// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QByteArrayView>

#include <optional>

class QJsonObject;

namespace proxy {

/// Reads what appendExchangeJson() wrote: a row of the request log or of the event stream, of
/// this version or a later one of the same schema. Unknown fields are passed over; nullopt when
/// it is no such row. Pure.
[[nodiscard]] std::optional<Exchange> exchangeFromRow(QByteArrayView json);

/// The member `usage` of such a row. Figures that can't be true count as not told.
[[nodiscard]] Usage usageFromRow(const QJsonObject &usage);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange.h"

#include <QByteArrayView>

#include <optional>

namespace proxy {

/// Reads what appendExchangeJson() wrote: a row of the request log or of the event stream, of
/// this version or a later one of the same schema. Unknown fields are passed over; nullopt when
/// it is no such row. Pure.
[[nodiscard]] std::optional<Exchange> exchangeFromRow(QByteArrayView json);

} // namespace proxy

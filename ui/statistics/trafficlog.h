// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QString>

#include <vector>

namespace ui {

/// The finished requests of the last days in a request log: the newest 50,000 rows at most, of at
/// most 64 MB, read from the end. Blocking: for a pool thread.
[[nodiscard]] std::vector<proxy::Exchange> recentTraffic(const QString &logDir);

} // namespace ui

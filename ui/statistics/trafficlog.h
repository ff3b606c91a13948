// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QString>

#include <vector>

namespace ui {

/// Reads the finished requests of the last days from a request log: at most the newest 50,000 rows
/// and the last 64 MB. Blocks, so call it on a pool thread.
[[nodiscard]] std::vector<proxy::Exchange> recentTraffic(const QString &logDir);

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QString>

#include <vector>

namespace ui {

/// Which rows of the request log are wanted.
struct HistoryWish
{
    static constexpr size_t kMost = 10000;
    static constexpr qint64 kMostBytes = 64LL * 1024 * 1024;

    QString logDir;
    qint64 sinceMs = 0; ///< requests that began earlier are left out
    qint64 beforeMs = 0; ///< so are requests that began then or later
};

/// Reads the newest rows that are wanted, at most HistoryWish::kMost and from kMostBytes; the
/// oldest comes first. Reads files from their end, so that a large log costs no more than a small
/// one. Blocks, so call it on a pool thread.
[[nodiscard]] std::vector<proxy::Exchange> earlierRequests(const HistoryWish &wish);

} // namespace ui

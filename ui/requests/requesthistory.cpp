// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/requesthistory.h"

#include "proxy/exchange/exchangerow.h"
#include "proxy/query/linesfromend.h"

#include <QDir>

#include <algorithm>

namespace ui {

namespace {

/// A row is written when its request ends: one that began earlier may stand behind it.
constexpr qint64 kLongestRequestMs = 3600LL * 1000;

} // namespace

std::vector<proxy::Exchange> earlierRequests(const HistoryWish &wish)
{
    std::vector<proxy::Exchange> found;
    qint64 bytesLeft = HistoryWish::kMostBytes;
    QStringList files =
        QDir(wish.logDir).entryList({QStringLiteral("requests-*.jsonl")}, QDir::Files, QDir::Name);
    bool isOver = wish.logDir.isEmpty();
    while (!isOver && !files.isEmpty() && bytesLeft > 0) {
        proxy::LinesFromEnd lines(wish.logDir + u'/' + files.takeLast(), bytesLeft);
        for (auto line = lines.next(); line && !isOver; line = lines.next()) {
            auto row = proxy::exchangeFromRow(*line);
            if (!row)
                continue;
            isOver = row->startedAtMs < wish.sinceMs - kLongestRequestMs;
            if (row->startedAtMs >= wish.sinceMs && row->startedAtMs < wish.beforeMs)
                found.push_back(std::move(*row));
            isOver = isOver || found.size() >= HistoryWish::kMost;
        }
        bytesLeft -= lines.bytesRead();
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const proxy::Exchange &one, const proxy::Exchange &other) {
                         return one.startedAtMs < other.startedAtMs;
                     });
    return found;
}

} // namespace ui

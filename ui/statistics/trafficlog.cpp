// SPDX-License-Identifier: LicenseRef-Private
#include "ui/statistics/trafficlog.h"

#include "proxy/exchange/exchangerow.h"

#include <QDir>
#include <QFile>

#include <algorithm>

namespace ui {

namespace {

constexpr size_t kMostRows = 50000;
constexpr qint64 kMostBytes = 64LL * 1024 * 1024;

/// The rows of the file's last @p most bytes, oldest first.
std::vector<proxy::Exchange> rowsAtEnd(const QString &path, qint64 most)
{
    std::vector<proxy::Exchange> rows;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return rows;
    const qint64 start = std::max<qint64>(0, file.size() - most);
    file.seek(start);
    if (start > 0)
        file.readLine();
    while (!file.atEnd()) {
        if (auto exchange = proxy::exchangeFromRow(file.readLine(most))) {
            // Charts need neither.
            exchange->decision.trace = {};
            exchange->classifiedText.clear();
            rows.push_back(std::move(*exchange));
        }
    }
    return rows;
}

} // namespace

std::vector<proxy::Exchange> recentTraffic(const QString &logDir)
{
    std::vector<proxy::Exchange> found;
    qint64 left = kMostBytes;
    QStringList files =
        QDir(logDir).entryList({QStringLiteral("requests-*.jsonl")}, QDir::Files, QDir::Name);
    while (!files.isEmpty() && left > 0 && found.size() < kMostRows) {
        const QString path = logDir + u'/' + files.takeLast();
        std::vector<proxy::Exchange> rows = rowsAtEnd(path, left);
        left -= QFile(path).size();
        found.insert(found.begin(), std::make_move_iterator(rows.begin()),
                     std::make_move_iterator(rows.end()));
    }
    if (found.size() > kMostRows)
        found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(kMostRows));
    return found;
}

} // namespace ui

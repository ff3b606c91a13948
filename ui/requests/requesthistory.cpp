// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/requesthistory.h"

#include "proxy/exchange/exchangerow.h"
#include "proxy/query/linesfromend.h"
#include "ui/host/background.h"
#include "ui/host/proxysource.h"

#include <QDateTime>
#include <QDir>

#include <algorithm>

namespace ui {

namespace {

constexpr qint64 kDayMs = 24LL * 3600 * 1000;
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

HistoryReader::HistoryReader(const ProxySource &source, QString logDir, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_logDir(std::move(logDir))
{ }

bool HistoryReader::canRead() const
{
    return !m_logDir.isEmpty() && !m_isReading && !m_source.isDemo();
}

void HistoryReader::readLastDay()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    read(now - kDayMs, now);
}

void HistoryReader::read(qint64 sinceMs, qint64 beforeMs)
{
    if (!canRead())
        return;
    m_isReading = true;
    inBackground(
        this,
        [wish = HistoryWish {.logDir = m_logDir, .sinceMs = sinceMs, .beforeMs = beforeMs}] {
            return earlierRequests(wish);
        },
        [this](const std::vector<proxy::Exchange> &rows) {
            m_isReading = false;
            if (!m_source.isDemo())
                Q_EMIT rowsRead(rows);
        });
}

} // namespace ui

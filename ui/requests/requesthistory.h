// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QObject>
#include <QString>

#include <vector>

namespace ui {

class ProxySource;

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

/// Reads rows of the request log in the background, one wish at a time. While the demo runs it
/// reads nothing: what that shows is in no log, and the log is not the demo's. Main thread.
class HistoryReader final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HistoryReader)

public:
    /// @p logDir: empty: there is no log. @p source must outlive this.
    HistoryReader(const ProxySource &source, QString logDir, QObject *parent = nullptr);

    [[nodiscard]] bool canRead() const;
    void readLastDay();
    /// Reads what began before @p beforeMs, however long ago.
    void readBefore(qint64 beforeMs) { read(0, beforeMs); }

Q_SIGNALS:
    void rowsRead(const std::vector<proxy::Exchange> &rows);

private:
    void read(qint64 sinceMs, qint64 beforeMs);

    const ProxySource &m_source;
    QString m_logDir;
    bool m_isReading = false;
};

} // namespace ui

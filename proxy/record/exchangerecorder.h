// SPDX-License-Identifier: LicenseRef-Private
// Step 8 of 8: finished exchange → row, counters, feed. Before: upstream/relay. After: nothing.
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/exchange/exchangefeed.h"
#include "proxy/record/jsonllog.h"
#include "proxy/status/statistics.h"

#include <QByteArray>
#include <QObject>

#include <functional>
#include <vector>

namespace proxy {

/// Where every exchange ends, once: counters, the request log, the feed. What ended in one round of
/// the event loop is settled when everything else of that round is done, the sending above all.
/// Lives on the worker thread; the log has a thread of its own.
class ExchangeRecorder final : public QObject
{
public:
    ExchangeRecorder(JsonlLog &log, ExchangeFeed &feed);

    /// A fresh id: 16 hex digits, unique across restarts.
    [[nodiscard]] QByteArray nextId();
    /// Called with every exchange that progressed, on the worker thread.
    void setObserver(std::function<void(const Exchange &)> observer)
    {
        m_observer = std::move(observer);
    }
    using EndObserver = std::function<void(const Exchange &, const QByteArray &row)>;
    /// Called with every exchange that ended, once, and with its row.
    void setEndObserver(EndObserver observer) { m_endObserver = std::move(observer); }
    /// An exchange under way was decided: for those who watch live.
    void progressed(const Exchange &exchange);
    /// The end of an exchange.
    void record(Exchange exchange);
    /// Counts and writes what ended so far; for the end of the program.
    void settle();

    [[nodiscard]] const Statistics &sinceStart() const { return m_sinceStart; }
    /// Since local midnight.
    [[nodiscard]] const Statistics &today();

protected:
    bool event(QEvent *event) override;

private:
    void settle(const Exchange &exchange);
    void turnPage(qint64 nowMs);

    JsonlLog &m_log;
    ExchangeFeed &m_feed;
    std::function<void(const Exchange &)> m_observer;
    EndObserver m_endObserver;
    std::vector<Exchange> m_ended;
    Statistics m_sinceStart;
    Statistics m_today;
    qint64 m_tomorrowMs = 0;
    quint32 m_idPrefix;
    quint32 m_lastId = 0;
};

} // namespace proxy

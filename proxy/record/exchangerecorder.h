// SPDX-License-Identifier: LicenseRef-Private
// Step 8 of 8: finished exchange → row, counters, feed. Before: upstream/relay. After: nothing.
#pragma once

#include "proxy/exchange.h"
#include "proxy/exchangefeed.h"
#include "proxy/record/jsonllog.h"
#include "proxy/statistics.h"

#include <QByteArray>

#include <functional>

namespace proxy {

/// Where every exchange ends, once: counters, the request log, the feed. Lives on the worker
/// thread; the log has a thread of its own.
class ExchangeRecorder final
{
public:
    ExchangeRecorder(JsonlLog &log, ExchangeFeed &feed);

    /// A fresh id: 16 hex digits, unique across restarts.
    [[nodiscard]] QByteArray nextId();
    /// Called with every exchange that progressed or ended, on the worker thread.
    void setObserver(std::function<void(const Exchange &)> observer)
    {
        m_observer = std::move(observer);
    }
    /// Called with every exchange that ended, once.
    void setEndObserver(std::function<void(const Exchange &)> observer)
    {
        m_endObserver = std::move(observer);
    }
    /// An exchange under way was decided: for those who watch live.
    void progressed(const Exchange &exchange);
    /// The end of an exchange.
    void record(Exchange exchange);

    [[nodiscard]] const Statistics &sinceStart() const { return m_sinceStart; }
    /// Since local midnight.
    [[nodiscard]] const Statistics &today();

private:
    void turnPage(qint64 nowMs);

    JsonlLog &m_log;
    ExchangeFeed &m_feed;
    std::function<void(const Exchange &)> m_observer;
    std::function<void(const Exchange &)> m_endObserver;
    Statistics m_sinceStart;
    Statistics m_today;
    qint64 m_tomorrowMs = 0;
    quint32 m_idPrefix;
    quint32 m_lastId = 0;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
// Step 8 of 8: finished exchange → row, counters, feed. Before: upstream/relay. After: nothing.
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/exchange/exchangefeed.h"
#include "proxy/loop/loopround.h"
#include "proxy/record/jsonllog.h"
#include "proxy/status/statistics.h"

#include <QByteArray>

#include <functional>
#include <vector>

namespace proxy {

/// Records every exchange exactly once: in the counters, the request log and the feed. Exchanges
/// that ended in one round of the event loop are recorded at the end of that round, so that
/// recording delays no sending. Lives on the worker thread; the request log has a thread of its
/// own.
class ExchangeRecorder final : private LoopRound::Observer
{
public:
    ExchangeRecorder(JsonlLog &log, ExchangeFeed &feed);
    ~ExchangeRecorder() override;
    Q_DISABLE_COPY_MOVE(ExchangeRecorder)

    /// Returns a new id: 16 hex digits, unique across restarts.
    [[nodiscard]] QByteArray nextId();
    /// @p observer gets every exchange that progressed. Worker thread.
    void setObserver(std::function<void(const Exchange &)> observer)
    {
        m_observer = std::move(observer);
    }
    /// @p isWatching says whether somebody beside the feed looks at exchanges under way.
    void setWatcher(std::function<bool()> isWatching) { m_isWatching = std::move(isWatching); }
    /// Whether somebody looks at exchanges under way.
    [[nodiscard]] bool isWatched() const
    {
        return m_feed.isWatched() || (m_isWatching && m_isWatching());
    }
    using EndObserver = std::function<void(const Exchange &, QByteArrayView row)>;
    /// @p observer gets every exchange that ended, once, with its row of the request log.
    void setEndObserver(EndObserver observer) { m_endObserver = std::move(observer); }
    /// Passes an exchange under way to the observer and the feed.
    void progressed(const Exchange &exchange);
    /// Records an exchange that ended.
    void record(Exchange &&exchange);
    /// Records now what ended so far. For the end of the program.
    void settle();

    [[nodiscard]] const Statistics &sinceStart() const { return m_sinceStart; }
    /// The counters since local midnight.
    [[nodiscard]] const Statistics &today();

private:
    void roundEnded() override { settle(); }
    void settle(const Exchange &exchange);
    void turnPage(qint64 nowMs);

    JsonlLog &m_log;
    ExchangeFeed &m_feed;
    std::function<void(const Exchange &)> m_observer;
    std::function<bool()> m_isWatching;
    EndObserver m_endObserver;
    std::vector<Exchange> m_ended;
    QByteArray m_row; ///< of settle(): its memory is kept
    std::vector<Exchange> m_settling; ///< the same
    Statistics m_sinceStart;
    Statistics m_today;
    qint64 m_tomorrowMs = 0;
    quint32 m_idPrefix;
    quint32 m_lastId = 0;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/exchangerecorder.h"

#include <QDateTime>
#include <QRandomGenerator>

namespace proxy {

ExchangeRecorder::ExchangeRecorder(JsonlLog &log, ExchangeFeed &feed)
    : m_log(log)
    , m_feed(feed)
    , m_idPrefix(QRandomGenerator::system()->generate())
{ }

QByteArray ExchangeRecorder::nextId()
{
    static constexpr char kDigits[] = "0123456789abcdef";
    const quint64 id = (quint64 {m_idPrefix} << 32) | ++m_lastId;
    QByteArray text(16, Qt::Uninitialized);
    for (int digit = 0; digit < 16; ++digit)
        text[digit] = kDigits[(id >> (60 - 4 * digit)) & 0xf];
    return text;
}

void ExchangeRecorder::progressed(const Exchange &exchange)
{
    m_feed.push(exchange);
    if (m_observer)
        m_observer(exchange);
}

void ExchangeRecorder::record(Exchange exchange)
{
    turnPage(exchange.startedAtMs);
    m_sinceStart.add(exchange);
    m_today.add(exchange);
    if (m_endObserver)
        m_endObserver(exchange);
    progressed(exchange);
    m_log.append(std::move(exchange));
}

const Statistics &ExchangeRecorder::today()
{
    turnPage(QDateTime::currentMSecsSinceEpoch());
    return m_today;
}

void ExchangeRecorder::turnPage(qint64 nowMs)
{
    if (nowMs < m_tomorrowMs)
        return;
    m_today = {};
    const QDate day = QDateTime::fromMSecsSinceEpoch(nowMs).date();
    m_tomorrowMs = day.addDays(1).startOfDay().toMSecsSinceEpoch();
}

} // namespace proxy

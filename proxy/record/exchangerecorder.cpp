// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/exchangerecorder.h"

#include "proxy/exchange/exchangejson.h"

#include <QDateTime>
#include <QRandomGenerator>

#include <utility>

namespace proxy {

ExchangeRecorder::ExchangeRecorder(JsonlLog &log, ExchangeFeed &feed)
    : m_log(log)
    , m_feed(feed)
    , m_idPrefix(QRandomGenerator::system()->generate())
{ }

ExchangeRecorder::~ExchangeRecorder()
{
    LoopRound::forget(*this);
}

QByteArray ExchangeRecorder::nextId()
{
    static constexpr char kDigits[] = "0123456789abcdef";
    const quint64 id = (quint64 {m_idPrefix} << 32) | ++m_lastId;
    QByteArray text(16, Qt::Uninitialized);
    char *to = text.data();
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = kDigits[(id >> shift) & 0xf];
    return text;
}

void ExchangeRecorder::progressed(const Exchange &exchange)
{
    m_feed.push(exchange);
    if (m_observer)
        m_observer(exchange);
}

void ExchangeRecorder::record(Exchange &&exchange)
{
    if (m_ended.empty())
        LoopRound::callAtEnd(*this, LoopRound::Part::Behind);
    m_ended.push_back(std::move(exchange));
}

void ExchangeRecorder::settle()
{
    m_settling.swap(m_ended);
    for (const Exchange &exchange : m_settling)
        settle(exchange);
    m_settling.clear();
}

/// The row is made here and not on the log's thread: what it tells of is still in this
/// processor's cache, and everybody who wants the row shares it.
void ExchangeRecorder::settle(const Exchange &exchange)
{
    turnPage(exchange.startedAtMs);
    m_sinceStart.add(exchange);
    m_today.add(exchange);
    m_feed.push(exchange);
    m_row.resize(0);
    appendExchangeJson(m_row, exchange);
    if (m_endObserver)
        m_endObserver(exchange, m_row);
    m_log.append(exchange.startedAtMs, m_row);
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

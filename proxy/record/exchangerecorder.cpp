// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/exchangerecorder.h"

#include "proxy/exchange/exchangejson.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QEvent>
#include <QRandomGenerator>

#include <utility>

namespace proxy {

namespace {

const QEvent::Type kSettle = static_cast<QEvent::Type>(QEvent::registerEventType());
constexpr qsizetype kUsualRow = 2048;

} // namespace

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
    if (m_ended.empty())
        QCoreApplication::postEvent(this, new QEvent(kSettle), Qt::LowEventPriority);
    m_ended.push_back(std::move(exchange));
}

bool ExchangeRecorder::event(QEvent *event)
{
    if (event->type() != kSettle)
        return QObject::event(event);
    settle();
    return true;
}

void ExchangeRecorder::settle()
{
    for (const Exchange &exchange : std::exchange(m_ended, {}))
        settle(exchange);
}

/// The row is made here and not on the log's thread: what it tells of is still in this
/// processor's cache, and everybody who wants the row shares it.
void ExchangeRecorder::settle(const Exchange &exchange)
{
    turnPage(exchange.startedAtMs);
    m_sinceStart.add(exchange);
    m_today.add(exchange);
    m_feed.push(exchange);
    QByteArray row;
    row.reserve(kUsualRow);
    appendExchangeJson(row, exchange);
    if (m_endObserver)
        m_endObserver(exchange, row);
    m_log.append(exchange.startedAtMs, std::move(row));
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

// SPDX-License-Identifier: LicenseRef-Private
#include "ui/source/eventstream.h"

#include "proxy/exchange/exchangerow.h"

#include <QNetworkProxy>
#include <QNetworkReply>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kDeliverInterval = 100ms;
constexpr auto kShortestWait = 500ms;
constexpr auto kLongestWait = 10s;

} // namespace

std::vector<EventReader::Event> EventReader::feed(QByteArrayView bytes)
{
    std::vector<Event> events;
    m_partial += bytes;
    qsizetype from = 0;
    for (qsizetype end = m_partial.indexOf('\n'); end >= 0; end = m_partial.indexOf('\n', from)) {
        takeLine(QByteArrayView(m_partial).sliced(from, end - from), events);
        from = end + 1;
    }
    m_partial.remove(0, from);
    if (m_partial.size() > kMaxLine)
        clear();
    return events;
}

void EventReader::clear()
{
    m_partial.clear();
    m_event = {};
}

void EventReader::takeLine(QByteArrayView line, std::vector<Event> &events)
{
    if (line.endsWith('\r'))
        line.chop(1);
    if (line.isEmpty()) {
        Event whole = std::exchange(m_event, {});
        if (!whole.data.isEmpty())
            events.push_back(std::move(whole));
        return;
    }
    const qsizetype colon = line.indexOf(':');
    const QByteArrayView field = colon < 0 ? line : line.first(colon);
    QByteArrayView value = colon < 0 ? QByteArrayView() : line.sliced(colon + 1);
    if (value.startsWith(' '))
        value = value.sliced(1);
    if (field == "id")
        m_event.id = value.toByteArray();
    else if (field == "event")
        m_event.name = value.toByteArray();
    else if (field == "data")
        m_event.data += value.toByteArray();
}

EventStream::EventStream(const QNetworkRequest &request, QObject *parent)
    : QObject(parent)
    , m_request(request)
    , m_wait(kShortestWait)
{
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_request.setRawHeader("Accept", "text/event-stream");
    m_request.setRawHeader("Accept-Encoding", "identity");
    m_retry.setSingleShot(true);
    m_deliver.setSingleShot(true);
    m_deliver.setInterval(kDeliverInterval);
    connect(&m_retry, &QTimer::timeout, this, &EventStream::connectAgain);
    connect(&m_deliver, &QTimer::timeout, this,
            [this] { Q_EMIT exchangesArrived(std::exchange(m_gathered, {})); });
}

EventStream::~EventStream()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
    }
}

void EventStream::start()
{
    connectAgain();
}

void EventStream::connectAgain()
{
    m_reader.clear();
    if (!m_lastId.isEmpty())
        m_request.setRawHeader("Last-Event-ID", m_lastId);
    m_reply = m_network.get(m_request);
    m_reply->setParent(this);
    connect(m_reply, &QNetworkReply::readyRead, this, &EventStream::read);
    connect(m_reply, &QNetworkReply::finished, this, &EventStream::end);
}

void EventStream::read()
{
    if (m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 200)
        return;
    m_wait = kShortestWait;
    for (const EventReader::Event &event : m_reader.feed(m_reply->readAll()))
        take(event);
    if (!m_gathered.empty() && !m_deliver.isActive())
        m_deliver.start();
}

void EventStream::take(const EventReader::Event &event)
{
    if (!event.id.isEmpty())
        m_lastId = event.id;
    if (event.name == "lost")
        Q_EMIT exchangesLost(event.data.toULongLong());
    else if (auto exchange = proxy::exchangeFromRow(event.data))
        m_gathered.push_back(std::move(*exchange));
}

void EventStream::end()
{
    m_reply->deleteLater();
    m_retry.start(m_wait);
    m_wait = std::min<std::chrono::milliseconds>(m_wait * 2, kLongestWait);
}

} // namespace ui

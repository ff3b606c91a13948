// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/eventhub.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

constexpr qint64 kMaxUnsent = 1024 * 1024;

ResponseHead eventStreamHead()
{
    ResponseHead head;
    head.reason = "OK";
    head.framing = BodyFraming::UntilClose;
    head.headers.append("Content-Type", "text/event-stream");
    head.headers.append("Cache-Control", "no-store");
    return head;
}

} // namespace

class EventHub::Reader final : public ClientSinkObserver
{
public:
    Reader(EventHub &hub, std::unique_ptr<ClientSink> sink)
        : m_hub(hub)
        , m_sink(std::move(sink))
    {
        m_sink->begin(eventStreamHead());
        m_sink->flush();
        m_sink->setSinkObserver(this);
    }

    void send(const QByteArray &event)
    {
        if (m_sink->unsentBytes() > kMaxUnsent) {
            ++m_lost;
            return;
        }
        if (m_lost > 0)
            write("event: lost\ndata: " + QByteArray::number(m_lost) + "\n\n");
        m_lost = 0;
        write(event);
        m_sink->flush();
    }

    void close()
    {
        m_sink->setSinkObserver(nullptr);
        m_sink->end();
    }

    void clientGone() override { m_hub.forget(this); }

private:
    void write(const QByteArray &bytes)
    {
        const QByteArrayView view = bytes;
        m_sink->write({.wire = view, .payload = {&view, 1}});
    }

    EventHub &m_hub;
    std::unique_ptr<ClientSink> m_sink;
    quint64 m_lost = 0;
};

EventHub::EventHub(QByteArray instance, RowWriter writeRow, UnderWay underWay)
    : m_instance(std::move(instance))
    , m_writeRow(std::move(writeRow))
    , m_underWay(std::move(underWay))
{ }

EventHub::~EventHub()
{
    closeAll();
}

bool EventHub::subscribe(std::unique_ptr<ClientSink> &sink, QByteArrayView lastEventId)
{
    if (m_readers.size() >= kMaxReaders)
        return false;
    m_readers.push_back(std::make_unique<Reader>(*this, std::move(sink)));
    const quint64 seen = numberIn(lastEventId);
    Reader &reader = *m_readers.back();
    for (const Kept &kept : m_kept) {
        if (kept.number > seen)
            reader.send(eventOf(kept));
    }
    for (const Exchange *exchange : m_underWay())
        reader.send(nextEventOf(*exchange));
    return true;
}

void EventHub::progressed(const Exchange &exchange)
{
    if (m_readers.empty())
        return;
    const QByteArray event = nextEventOf(exchange);
    for (const auto &reader : m_readers)
        reader->send(event);
}

void EventHub::ended(QByteArrayView row, Sentences sentences)
{
    // The memory of the event that goes is big enough for the one that comes.
    QByteArray json = m_kept.size() < kKept ? QByteArray() : std::move(m_kept.front().json);
    json.resize(0);
    json.append(row);
    keep({++m_lastNumber, QByteArrayLiteral("exchange"), std::move(json), std::move(sentences)});
}

void EventHub::announce(const QByteArray &kind, const QByteArray &json)
{
    keep({++m_lastNumber, kind, json, {}});
}

void EventHub::keep(Kept event)
{
    if (m_kept.size() >= kKept)
        m_kept.pop_front();
    m_kept.push_back(std::move(event));
    if (m_readers.empty())
        return;
    const QByteArray text = eventOf(m_kept.back());
    for (const auto &reader : m_readers)
        reader->send(text);
}

void EventHub::beat()
{
    for (const auto &reader : m_readers)
        reader->send(": beat\n\n");
}

void EventHub::closeAll()
{
    for (const auto &reader : m_readers)
        reader->close();
    m_readers.clear();
}

quint64 EventHub::numberIn(QByteArrayView lastEventId) const
{
    const qsizetype dash = lastEventId.lastIndexOf('-');
    // An id of an earlier life says nothing: everything kept is new to that reader.
    if (dash < 0 || lastEventId.first(dash) != m_instance)
        return 0;
    return lastEventId.sliced(dash + 1).toByteArray().toULongLong();
}

QByteArray EventHub::eventOf(const Kept &kept) const
{
    QByteArray data = kept.json;
    appendSentences(data, kept.sentences);
    return "id: " + m_instance + '-' + QByteArray::number(kept.number) + "\nevent: " + kept.kind
           + "\ndata: " + data + "\n\n";
}

QByteArray EventHub::nextEventOf(const Exchange &exchange)
{
    QByteArray row;
    m_writeRow(row, exchange);
    return eventOf({++m_lastNumber, "exchange", row, {}});
}

void EventHub::forget(Reader *reader)
{
    std::erase_if(m_readers, [reader](const auto &known) { return known.get() == reader; });
}

} // namespace proxy

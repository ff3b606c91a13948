// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange.h"
#include "proxy/message/clientsink.h"

#include <QByteArray>

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace proxy {

/// GET /router/events: exchanges as server-sent events, to whoever watches from another process.
/// Each event is a row of the request log, sent when an exchange is decided and again when it
/// ended (same "id" in the row). Event ids are "<instance>-<number>": a reader that comes back
/// with Last-Event-ID gets what it missed, as far as it is kept. A reader that is too slow loses
/// events and is told how many. Lives on the worker thread.
class EventHub final
{
public:
    static constexpr size_t kKept = 1000;
    static constexpr size_t kMaxReaders = 16;
    /// Writes one exchange as a row.
    using RowWriter = std::function<void(QByteArray &, const Exchange &)>;

    EventHub(QByteArray instance, RowWriter writeRow);
    /// Ends every stream.
    ~EventHub();
    EventHub(const EventHub &) = delete;
    EventHub &operator=(const EventHub &) = delete;

    /// Sends the head, then what was missed. False when there are too many readers: @p sink is
    /// untouched then.
    [[nodiscard]] bool subscribe(std::unique_ptr<ClientSink> &sink, QByteArrayView lastEventId);
    void publish(const Exchange &exchange);
    /// An event of another kind, @p json its data.
    void announce(const QByteArray &kind, const QByteArray &json);
    /// A comment that keeps idle connections alive.
    void beat();
    void closeAll();
    [[nodiscard]] int readers() const { return static_cast<int>(m_readers.size()); }

private:
    struct Kept
    {
        quint64 number;
        Exchange exchange;
        QByteArray kind = {}; ///< of an announcement; empty: an exchange
        QByteArray json = {};
    };
    class Reader;

    void tellReaders(); ///< of what was kept last
    [[nodiscard]] quint64 numberIn(QByteArrayView lastEventId) const;
    [[nodiscard]] QByteArray eventOf(const Kept &kept) const;
    void forget(Reader *reader);

    QByteArray m_instance;
    RowWriter m_writeRow;
    std::deque<Kept> m_kept;
    quint64 m_lastNumber = 0;
    std::vector<std::unique_ptr<Reader>> m_readers;
};

} // namespace proxy

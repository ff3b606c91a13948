// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/sentences.h"
#include "proxy/message/clientsink.h"

#include <QByteArray>

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace proxy {

/// Serves GET /router/events: sends exchanges as server-sent events to readers in other processes.
/// An event holds a row of the request log. It is sent when the exchange is decided and again when
/// it has ended; both rows have the same "id".
///
/// A new reader first gets the exchanges under way. Event ids are "<instance>-<number>"; a reader
/// that comes back with Last-Event-ID also gets the ends that it missed, of which kKept are kept. A
/// reader that is too slow loses events and is told how many.
///
/// While there is no reader, an exchange costs one reference to its row and one to its sentences.
/// Lives on the worker thread.
class EventHub final
{
public:
    static constexpr size_t kKept = 500;
    static constexpr size_t kMaxReaders = 16;
    /// Appends the row of an exchange.
    using RowWriter = std::function<void(QByteArray &, const Exchange &)>;
    /// Returns the exchanges under way; the pointers are used during the call only.
    using UnderWay = std::function<std::vector<const Exchange *>()>;

    EventHub(QByteArray instance, RowWriter writeRow, UnderWay underWay);
    /// Ends every stream.
    ~EventHub();
    EventHub(const EventHub &) = delete;
    EventHub &operator=(const EventHub &) = delete;

    /// Takes @p sink as a reader and sends it the head and the events that it missed. Returns
    /// false, and leaves @p sink alone, when there are kMaxReaders already.
    [[nodiscard]] bool subscribe(std::unique_ptr<ClientSink> &sink, QByteArrayView lastEventId);
    /// Sends an exchange under way, because it was decided or because it has stalled.
    void progressed(const Exchange &exchange);
    /// Sends an exchange that ended, and keeps it. @p row is its row in the request log; it is
    /// shared, not copied.
    void ended(QByteArrayView row, Sentences sentences);
    /// Sends an event of another kind with @p json as its data, and keeps it.
    void announce(const QByteArray &kind, const QByteArray &json);
    /// Sends a comment, which keeps idle connections alive.
    void beat();
    /// Ends every stream.
    void closeAll();
    [[nodiscard]] int readers() const { return static_cast<int>(m_readers.size()); }

private:
    struct Kept
    {
        quint64 number;
        QByteArray kind;
        QByteArray json;
        Sentences sentences; ///< of the exchange; `json` has no field "said"
    };
    class Reader;

    void keep(Kept event); ///< sends it to the readers too
    [[nodiscard]] quint64 numberIn(QByteArrayView lastEventId) const;
    [[nodiscard]] QByteArray eventOf(const Kept &kept) const;
    [[nodiscard]] QByteArray nextEventOf(const Exchange &exchange);
    void forget(Reader *reader);

    QByteArray m_instance;
    RowWriter m_writeRow;
    UnderWay m_underWay;
    std::deque<Kept> m_kept;
    quint64 m_lastNumber = 0;
    std::vector<std::unique_ptr<Reader>> m_readers;
};

} // namespace proxy

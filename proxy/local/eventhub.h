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

/// GET /router/events: exchanges as server-sent events, to whoever watches from another process.
/// Each event is a row of the request log, sent when an exchange is decided and again when it
/// ended (same "id" in the row). Event ids are "<instance>-<number>": a reader that comes back
/// with Last-Event-ID gets the ends that it missed, as far as they are kept; to every reader that
/// comes, the exchanges under way are told as they stand. A reader that is too slow loses events
/// and is told how many. While nobody reads, an exchange costs it references to its row and its
/// sentences. Lives on the worker thread.
class EventHub final
{
public:
    static constexpr size_t kKept = 500;
    static constexpr size_t kMaxReaders = 16;
    /// Writes one exchange as a row.
    using RowWriter = std::function<void(QByteArray &, const Exchange &)>;
    /// The exchanges under way; valid during the call that asks.
    using UnderWay = std::function<std::vector<const Exchange *>()>;

    EventHub(QByteArray instance, RowWriter writeRow, UnderWay underWay);
    /// Ends every stream.
    ~EventHub();
    EventHub(const EventHub &) = delete;
    EventHub &operator=(const EventHub &) = delete;

    /// Sends the head, then what was missed. False when there are too many readers: @p sink is
    /// untouched then.
    [[nodiscard]] bool subscribe(std::unique_ptr<ClientSink> &sink, QByteArrayView lastEventId);
    /// An exchange under way was decided, or stands still.
    void progressed(const Exchange &exchange);
    /// An exchange ended; @p row is its row, which is kept and not copied, @p sentences what it
    /// says.
    void ended(const QByteArray &row, Sentences sentences);
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
        QByteArray kind;
        QByteArray json;
        Sentences sentences; ///< that are not in `json`
    };
    class Reader;

    void keep(Kept event); ///< and tells the readers
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

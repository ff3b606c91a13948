// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/memorybudget.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace proxy {

/// An event or a comment of an event stream. The views are valid during the handler's call only.
struct SseEvent
{
    enum class Kind {
        Event, ///< an event, ended by an empty line
        Comment, ///< a line that began with a colon; `data` is what followed it
    };

    Kind kind = Kind::Event;
    QByteArrayView name; ///< value of the `event` field; empty: none
    QByteArrayView data; ///< `data` lines joined with LF
    bool tooLarge = false; ///< the event exceeded the limit, so name and data are empty
};

/// Parses a text/event-stream (WHATWG HTML 9.2.6). The bytes may be split anywhere. Lines may end
/// in LF, CRLF or CR. Unlike a browser it reports an event that has a name but no data; it skips an
/// event with neither. A field `error`, in which llama.cpp tells of failures, is the data of an
/// event of that name. It keeps at most maxEventBytes of one event and of one line, and no more
/// than its budget allows; it reports a larger event as too large. It frees the memory of a large
/// event. Pure: bytes in, events out.
class SseParser final
{
public:
    static constexpr qsizetype kDefaultLimit = 4LL * 1024 * 1024;
    using Handler = std::function<void(const SseEvent &)>;

    /// @p budget: of all parsers together; must outlive this. Null: each for itself.
    explicit SseParser(qsizetype maxEventBytes = kDefaultLimit, MemoryBudget *budget = nullptr);

    /// Parses the next bytes. Calls @p handler, in order, for each event and comment that they
    /// complete. The handler must not call the parser.
    void feed(QByteArrayView bytes, const Handler &handler);
    /// Ends the stream: reports a last event even without its empty line or line end. The parser
    /// can then parse another stream.
    void finish(const Handler &handler);

    /// Whether an event or a line has begun and is not complete.
    [[nodiscard]] bool isInsideEvent() const;

private:
    [[nodiscard]] bool mayHold(qsizetype bytes);
    void keepPartialLine(QByteArrayView bytes);
    void endLine(QByteArrayView lastPart, const Handler &handler);
    void readLine(QByteArrayView line, const Handler &handler);
    void readField(QByteArrayView line);
    void appendData(QByteArrayView value);
    void dispatch(const Handler &handler);

    qsizetype m_limit;
    BudgetShare m_share;
    QByteArray m_line; ///< begin of a line that is not complete
    QByteArray m_name;
    QByteArray m_data;
    bool m_hasData = false;
    bool m_lineTooLarge = false;
    bool m_eventTooLarge = false;
    bool m_afterCr = false; ///< an LF that comes next belongs to the line end before
    bool m_atStart = true; ///< a byte order mark may come
};

} // namespace proxy

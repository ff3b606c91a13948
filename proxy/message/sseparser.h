// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/memorybudget.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace proxy {

/// One thing an event stream said. Views are valid during the handler's call only.
struct SseEvent
{
    enum class Kind {
        Event, ///< ended by an empty line
        Comment, ///< a line that began with a colon; `data` is what followed it
    };

    Kind kind = Kind::Event;
    QByteArrayView name; ///< of the `event` field, empty when there was none
    QByteArrayView data; ///< `data` lines joined with LF
    bool tooLarge = false; ///< it was over the limit: name and data are empty
};

/// Takes a text/event-stream apart piece by piece (WHATWG HTML 9.2.6). Pure: bytes in, events out,
/// split anywhere. Lines may end in LF, CRLF or CR. Unlike a browser it reports events that carry
/// a name and no data; events with neither are skipped. Holds at most maxEventBytes of one event
/// and of one line, and no more than is left of a budget; what is larger is swallowed and reported
/// as too large. Memory of a large event goes with it.
class SseParser final
{
public:
    static constexpr qsizetype kDefaultLimit = 4LL * 1024 * 1024;
    using Handler = std::function<void(const SseEvent &)>;

    /// @p budget: of all parsers together; must outlive this. Null: each for itself.
    explicit SseParser(qsizetype maxEventBytes = kDefaultLimit, MemoryBudget *budget = nullptr);

    /// Calls @p handler for each event and comment that @p bytes complete, in order. The handler
    /// must not call the parser.
    void feed(QByteArrayView bytes, const Handler &handler);
    /// The stream ended: reports a last event whose empty line is missing. A last line without
    /// its line end counts too. The parser starts anew after it.
    void finish(const Handler &handler);

    /// An event or a line has begun and is not complete.
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

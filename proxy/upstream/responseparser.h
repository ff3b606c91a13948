// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/chunkeddecoder.h"
#include "proxy/message/clientsink.h"
#include "proxy/message/response.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Parses one answer strictly by RFC 9112: bytes in, head and views of the body out. It skips
/// interim heads (1xx), except a 101 that was asked for. Pure. Part of UpstreamConnection.
class ResponseParser final
{
public:
    static constexpr qsizetype kMaxHeadBytes = 256 * 1024; ///< interim heads included

    enum class Event {
        NeedMore, ///< all input was used
        Head, ///< the head is complete: head()
        Body, ///< a piece of the body: piece(), valid until the next call
        End, ///< the answer is complete; the rest of the input does not belong to it
        Malformed, ///< the answer is invalid: why()
    };

    /// Prepares for the answer to a request.
    void reset(QByteArrayView method, bool wantsUpgrade);

    /// Removes bytes from the beginning of @p input until there is an event. After End and
    /// Malformed it removes nothing.
    [[nodiscard]] Event next(QByteArrayView &input);
    /// Whether an orderly end of the connection completes the answer.
    [[nodiscard]] bool endsWithConnection() const;

    [[nodiscard]] const ResponseHead &head() const { return m_head; }
    [[nodiscard]] BodyPiece piece() const { return {m_wire, m_payload}; }
    [[nodiscard]] bool hasHead() const { return m_hasHead; }
    /// Whether any byte has come, also of an interim head.
    [[nodiscard]] bool hasBytes() const { return m_bytesSeen; }
    /// Whether the connection can serve another request after this answer.
    [[nodiscard]] bool keepsAlive() const { return m_keepsAlive; }
    [[nodiscard]] const char *why() const { return m_why; }

private:
    enum class State { Head, Body, Ended, Malformed };

    Event nextInHead(QByteArrayView &input);
    Event nextInBody(QByteArrayView &input);
    Event chunked(QByteArrayView &input);
    Event takeHead();
    [[nodiscard]] qsizetype findHeadEnd(QByteArrayView input);
    Event fail(const char *why);

    State m_state = State::Head;
    bool m_isHeadRequest = false;
    bool m_wantsUpgrade = false;
    bool m_bytesSeen = false;
    bool m_hasHead = false;
    bool m_keepsAlive = false;
    qsizetype m_headBytes = 0; ///< of all heads so far
    qsizetype m_lineStart = 0; ///< of the line being looked for, in m_partialHead + input
    QByteArray m_partialHead;
    ResponseHead m_head;
    qint64 m_remaining = 0;
    ChunkedDecoder m_chunks;
    QByteArrayView m_wire;
    std::vector<QByteArrayView> m_payload;
    const char *m_why = "";
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/chunkeddecoder.h"
#include "proxy/message/clientsink.h"
#include "proxy/message/response.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Takes one answer of an upstream apart, strictly (RFC 9112). Pure: bytes in, head and views of
/// the body out. Interim heads (1xx) are skipped, except a 101 that was asked for. Part of
/// UpstreamConnection.
class ResponseParser final
{
public:
    static constexpr qsizetype kMaxHeadBytes = 256 * 1024; ///< interim heads included

    enum class Event {
        NeedMore, ///< all input was used
        Head, ///< head() is there
        Body, ///< piece() is there, until the next call
        End, ///< the answer is complete; what is left of the input does not belong to it
        Malformed, ///< why() tells; nothing more will come
    };

    /// Gets ready for the answer to a request.
    void reset(QByteArrayView method, bool wantsUpgrade);

    /// Takes bytes off the front of @p input until something was found. After End and Malformed
    /// it takes no more.
    [[nodiscard]] Event next(QByteArrayView &input);
    /// The connection was ended in order: whether the answer is complete by that.
    [[nodiscard]] bool endsWithConnection() const;

    [[nodiscard]] const ResponseHead &head() const { return m_head; }
    [[nodiscard]] BodyPiece piece() const { return {m_wire, m_payload}; }
    [[nodiscard]] bool hasHead() const { return m_hasHead; }
    /// Any byte came, also of an interim head.
    [[nodiscard]] bool hasBytes() const { return m_bytesSeen; }
    /// The connection may serve another request after this answer.
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

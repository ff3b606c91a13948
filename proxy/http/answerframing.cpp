// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/answerframing.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <charconv>

namespace proxy {

namespace {

QByteArray httpDate(const QDateTime &utc)
{
    return QLocale::c().toString(utc, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'").toLatin1();
}

bool mayHaveBody(const RequestHead &request, int status)
{
    return request.method != "HEAD" && status >= 200 && status != 204 && status != 304;
}

/// Status line and fields.
void appendHead(const ResponseHead &head, QByteArray &out)
{
    // A server sends its own version whatever the client's is (RFC 9110 2.5).
    constexpr QByteArrayView kVersion = "HTTP/1.1 ";
    constexpr qsizetype kLongestStatus = 11;
    const qsizetype begin = out.size();
    out.resize(begin + kVersion.size() + kLongestStatus + head.reason.size() + 3
               + head.headers.wireSize());
    char *to = out.data() + begin;
    const auto put = [&to](QByteArrayView text) { to = std::copy(text.begin(), text.end(), to); };
    put(kVersion);
    to = std::to_chars(to, to + kLongestStatus, head.status).ptr;
    put(" ");
    put(head.reason);
    put("\r\n");
    to = head.headers.writeTo(to);
    out.truncate(to - out.constData());
}

} // namespace

void AnswerFraming::begin(const RequestHead &request, const ResponseHead &head, bool mayKeepAlive,
                          QByteArray &out)
{
    m_closesAfter = !mayKeepAlive || !request.keepAlive;
    decideShape(request, head);
    appendHead(head, out);
    appendFraming(request, head, out);
    out.append("\r\n");
}

void AnswerFraming::decideShape(const RequestHead &request, const ResponseHead &head)
{
    m_isTunnel = head.framing == BodyFraming::Tunnel;
    m_closesAfter = m_closesAfter || m_isTunnel;
    if (m_isTunnel) {
        m_endsByClose = true;
        return;
    }
    if (!mayHaveBody(request, head.status)) {
        m_shape = Shape::Suppressed;
        return;
    }
    m_counts = head.framing == BodyFraming::Length || head.framing == BodyFraming::None;
    m_remaining = head.framing == BodyFraming::Length ? head.contentLength : 0;
    if (m_counts)
        return;
    if (request.minorVersion == 0) {
        m_shape = Shape::Payload;
        m_endsByClose = m_closesAfter = true;
    } else if (head.framing == BodyFraming::UntilClose) {
        m_shape = Shape::Chunk;
    }
}

void AnswerFraming::appendFraming(const RequestHead &request, const ResponseHead &head,
                                  QByteArray &out)
{
    if (m_isTunnel) {
        if (!head.headers.contains("Connection"))
            out.append("Connection: Upgrade\r\n");
        if (!head.headers.contains("Upgrade"))
            out.append("Upgrade: websocket\r\n");
        return;
    }
    if (m_counts && !head.headers.contains("Content-Length"))
        out.append("Content-Length: ").append(QByteArray::number(m_remaining)).append("\r\n");
    if (m_shape == Shape::Chunk || (m_shape == Shape::Wire && !m_counts))
        out.append("Transfer-Encoding: chunked\r\n");
    if (m_closesAfter)
        out.append("Connection: close\r\n");
    else if (request.minorVersion == 0)
        out.append("Connection: keep-alive\r\n");
}

std::span<const QByteArrayView> AnswerFraming::frame(const BodyPiece &piece)
{
    if (m_shape == Shape::Suppressed || piece.wire.isEmpty())
        return {};
    if (m_counts)
        m_remaining -= piece.wire.size();
    switch (m_shape) {
    case Shape::Wire:
        return {&piece.wire, 1};
    case Shape::Payload:
        return piece.payload;
    case Shape::Chunk:
        m_chunkHead = QByteArray::number(piece.wire.size(), 16) + "\r\n";
        m_chunk = {m_chunkHead, piece.wire, "\r\n"};
        return m_chunk;
    case Shape::Suppressed:
        break;
    }
    return {};
}

QByteArrayView AnswerFraming::trailer() const
{
    return m_shape == Shape::Chunk ? QByteArrayView("0\r\n\r\n") : QByteArrayView();
}

ResponseHead headOf(const Reply &reply)
{
    ResponseHead head;
    head.status = reply.status;
    head.reason = reasonPhrase(reply.status).toByteArray();
    head.headers = reply.headers;
    // Whoever originates an answer dates it (RFC 9110, 6.6.1).
    head.headers.append("Date", httpDate(QDateTime::currentDateTimeUtc()));
    if (reply.status == 204 || reply.status == 304)
        return head;
    head.headers.append("Content-Type", reply.contentType);
    // Spelled out because an answer to HEAD has it too.
    head.headers.append("Content-Length", QByteArray::number(reply.body.size()));
    head.framing = BodyFraming::Length;
    head.contentLength = reply.body.size();
    return head;
}

} // namespace proxy

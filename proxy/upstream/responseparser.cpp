// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/responseparser.h"

#include "proxy/upstream/responsehead.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace proxy {

void ResponseParser::reset(QByteArrayView method, bool wantsUpgrade)
{
    m_state = State::Head;
    m_isHeadRequest = method == "HEAD";
    m_wantsUpgrade = wantsUpgrade;
    m_bytesSeen = false;
    m_hasHead = false;
    m_keepsAlive = false;
    m_headBytes = 0;
    m_lineStart = 0;
    m_partialHead.clear();
    m_remaining = 0;
    m_chunks = ChunkedDecoder();
    m_wire = {};
    m_payload.clear();
    m_why = "";
}

ResponseParser::Event ResponseParser::next(QByteArrayView &input)
{
    m_bytesSeen = m_bytesSeen || !input.isEmpty();
    switch (m_state) {
    case State::Head:
        return nextInHead(input);
    case State::Body:
        return nextInBody(input);
    case State::Ended:
        return Event::End;
    case State::Malformed:
        return Event::Malformed;
    }
    Q_UNREACHABLE();
}

bool ResponseParser::endsWithConnection() const
{
    return hasHead()
           && (m_head.framing == BodyFraming::UntilClose || m_head.framing == BodyFraming::Tunnel);
}

ResponseParser::Event ResponseParser::nextInHead(QByteArrayView &input)
{
    while (!input.isEmpty()) {
        const qsizetype end = findHeadEnd(input);
        if (m_state == State::Malformed)
            return Event::Malformed;
        const qsizetype used = end < 0 ? input.size() : end;
        m_headBytes += used;
        if (m_headBytes > kMaxHeadBytes)
            return fail(QT_TRANSLATE_NOOP("Engine", "the head is too large"));
        if (m_partialHead.isEmpty())
            m_partialHead = input.first(used).toByteArray();
        else
            m_partialHead.append(input.first(used));
        input = input.sliced(used);
        if (end < 0)
            return Event::NeedMore;
        m_lineStart = 0;
        tl::expected<ResponseHead, const char *> head =
            parseResponseHead(std::exchange(m_partialHead, QByteArray()));
        if (!head)
            return fail(head.error());
        m_head = std::move(*head);
        const bool isInterim = m_head.status < 200 && m_head.status != 101;
        if (!isInterim)
            return takeHead();
    }
    return Event::NeedMore;
}

ResponseParser::Event ResponseParser::takeHead()
{
    if (m_head.status == 101 && !m_wantsUpgrade)
        return fail(QT_TRANSLATE_NOOP("Engine", "it switched protocols without being asked"));
    if (const char *why = decideFraming(m_head, m_isHeadRequest))
        return fail(why);
    m_remaining = m_head.contentLength;
    // HTTP/1.0 servers that keep alive are rare enough not to be trusted with it.
    m_keepsAlive = m_head.status != 101 && m_head.minorVersion == 1
                   && !m_head.headers.hasToken("Connection", "close");
    m_hasHead = true;
    m_state = State::Body;
    return Event::Head;
}

/// Where in @p input the head ends, -1 when it does not. Each byte is looked at once.
qsizetype ResponseParser::findHeadEnd(QByteArrayView input)
{
    const qsizetype before = m_partialHead.size();
    qsizetype at = 0;
    while (at < input.size()) {
        const void *found =
            std::memchr(input.data() + at, '\n', static_cast<size_t>(input.size() - at));
        if (found == nullptr)
            return -1;
        const qsizetype lf = static_cast<const char *>(found) - input.data();
        const qsizetype lineLength = before + lf - m_lineStart;
        const bool hasCr = lf > 0 ? input[lf - 1] == '\r' : m_partialHead.endsWith('\r');
        if (lineLength < 1 || !hasCr) {
            fail(QT_TRANSLATE_NOOP("Engine", "a line of the head ends without CR"));
            return -1;
        }
        m_lineStart = before + lf + 1;
        if (lineLength == 1)
            return lf + 1;
        at = lf + 1;
    }
    return -1;
}

ResponseParser::Event ResponseParser::nextInBody(QByteArrayView &input)
{
    m_payload.clear();
    const bool ends = m_head.framing == BodyFraming::None
                      || (m_head.framing == BodyFraming::Length && m_remaining == 0)
                      || (m_head.framing == BodyFraming::Chunked && m_chunks.isDone());
    if (ends) {
        m_state = State::Ended;
        return Event::End;
    }
    if (m_chunks.isBad())
        return fail(QT_TRANSLATE_NOOP("Engine", "broken chunk framing"));
    if (input.isEmpty())
        return Event::NeedMore;
    if (m_head.framing == BodyFraming::Chunked)
        return chunked(input);
    m_wire = input;
    if (m_head.framing == BodyFraming::Length) {
        m_wire = input.first(static_cast<qsizetype>(std::min<qint64>(input.size(), m_remaining)));
        m_remaining -= m_wire.size();
    }
    input = input.sliced(m_wire.size());
    m_payload.push_back(m_wire);
    return Event::Body;
}

ResponseParser::Event ResponseParser::chunked(QByteArrayView &input)
{
    const qsizetype used = m_chunks.feed(input, m_payload);
    m_wire = input.first(used);
    input = input.sliced(used);
    if (!m_chunks.isBad())
        return Event::Body;
    // What is passed on must be sound: the broken line stays here.
    if (m_payload.empty())
        return fail(QT_TRANSLATE_NOOP("Engine", "broken chunk framing"));
    m_wire = m_wire.first(m_payload.back().data() + m_payload.back().size() - m_wire.data());
    return Event::Body;
}

ResponseParser::Event ResponseParser::fail(const char *why)
{
    m_state = State::Malformed;
    m_why = why;
    return Event::Malformed;
}

} // namespace proxy

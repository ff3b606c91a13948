// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/headparser.h"

#include <algorithm>

namespace standins {

WireHeaders parseFields(QByteArrayView block)
{
    WireHeaders fields;
    for (const QByteArray &raw : block.toByteArray().split('\n')) {
        const QByteArray line = raw.endsWith('\r') ? raw.chopped(1) : raw;
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            fields.push_back({line.first(colon), line.sliced(colon + 1).trimmed()});
    }
    return fields;
}

void RequestReader::add(QByteArrayView bytes, WireTime now)
{
    if (!m_started && !bytes.isEmpty()) {
        m_started = true;
        m_request.firstByteAt = now;
    }
    m_input.append(bytes);
    advance(now);
}

void RequestReader::next(WireTime now)
{
    const QByteArray rest = takeRest();
    *this = RequestReader {};
    add(rest, now);
}

QByteArray RequestReader::takeRest()
{
    return std::exchange(m_input, {});
}

void RequestReader::advance(WireTime now)
{
    if (m_state == State::Head && !readHead(now))
        return;
    if (m_state != State::Body)
        return;
    const bool whole = m_request.framing == WireFraming::Chunked ? readChunked() : readLength();
    if (whole) {
        m_state = State::Complete;
        m_request.complete = true;
        m_request.bodyAt = now;
    }
}

bool RequestReader::readHead(WireTime now)
{
    while (m_input.startsWith("\r\n"))
        m_input.remove(0, 2);
    const qsizetype end = m_input.indexOf("\r\n\r\n");
    if (end < 0 || end > kMaxHead) {
        if (m_input.size() > kMaxHead)
            fail(431);
        return false;
    }
    m_request.head = m_input.first(end + 4);
    m_request.headAt = now;
    m_input.remove(0, end + 4);
    const qsizetype lineEnd = m_request.head.indexOf("\r\n");
    if (!readStartLine(QByteArrayView(m_request.head).first(lineEnd))) {
        fail(400);
        return false;
    }
    const QByteArray block = m_request.head.mid(lineEnd + 2);
    m_request.headers = parseFields(block);
    const auto lines = block.count('\n') - 1;
    if (std::cmp_not_equal(lines, m_request.headers.size()) || !readFraming()) {
        fail(400);
        return false;
    }
    m_state = State::Body;
    return true;
}

bool RequestReader::readStartLine(QByteArrayView line)
{
    const QList<QByteArray> parts = line.toByteArray().split(' ');
    if (parts.size() != 3 || parts[0].isEmpty() || parts[1].isEmpty())
        return false;
    m_request.method = parts[0];
    m_request.target = parts[1];
    m_request.version = parts[2];
    return m_request.version == "HTTP/1.1" || m_request.version == "HTTP/1.0";
}

bool RequestReader::readFraming()
{
    const QByteArray coding = m_request.header("Transfer-Encoding");
    if (!coding.isEmpty()) {
        m_request.framing = WireFraming::Chunked;
        return coding.compare("chunked", Qt::CaseInsensitive) == 0;
    }
    if (headerCount(m_request.headers, "Content-Length") == 0)
        return true;
    const QByteArray text = m_request.header("Content-Length");
    bool good = !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c >= '0' && c <= '9';
    });
    m_length = good ? text.toLongLong(&good) : -1;
    m_request.framing = WireFraming::Length;
    return good;
}

bool RequestReader::readLength()
{
    const qint64 missing = qMax<qint64>(m_length, 0) - m_request.body.size();
    const qsizetype have = qMin<qsizetype>(missing, m_input.size());
    if (have > 0) {
        if (m_request.body.isEmpty())
            m_request.body.reserve(qMin<qint64>(m_length, 64 * 1024 * 1024));
        m_request.body.append(m_input.first(have));
        m_input.remove(0, have);
    }
    return have == missing;
}

bool RequestReader::readChunked()
{
    while (m_state == State::Body) {
        if (m_part == ChunkPart::Trailers)
            return readTrailers();
        if (m_part == ChunkPart::Size && !readChunkSize())
            return false;
        if (m_part == ChunkPart::Data) {
            const qsizetype have = qMin<qsizetype>(m_chunkLeft, m_input.size());
            m_request.body.append(m_input.first(have));
            m_input.remove(0, have);
            m_chunkLeft -= have;
            if (m_chunkLeft > 0)
                return false;
            m_part = ChunkPart::DataEnd;
        }
        if (m_part == ChunkPart::DataEnd) {
            if (m_input.size() < 2)
                return false;
            if (!m_input.startsWith("\r\n"))
                fail(400);
            m_input.remove(0, 2);
            m_part = ChunkPart::Size;
        }
    }
    return false;
}

bool RequestReader::readChunkSize()
{
    const qsizetype lineEnd = m_input.indexOf("\r\n");
    if (lineEnd < 0)
        return false;
    bool good = false;
    m_chunkLeft = m_input.first(lineEnd).split(';').constFirst().toLongLong(&good, 16);
    m_input.remove(0, lineEnd + 2);
    if (!good || m_chunkLeft < 0)
        fail(400);
    m_part = m_chunkLeft == 0 ? ChunkPart::Trailers : ChunkPart::Data;
    return m_state != State::Bad;
}

bool RequestReader::readTrailers()
{
    if (m_input.startsWith("\r\n")) {
        m_input.remove(0, 2);
        return true;
    }
    const qsizetype end = m_input.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    m_request.trailers = parseFields(m_input.first(end + 2));
    m_input.remove(0, end + 4);
    return true;
}

void RequestReader::fail(int status)
{
    m_state = State::Bad;
    m_errorStatus = status;
}

} // namespace standins

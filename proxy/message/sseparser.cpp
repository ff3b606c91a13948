// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/sseparser.h"

#include <cstring>

namespace proxy {

namespace {

constexpr QByteArrayView kByteOrderMark("\xEF\xBB\xBF");

qsizetype indexOf(QByteArrayView bytes, char wanted, qsizetype from)
{
    if (from >= bytes.size())
        return bytes.size();
    const void *found =
        std::memchr(bytes.data() + from, wanted, static_cast<size_t>(bytes.size() - from));
    return found ? static_cast<const char *>(found) - bytes.data() : bytes.size();
}

// Ordinary events come one after the other: their memory is used again.
void empty(QByteArray &buffer)
{
    constexpr qsizetype kKept = 64 * 1024;
    if (buffer.capacity() > kKept)
        buffer = {};
    else
        buffer.resize(0);
}

} // namespace

SseParser::SseParser(qsizetype maxEventBytes, MemoryBudget *budget)
    : m_limit(maxEventBytes)
    , m_share(budget)
{ }

void SseParser::feed(QByteArrayView bytes, const Handler &handler)
{
    if (bytes.isEmpty())
        return;
    qsizetype at = 0;
    if (m_afterCr && bytes.front() == '\n')
        at = 1;
    m_afterCr = false;
    // Each kind of line end is searched once per position, so that neither makes it quadratic.
    qsizetype lf = indexOf(bytes, '\n', at);
    qsizetype cr = indexOf(bytes, '\r', at);
    while (qMin(lf, cr) < bytes.size()) {
        const qsizetype end = qMin(lf, cr);
        endLine(bytes.sliced(at, end - at), handler);
        at = end + 1;
        if (end == cr) {
            if (at == bytes.size())
                m_afterCr = true;
            else if (bytes.at(at) == '\n')
                ++at;
        }
        if (lf < at)
            lf = indexOf(bytes, '\n', at);
        if (cr < at)
            cr = indexOf(bytes, '\r', at);
    }
    keepPartialLine(bytes.sliced(at));
}

void SseParser::finish(const Handler &handler)
{
    if (!m_line.isEmpty() || m_lineTooLarge)
        endLine({}, handler);
    dispatch(handler);
    m_atStart = true;
    m_afterCr = false;
}

bool SseParser::isInsideEvent() const
{
    return !m_line.isEmpty() || m_lineTooLarge || m_eventTooLarge || m_hasData || !m_name.isEmpty();
}

bool SseParser::mayHold(qsizetype bytes)
{
    return m_share.resize(bytes);
}

void SseParser::keepPartialLine(QByteArrayView bytes)
{
    if (m_lineTooLarge || m_line.size() + bytes.size() > m_limit
        || !mayHold(m_data.size() + m_line.size() + bytes.size())) {
        m_lineTooLarge = m_lineTooLarge || !bytes.isEmpty();
        m_line.clear();
        static_cast<void>(mayHold(m_data.size()));
        return;
    }
    m_line.append(bytes);
}

void SseParser::endLine(QByteArrayView lastPart, const Handler &handler)
{
    if (m_lineTooLarge || m_line.size() + lastPart.size() > m_limit) {
        m_lineTooLarge = false;
        m_line.clear();
        m_eventTooLarge = true;
        return;
    }
    if (m_line.isEmpty()) {
        readLine(lastPart, handler);
        return;
    }
    m_line.append(lastPart);
    readLine(m_line, handler);
    empty(m_line);
}

void SseParser::readLine(QByteArrayView line, const Handler &handler)
{
    if (m_atStart && line.startsWith(kByteOrderMark))
        line = line.sliced(kByteOrderMark.size());
    m_atStart = false;
    if (line.isEmpty())
        dispatch(handler);
    else if (line.front() == ':')
        handler({.kind = SseEvent::Kind::Comment, .name = {}, .data = line.sliced(1)});
    else
        readField(line);
}

void SseParser::readField(QByteArrayView line)
{
    const qsizetype colon = indexOf(line, ':', 0);
    const QByteArrayView field = line.first(colon);
    QByteArrayView value = colon < line.size() ? line.sliced(colon + 1) : QByteArrayView();
    if (value.startsWith(' '))
        value = value.sliced(1);
    if (field == "data") {
        appendData(value);
    } else if (field == "event") {
        m_name.resize(0);
        m_name.append(value);
    } else if (field == "error" && !value.trimmed().isEmpty()) {
        m_name.resize(0);
        m_name.append(field);
        appendData(value);
    }
}

void SseParser::appendData(QByteArrayView value)
{
    const qsizetype size = m_data.size() + (m_hasData ? 1 : 0) + value.size();
    if (m_eventTooLarge || size > m_limit || !mayHold(m_line.size() + size)) {
        m_eventTooLarge = true;
        m_data.clear();
        return;
    }
    if (m_hasData)
        m_data.append('\n');
    m_data.append(value);
    m_hasData = true;
}

void SseParser::dispatch(const Handler &handler)
{
    if (m_eventTooLarge) {
        handler({.kind = SseEvent::Kind::Event, .name = {}, .data = {}, .tooLarge = true});
    } else if (m_hasData || !m_name.isEmpty()) {
        handler({.kind = SseEvent::Kind::Event, .name = m_name, .data = m_data});
    }
    m_name.resize(0);
    empty(m_data);
    m_hasData = false;
    m_eventTooLarge = false;
    static_cast<void>(mayHold(0));
}

} // namespace proxy

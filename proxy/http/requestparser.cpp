// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/requestparser.h"

#include "proxy/core/repeatedtext.h"
#include "proxy/message/fieldsyntax.h"

#include <algorithm>
#include <cstring>

namespace proxy {

namespace {

constexpr qsizetype kMaxMethodBytes = 64;

bool isTarget(QByteArrayView text)
{
    unsigned bad = 0;
    for (const char byte : text)
        bad |= static_cast<unsigned>(static_cast<unsigned char>(byte - 0x21) > 0x7e - 0x21);
    return bad == 0 && !text.isEmpty();
}

qsizetype findLineFeed(QByteArrayView input, qsizetype from)
{
    const void *found =
        std::memchr(input.data() + from, '\n', static_cast<size_t>(input.size() - from));
    return found == nullptr ? -1 : static_cast<const char *>(found) - input.data();
}

/// The usual methods without an allocation.
QByteArray methodText(QByteArrayView method)
{
    if (method == "POST")
        return QByteArrayLiteral("POST");
    if (method == "GET")
        return QByteArrayLiteral("GET");
    return method.toByteArray();
}

} // namespace

RequestParser::RequestParser(const HeadRules &rules)
    : m_rules(rules)
{ }

RequestParser::Progress RequestParser::parse(QByteArrayView input)
{
    while (m_scanned < input.size()) {
        const qsizetype lineFeed = findLineFeed(input, m_scanned);
        if (lineFeed < 0)
            return checkIncomplete(input);
        const Progress progress = parseLine(input, lineFeed);
        if (progress != Progress::Incomplete)
            return progress;
    }
    return Progress::Incomplete;
}

/// One line, whose line feed stands at @p end.
RequestParser::Progress RequestParser::parseLine(QByteArrayView input, qsizetype end)
{
    if (end == m_lineStart || input[end - 1] != '\r')
        return refuse(ErrorCode::MalformedRequest, Text::english("A line ends without CR LF."));
    const QByteArrayView line = input.sliced(m_lineStart, end - 1 - m_lineStart);
    if (hasControlByte(input.sliced(m_scanned, std::max<qsizetype>(end - 1 - m_scanned, 0))))
        return refuse(ErrorCode::MalformedRequest,
                      Text::english("There is a control byte in the head."));
    if (line.isEmpty() && m_hasRequestLine) {
        m_lineStart = m_scanned = end + 1;
        return finish(input);
    }
    if (line.isEmpty() && !m_skippedEmptyLine) {
        m_skippedEmptyLine = true; // RFC 9112 2.2: one, left over by a careless client
    } else if (!m_hasRequestLine) {
        if (!parseRequestLine(line))
            return Progress::Refused;
    } else if (!parseField(line)) {
        return Progress::Refused;
    }
    m_lineStart = m_scanned = end + 1;
    if (m_lineStart > m_rules.maxHeadBytes)
        return refuse(ErrorCode::HeadersTooLarge, Text::english("The head is too large."));
    return Progress::Incomplete;
}

bool RequestParser::parseRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype second = first < 0 ? -1 : line.indexOf(' ', first + 1);
    if (second < 0 || first > kMaxMethodBytes || !isToken(line.first(first))) {
        refuse(ErrorCode::MalformedRequest, Text::english("The request line is malformed."));
        return false;
    }
    const QByteArrayView target = line.sliced(first + 1, second - first - 1);
    const QByteArrayView version = line.sliced(second + 1);
    m_head.method = methodText(line.first(first));
    if (target.size() > m_rules.maxTargetBytes) {
        refuse(ErrorCode::TargetTooLong, Text::english("The request target is too long."));
        return false;
    }
    if (!isTarget(target)) {
        refuse(ErrorCode::MalformedRequest,
               Text::english("The request target holds a byte that it may not."));
        return false;
    }
    static thread_local RepeatedText last;
    m_head.target = last.of(target);
    if (version.size() != 8 || !version.startsWith("HTTP/1.") || version[7] < '0'
        || version[7] > '9') {
        refuse(ErrorCode::MalformedRequest, Text::english("Only HTTP/1.0 and 1.1 are spoken."));
        return false;
    }
    m_head.minorVersion = version[7] == '0' ? 0 : 1;
    m_hasRequestLine = true;
    return true;
}

bool RequestParser::parseField(QByteArrayView line)
{
    const qsizetype colon = tokenSize(line);
    // Also catches obs-fold: a line that begins with white space.
    if (colon == 0 || colon == line.size() || line[colon] != ':') {
        refuse(ErrorCode::MalformedRequest, Text::english("A header line is malformed."));
        return false;
    }
    if (static_cast<int>(m_spans.size()) == m_rules.maxFields) {
        refuse(ErrorCode::HeadersTooLarge, Text::english("There are too many header fields."));
        return false;
    }
    const auto isBlank = [](char byte) { return byte == ' ' || byte == '\t'; };
    qsizetype begin = colon + 1;
    qsizetype end = line.size();
    while (begin < end && isBlank(line[begin]))
        ++begin;
    while (end > begin && isBlank(line[end - 1]))
        --end;
    m_spans.push_back({m_lineStart, colon, m_lineStart + begin, end - begin});
    return true;
}

RequestParser::Progress RequestParser::finish(QByteArrayView input)
{
    if (m_lineStart > m_rules.maxHeadBytes)
        return refuse(ErrorCode::HeadersTooLarge, Text::english("The head is too large."));
    collectFields(input);
    if (std::optional<Error> error = applyRules(m_rules, m_head)) {
        m_error = std::move(*error);
        return Progress::Refused;
    }
    return Progress::Complete;
}

/// A line is not complete: what there is of it must be good and within the limits.
RequestParser::Progress RequestParser::checkIncomplete(QByteArrayView input)
{
    const bool mayEnd = input.back() == '\r';
    const qsizetype end = mayEnd ? input.size() - 1 : input.size();
    if (end > m_scanned && hasControlByte(input.sliced(m_scanned, end - m_scanned)))
        return refuse(ErrorCode::MalformedRequest,
                      Text::english("There is a control byte in the head."));
    m_scanned = std::max(m_scanned, end);
    if (!m_hasRequestLine && end - m_lineStart > m_rules.maxTargetBytes + kMaxMethodBytes + 16)
        return refuse(ErrorCode::TargetTooLong, Text::english("The request target is too long."));
    if (input.size() > m_rules.maxHeadBytes)
        return refuse(ErrorCode::HeadersTooLarge, Text::english("The head is too large."));
    return Progress::Incomplete;
}

RequestParser::Progress RequestParser::refuse(ErrorCode code, Text detail)
{
    m_error = refusal(code, std::move(detail));
    return Progress::Refused;
}

/// One copy of the head backs all its fields; the connection's buffer goes its own way.
void RequestParser::collectFields(QByteArrayView input)
{
    const QByteArray backing = input.first(m_lineStart).toByteArray();
    m_head.headers = HeaderList(backing, static_cast<qsizetype>(m_spans.size()));
    const QByteArrayView bytes = backing;
    for (const Span &span : m_spans) {
        m_head.headers.appendShared(bytes.sliced(span.nameBegin, span.nameSize),
                                    bytes.sliced(span.valueBegin, span.valueSize));
    }
}

RequestHead RequestParser::takeHead()
{
    RequestHead head = std::move(m_head);
    static const RequestHead kNone;
    m_head = kNone; // an address of its own would be allocated
    m_spans.clear();
    m_lineStart = m_scanned = 0;
    m_hasRequestLine = m_skippedEmptyLine = false;
    return head;
}

} // namespace proxy

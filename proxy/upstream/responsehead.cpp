// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/responsehead.h"

#include "proxy/message/fieldsyntax.h"

#include <optional>

namespace proxy {

namespace {

constexpr qint64 kMaxLength = qint64(1) << 60;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

QByteArrayView withoutOuterSpace(QByteArrayView text)
{
    const auto isSpace = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.isEmpty() && isSpace(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isSpace(text.back()))
        text.chop(1);
    return text;
}

std::optional<qint64> lengthOf(QByteArrayView digits)
{
    if (digits.isEmpty())
        return std::nullopt;
    qint64 length = 0;
    for (const char c : digits) {
        if (!isDigit(c) || length > kMaxLength / 10)
            return std::nullopt;
        length = length * 10 + (c - '0');
    }
    return length;
}

const char *parseStatusLine(QByteArrayView line, ResponseHead &head)
{
    const bool isShaped = line.size() >= 12 && line.startsWith("HTTP/1.") && line[8] == ' '
                          && isDigit(line[9]) && isDigit(line[10]) && isDigit(line[11])
                          && (line.size() == 12 || line[12] == ' ');
    if (!isShaped || (line[7] != '0' && line[7] != '1') || line[9] == '0')
        return QT_TRANSLATE_NOOP("Engine", "the status line is not HTTP/1.x");
    head.minorVersion = line[7] - '0';
    head.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    const QByteArrayView reason = line.size() > 13 ? line.sliced(13) : QByteArrayView();
    if (hasControlByte(reason))
        return QT_TRANSLATE_NOOP("Engine", "a control byte in the status line");
    const QByteArrayView usual = reasonPhrase(head.status);
    head.reason = reason == usual ? QByteArray::fromRawData(usual.data(), usual.size())
                                  : reason.toByteArray();
    return nullptr;
}

const char *parseField(QByteArrayView line, HeaderList &headers)
{
    const qsizetype colon = tokenSize(line);
    if (colon == 0 || colon == line.size() || line[colon] != ':')
        return line.contains(':') ? QT_TRANSLATE_NOOP("Engine", "a header has a bad name")
                                  : QT_TRANSLATE_NOOP("Engine", "a header line has no colon");
    const QByteArrayView value = withoutOuterSpace(line.sliced(colon + 1));
    if (hasControlByte(value))
        return QT_TRANSLATE_NOOP("Engine", "a control byte in a header");
    if (headers.size() >= kMaxResponseFields)
        return QT_TRANSLATE_NOOP("Engine", "too many headers");
    headers.appendShared(line.first(colon), value);
    return nullptr;
}

const char *decideByLength(ResponseHead &head)
{
    std::optional<qint64> length;
    for (size_t i = 0; i < head.headers.size(); ++i) {
        const HeaderList::Field field = head.headers.at(i);
        if (!equalsIgnoringCase(field.name, "Content-Length"))
            continue;
        const std::optional<qint64> value = lengthOf(field.value);
        if (!value)
            return QT_TRANSLATE_NOOP("Engine", "a bad Content-Length");
        if (length && *length != *value)
            return QT_TRANSLATE_NOOP("Engine", "differing Content-Lengths");
        length = value;
    }
    head.framing = length ? BodyFraming::Length : BodyFraming::UntilClose;
    head.contentLength = length.value_or(0);
    return nullptr;
}

} // namespace

tl::expected<ResponseHead, const char *> parseResponseHead(QByteArray bytes)
{
    ResponseHead head;
    head.headers = HeaderList(bytes);
    const QByteArrayView all = bytes;
    qsizetype start = 0;
    while (true) {
        const qsizetype lf = all.indexOf('\n', start);
        const QByteArrayView line = all.sliced(start, lf - 1 - start);
        if (line.isEmpty() && start > 0)
            return head;
        const char *why = start == 0 ? parseStatusLine(line, head) : parseField(line, head.headers);
        if (why != nullptr)
            return tl::unexpected(why);
        start = lf + 1;
    }
}

const char *decideFraming(ResponseHead &head, bool isHeadRequest)
{
    head.framing = BodyFraming::None;
    head.contentLength = 0;
    if (head.status == 101) {
        head.framing = BodyFraming::Tunnel;
        return nullptr;
    }
    if (isHeadRequest || head.status == 204 || head.status == 304)
        return nullptr;
    const int codings = head.headers.count("Transfer-Encoding");
    if (codings == 0)
        return decideByLength(head);
    if (head.headers.contains("Content-Length"))
        return QT_TRANSLATE_NOOP("Engine", "both a length and a transfer coding");
    const QByteArrayView coding = *head.headers.first("Transfer-Encoding");
    if (codings > 1 || head.minorVersion == 0 || !equalsIgnoringCase(coding, "chunked"))
        return QT_TRANSLATE_NOOP("Engine", "a transfer coding other than chunked");
    head.framing = BodyFraming::Chunked;
    return nullptr;
}

} // namespace proxy

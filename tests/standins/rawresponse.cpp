// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/headparser.h"
#include "tests/standins/rawclient.h"

namespace standins {

namespace {

/// The head that starts at @p bytes, without its body; nullopt: not complete.
std::optional<RawResponse> parseHead(QByteArrayView bytes)
{
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return std::nullopt;
    RawResponse response;
    response.rawHead = bytes.first(end + 4).toByteArray();
    response.wireSize = end + 4;
    const qsizetype lineEnd = response.rawHead.indexOf("\r\n");
    const QByteArray line = response.rawHead.first(lineEnd);
    const qsizetype space = line.indexOf(' ');
    response.version = line.first(qMax<qsizetype>(space, 0));
    response.status = line.mid(space + 1, 3).toInt();
    response.reason = line.mid(space + 5);
    response.headers = parseFields(QByteArrayView(response.rawHead).sliced(lineEnd + 2));
    return response;
}

WireFraming framingOf(const RawResponse &response, bool toHead)
{
    if (toHead || response.status == 204 || response.status == 304 || response.status == 101)
        return WireFraming::None;
    if (response.header("Transfer-Encoding").toLower().endsWith("chunked"))
        return WireFraming::Chunked;
    return headerCount(response.headers, "Content-Length") > 0 ? WireFraming::Length
                                                               : WireFraming::UntilClose;
}

void readTrailers(RawResponse &response, QByteArrayView rest)
{
    qsizetype end = 0;
    if (!rest.startsWith("\r\n")) {
        const qsizetype blank = rest.indexOf("\r\n\r\n");
        if (blank < 0)
            return;
        response.trailers = parseFields(rest.first(blank + 2));
        end = blank + 2;
    }
    response.wireSize += end + 2;
    response.complete = true;
}

void readChunks(RawResponse &response, QByteArrayView bytes)
{
    for (;;) {
        const QByteArrayView rest = bytes.sliced(response.wireSize);
        const qsizetype lineEnd = rest.indexOf("\r\n");
        if (lineEnd < 0)
            return;
        bool good = false;
        const QByteArray digits = rest.first(lineEnd).toByteArray().split(';').constFirst();
        const qint64 size = digits.toLongLong(&good, 16);
        if (!good || size < 0) {
            response.broken = true;
            return;
        }
        if (size == 0) {
            response.wireSize += lineEnd + 2;
            readTrailers(response, bytes.sliced(response.wireSize));
            return;
        }
        const QByteArrayView data = rest.sliced(lineEnd + 2);
        if (data.size() < size + 2) {
            response.body += data.first(qMin<qsizetype>(size, data.size()));
            return;
        }
        response.broken = data[size] != '\r' || data[size + 1] != '\n';
        if (response.broken)
            return;
        response.chunks.push_back(data.first(size).toByteArray());
        response.body += response.chunks.back();
        response.wireSize += lineEnd + 2 + size + 2;
    }
}

void readLength(RawResponse &response, QByteArrayView rest)
{
    const qint64 length = response.header("Content-Length").toLongLong();
    const qsizetype have = qMin<qsizetype>(length, rest.size());
    response.body = rest.first(have).toByteArray();
    response.wireSize += have;
    response.complete = have == length;
}

} // namespace

std::optional<RawResponse> parseResponse(QByteArrayView bytes, bool toHead, bool closed)
{
    qsizetype skipped = 0;
    std::optional<RawResponse> response = parseHead(bytes);
    while (response && response->status >= 100 && response->status < 200
           && response->status != 101) {
        skipped += response->wireSize;
        response = parseHead(bytes.sliced(skipped));
    }
    if (!response)
        return std::nullopt;

    const QByteArrayView own = bytes.sliced(skipped);
    response->framing = framingOf(*response, toHead);
    switch (response->framing) {
    case WireFraming::None:
        response->complete = true;
        break;
    case WireFraming::Length:
        readLength(*response, own.sliced(response->wireSize));
        break;
    case WireFraming::Chunked:
        readChunks(*response, own);
        break;
    case WireFraming::UntilClose:
        response->body = own.sliced(response->wireSize).toByteArray();
        response->wireSize = own.size();
        response->complete = closed;
        break;
    }
    response->wireSize += skipped;
    return response;
}

QByteArray rawRequest(QByteArrayView method, QByteArrayView target, const WireHeaders &headers,
                      QByteArrayView body)
{
    QByteArray request;
    request.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    if (headerCount(headers, "Host") == 0)
        request.append("Host: localhost\r\n");
    for (const WireHeader &field : headers)
        request.append(field.name).append(": ").append(field.value).append("\r\n");
    const bool framed =
        headerCount(headers, "Content-Length") > 0 || headerCount(headers, "Transfer-Encoding") > 0;
    if (!body.isEmpty() && !framed)
        request.append("Content-Length: ").append(QByteArray::number(body.size())).append("\r\n");
    return request.append("\r\n").append(body);
}

} // namespace standins

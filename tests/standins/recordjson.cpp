// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/recordjson.h"

#include <QJsonObject>

namespace standins {

namespace {

using namespace Qt::StringLiterals;

QString text(const QByteArray &bytes)
{
    return QString::fromUtf8(bytes);
}

QString base64(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QJsonArray fields(const WireHeaders &headers)
{
    QJsonArray list;
    for (const WireHeader &field : headers)
        list.append(QJsonArray {text(field.name), text(field.value)});
    return list;
}

QString framingName(WireFraming framing)
{
    switch (framing) {
    case WireFraming::Length:
        return u"content-length"_s;
    case WireFraming::Chunked:
        return u"chunked"_s;
    case WireFraming::None:
    case WireFraming::UntilClose:
        break;
    }
    return u"none"_s;
}

QString endName(WireEnd end)
{
    switch (end) {
    case WireEnd::PeerFin:
        return u"client-fin"_s;
    case WireEnd::PeerReset:
        return u"client-reset"_s;
    case WireEnd::Ours:
        return u"server"_s;
    case WireEnd::Open:
        break;
    }
    return u"open"_s;
}

double millis(WireTime from, WireTime to)
{
    return std::chrono::duration<double, std::milli>(to - from).count();
}

QJsonObject times(const RecordedRequest &request)
{
    QJsonObject object;
    const auto put = [&](const QString &name, const std::optional<WireTime> &time) {
        if (time)
            object[name] = millis(request.firstByteAt, *time);
    };
    put(u"head_ms"_s, request.headAt);
    put(u"body_ms"_s, request.bodyAt);
    put(u"answer_first_byte_ms"_s, request.answerFirstByteAt);
    put(u"answer_last_byte_ms"_s, request.answerLastByteAt);
    put(u"client_closed_ms"_s, request.clientClosedAt);
    return object;
}

QJsonObject toJson(const RecordedRequest &request)
{
    QJsonArray frames;
    for (const QByteArray &frame : request.frames)
        frames.append(base64(frame));
    return {{u"connection"_s, request.connection},
            {u"number"_s, request.numberOnConnection},
            {u"peer"_s, text(request.peer)},
            {u"head"_s, base64(request.head)},
            {u"method"_s, text(request.method)},
            {u"target"_s, text(request.target)},
            {u"headers"_s, fields(request.headers)},
            {u"framing"_s, framingName(request.framing)},
            {u"trailers"_s, fields(request.trailers)},
            {u"body"_s, base64(request.body)},
            {u"sha256"_s, text(request.bodySha256())},
            {u"complete"_s, request.complete},
            {u"model"_s, text(request.model)},
            {u"model_offset"_s, request.modelOffset},
            {u"times"_s, times(request)},
            {u"end"_s, endName(request.end)},
            {u"status"_s, request.status},
            {u"answer_bytes"_s, request.answerBytes},
            {u"answer_bytes_acked"_s, request.answerBytesAcked},
            {u"rule"_s, text(request.rule)},
            {u"notes"_s, QJsonArray::fromStringList(request.notes)},
            {u"frames"_s, frames}};
}

} // namespace

QJsonArray requestsToJson(const std::vector<RecordedRequest> &requests)
{
    QJsonArray list;
    for (const RecordedRequest &request : requests)
        list.append(toJson(request));
    return list;
}

QJsonArray connectionsToJson(const std::vector<RecordedConnection> &connections)
{
    const WireTime now = std::chrono::steady_clock::now();
    QJsonArray list;
    for (const RecordedConnection &connection : connections) {
        QJsonObject entry {{u"id"_s, connection.id},
                           {u"age_ms"_s, millis(connection.acceptedAt, now)},
                           {u"requests"_s, connection.requests},
                           {u"end"_s, endName(connection.end)}};
        if (connection.idleSince)
            entry[u"idle_ms"_s] = millis(*connection.idleSince, now);
        list.append(entry);
    }
    return list;
}

} // namespace standins

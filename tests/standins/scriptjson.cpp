// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/script.h"

#include <QHash>
#include <QJsonObject>

namespace standins {

namespace {

constexpr int kMaxRepeat = 1000000;

QByteArray bytesOf(const QJsonObject &object)
{
    if (object.contains(QLatin1String("base64")))
        return QByteArray::fromBase64(object[QLatin1String("base64")].toString().toLatin1());
    return object[QLatin1String("text")].toString().toUtf8();
}

int repeatOf(const QJsonObject &object)
{
    return qBound(1, object[QLatin1String("repeat")].toInt(1), kMaxRepeat);
}

std::chrono::milliseconds millisOf(const QJsonValue &value)
{
    return std::chrono::milliseconds(value.toInteger());
}

/// {"Name":"value"} or, where order and repetition matter, [["Name","value"],…].
WireHeaders headersOf(const QJsonValue &value)
{
    WireHeaders headers;
    const QJsonArray list = value.toArray();
    for (const QJsonValue pair : list)
        headers.push_back({pair[0].toString().toUtf8(), pair[1].toString().toUtf8()});
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        headers.push_back({it.key().toUtf8(), it.value().toString().toUtf8()});
    return headers;
}

Step headOf(const QJsonObject &object)
{
    step::Head head {.status = object[QLatin1String("status")].toInt(200),
                     .headers = headersOf(object[QLatin1String("headers")])};
    head.reason = object[QLatin1String("reason")].toString().toUtf8();
    if (headerCount(head.headers, "Content-Length") > 0
        || headerCount(head.headers, "Transfer-Encoding") > 0)
        head.framing = WireFraming::Length;
    else if (object[QLatin1String("until_close")].toBool())
        head.framing = WireFraming::UntilClose;
    return head;
}

Step splitOf(const QJsonObject &object)
{
    step::SendSplit split {bytesOf(object), {}};
    const QJsonArray sizes = object[QLatin1String("sizes")].toArray();
    for (const QJsonValue size : sizes)
        split.sizes.push_back(size.toInt(1));
    if (split.sizes.empty())
        split.sizes.push_back(1);
    return split;
}

Step readBodyOf(const QJsonValue &value)
{
    if (value.toString() == QLatin1String("none"))
        return step::ReadBody {0};
    return step::ReadBody {value.isDouble() ? value.toInteger() : -1};
}

using Maker = Step (*)(const QJsonValue &);

const QHash<QString, Maker> &makers()
{
    static const QHash<QString, Maker> kMakers {
        {QStringLiteral("wait"),
         [](const QJsonValue &v) -> Step { return step::Wait {millisOf(v)}; }},
        {QStringLiteral("read_body"), [](const QJsonValue &v) { return readBodyOf(v); }},
        {QStringLiteral("head"), [](const QJsonValue &v) { return headOf(v.toObject()); }},
        {QStringLiteral("send"),
         [](const QJsonValue &v) -> Step {
             if (v.isString())
                 return step::Send {v.toString().toUtf8()};
             return step::Send {bytesOf(v.toObject()), repeatOf(v.toObject())};
         }},
        {QStringLiteral("send_split"), [](const QJsonValue &v) { return splitOf(v.toObject()); }},
        {QStringLiteral("chunk_raw"),
         [](const QJsonValue &v) -> Step {
             if (v.isString())
                 return step::SendRaw {v.toString().toUtf8()};
             return step::SendRaw {bytesOf(v.toObject()), repeatOf(v.toObject())};
         }},
        {QStringLiteral("hold"),
         [](const QJsonValue &v) -> Step { return step::HoldUntil {v.toString().toUtf8()}; }},
        {QStringLiteral("end"),
         [](const QJsonValue &v) -> Step {
             return step::End {headersOf(v.toObject()[QLatin1String("trailers")])};
         }},
        {QStringLiteral("fin"), [](const QJsonValue &) -> Step { return step::CloseFin {}; }},
        {QStringLiteral("rst"), [](const QJsonValue &) -> Step { return step::CloseReset {}; }},
        {QStringLiteral("await_client_close"),
         [](const QJsonValue &v) -> Step { return step::AwaitClientClose {millisOf(v)}; }},
        {QStringLiteral("record"),
         [](const QJsonValue &v) -> Step { return step::Note {v.toString()}; }},
    };
    return kMakers;
}

} // namespace

Script scriptFromJson(const QJsonArray &steps, QString &error)
{
    Script script;
    for (const QJsonValue entry : steps) {
        // A step without arguments may be just its name.
        const QJsonObject object = entry.toObject();
        const QString name = entry.isString()     ? entry.toString()
                             : object.size() == 1 ? object.begin().key()
                                                  : QString();
        const auto maker = makers().constFind(name);
        if (maker == makers().constEnd()) {
            error = QStringLiteral("unknown step \"%1\"").arg(name);
            return {};
        }
        script.push_back((*maker)(entry.isString() ? QJsonValue() : object.begin().value()));
    }
    return script;
}

} // namespace standins
